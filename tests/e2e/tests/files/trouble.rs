//! What is sent is gone, or there is no room for it.

use anyhow::{Result, ensure};
use heliograph_e2e::{Browser, Kind};

use crate::{MEBIBYTE, MIXED, Pair};

const BOTH: [(Kind, Kind); 2] = MIXED;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_taken_away_while_it_is_sent_is_told_on_both_sides() -> Result<()> {
    for kinds in BOTH {
        let pair = Pair::connected(kinds, "").await?;
        for name in ["deleted.bin", "shortened.bin"] {
            let file = pair.file(name, 96 * MEBIBYTE)?;
            pair.hold_back().await?;
            pair.left.send_files(&[&file.path]).await?;
            pair.right.transfer(name).press("Accept").await?;
            pair.right.transfer(name).comes(MEBIBYTE).await?;
            if name == "deleted.bin" {
                std::fs::remove_file(&file.path)?;
            } else {
                std::fs::write(&file.path, "Nothing else is left.")?;
            }
            pair.let_go().await?;
            pair.left.transfer(name).says("It can no longer be read here").await?;
            pair.right.transfer(name).says("They can no longer read it").await?;
        }
        arrives_all_the_same(&pair).await?;
        pair.end().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_full_is_told_on_both_sides() -> Result<()> {
    const BELIEVES_IN_ROOM: &str =
        "StorageManager.prototype.estimate = async () => ({ quota: 1e12, usage: 0 });";
    for (sending, saving) in BOTH {
        let (ana, ben) = tokio::try_join!(
            Browser::start(sending),
            Browser::of(saving).with_room_for(16 * MEBIBYTE).start()
        )?;
        let pair = Pair::of(ana, ben, "").await?;
        for name in ["no room.bin", "full.bin"] {
            if name == "full.bin" {
                pair.right.run(BELIEVES_IN_ROOM, vec![]).await?;
            }
            let file = pair.file(name, 64 * MEBIBYTE)?;
            pair.left.send_files(&[&file.path]).await?;
            pair.right.transfer(name).press("Accept").await?;
            pair.right.transfer(name).says("There is not enough room on this device").await?;
            pair.left.transfer(name).says("There is not enough room on their device").await?;
        }
        ensure!(pair.ben.everything_saved()?.is_empty(), "half a file was saved");
        arrives_all_the_same(&pair).await?;
        pair.end().await?;
    }
    Ok(())
}

/// Shows that neither files nor words suffer from what went wrong before.
async fn arrives_all_the_same(pair: &Pair) -> Result<()> {
    let file = pair.file("another.bin", 2 * MEBIBYTE)?;
    pair.left.send_files(&[&file.path]).await?;
    pair.right.transfer("another.bin").press("Accept").await?;
    pair.right.transfer("another.bin").arrives().await?;
    pair.ben.saved("another.bin", file.size).await?;
    pair.still_talk("Never mind").await
}
