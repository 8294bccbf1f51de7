//! What people do in a room, step by step, in the words they see.

use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::time::{Instant, sleep};

use crate::{
    look::Wanted,
    page::Page,
    senses::{self, Heard},
    sight::Frame,
};

/// How long whoever meets others in a room waits for anything, on a machine that has a browser for each of them.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// Opens a room on a page that shows its first screen, goes in under this name, and gives the link for everybody.
pub async fn open(page: &Page, name: &str) -> Result<String> {
    page.button("Open a room").click().await?;
    introduce(page, name).await?;
    page.button("Join the room").click_when_still().await?;
    is_in(page).await?;
    link(page).await
}

/// Says who one is, before the door, and turns camera and microphone on.
pub async fn introduce(page: &Page, name: &str) -> Result<()> {
    page.region("Try camera and microphone").within(PATIENCE).appears().await?;
    page.textbox("Your name").enter(name).await?;
    page.button("Turn on camera and microphone").click().await?;
    page.sees("Your camera").await?;
    page.meter("Microphone level").appears().await
}

/// Reads the link for everybody.
pub async fn link(page: &Page) -> Result<String> {
    let invite = page.button("Invite people");
    // It is at hand for whoever is alone.
    if !invite.is_there().await? {
        page.button("More").click().await?;
    }
    invite.click().await?;
    let link = page.textbox("Link to this room").filled().await?;
    page.button("Close").click().await?;
    Ok(link)
}

/// Asks to be let in on a page that was opened by a room's link.
pub async fn knock(page: &Page, name: &str) -> Result<()> {
    introduce(page, name).await?;
    page.button("Ask to join").click_when_still().await
}

/// Knocks, and is let in by a host.
pub async fn come_in(page: &Page, name: &str, host: &Page) -> Result<()> {
    knock(page, name).await?;
    page.status().saying_phrase("You have knocked").within(PATIENCE).appears().await?;
    host.button(&format!("Let {name} in")).within(PATIENCE).click().await?;
    is_in(page).await
}

/// Goes back to the door by a button, after it was over, and knocks once more.
pub async fn knock_again(page: &Page, button: &str, name: &str) -> Result<()> {
    page.button(button).click().await?;
    knock(page, name).await
}

/// Waits until one is in the room.
pub async fn is_in(page: &Page) -> Result<()> {
    page.region("In the room").within(PATIENCE).appears().await
}

/// Waits until the picture of somebody moves.
pub async fn sees(page: &Page, name: &str) -> Result<Frame> {
    sees_in(page, name, |_| true).await
}

/// Waits until the picture of somebody moves and is as wanted.
pub async fn sees_in(page: &Page, name: &str, wanted: impl Fn(&Frame) -> bool) -> Result<Frame> {
    page.sees_within(PATIENCE, &format!("Camera of {name}"), wanted).await
}

/// Waits until somebody is heard.
pub async fn hears(page: &Page) -> Result<()> {
    hears_as(page, Heard::Something).await
}

/// Waits until nobody is heard.
pub async fn hears_nobody(page: &Page) -> Result<()> {
    hears_as(page, Heard::Nothing).await
}

async fn hears_as(page: &Page, wanted: Heard) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if senses::heard(page).await? == wanted {
            return Ok(());
        }
        ensure!(
            Instant::now() < deadline,
            "{:?} does not hear {wanted:?}\n{}",
            page.kind(),
            page.describe().await?
        );
    }
}

/// Opens the list of people.
pub async fn show_people(page: &Page) -> Result<()> {
    page.button("People").click().await?;
    page.region("People").appears().await
}

/// What the list of people, which is open, says of somebody.
pub fn entry(page: &Page, name: &str) -> Wanted {
    page.listitem().saying(name)
}

/// As a host whose list of people is open: does something about somebody.
pub async fn does_about(page: &Page, name: &str, what: &str) -> Result<()> {
    page.disclosure(&format!("What to do about {name}")).click().await?;
    page.button(what).click().await
}

/// Writes to everybody, with the chat open.
pub async fn write(page: &Page, text: &str) -> Result<()> {
    page.textbox("Message").enter(text).await?;
    page.button("Send").click().await
}

/// Waits until the page counts so many people.
pub async fn counts(page: &Page, people: usize) -> Result<()> {
    tells(page, &if people == 1 { "One person".to_owned() } else { format!("{people} people") }).await
}

/// Waits until the page says something, wherever that is.
pub async fn tells(page: &Page, wanted: &str) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let text = page.run("return document.body.innerText", vec![]).await?;
        if text.as_str().is_some_and(|text| text.contains(wanted)) {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "{:?} does not say {wanted:?}: {text}", page.kind());
        sleep(Duration::from_millis(100)).await;
    }
}
