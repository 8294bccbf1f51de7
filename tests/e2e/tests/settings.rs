//! What a person prefers, what is kept of it, and who is asked for what.

mod support;

use std::{
    net::{IpAddr, UdpSocket},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Browser, Kind, Language, PATIENCE, Page, Site,
    people::{answer, both_connected, connect, enter_reply, invite, say, set_stun_server},
};
use serde_json::Value;
use support::two;

const BOTH: [Kind; 2] = [Kind::Chromium, Kind::Firefox];

#[tokio::test(flavor = "multi_thread")]
async fn the_page_speaks_the_language_of_the_browser_until_another_is_chosen() -> Result<()> {
    let site = Site::start().await?;
    for kind in BOTH {
        let browser = Browser::of(kind).in_language(Language::German).start().await?;
        let german = browser.open(site.url()).await?;
        german.button("Einstellungen").click().await?;
        german.heading("Einstellungen").appears().await?;
        german.combobox("Sprache").pick("English").await?;

        let english = german.read_in(Language::English);
        english.heading("Settings").appears().await?;
        ensure!(root_attribute(&english, "lang").await? == "en", "the page is not marked as English");
        english.combobox("Language").pick("As in the browser").await?;
        german.heading("Einstellungen").appears().await?;
        ensure!(root_attribute(&english, "lang").await? == "de", "the page is not marked as German");
        german.button("Zurück").click().await?;
        german.heading("Heliograph").appears().await?;
        browser.finish().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn people_connect_in_german() -> Result<()> {
    let site = Site::start().await?;
    let browser = Browser::of(Kind::Firefox).in_language(Language::German).start().await?;
    let (left, right) = tokio::try_join!(browser.open(site.url()), browser.open(site.url()))?;
    connect(&left, &right).await?;
    say(&left, "Guten Morgen").await?;
    right.log("Messages").saying("Guten Morgen").appears().await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn colours_are_chosen_at_once() -> Result<()> {
    let began = Instant::now();
    let site = Site::start().await?;
    let browser = Browser::start(Kind::Chromium).await?;
    let page = browser.open(site.url()).await?;
    page.button("Settings").click().await?;
    let light = background(&page).await?;
    page.combobox("Colours").pick("Dark").await?;
    while background(&page).await? == light {
        ensure!(began.elapsed() < PATIENCE, "dark looks like light");
    }
    page.combobox("Colours").pick("Light").await?;
    while background(&page).await? != light {
        ensure!(began.elapsed() < PATIENCE, "light is not what it was");
    }
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_outlive_the_page_only_when_that_is_wished() -> Result<()> {
    let site = Site::start().await?;
    for kind in BOTH {
        let browser = Browser::start(kind).await?;
        let page = browser.open(site.url()).await?;
        for keeps in [false, true] {
            page.button("Settings").click().await?;
            if keeps {
                page.checkbox("Keep these settings on this device").click().await?;
            }
            page.combobox("Colours").pick("Dark").await?;
            page.textbox("Your name").enter("Ana").await?;
            page.button("Save").click().await?;
            page.heading("Heliograph").appears().await?;

            page.go_to(site.url()).await?;
            page.button("Settings").click().await?;
            let name = page.textbox("Your name").value().await?;
            let kept = page.checkbox("Keep these settings on this device").is_chosen().await?;
            ensure!(name == if keeps { "Ana" } else { "" }, "{kind:?} remembers {name:?}");
            ensure!(kept == keeps, "{kind:?} shows the wrong wish");
            let theme = root_attribute(&page, "data-theme").await?;
            ensure!(theme == if keeps { "dark" } else { "" }, "{kind:?} has the colours {theme:?}");
            page.button("Back").click().await?;
        }

        page.button("Settings").click().await?;
        page.button("Forget everything").click().await?;
        page.button("No, keep it").click().await?;
        page.button("Forget everything").click().await?;
        page.button("Yes, forget everything").click().await?;
        page.heading("Heliograph").appears().await?;
        page.status().saying("Everything is forgotten.").appears().await?;
        let left = page.run("return localStorage.length + sessionStorage.length", vec![]).await?;
        ensure!(left == 0, "{kind:?} still keeps {left} things");
        ensure!(root_attribute(&page, "data-theme").await?.is_empty(), "the colours are not forgotten");
        page.go_to(site.url()).await?;
        page.button("Settings").click().await?;
        ensure!(page.textbox("Your name").value().await?.is_empty(), "the name is not forgotten");
        browser.finish().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_stun_servers_that_were_named_are_asked() -> Result<()> {
    let site = Site::start().await?;
    let server = StunEar::open()?;
    for kind in BOTH {
        let browser = Browser::start(kind).await?;
        let page = browser.open(site.url()).await?;
        set_stun_server(&page, &server.address()?).await?;
        invite(&page).await?;
        ensure!(server.hears(Duration::from_secs(10)), "{kind:?} does not ask the server that was named");
        browser.finish().await?;

        let browser = Browser::start(kind).await?;
        let page = browser.open(site.url()).await?;
        server.forget();
        set_stun_server(&page, &server.address()?).await?;
        page.button("Settings").click().await?;
        ensure!(page.radio("Ask my own").is_chosen().await?, "the choice is not shown");
        page.radio("Ask nobody").click().await?;
        page.textbox("My STUN servers").disappears().await?;
        page.button("Save").click().await?;
        invite(&page).await?;
        page.image("QR code of this invite").appears().await?;
        ensure!(!server.hears(Duration::from_secs(1)), "{kind:?} asks although nobody is to be asked");
        browser.finish().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_entered_wrong_is_explained_and_stays_to_be_mended() -> Result<()> {
    let site = Site::start().await?;
    let browser = Browser::start(Kind::Chromium).await?;
    let page = browser.open(site.url()).await?;
    page.button("Settings").click().await?;
    page.radio("Ask my own").click().await?;
    for wrong in ["turn:relay.example", "a b c d e f", "a:99999"] {
        page.textbox("My STUN servers").enter(wrong).await?;
        page.button("Save").click().await?;
        page.alert().appears().await?;
        ensure!(page.textbox("My STUN servers").value().await? == wrong, "what was typed is gone");
    }
    page.textbox("My STUN servers").enter("stun.example.org").await?;
    page.button("Save").click().await?;
    page.heading("Heliograph").appears().await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_shown_to_the_other_side() -> Result<()> {
    let site = Site::start().await?;
    let (ana, ben) = two(Kind::Chromium, Kind::Firefox).await?;
    let (left, right) = tokio::try_join!(ana.open(site.url()), ben.open(site.url()))?;
    left.button("Settings").click().await?;
    left.textbox("Your name").enter("Ana Ćosić").await?;
    left.button("Save").click().await?;
    connect(&left, &right).await?;
    say(&left, "Good morning").await?;
    right.log("Messages").saying("Good morning").appears().await?;
    right.heading("Connected").appears().await?;
    // Once beside the heading for those who see, once before the message for those who hear.
    let shown = right.run("return document.body.innerText", vec![]).await?;
    ensure!(shown.as_str().is_some_and(|text| text.contains("Ana Ćosić")), "the name is not shown");
    let log = right.log("Messages").handle().await?;
    let heard = right.run("return arguments[0].textContent", vec![log]).await?;
    ensure!(
        heard.as_str().is_some_and(|text| text.contains("They (\u{2068}Ana Ćosić\u{2069}): Good morning")),
        "the name is not read"
    );
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn help_and_settings_in_the_middle_of_an_invite_lose_nothing() -> Result<()> {
    let site = Site::start().await?;
    for kind in BOTH {
        let browser = Browser::start(kind).await?;
        let (left, right) = tokio::try_join!(browser.open(site.url()), browser.open(site.url()))?;
        let code = invite(&left).await?;
        left.textbox("Their reply").enter("half a reply").await?;
        for (button, heading) in [("Help", "How it works"), ("Settings", "Settings")] {
            left.button(button).click().await?;
            left.heading(heading).appears().await?;
            left.button("Back").click().await?;
            left.heading("Invite someone").appears().await?;
            ensure!(left.textbox("Invite code").filled().await? == code, "the invite is another one");
            ensure!(left.textbox("Their reply").filled().await? == "half a reply", "what was typed is gone");
        }
        let reply = answer(&right, &code).await?;
        right.button("Help").click().await?;
        enter_reply(&left, &reply).await?;
        left.heading("Connected").appears().await?;
        if right.button("Back").is_there().await? {
            right.button("Back").click().await?;
        }
        both_connected(&left, &right).await?;
        browser.finish().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_asks_first_while_somebody_is_waited_for() -> Result<()> {
    let site = Site::start().await?;
    for kind in BOTH {
        let browser = Browser::start(kind).await?;
        let (left, right) = tokio::try_join!(browser.open(site.url()), browser.open(site.url()))?;
        ensure!(!asks_before_leaving(&left).await?, "{kind:?} guards an empty page");
        let code = invite(&left).await?;
        left.button("Copy code").click().await?;
        left.status().saying("copied").appears().await?;
        ensure!(asks_before_leaving(&left).await?, "{kind:?} does not guard an invite that was carried away");
        let reply = answer(&right, &code).await?;
        enter_reply(&left, &reply).await?;
        both_connected(&left, &right).await?;
        ensure!(asks_before_leaving(&left).await?, "{kind:?} does not guard a conversation");
        left.button("Leave").click().await?;
        left.heading("Heliograph").appears().await?;
        ensure!(!asks_before_leaving(&left).await?, "{kind:?} guards a conversation that is over");
        browser.finish().await?;
    }
    Ok(())
}

/// Whether the page would have the browser ask before it goes away.
async fn asks_before_leaving(page: &Page) -> Result<bool> {
    let script = "
        const going = new Event('beforeunload', { cancelable: true });
        dispatchEvent(going);
        return going.defaultPrevented;";
    page.run(script, vec![]).await?.as_bool().context("the page does not say")
}

async fn root_attribute(page: &Page, name: &str) -> Result<String> {
    let script = "return document.documentElement.getAttribute(arguments[0]) ?? ''";
    let value = page.run(script, vec![Value::from(name)]).await?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

async fn background(page: &Page) -> Result<Value> {
    page.run("return getComputedStyle(document.documentElement).backgroundColor + getComputedStyle(document.body).backgroundColor", vec![]).await
}

/// A STUN server that hears and never answers.
struct StunEar {
    socket: UdpSocket,
}

impl StunEar {
    fn open() -> Result<Self> {
        let socket = UdpSocket::bind("0.0.0.0:0").context("listening for STUN")?;
        Ok(Self { socket })
    }

    /// Where browsers on this machine reach it: they do not ask servers on loopback.
    fn address(&self) -> Result<String> {
        Ok(format!("{}:{}", own_address()?, self.socket.local_addr()?.port()))
    }

    /// Whether anybody asks within this time.
    fn hears(&self, patience: Duration) -> bool {
        let timeout = self.socket.set_read_timeout(Some(patience));
        timeout.is_ok() && self.socket.recv(&mut [0; 512]).is_ok()
    }

    /// Leaves aside what was asked so far.
    fn forget(&self) {
        while self.hears(Duration::from_millis(1)) {}
    }
}

/// The address by which this machine would reach others. Choosing it sends nothing.
fn own_address() -> Result<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0")?;
    socket.connect("192.0.2.1:9").context("this machine has no address but loopback")?;
    Ok(socket.local_addr()?.ip())
}
