//! The page for people who use no mouse, small screens, or the dark.

mod support;

use anyhow::{Context, Result, bail, ensure};
use heliograph_e2e::{
    Browser, Kind, Page, Scheme, Site,
    people::{answer, both_connected, connect, enter_reply, leave, talk},
};

const ENTER: &str = "\u{e007}";

/// A phone and a desk, in CSS pixels.
const SIZES: [(u32, u32); 2] = [(390, 844), (1280, 800)];

#[tokio::test(flavor = "multi_thread")]
async fn an_invite_can_be_made_and_answered_without_a_mouse() -> Result<()> {
    let site = Site::start().await?;
    for kind in [Kind::Chromium, Kind::Firefox] {
        let browser = Browser::start(kind).await?;
        let inviting = browser.open(site.url()).await?;
        let joining = browser.open(site.url()).await?;
        inviting.heading("Heliograph").appears().await?;
        walk_to(&inviting, "Invite someone").await?;
        inviting.press(ENTER).await?;
        let code = inviting.textbox("Invite code").filled().await?;

        joining.heading("Heliograph").appears().await?;
        walk_to(&joining, "I have an invite").await?;
        joining.press(ENTER).await?;
        joining.heading("Join").appears().await?;
        walk_to(&joining, "Their invite").await?;
        joining.press(&code).await?;
        walk_to(&joining, "Continue").await?;
        joining.press(ENTER).await?;
        let reply = joining.textbox("Reply code").filled().await?;

        walk_to(&inviting, "Their reply").await?;
        inviting.press(&reply).await?;
        walk_to(&inviting, "Connect").await?;
        inviting.press(ENTER).await?;
        both_connected(&inviting, &joining).await?;
        walk_to(&inviting, "Message").await?;
        inviting.press("Sent with one key").await?;
        inviting.press(ENTER).await?;
        joining.log("Messages").saying("Sent with one key").appears().await?;
        walk_back_to(&inviting, "Leave").await?;
        inviting.press(ENTER).await?;
        joining.alert().saying("left").appears().await?;
        browser.finish().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_fits_a_phone_and_a_desk_in_light_and_dark() -> Result<()> {
    let site = Site::start().await?;
    for scheme in [Scheme::Light, Scheme::Dark] {
        let browser = Browser::of(Kind::Chromium).in_colours(scheme).start().await?;
        for (width, height) in SIZES {
            let inviting = browser.open(site.url()).await?;
            let joining = browser.open(site.url()).await?;
            for page in [&inviting, &joining] {
                page.resize(width, height).await?;
            }
            let name = |screen: &str| format!("{screen}-{width}-{scheme:?}").to_lowercase();

            inviting.heading("Heliograph").appears().await?;
            fits(&inviting, &name("1-home")).await?;
            inviting.button("Settings").click().await?;
            inviting.textbox("STUN server").appears().await?;
            fits(&inviting, &name("2-settings")).await?;
            inviting.button("Back").click().await?;
            inviting.button("Invite someone").click().await?;
            let code = inviting.textbox("Invite code").filled().await?;
            inviting.image("QR code of this invite").appears().await?;
            fits(&inviting, &name("3-invite")).await?;
            enter_reply(&inviting, &code).await?;
            inviting.alert().saying("your own").appears().await?;
            fits(&inviting, &name("4-mistake")).await?;

            joining.button("I have an invite").click().await?;
            joining.heading("Join").appears().await?;
            fits(&joining, &name("5-join")).await?;
            joining.button("Back").click().await?;
            let reply = answer(&joining, &code).await?;
            joining.image("QR code of this reply").appears().await?;
            fits(&joining, &name("6-reply")).await?;
            enter_reply(&inviting, &reply).await?;
            both_connected(&inviting, &joining).await?;
            talk(&inviting, &joining).await?;
            fits(&inviting, &name("7-talk")).await?;
            leave(&joining, &inviting).await?;
            fits(&inviting, &name("8-left")).await?;
        }
        browser.finish().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_conversation_stays_within_the_screen() -> Result<()> {
    let site = Site::start().await?;
    let browser = Browser::start(Kind::Chromium).await?;
    let one = browser.open(site.url()).await?;
    let other = browser.open(site.url()).await?;
    one.resize(390, 844).await?;
    connect(&one, &other).await?;
    let word = "x".repeat(200);
    for text in
        ["short", &word, "https://example.org/a/rather/long/path?with=many&words=in&it=too", "the end"]
    {
        heliograph_e2e::people::say(&one, text).await?;
    }
    other.log("Messages").saying("the end").appears().await?;
    fits(&one, "9-long-words").await?;
    browser.finish().await
}

/// Takes a picture, and fails when the page is wider than its window.
async fn fits(page: &Page, name: &str) -> Result<()> {
    page.picture(&format!("shots/{name}")).await?;
    let wider = page.run("return document.documentElement.scrollWidth - window.innerWidth", vec![]).await?;
    let wider = wider.as_i64().context("the page has no width")?;
    ensure!(wider <= 0, "{name} is {wider} pixels wider than its window");
    Ok(())
}

/// Presses Tab until the focus is on what has this name.
async fn walk_to(page: &Page, name: &str) -> Result<()> {
    walk(page, "\u{e004}", name).await
}

/// Presses Shift and Tab until the focus is on what has this name.
async fn walk_back_to(page: &Page, name: &str) -> Result<()> {
    walk(page, "\u{e008}\u{e004}", name).await
}

async fn walk(page: &Page, step: &str, name: &str) -> Result<()> {
    for _ in 0..30 {
        if page.focused_name().await? == name {
            return Ok(());
        }
        page.press(step).await?;
    }
    bail!("{:?}: the keyboard does not lead to “{name}”", page.kind())
}
