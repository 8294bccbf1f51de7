//! Files that are wanted, refused, paused and stopped.

use anyhow::{Result, ensure};
use heliograph_e2e::{Transfer, hash_of};
use tokio::time::{Duration, sleep};

use crate::{MEBIBYTE, MIXED, Pair};

#[tokio::test(flavor = "multi_thread")]
async fn several_files_cross_at_once_in_both_directions_and_arrive_as_they_were() -> Result<()> {
    for kinds in MIXED {
        let pair = Pair::connected(kinds, "").await?;
        let names = ["one.bin", "two.bin", "empty.txt"];
        let theirs = pair.file("three.bin", 5 * MEBIBYTE + 7)?;
        let mut mine = Vec::new();
        for (name, size) in names.into_iter().zip([12 * MEBIBYTE, MEBIBYTE, 0]) {
            mine.push(pair.file(name, size)?);
        }
        for file in &mine {
            pair.left.send_files(&[&file.path]).await?;
        }
        pair.right.send_files(&[&theirs.path]).await?;
        for file in &mine {
            let offer = pair.right.transfer(&file.name());
            offer.says("Do you want it?").await?;
            pair.left.transfer(&file.name()).says("Waiting for them to accept").await?;
            offer.press("Accept").await?;
        }
        pair.left.transfer("three.bin").press("Accept").await?;

        for file in &mine {
            pair.right.transfer(&file.name()).says("Received").await?;
            pair.left.transfer(&file.name()).says("Sent").await?;
            let saved = pair.ben.saved(&file.name(), file.size).await?;
            ensure!(hash_of(&saved)? == file.hash, "{} is not what was sent", file.name());
        }
        pair.left.transfer("three.bin").says("Received").await?;
        let saved = pair.ana.saved("three.bin", theirs.size).await?;
        ensure!(hash_of(&saved)? == theirs.hash, "what came back is not what was sent");
        pair.end().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_refused_stopped_paused_and_gone_on_with_by_either_side() -> Result<()> {
    for kinds in MIXED {
        let pair = Pair::connected(kinds, "").await?;
        let file = pair.file("unwanted.bin", 1_000)?;
        pair.left.send_files(&[&file.path]).await?;
        pair.right.transfer("unwanted.bin").press("Refuse").await?;
        pair.left.transfer("unwanted.bin").says("They did not want it").await?;

        for (page, name) in [(&pair.left, "sender pauses.bin"), (&pair.right, "receiver pauses.bin")] {
            let file = pair.file(name, 96 * MEBIBYTE)?;
            pair.hold_back().await?;
            pair.left.send_files(&[&file.path]).await?;
            pair.right.transfer(name).press("Accept").await?;
            let here = page.transfer(name);
            here.press("Pause").await?;
            here.says("Paused by you").await?;
            let there = if std::ptr::eq(page, &pair.left) { &pair.right } else { &pair.left };
            there.transfer(name).says("Paused by them").await?;
            pair.let_go().await?;
            let received = stands_still(&pair.right.transfer(name)).await?;
            ensure!(received < file.size, "everything came before the pause");

            here.press("Continue").await?;
            pair.right.transfer(name).arrives().await?;
            pair.left.transfer(name).says("Sent").await?;
            let saved = pair.ben.saved(name, file.size).await?;
            ensure!(hash_of(&saved)? == file.hash, "a pause damaged the file");
        }

        for (page, name) in [(&pair.left, "sender stops.bin"), (&pair.right, "receiver stops.bin")] {
            let file = pair.file(name, 96 * MEBIBYTE)?;
            pair.hold_back().await?;
            pair.left.send_files(&[&file.path]).await?;
            pair.right.transfer(name).press("Accept").await?;
            page.transfer(name).press("Cancel").await?;
            page.transfer(name).says("You stopped it").await?;
            let there = if std::ptr::eq(page, &pair.left) { &pair.right } else { &pair.left };
            there.transfer(name).says("They stopped it").await?;
            pair.let_go().await?;
            ensure!(!pair.ben.everything_saved()?.iter().any(|saved| saved.starts_with(name)));
        }
        pair.still_talk("After all that").await?;
        pair.end().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn how_far_a_file_is_can_be_seen_on_both_sides() -> Result<()> {
    let pair = Pair::connected(MIXED[0], "").await?;
    let file = pair.file("large.bin", 128 * MEBIBYTE)?;
    pair.slow_down().await?;
    pair.left.send_files(&[&file.path]).await?;
    pair.right.transfer("large.bin").says("134 MB").await?;
    pair.right.transfer("large.bin").press("Accept").await?;
    for page in [&pair.left, &pair.right] {
        let transfer = page.transfer("large.bin");
        transfer.says("per second").await?;
        transfer.says("left").await?;
        let first = transfer.arrived().await?;
        while transfer.arrived().await? == first {}
    }
    pair.let_go().await?;
    pair.right.transfer("large.bin").arrives().await?;
    let saved = pair.ben.saved("large.bin", file.size).await?;
    std::fs::remove_file(saved)?;
    pair.right.transfer("large.bin").press("Save again").await?;
    let saved = pair.ben.saved("large.bin", file.size).await?;
    ensure!(hash_of(&saved)? == file.hash, "what was saved again is not what was sent");
    pair.end().await
}

/// Waits until nothing more arrives, and says how much did.
async fn stands_still(transfer: &Transfer) -> Result<u64> {
    let mut arrived = transfer.arrived().await?;
    loop {
        sleep(Duration::from_millis(700)).await;
        let now = transfer.arrived().await?;
        if now == arrived {
            return Ok(now);
        }
        arrived = now;
    }
}
