//! How soon two people who are relayed are back after the companion crashed: from the kill to a message that was written in
//! the middle of it and is read on the other side, with the companion started again at once. Seen from outside, with what
//! the drivers of the browsers take.

#![allow(clippy::print_stdout, reason = "a bench prints its table")]

use anyhow::Result;
use heliograph_e2e::{
    Browser, Companion, Kind,
    people::{meet_through_the_relay, reads, say},
};
use serde_json::json;
use tokio::time::Instant;

const ROUNDS: usize = 5;

#[tokio::main]
async fn main() -> Result<()> {
    let mut companion = Companion::start().await?;
    // Firefox uses no relay at a loopback address.
    let start = || Browser::of(Kind::Chromium).start();
    let (ana, ben) = tokio::try_join!(start(), start())?;
    let (left, right) = tokio::try_join!(ana.open(companion.url()), ben.open(companion.url()))?;
    meet_through_the_relay(&left, &right).await?;
    let mut seconds = Vec::new();
    for round in 1..=ROUNDS {
        // Searches for the way back are rationed, as no companion crashes so often.
        tokio::time::sleep(std::time::Duration::from_secs(15)).await;
        let words = format!("Round {round}");
        let begun = Instant::now();
        companion.crash();
        companion.start_again().await?;
        say(&left, &words).await?;
        reads(&right, &words).await?;
        seconds.push(begun.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    let (median, worst) = (seconds[ROUNDS / 2], seconds[ROUNDS - 1]);
    println!("After the companion crashed and was started again, {ROUNDS} times, in seconds:\n");
    println!("{:<24}{:>8}{:>8}", "", "median", "worst");
    println!("{:<24}{median:>8.1}{worst:>8.1}", "a message is read");
    println!("\n{}", json!({ "seconds_back_median": median, "seconds_back_worst": worst }));
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}
