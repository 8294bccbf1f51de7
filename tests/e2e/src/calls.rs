//! What two people do in a call, step by step, in the words they see.

use anyhow::Result;

use crate::{page::Page, senses};

/// Tries camera and microphone, as much as `way` begins with, and starts a call or joins the one that is on.
pub async fn start(page: &Page, way: &str) -> Result<()> {
    try_out(page, way).await?;
    go_on(page).await
}

/// Opens the place where one tries camera and microphone.
pub async fn try_out(page: &Page, way: &str) -> Result<()> {
    page.button(way).click().await?;
    page.region("Try camera and microphone").appears().await
}

/// Starts the call with what was tried.
pub async fn go_on(page: &Page) -> Result<()> {
    // Devices are found while one tries them, and listed.
    page.button("Start the call").click_when_still().await?;
    page.region("Call").appears().await
}

/// Answers a call.
pub async fn answer(page: &Page, way: &str) -> Result<()> {
    page.region("Incoming call").appears().await?;
    page.button(way).click().await?;
    page.region("Call").appears().await
}

/// One calls, the other answers, both with camera and microphone.
pub async fn call(calling: &Page, answering: &Page) -> Result<()> {
    start(calling, "Video call").await?;
    answer(answering, "Answer with video").await
}

/// Leaves the call on one side and then on the other, and waits until both can call again.
pub async fn hang_up(first: &Page, second: &Page) -> Result<()> {
    first.button("Hang up").click().await?;
    second.status().saying_phrase("They have left the call").appears().await?;
    second.button("Hang up").click().await?;
    let (first, second) = (first.button("Video call"), second.button("Video call"));
    tokio::try_join!(first.appears(), second.appears()).map(drop)
}

/// Waits until both see and hear each other.
pub async fn see_and_hear_each_other(one: &Page, other: &Page) -> Result<()> {
    see_each_other(one, other).await?;
    tokio::try_join!(senses::hears(one), senses::hears(other)).map(drop)
}

/// The same in a call that has gone on for a while, when browsers have made soft what returns again and again.
pub async fn still_see_and_hear_each_other(one: &Page, other: &Page) -> Result<()> {
    see_each_other(one, other).await?;
    tokio::try_join!(senses::hears_softly(one), senses::hears_softly(other)).map(drop)
}

async fn see_each_other(one: &Page, other: &Page) -> Result<()> {
    tokio::try_join!(one.sees("Their camera"), other.sees("Their camera")).map(drop)
}
