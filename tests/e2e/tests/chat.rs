//! What people do with messages besides reading them.

mod support;

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Kind, PATIENCE, Page, Site,
    hooks::{self, lay_hands_on},
    people::{answer, both_connected, connect, enter_reply, reads, say},
};
use serde_json::json;
use support::two;
use tokio::time::{Duration, Instant, sleep};

/// Control and V, as a person pastes.
const PASTE: &str = "\u{e009}v\u{e000}";
const ESCAPE: &str = "\u{e00c}";

const MIXED: [(Kind, Kind); 2] = [(Kind::Chromium, Kind::Firefox), (Kind::Firefox, Kind::Chromium)];

#[tokio::test(flavor = "multi_thread")]
async fn people_reply_react_and_copy() -> Result<()> {
    let site = Site::start().await?;
    for (inviting, joining) in MIXED {
        let (ana, ben) = two(inviting, joining).await?;
        let (left, right) = tokio::try_join!(ana.open(site.url()), ben.open(site.url()))?;
        connect(&left, &right).await?;
        say(&left, "Which train?").await?;
        reads(&right, "Which train?").await?;

        act(&right, "Reply").await?;
        let field = right.textbox("Message");
        field.has_focus().await?;
        right.button("Do not reply").appears().await?;
        field.press(ESCAPE).await?;
        right.button("Do not reply").disappears().await?;
        act(&right, "Reply").await?;
        say(&right, "The second one").await?;
        right.button("Do not reply").disappears().await?;
        reads(&left, "The second one").await?;
        let quoted = left.log("Messages").whole_text().await?.matches("Which train?").count();
        ensure!(quoted == 2, "the reply does not show what it replies to");

        act(&right, "👍").await?;
        says(&left, "Their reaction: 👍", true).await?;
        says(&right, "Your reaction: 👍", true).await?;
        act(&right, "❤️").await?;
        says(&left, "Their reaction: ❤️", true).await?;
        says(&left, "👍", false).await?;
        act(&right, "❤️").await?;
        says(&left, "Their reaction", false).await?;

        act(&left, "Copy").await?;
        left.status().saying("Copied").appears().await?;
        left.textbox("Message").press(PASTE).await?;
        ensure!(left.textbox("Message").filled().await? == "Which train?", "something else was copied");
        tokio::try_join!(ana.finish(), ben.finish())?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sees_that_the_other_is_writing() -> Result<()> {
    let site = Site::start().await?;
    for (inviting, joining) in MIXED {
        let (ana, ben) = two(inviting, joining).await?;
        let (left, right) = tokio::try_join!(ana.open(site.url()), ben.open(site.url()))?;
        connect(&left, &right).await?;
        left.textbox("Message").press("Wait, I am just loo").await?;
        right.status().saying("They are writing").appears().await?;
        left.button("Send").click().await?;
        reads(&right, "Wait, I am just loo").await?;
        right.status().saying("They are writing").disappears().await?;

        left.textbox("Message").press("king").await?;
        right.status().saying("They are writing").appears().await?;
        // Whoever stops is not writing for ever.
        right.status().saying("They are writing").disappears().await?;
        tokio::try_join!(ana.finish(), ben.finish())?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_is_kept_when_that_is_wished_and_erased_at_once() -> Result<()> {
    let site = Site::start().await?;
    for (inviting, joining) in MIXED {
        let (ana, ben) = two(inviting, joining).await?;
        let (left, right) = tokio::try_join!(ana.open(site.url()), ben.open(site.url()))?;
        connect(&left, &right).await?;
        say(&left, "Something between us").await?;
        reads(&right, "Something between us").await?;
        ensure!(!is_on_the_device(&left, "between us").await?, "a chat was kept that nobody wished to keep");
        left.button("Chat options").click().await?;
        left.checkbox("Keep this chat on this device").click().await?;
        left.status().saying("Anyone who can open this browser can read it").appears().await?;
        device_has(&left, "between us").await?;

        left.go_to(site.url()).await?;
        right.go_to(site.url()).await?;
        connect(&left, &right).await?;
        reads(&left, "Something between us").await?;
        say(&left, "And more").await?;
        device_has(&left, "And more").await?;
        left.button("Chat options").click().await?;
        left.button("Delete this chat").click().await?;
        left.button("No, keep it").click().await?;
        ensure!(is_on_the_device(&left, "between us").await?, "the chat was deleted against the last word");
        left.button("Delete this chat").click().await?;
        left.button("Yes, delete it").click().await?;
        left.log("Messages").saying("between us").disappears().await?;
        ensure!(!is_on_the_device(&left, "between us").await?, "what was deleted is still on the device");
        ensure!(!is_on_the_device(&left, "And more").await?, "what was deleted is still on the device");
        left.go_to(site.url()).await?;
        left.button("Invite someone").appears().await?;
        ensure!(!is_on_the_device(&left, "between us").await?, "what was deleted has come back");
        tokio::try_join!(ana.finish(), ben.finish())?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_keep_their_order_when_people_have_to_connect_again() -> Result<()> {
    const LOSE: &str = "
        for (const peer of hooks.peers) peer.close();
        for (const channel of hooks.channels) channel.dispatchEvent(new Event('close'));";
    let site = Site::start().await?;
    for (inviting, joining) in MIXED {
        let (ana, ben) = two(inviting, joining).await?;
        let (left, right) = tokio::try_join!(ana.open(site.url()), ben.open(site.url()))?;
        lay_hands_on(&left, "hooks.keeps = true;").await?;
        connect(&left, &right).await?;
        say(&left, "First").await?;
        reads(&right, "First").await?;
        // What is sent from here on is lost with the connection.
        hooks::run(&left, "hooks.outgoing = () => [];").await?;
        for text in ["Second", "Third", "Fourth"] {
            say(&left, text).await?;
        }
        hooks::run(&left, &format!("hooks.outgoing = (bytes) => [bytes]; {LOSE}")).await?;
        left.button("Invite again").click().await?;
        let code = left.textbox("Invite code").filled().await?;
        let reply = answer(&right, &code).await?;
        enter_reply(&left, &reply).await?;
        both_connected(&left, &right).await?;
        reads(&right, "Fourth").await?;
        let log = right.log("Messages").whole_text().await?;
        let places: Vec<_> = ["First", "Second", "Third", "Fourth"].map(|text| log.find(text)).into();
        ensure!(places.iter().all(Option::is_some) && places.is_sorted(), "the order is {places:?}");
        ensure!(log.matches("Third").count() == 1, "a message came twice");
        tokio::try_join!(ana.finish(), ben.finish())?;
    }
    Ok(())
}

/// Does something with the message that came first.
async fn act(page: &Page, action: &str) -> Result<()> {
    let more = page.button("More");
    more.into_sight().await?;
    more.click().await?;
    page.button(action).inside(&page.group("Actions")).click().await
}

/// Waits until the log says something, or says it no more.
async fn says(page: &Page, text: &str, wanted: bool) -> Result<()> {
    let begun = Instant::now();
    // What is there for screen readers alone stands on lines of its own.
    while one_line(&page.log("Messages").whole_text().await?).contains(text) != wanted {
        ensure!(begun.elapsed() < PATIENCE, "{:?}: that the log says “{text}” is not {wanted}", page.kind());
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the browser keeps something with this text for the page.
async fn is_on_the_device(page: &Page, text: &str) -> Result<bool> {
    let script = "return JSON.stringify({ ...localStorage }).includes(arguments[0])";
    page.run(script, vec![json!(text)]).await?.as_bool().context("the page does not say what it keeps")
}

async fn device_has(page: &Page, text: &str) -> Result<()> {
    let begun = Instant::now();
    while !is_on_the_device(page, text).await? {
        ensure!(begun.elapsed() < PATIENCE, "{:?} does not keep the chat", page.kind());
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
