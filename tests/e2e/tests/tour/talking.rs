//! Conversations, and how they end.

use anyhow::Result;
use heliograph_e2e::{
    Page,
    hooks::{self, lay_hands_on},
    people::{both_connected, connect, invite, read_reply, reads, safety_words, say, scan},
};

use super::{INVITE, REPLY, Tour};

/// What the page says of a link that does not answer.
const BROKEN: &str = "The connection does not answer. Looking for another way… What you write is kept and sent when it \
    is back.";

pub(super) async fn words(tour: &Tour, look: &impl AsyncFn(&Page, &str) -> Result<()>) -> Result<()> {
    let (left, right) = (tour.open().await?, tour.open().await?);
    lay_hands_on(&left, "hooks.hears = (bytes) => bytes[0] !== 10;").await?;
    connect(&left, &right).await?;
    look(&left, "talk-words-in-the-making").await?;
    left.close().await?;
    right.close().await?;

    let (left, right) = (tour.open().await?, tour.open().await?);
    left.button("Settings").click().await?;
    left.textbox("Your name").enter("Ana").await?;
    left.button("Save").click().await?;
    invite(&left).await?;
    scan(&right, "Scan an invite", &tour.camera, (&left, INVITE)).await?;
    read_reply(&right).await?;
    scan(&left, "Scan their reply", &tour.camera, (&right, REPLY)).await?;
    both_connected(&left, &right).await?;
    safety_words(&right).await?;
    look(&right, "talk-words").await?;
    right.button("I scanned their own screen").click().await?;
    right.region("Safety words").saying_phrase("Verified by scan").appears().await?;
    look(&right, "talk-verified-by-scan").await?;
    right.button("They are the same").click().await?;
    right.region("Safety words").saying_phrase("Checked").appears().await?;
    look(&right, "talk-checked").await?;
    right.close().await?;
    left.close().await
}

pub(super) async fn chat(tour: &Tour, look: &impl AsyncFn(&Page, &str) -> Result<()>) -> Result<()> {
    let (left, right) = (tour.open().await?, tour.open().await?);
    lay_hands_on(&left, "").await?;
    connect(&left, &right).await?;
    left.button("They are the same").click().await?;
    say(&left, "Good morning").await?;
    reads(&right, "Good morning").await?;
    say(&right, "A first line\nand a second one, with https://example.org/a/rather/long/path").await?;
    reads(&left, "and a second one").await?;
    look(&left, "talk").await?;
    let third = tour.open().await?;
    left.paste(&invite(&third).await?).await?;
    third.close().await?;
    left.alert().appears().await?;
    look(&left, "talk-busy").await?;
    hooks::run(&left, "hooks.outgoing = () => []; hooks.hears = () => false;").await?;
    hooks::run(&left, &hooks::ice_says("disconnected")).await?;
    left.status().saying_phrase(BROKEN).appears().await?;
    say(&left, "Are you still there?").await?;
    look(&left, "talk-link-broken").await?;
    left.close().await?;
    right.close().await
}

pub(super) async fn partings(tour: &Tour, look: &impl AsyncFn(&Page, &str) -> Result<()>) -> Result<()> {
    // Each ends a conversation on the left for the one on the right to see.
    const CLOSED: &str = "hooks.channels[0].close();";
    const HOSTILE: &str = "hooks.send(hooks.channels[0], new Uint8Array([7]));";
    const FORGED: &str = "hooks.send(hooks.channels[0], new Uint8Array(17).fill(11, 0, 1));";
    for (ending, name) in
        [(CLOSED, "parting-closed"), (HOSTILE, "parting-hostile"), (FORGED, "parting-forged")]
    {
        let (left, right) = connected(tour).await?;
        hooks::run(&left, ending).await?;
        right.heading("No longer connected").appears().await?;
        look(&right, name).await?;
        left.close().await?;
        right.close().await?;
    }
    let (left, right) = connected(tour).await?;
    left.button("They are different").click().await?;
    left.button("Yes, end it").appears().await?;
    look(&left, "words-doubted").await?;
    left.button("Yes, end it").click().await?;
    left.heading("No longer connected").appears().await?;
    look(&left, "parting-words-differ").await?;
    left.close().await?;
    right.close().await?;

    let (left, right) = connected(tour).await?;
    left.button("Leave").click().await?;
    left.button("Yes, leave").click().await?;
    right.heading("No longer connected").appears().await?;
    look(&right, "parting-left").await?;
    left.close().await?;
    right.close().await
}

async fn connected(tour: &Tour) -> Result<(Page, Page)> {
    let (left, right) = (tour.open().await?, tour.open().await?);
    lay_hands_on(&left, "").await?;
    connect(&left, &right).await?;
    safety_words(&right).await?;
    say(&left, "Good morning").await?;
    Ok((left, right))
}
