//! Calls, from the first question to the last word, and how the connection does.

use anyhow::Result;
use heliograph_e2e::{Page, calls, people::connect};

use super::Tour;

/// What the page says when the other side has left a call.
const LEFT: &str = "They have left the call";

pub(super) async fn before(tour: &Tour, look: &impl AsyncFn(&Page, &str) -> Result<()>) -> Result<()> {
    for (error, name) in
        [("NotAllowedError", "call-devices-refused"), ("NotFoundError", "call-devices-absent")]
    {
        let (left, right) = connected(tour).await?;
        let fails = format!(
            "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '{error}'));"
        );
        left.run(&fails, vec![]).await?;
        calls::try_out(&left, "Video call").await?;
        left.alert().appears().await?;
        look(&left, name).await?;
        close(left, right).await?;
    }
    let (left, right) = connected(tour).await?;
    left.run("navigator.mediaDevices.getUserMedia = () => new Promise(() => {});", vec![]).await?;
    calls::try_out(&left, "Voice call").await?;
    look(&left, "call-devices-asked").await?;
    close(left, right).await
}

pub(super) async fn during(tour: &Tour, look: &impl AsyncFn(&Page, &str) -> Result<()>) -> Result<()> {
    let (left, right) = connected(tour).await?;
    look(&left, "talk-before-call").await?;
    calls::try_out(&left, "Video call").await?;
    left.sees("Your camera").await?;
    look(&left, "call-trying").await?;
    calls::go_on(&left).await?;
    left.status().saying_phrase("Waiting for them to join").appears().await?;
    look(&left, "call-waiting").await?;
    right.region("Incoming call").appears().await?;
    look(&right, "call-incoming").await?;
    right.button("Not now").click().await?;
    right.status().saying_phrase("They are in a call.").appears().await?;
    look(&right, "call-declined").await?;
    calls::try_out(&right, "Join the call").await?;
    look(&right, "call-trying-voice").await?;
    right.button("Join the call").click().await?;
    right.sees("Their camera").await?;
    look(&right, "call-seen-by-voice").await?;
    right.button("Turn camera on").click().await?;
    left.sees("Their camera").await?;
    look(&left, "call").await?;
    left.button("Swap pictures").click().await?;
    look(&left, "call-swapped").await?;
    left.button("Swap pictures").click().await?;

    left.button("Mute").click().await?;
    left.button("Turn camera off").click().await?;
    right.status().saying_phrase("They are muted").appears().await?;
    look(&left, "call-muted").await?;
    look(&right, "call-other-muted").await?;
    right.button("Share screen").click().await?;
    left.sees("Their screen").await?;
    look(&left, "call-screen").await?;
    look(&right, "call-screen-shared").await?;
    left.button("Devices").click().await?;
    left.region("Devices").appears().await?;
    look(&left, "call-devices").await?;
    left.button("Done").click().await?;
    right.button("Hang up").click().await?;
    left.status().saying_phrase(LEFT).appears().await?;
    look(&left, "call-left").await?;
    close(left, right).await
}

pub(super) async fn statistics(tour: &Tour, look: &impl AsyncFn(&Page, &str) -> Result<()>) -> Result<()> {
    let (left, right) = connected(tour).await?;
    calls::call(&left, &right).await?;
    left.sees("Their camera").await?;
    left.button("Statistics").click().await?;
    left.region("Statistics").saying("opus").appears().await?;
    look(&left, "statistics").await?;
    left.button("Show addresses").click().await?;
    left.button("Hide addresses").appears().await?;
    look(&left, "statistics-addresses").await?;
    close(left, right).await
}

async fn connected(tour: &Tour) -> Result<(Page, Page)> {
    let (left, right) = (tour.open().await?, tour.open().await?);
    connect(&left, &right).await?;
    left.button("They are the same").click().await?;
    Ok((left, right))
}

async fn close(left: Page, right: Page) -> Result<()> {
    left.close().await?;
    right.close().await
}
