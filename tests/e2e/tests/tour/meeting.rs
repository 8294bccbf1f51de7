//! People who find each other at the companion.

use anyhow::Result;
use heliograph_e2e::{
    Page,
    people::{enter_words, type_words},
};

use super::Tour;

pub(super) async fn by_words(tour: &Tour, look: &impl AsyncFn(&Page, &str) -> Result<()>) -> Result<()> {
    let page = open(tour).await?;
    page.button("Meet by words").appears().await?;
    look(&page, "home-of-a-companion").await?;
    page.button("Meet by words").click().await?;
    look(&page, "words").await?;
    page.textbox("The words").enter("tulip").await?;
    look(&page, "words-weak").await?;
    page.button("Make words").click().await?;
    let words = page.textbox("Your words").filled().await?;
    look(&page, "words-made").await?;

    let stranger = open(tour).await?;
    let (number, _) = words.split_once('-').unwrap_or_default();
    enter_words(&stranger, &format!("{number}-zoo-zoo-zoo")).await?;
    page.alert().appears().await?;
    look(&page, "words-used-up").await?;

    type_words(&page, "green herrings").await?;
    const WAITING: &str = "Waiting for the other person. Leave this page open; it may lie in the background.";
    page.status().saying_phrase(WAITING).appears().await?;
    look(&page, "words-waiting").await?;
    // An answer that never comes, as from somebody whose device is slow.
    const STALL: &str = "RTCPeerConnection.prototype.createAnswer = () => new Promise(() => {});";
    stranger.run(STALL, vec![]).await?;
    type_words(&stranger, "green herrings").await?;
    const CONNECTING: &str = "They are here and have the same words. Connecting through the server …";
    page.status().saying_phrase(CONNECTING).appears().await?;
    look(&page, "words-connecting").await?;
    stranger.close().await?;
    page.close().await
}

pub(super) async fn by_link(tour: &Tour, look: &impl AsyncFn(&Page, &str) -> Result<()>) -> Result<()> {
    let callee = open(tour).await?;
    callee.button("Be reachable by a link").click().await?;
    let link = callee.textbox("Link to give away").filled().await?;
    look(&callee, "callee").await?;
    let caller = tour.browser.open(&link).await?;
    caller.textbox("Your name").enter("Ben").await?;
    caller.checkbox("Connect directly if they agree").click().await?;
    look(&caller, "caller").await?;
    caller.button("Ring").click().await?;
    caller.button("Hang up").appears().await?;
    look(&caller, "caller-rings").await?;
    callee.button("Answer").appears().await?;
    look(&callee, "callee-rung").await?;
    callee.button("Decline").click().await?;
    caller.status().saying_phrase("They cannot talk now.").appears().await?;
    look(&caller, "caller-declined").await?;
    caller.button("Ring again").click().await?;
    callee.button("Answer").appears().await?;
    caller.button("Hang up").click().await?;
    callee.region("Missed calls").appears().await?;
    look(&callee, "callee-missed").await?;
    caller.close().await?;
    callee.button("Erase everything").click().await?;
    look(&callee, "callee-erase").await?;
    callee.button("Yes, erase everything").click().await?;
    callee.button("Back").appears().await?;
    look(&callee, "callee-erased").await?;
    let damaged = tour.browser.open(&link[..link.len() - 5]).await?;
    damaged.alert().appears().await?;
    look(&damaged, "caller-damaged").await?;
    damaged.close().await?;
    callee.close().await
}

async fn open(tour: &Tour) -> Result<Page> {
    let page = tour.browser.open(tour.companion.url()).await?;
    page.heading("Heliograph").appears().await?;
    Ok(page)
}
