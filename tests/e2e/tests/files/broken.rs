//! The only path between two people is lost while a file is under way.

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Browser, Kind, MadeFile, Page, file_url, hash_of,
    hooks::{self, lay_hands_on},
    lab::Nat,
    lab::{STUN, Side},
    people::{
        answer, both_connected, code_with_public_address, enter_invite, enter_reply, invite, set_stun_server,
    },
};
use tokio::time::Duration;

use crate::{MEBIBYTE, Pair, support::laboratory};

/// How long until a page says that a link is gone for good.
const GONE: Duration = Duration::from_secs(60);

/// What was on its way when the link was lost is sent again, and not more.
const AGAIN: u64 = 40 * MEBIBYTE;

/// Takes the connection away under the page, as a browser does that gives it up.
const LOSE: &str = "
    for (const peer of hooks.peers) peer.close();
    for (const channel of hooks.channels) channel.dispatchEvent(new Event('close'));";

/// A quarter of a gigabyte, or four of them for those who have the time.
fn size() -> u64 {
    if std::env::var_os("HELIOGRAPH_LONG").is_some() { 4_096 * MEBIBYTE } else { 256 * MEBIBYTE }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_on_where_it_was_when_people_connect_again() -> Result<()> {
    for kind in [Kind::Chromium, Kind::Firefox] {
        let pair = Pair::connected((kind, kind), "").await?;
        let file = pair.file("long.bin", size())?;
        pair.left.send_files(&[&file.path]).await?;
        pair.right.transfer("long.bin").press("Accept").await?;
        pair.right.transfer("long.bin").comes(file.size / 3).await?;
        hooks::run(&pair.left, LOSE).await?;
        for page in [&pair.left, &pair.right] {
            page.alert().saying("connection").appears().await?;
            page.transfer("long.bin").says("Waits for the connection").await?;
        }
        pair.left.button("Invite again").click().await?;
        let code = pair.left.textbox("Invite code").filled().await?;
        let reply = answer(&pair.right, &code).await?;
        enter_reply(&pair.left, &reply).await?;
        both_connected(&pair.left, &pair.right).await?;
        pair.still_talk("Where were we").await?;
        arrives_whole(&file, (&pair.left, &pair.right), &pair.ben).await?;
        pair.end().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_survives_a_network_that_is_gone_for_long() -> Result<()> {
    let Some((lab, here, there)) = laboratory(Nat::Port).await? else { return Ok(()) };
    let (ana, ben) = tokio::try_join!(
        Browser::of(Kind::Chromium).at(here).start(),
        Browser::of(Kind::Firefox).at(there).start()
    )?;
    let url = file_url()?;
    let (left, right) = tokio::try_join!(ana.open(&url), ben.open(&url))?;
    for page in [&left, &right] {
        set_stun_server(page, STUN).await?;
        page.saves_without_asking().await?;
    }
    lay_hands_on(&left, "").await?;
    connect_in_laboratory(&left, &right).await?;

    let folder = tempfile::tempdir().context("making a folder")?;
    let file = MadeFile::write(folder.path().join("long.bin"), size())?;
    left.send_files(&[&file.path]).await?;
    right.transfer("long.bin").press("Accept").await?;
    right.transfer("long.bin").comes(file.size / 3).await?;
    lab.cut(Side::A)?;
    for page in [&left, &right] {
        page.alert().saying("broke").within(GONE).appears().await?;
        page.transfer("long.bin").says("Waits for the connection").await?;
    }
    lab.mend(Side::A)?;
    left.button("Invite again").click().await?;
    let code = code_with_public_address(&left, "Invite code").await?;
    enter_invite(&right, &code).await?;
    enter_reply(&left, &code_with_public_address(&right, "Reply code").await?).await?;
    both_connected(&left, &right).await?;
    arrives_whole(&file, (&left, &right), &ben).await?;
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

async fn connect_in_laboratory(left: &Page, right: &Page) -> Result<()> {
    invite(left).await?;
    enter_invite(right, &code_with_public_address(left, "Invite code").await?).await?;
    enter_reply(left, &code_with_public_address(right, "Reply code").await?).await?;
    both_connected(left, right).await
}

/// Waits for the rest of a file, and checks that it is the file and that hardly anything was sent twice.
async fn arrives_whole(file: &MadeFile, (left, right): (&Page, &Page), receiver: &Browser) -> Result<()> {
    right.transfer(&file.name()).arrives().await?;
    left.transfer(&file.name()).says("Sent").await?;
    let saved = receiver.saved(&file.name(), file.size).await?;
    ensure!(hash_of(&saved)? == file.hash, "the file is not what was sent");
    let sent = left.run("return window.heliographHooks.fileBytes", vec![]).await?;
    let sent = sent.as_u64().context("nobody counted what was sent")?;
    ensure!(sent >= file.size && sent < file.size + AGAIN, "{sent} bytes were sent of {}", file.size);
    Ok(())
}
