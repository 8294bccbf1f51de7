//! Somebody is rung by a link that they gave out.

use crate::{sockets, support::two};
use anyhow::{Result, ensure};
use heliograph_e2e::{
    Companion, Kind, Page,
    people::{be_reachable, both_connected, leave, ring, safety_words, talk},
};
use std::time::Duration;
use tokio::time::{Instant, sleep};

const DIRECTLY: &str = "Connect directly if they agree";
const ASKED: &str = "Answer and connect directly";

#[tokio::test(flavor = "multi_thread")]
async fn two_chromiums_ring_and_are_relayed_unless_both_want_otherwise() -> Result<()> {
    for (asks, agrees) in [(false, false), (true, false), (true, true)] {
        ring_and_answer(Kind::Chromium, Kind::Chromium, asks, agrees).await?;
    }
    Ok(())
}

/// Firefox uses no relay at a loopback address; pairs with it that are relayed are in the laboratory.
#[tokio::test(flavor = "multi_thread")]
async fn firefox_rings_and_is_rung() -> Result<()> {
    ring_and_answer(Kind::Firefox, Kind::Chromium, true, true).await?;
    ring_and_answer(Kind::Chromium, Kind::Firefox, true, true).await?;
    ring_and_answer(Kind::Firefox, Kind::Firefox, true, true).await
}

