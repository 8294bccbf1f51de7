//! People in a room of the companion.

use anyhow::Result;
use heliograph_e2e::{Page, rooms};

use super::Tour;

pub(super) async fn from_door_to_door(
    tour: &Tour,
    look: &impl AsyncFn(&Page, &str) -> Result<()>,
) -> Result<()> {
    let ana = tour.browser.open(tour.companion.url()).await?;
    ana.button("Open a room").click().await?;
    ana.button("Turn on camera and microphone").appears().await?;
    look(&ana, "room-lobby-unseen").await?;
    rooms::introduce(&ana, "Ana").await?;
    look(&ana, "room-lobby-of-host").await?;
    ana.button("Join the room").click_when_still().await?;
    rooms::is_in(&ana).await?;
    look(&ana, "room-alone").await?;
    let link = rooms::link(&ana).await?;

    let ben = tour.browser.open(&link).await?;
    rooms::introduce(&ben, "Ben").await?;
    look(&ben, "room-lobby-of-guest").await?;
    ben.button("Ask to join").click_when_still().await?;
    ben.status().saying_phrase("You have knocked").appears().await?;
    look(&ben, "room-waits").await?;
    ana.alert().saying("Ben").appears().await?;
    look(&ana, "room-knocked").await?;
    ana.button("More").click().await?;
    ana.button("Invite people").click().await?;
    look(&ana, "room-invite").await?;
    admit(&ana).await?;
    rooms::is_in(&ben).await?;
    ben.button("Raise hand").click().await?;
    ben.button("Lower hand").appears().await?;
    look(&ben, "room-of-two").await?;

    ana.button("People").click().await?;
    look(&ana, "room-people").await?;
    ana.button("More").click().await?;
    look(&ana, "room-more").await?;
    ana.button("Chat").click().await?;
    rooms::write(&ana, "Good morning, see https://example.org").await?;
    ana.log("Messages").saying("Good morning").appears().await?;
    look(&ana, "room-chat").await?;
    ana.button("Close").click().await?;
    ben.button("Share screen").click().await?;
    ben.button("Stop sharing").appears().await?;
    look(&ana, "room-screen").await?;
    ana.button("People").click().await?;
    ana.button("Ask all to mute").click().await?;
    ben.button("Mute now").appears().await?;
    look(&ben, "room-asked-to-mute").await?;
    ben.button("Mute now").click().await?;

    ben.button("Leave the room").click().await?;
    ben.button("Come back").appears().await?;
    look(&ben, "room-left").await?;
    ana.button("Leave the room").click().await?;
    ana.button("Come back").appears().await?;
    rooms::knock_again(&ben, "Come back", "Ben").await?;
    ben.status().saying_phrase("The host is not there yet").appears().await?;
    look(&ben, "room-waits-for-host").await?;
    ben.close().await?;
    ana.close().await?;
    let damaged = tour.browser.open(&link[..link.len() - 5]).await?;
    damaged.alert().appears().await?;
    look(&damaged, "room-damaged").await?;
    damaged.close().await
}

/// Lets the one in who knocks, in whatever language.
async fn admit(host: &Page) -> Result<()> {
    let german = host.button("Ben hereinlassen");
    if german.is_there().await? { german.click().await } else { host.button("Let Ben in").click().await }
}
