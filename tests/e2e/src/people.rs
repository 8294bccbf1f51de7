//! What two people do with Heliograph, step by step, in the words they see.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use tokio::time::{Instant, sleep};

use crate::{
    addresses::{holds_a_public_address, holds_only_a_relays_addresses},
    browser::Browser,
    camera::{Camera, Hold},
    look::PATIENCE,
    page::Page,
};

/// Lets a page that shows its first screen ask one STUN server for its public address.
pub async fn set_stun_server(page: &Page, server: &str) -> Result<()> {
    page.button("Settings").click().await?;
    page.radio("Ask my own").click().await?;
    page.textbox("My STUN servers").enter(server).await?;
    page.button("Save").click().await?;
    page.button("Invite someone").appears().await
}

/// Holds a camera up to a QR code until the page that looks through it has seen it.
pub async fn scan(scanning: &Page, button: &str, camera: &Camera, shown: (&Page, &str)) -> Result<()> {
    let (page, picture) = shown;
    camera.held_up_to(page, picture, &Hold::STEADY).await?;
    scanning.button(button).click().await
}

/// The safety words on a page, once they are there.
pub async fn safety_words(page: &Page) -> Result<Vec<String>> {
    let words = page.region("Safety words").items().await?;
    ensure!(words.len() == 4, "{:?} shows {} safety words", page.kind(), words.len());
    Ok(words)
}

/// Makes an invite on a page that shows its first screen, and reads its code.
pub async fn invite(page: &Page) -> Result<String> {
    page.button("Invite someone").click().await?;
    page.heading("Invite someone").appears().await?;
    page.textbox("Invite code").filled().await
}

/// Enters an invite on a page that shows its first screen.
pub async fn enter_invite(page: &Page, invite: &str) -> Result<()> {
    page.button("I have an invite").click().await?;
    page.textbox("Their invite").enter(invite).await?;
    page.button("Continue").click().await
}

/// Answers an invite on a page that shows its first screen, and reads the reply's code.
pub async fn answer(page: &Page, invite: &str) -> Result<String> {
    enter_invite(page, invite).await?;
    read_reply(page).await
}

/// Reads the reply's code where an invite has been entered or opened.
pub async fn read_reply(page: &Page) -> Result<String> {
    page.heading("Send this reply back").appears().await?;
    page.textbox("Reply code").filled().await
}

/// Reads a code once it holds an address that a STUN server saw: the one shown first may not yet.
pub async fn code_with_public_address(page: &Page, name: &str) -> Result<String> {
    code_that(page, name, holds_a_public_address).await
}

/// Reads a code once it holds an address of a relay, and no other.
pub async fn code_through_relay(page: &Page, name: &str) -> Result<String> {
    code_that(page, name, holds_only_a_relays_addresses).await
}

/// Reads a code once it is as it is wanted.
async fn code_that(page: &Page, name: &str, wanted: fn(&str) -> Result<bool>) -> Result<String> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let code = page.textbox(name).filled().await?;
        if wanted(&code)? {
            return Ok(code);
        }
        if Instant::now() > deadline {
            bail!("{:?} never learned the address that was waited for", page.kind());
        }
        sleep(Duration::from_millis(50)).await;
    }
}

/// Chooses that an invite goes through the companion's relay, on the page that shows it.
pub async fn hide_addresses(page: &Page) -> Result<()> {
    page.checkbox("Hide our addresses from each other").click().await
}

/// On a page whose conversation goes through the relay: wishes to connect directly.
pub async fn wish_to_connect_directly(page: &Page) -> Result<()> {
    page.button("Connect directly").click().await?;
    page.button("Ask them").click().await
}

/// One wishes to connect directly, and the other agrees.
pub async fn agree_to_connect_directly(wishing: &Page, agreeing: &Page) -> Result<()> {
    wish_to_connect_directly(wishing).await?;
    agreeing.button("Agree").click().await
}

/// Enters the reply where the invite was made.
pub async fn enter_reply(page: &Page, reply: &str) -> Result<()> {
    page.textbox("Their reply").enter(reply).await?;
    page.button("Connect").click().await
}

/// Waits until both sides see that they are connected.
pub async fn both_connected(one: &Page, other: &Page) -> Result<()> {
    let (one, other) = (one.heading("Connected"), other.heading("Connected"));
    tokio::try_join!(one.appears(), other.appears()).map(drop)
}

/// Connects two pages that show their first screens, with both codes carried as text.
pub async fn connect(inviting: &Page, joining: &Page) -> Result<()> {
    let code = invite(inviting).await?;
    let reply = answer(joining, &code).await?;
    enter_reply(inviting, &reply).await?;
    both_connected(inviting, joining).await
}

