//! What people write and send, and what they do with it.

use anyhow::Result;
use heliograph_e2e::{
    Page,
    camera::{Hold, as_png},
    people::{connect, reads, say},
};

use super::{INVITE, Tour};

/// Drops a file that takes a while.
const DROP_MUCH: &str = "
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([new Uint8Array(400e6)], 'All our holidays.zip', { type: 'application/zip' }));
    for (const type of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }";

pub(super) async fn messages(tour: &Tour, look: &impl AsyncFn(&Page, &str) -> Result<()>) -> Result<()> {
    let (left, right) = connected(tour).await?;
    say(&left, "Shall we meet at the bridge?").await?;
    reads(&right, "bridge").await?;
    right.button("More").click().await?;
    right.group("Actions").appears().await?;
    look(&right, "chat-actions").await?;
    right.button("👍").click().await?;
    left.log("Messages").saying("👍").appears().await?;
    right.button("More").click().await?;
    right.button("Reply").click().await?;
    right.button("Do not reply").appears().await?;
    look(&right, "chat-replying").await?;
    right.textbox("Message").press("Yes, ").await?;
    left.status().saying_phrase("They are writing…").appears().await?;
    look(&left, "chat-writing").await?;
    right.textbox("Message").press("at five").await?;
    right.button("Send").click().await?;
    reads(&left, "at five").await?;
    look(&left, "chat-replied").await?;
    left.button("Chat options").click().await?;
    left.checkbox("Keep this chat on this device").click().await?;
    left.button("Delete this chat").click().await?;
    left.button("Yes, delete it").appears().await?;
    look(&left, "chat-options").await?;
    left.button("Yes, delete it").click().await?;
    close(left, right).await
}

pub(super) async fn files(tour: &Tour, look: &impl AsyncFn(&Page, &str) -> Result<()>) -> Result<()> {
    let picture = {
        let page = tour.open().await?;
        heliograph_e2e::people::invite(&page).await?;
        let picture = as_png(&Hold::STEADY.frame(&page.image(INVITE).cut_out().await?)?)?;
        page.close().await?;
        picture
    };
    let (left, right) = connected(tour).await?;
    for page in [&left, &right] {
        page.saves_without_asking().await?;
    }
    for (answer, name) in [("Refuse", "A list of things to bring.txt"), ("Accept", "Another list.txt")] {
        left.drop_file(name, "Tent, rope, lamp").await?;
        let transfer = right.transfer(name);
        transfer.button("Accept").await?.appears().await?;
        look(&right, &format!("files-offered-{}", answer.to_lowercase())).await?;
        transfer.press(answer).await?;
    }
    right.button("Save again").appears().await?;
    left.drop_picture(&picture).await?;
    left.button("Send as it is").appears().await?;
    look(&left, "files-pictures-asked").await?;
    left.button("Send as it is").click().await?;
    right.button("Accept").click().await?;
    left.run(DROP_MUCH, vec![]).await?;
    right.button("Accept").click().await?;
    left.button("Pause").click().await?;
    left.button("Pause").disappears().await?;
    look(&left, "files-sent").await?;
    look(&right, "files-received").await?;
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
