//! The companion crashes, or is stopped, while two people talk through its relay.

use anyhow::{Result, ensure};
use heliograph_e2e::{
    Browser, Companion, Kind, MadeFile,
    calls::{call, see_and_hear_each_other, still_see_and_hear_each_other},
    hash_of,
    people::{both_connected, leave, meet_through_the_relay, reads, say, talk},
    senses,
};
use std::time::Duration;

const FILE: u64 = 24 << 20;

/// Longer than anybody waits for a companion to come back.
const LONG: Duration = Duration::from_secs(200);

#[tokio::test(flavor = "multi_thread")]
async fn a_relayed_call_a_chat_and_a_file_outlive_the_companion() -> Result<()> {
    let mut companion = Companion::start().await?;
    // Firefox uses no relay at a loopback address; pairs with it are in the laboratory.
    let start = || Browser::of(Kind::Chromium).with_devices().start();
    let (ana, ben) = tokio::try_join!(start(), start())?;
    let (left, right) = tokio::try_join!(ana.open(companion.url()), ben.open(companion.url()))?;
    for page in [&left, &right] {
        senses::lend(page).await?;
        page.saves_without_asking().await?;
    }
    meet_through_the_relay(&left, &right).await?;
    call(&left, &right).await?;
    see_and_hear_each_other(&left, &right).await?;
    let folder = tempfile::Builder::new().prefix("heliograph-restart-").tempdir()?;
    let file = MadeFile::write(folder.path().join("plan.bin"), FILE)?;
    left.send_files(&[&file.path]).await?;
    right.transfer("plan.bin").press("Accept").await?;
    right.transfer("plan.bin").comes(1 << 20).await?;

    // A crash, and a start right after it, as a supervisor does.
    companion.crash();
    companion.start_again().await?;
    say(&left, "in the middle of it").await?;
    reads(&right, "in the middle of it").await?;
    both_connected(&left, &right).await?;
    see_and_hear_each_other(&left, &right).await?;

    // One that somebody has to notice first.
    companion.crash();
    for page in [&left, &right] {
        page.status().saying("does not answer").appears().await?;
    }
    say(&right, "into the silence").await?;
    companion.start_again().await?;
    reads(&left, "into the silence").await?;
    both_connected(&left, &right).await?;
    still_see_and_hear_each_other(&left, &right).await?;

    // A stop on purpose is told beforehand.
    companion.ask_to_stop()?;
    for page in [&left, &right] {
        page.status().saying("about to be stopped").appears().await?;
    }
    say(&left, "it is told beforehand").await?;
    reads(&right, "it is told beforehand").await?;
    companion.crash();
    companion.start_again().await?;
    say(&right, "and nothing is lost").await?;
    reads(&left, "and nothing is lost").await?;
    both_connected(&left, &right).await?;

    right.transfer("plan.bin").arrives().await?;
    let saved = ben.saved("plan.bin", FILE).await?;
    ensure!(hash_of(&saved)? == file.hash, "what arrived is not what was sent");
    leave(&left, &right).await?;
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

/// Whoever comes too late is told whose fault it was, and what to do.
#[tokio::test(flavor = "multi_thread")]
async fn a_companion_that_does_not_come_back_is_named_as_the_cause() -> Result<()> {
    let mut companion = Companion::start().await?;
    let start = || Browser::of(Kind::Chromium).start();
    let (ana, ben) = tokio::try_join!(start(), start())?;
    let (left, right) = tokio::try_join!(ana.open(companion.url()), ben.open(companion.url()))?;
    meet_through_the_relay(&left, &right).await?;
    talk(&left, &right).await?;
    companion.crash();
    for page in [&left, &right] {
        page.alert().saying("does not answer").within(LONG).appears().await?;
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}