async fn ring_and_answer(rung: Kind, rings: Kind, asks: bool, agrees: bool) -> Result<()> {
    let companion = Companion::start().await?;
    let (ana, ben) = two(rung, rings).await?;
    let callee = ana.open(companion.url()).await?;
    sockets::count(&callee).await?;
    let link = be_reachable(&callee).await?;
    let caller = ben.open(&link).await?;
    sockets::count(&caller).await?;
    if asks {
        caller.checkbox(DIRECTLY).click().await?;
    }
    ring(&caller, "Grandma Ägidia").await?;
    callee.heading("Grandma Ägidia rings").appears().await?;
    let answer = if agrees { ASKED } else { "Answer" };
    callee.button(answer).click().await?;
    both_connected(&callee, &caller).await?;
    ensure!(safety_words(&callee).await? == safety_words(&caller).await?, "the safety words differ");
    let (way, kept) =
        if agrees { ("talk directly", sockets::NONE) } else { ("Through the server", sockets::OF_THE_RELAY) };
    for page in [&callee, &caller] {
        page.status().saying(way).appears().await?;
        sockets::are(page, kept).await?;
    }
    talk(&callee, &caller).await?;
    leave(&caller, &callee).await?;
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_rings_is_declined_put_off_or_missed() -> Result<()> {
    let companion = Companion::start().await?;
    let (ana, ben) = two(Kind::Firefox, Kind::Chromium).await?;
    let callee = ana.open(companion.url()).await?;
    let link = be_reachable(&callee).await?;
    let caller = ben.open(&link).await?;

    ring(&caller, "Ben").await?;
    callee.button("Decline").click().await?;
    caller.status().saying("cannot talk now").appears().await?;

    ring_again(&caller).await?;
    callee.heading("Ben rings").appears().await?;
    callee.disclosure("Not now …").click().await?;
    callee.textbox("A short note for them").enter("I am on a train until six.").await?;
    callee.button("Send").click().await?;
    caller.status().saying("I am on a train until six.").appears().await?;

    // Whoever hangs up stops the ringing, and leaves word of it.
    ring_again(&caller).await?;
    callee.heading("Ben rings").appears().await?;
    caller.button("Hang up").click().await?;
    callee.status().saying("has stopped ringing").appears().await?;
    callee.region("Missed calls").appears().await?;
    callee.button("Forget missed calls").click().await?;
    callee.region("Missed calls").disappears().await?;
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

/// Rings with the name that was typed before.
async fn ring_again(page: &Page) -> Result<()> {
    page.button("Ring again").click().await?;
    page.status().saying("It rings").appears().await
}

#[tokio::test(flavor = "multi_thread")]
async fn several_devices_ring_and_the_first_that_answers_has_the_call() -> Result<()> {
    let companion = Companion::start().await?;
    let (ana, ben) = two(Kind::Chromium, Kind::Chromium).await?;
    let first = ana.open(companion.url()).await?;
    let link = be_reachable(&first).await?;
    // The address bar has the private link, for a bookmark.
    let private = first.address().await?;
    ensure!(private.contains("#m="), "the address bar does not hold the private link");
    ensure!(first.textbox("Private link").filled().await? == private, "it is another link");
    let second = ana.open(&private).await?;
    second.status().saying("Reachable").appears().await?;
    ensure!(second.textbox("Link to give away").filled().await? == link, "another device has other links");

    let caller = ben.open(&link).await?;
    ring(&caller, "Ben").await?;
    for device in [&first, &second] {
        device.heading("Ben rings").appears().await?;
    }
    second.button("Answer").click().await?;
    both_connected(&second, &caller).await?;
    first.status().saying("another of your devices took care of it").appears().await?;
    talk(&second, &caller).await?;
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn links_outlive_a_restart_and_are_taken_back_for_good() -> Result<()> {
    let mut companion = Companion::start().await?;
    let (ana, ben) = two(Kind::Chromium, Kind::Chromium).await?;
    let callee = ana.open(companion.url()).await?;
    let link = be_reachable(&callee).await?;
    companion.crash();
    callee.status().saying("does not answer").appears().await?;
    companion.start_again().await?;
    callee.status().saying("Reachable.").appears().await?;
    ensure!(callee.textbox("Link to give away").filled().await? == link, "the link changed");
    let caller = ben.open(&link).await?;
    ring(&caller, "Ben").await?;
    callee.heading("Ben rings").appears().await?;
    caller.button("Hang up").click().await?;
    callee.status().saying("has stopped ringing").appears().await?;

    callee.button("Withdraw").click().await?;
    callee.button("Yes, withdraw it").click().await?;
    callee.textbox("Link to give away").disappears().await?;
    // Whoever has the link learns nothing: it rings, and nobody answers.
    caller.button("Ring").click().await?;
    caller.status().saying("It rings").appears().await?;
    callee.status().saying("Reachable.").appears().await?;
    ensure!(!callee.button("Answer").is_there().await?, "a link that was taken back rings");
    caller.button("Hang up").click().await?;
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_link_is_told_apart_from_silence() -> Result<()> {
    let companion = Companion::start().await?;
    let (ana, ben) = two(Kind::Chromium, Kind::Firefox).await?;
    let callee = ana.open(companion.url()).await?;
    let link = be_reachable(&callee).await?;
    let cut = &link[..link.len() - 5];
    let caller = ben.open(cut).await?;
    caller.alert().saying("not whole").appears().await?;
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

/// How long a page is out of sight before it rings.
const A_MOMENT: Duration = Duration::from_secs(15);

/// What `HELIOGRAPH_LONG` makes of it: browsers have slowed a page's timers down by then.
const TEN_MINUTES: Duration = Duration::from_secs(600);

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_nobody_looks_at_rings() -> Result<()> {
    let wait = if std::env::var_os("HELIOGRAPH_LONG").is_some() { TEN_MINUTES } else { A_MOMENT };
    tokio::try_join!(out_of_sight(Kind::Chromium, wait), out_of_sight(Kind::Firefox, wait)).map(drop)
}

async fn out_of_sight(kind: Kind, wait: Duration) -> Result<()> {
    let companion = Companion::start().await?;
    let (ana, ben) = two(kind, Kind::Chromium).await?;
    let callee = ana.open(companion.url()).await?;
    let link = be_reachable(&callee).await?;
    // The ringing is notes, which are counted in place of being heard.
    const LISTEN: &str = "
        window.notes = 0;
        const { createOscillator } = BaseAudioContext.prototype;
        BaseAudioContext.prototype.createOscillator = function () {
            notes += 1;
            return createOscillator.call(this);
        };";
    callee.run(LISTEN, vec![]).await?;
    hide(&callee).await?;
    sleep(wait).await;
    let caller = ben.open(&link).await?;
    ring(&caller, "Ben").await?;
    callee.button("Answer").appears().await?;
    let title = callee.run("return document.title", vec![]).await?;
    ensure!(title.as_str().is_some_and(|title| title.contains("Ben")), "the tab does not say who rings");
    // Nothing was ever counted in Firefox, so this does not show that it rings aloud there.
    if kind == Kind::Chromium {
        is_loud(&callee).await?;
    }
    callee.button("Answer").click().await?;
    // Firefox uses no relay at a loopback address; that it was answered is what matters here.
    caller.status().saying("They answer").appears().await?;
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

/// Waits until a note is played.
async fn is_loud(page: &Page) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(10);
    while page.run("return notes", vec![]).await?.as_u64() == Some(0) {
        ensure!(Instant::now() < deadline, "{:?} does not ring aloud", page.kind());
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

/// What a page is told when another tab covers it; drivers show every tab that they work on.
async fn hide(page: &Page) -> Result<()> {
    const HIDE: &str = "
        Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
        Object.defineProperty(document, 'hidden', { get: () => true });
        document.hasFocus = () => false;
        document.dispatchEvent(new Event('visibilitychange'));";
    page.run(HIDE, vec![]).await.map(drop)
}