/// Connects two pages of one companion through its relay.
pub async fn meet_through_the_relay(inviting: &Page, joining: &Page) -> Result<()> {
    invite(inviting).await?;
    hide_addresses(inviting).await?;
    let code = code_through_relay(inviting, "Invite code").await?;
    let reply = answer(joining, &code).await?;
    enter_reply(inviting, &reply).await?;
    both_connected(inviting, joining).await
}

/// Has a page that shows its first screen make words to meet by, and reads them.
pub async fn make_words(page: &Page) -> Result<String> {
    page.button("Meet by words").click().await?;
    page.button("Make words").click().await?;
    page.textbox("Your words").filled().await
}

/// Types words on a page that shows its first screen.
pub async fn enter_words(page: &Page, words: &str) -> Result<()> {
    page.button("Meet by words").click().await?;
    type_words(page, words).await
}

/// Types words on a page that asks for them.
pub async fn type_words(page: &Page, words: &str) -> Result<()> {
    page.textbox("The words").enter(words).await?;
    page.button("Meet").click().await
}

/// Makes a callee on a page that shows its first screen, and gives the link to give away.
pub async fn be_reachable(page: &Page) -> Result<String> {
    page.button("Be reachable by a link").click().await?;
    page.status().saying("Reachable").appears().await?;
    page.textbox("Link to give away").filled().await
}

/// Types a name on the page of a caller, and rings.
pub async fn ring(page: &Page, name: &str) -> Result<()> {
    page.textbox("Your name").enter(name).await?;
    page.button("Ring").click().await?;
    page.status().saying("It rings").appears().await
}

/// Writes a message and sends it. New lines are typed as such and do not send.
pub async fn say(page: &Page, text: &str) -> Result<()> {
    const SHIFT_ENTER: &str = "\u{e008}\u{e007}";
    let field = page.textbox("Message");
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            field.press(SHIFT_ENTER).await?;
        }
        field.press(line).await?;
    }
    page.button("Send").click().await
}

/// Waits until a message is in the log.
pub async fn reads(page: &Page, text: &str) -> Result<()> {
    let log = page.log("Messages").saying(text);
    log.appears().await?;
    ensure!(
        log.whole_text().await?.contains(text),
        "{:?} shows a message in other letters than it was written",
        page.kind()
    );
    Ok(())
}

/// Waits until as many of one's own messages are marked as delivered.
pub async fn sees_delivered(page: &Page, count: usize) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let log = page.log("Messages").whole_text().await?;
        let delivered = log.matches("delivered").count();
        if delivered == count {
            return Ok(());
        }
        if Instant::now() > deadline {
            bail!("{:?} shows {delivered} messages as delivered, not {count}", page.kind());
        }
        sleep(Duration::from_millis(50)).await;
    }
}

/// Talks both ways, and checks the marks of delivery of a conversation that begins with this.
pub async fn talk(one: &Page, other: &Page) -> Result<()> {
    say(one, "Good morning").await?;
    reads(other, "Good morning").await?;
    say(other, "A first line\nand a second one").await?;
    reads(one, "A first line\nand a second one").await?;
    sees_delivered(one, 1).await?;
    sees_delivered(other, 1).await
}

/// Leaves a chat that is not kept, and waits until the other side is told.
pub async fn leave(leaving: &Page, staying: &Page) -> Result<()> {
    leaving.button("Leave").click().await?;
    leaving.button("Yes, leave").click().await?;
    staying.alert().saying("left").appears().await?;
    leaving.button("Invite someone").appears().await
}

/// Waits for a file that the browser saves, and takes it out of its folder under another name.
pub async fn saved_file(browser: &Browser) -> Result<PathBuf> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(file) = whole_code_file(&browser.downloads())? {
            let taken = file.with_extension("taken.heliograph.txt");
            std::fs::rename(&file, &taken).context("taking a saved file")?;
            return Ok(taken);
        }
        if Instant::now() > deadline {
            bail!("{:?} saved no file", browser.kind());
        }
        sleep(Duration::from_millis(50)).await;
    }
}

/// A saved code, once the browser has finished writing it.
fn whole_code_file(folder: &Path) -> Result<Option<PathBuf>> {
    for entry in std::fs::read_dir(folder)? {
        let file = entry?.path();
        let is_code = file.extension().is_some_and(|extension| extension == "heliograph");
        if is_code && std::fs::metadata(&file)?.len() > 0 {
            return Ok(Some(file));
        }
    }
    Ok(None)
}
