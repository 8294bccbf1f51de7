//! The page for people who use no mouse, and for those who write a lot.

mod support;

use anyhow::{Result, bail, ensure};
use heliograph_e2e::{
    Browser, Kind, Page, Site,
    people::{both_connected, connect},
};

const ENTER: &str = "\u{e007}";

#[tokio::test(flavor = "multi_thread")]
async fn everything_from_the_first_screen_to_checked_words_works_without_a_mouse() -> Result<()> {
    let site = Site::start().await?;
    for kind in [Kind::Chromium, Kind::Firefox] {
        let browser = Browser::start(kind).await?;
        let (inviting, joining) = tokio::try_join!(browser.open(site.url()), browser.open(site.url()))?;
        choose(&inviting, "Settings", "Settings").await?;
        walk_to(&inviting, "Your name").await?;
        inviting.press("Ana").await?;
        choose(&inviting, "Save", "Heliograph").await?;
        choose_above(&inviting, "Help", "How it works").await?;
        choose_above(&inviting, "Back", "Heliograph").await?;
        choose(&inviting, "Invite someone", "Invite someone").await?;
        let code = inviting.textbox("Invite code").filled().await?;

        choose(&joining, "I have an invite", "Join").await?;
        walk_to(&joining, "Their invite").await?;
        joining.press(&code).await?;
        choose(&joining, "Continue", "Send this reply back").await?;
        let reply = joining.textbox("Reply code").filled().await?;

        walk_to(&inviting, "Their reply").await?;
        inviting.press(&reply).await?;
        choose(&inviting, "Connect", "Connected").await?;
        both_connected(&inviting, &joining).await?;
        walk_to(&inviting, "They are the same").await?;
        inviting.press(ENTER).await?;
        inviting.region("Safety words").saying("Checked").appears().await?;
        walk_to(&inviting, "Message").await?;
        inviting.press("Sent with one key").await?;
        inviting.press(ENTER).await?;
        joining.log("Messages").saying("Sent with one key").appears().await?;
        walk_back_to(&inviting, "Leave").await?;
        inviting.press(ENTER).await?;
        choose_above(&inviting, "Yes, leave", "Heliograph").await?;
        joining.alert().saying("left").appears().await?;
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
    ensure!(one.overhang().await? <= 0, "long words make the page wider than its window");
    browser.finish().await
}

/// Chooses a button below the focus by keyboard, and sees that the attention is led to the heading of the next screen.
async fn choose(page: &Page, button: &str, heading: &str) -> Result<()> {
    page.button(button).appears().await?;
    walk_to(page, button).await?;
    page.press(ENTER).await?;
    page.heading(heading).has_focus().await
}

/// The same for a button above the focus.
async fn choose_above(page: &Page, button: &str, heading: &str) -> Result<()> {
    page.button(button).appears().await?;
    walk_back_to(page, button).await?;
    page.press(ENTER).await?;
    page.heading(heading).has_focus().await
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
