//! Plays a story for each of some seeds. It prints what went wrong, and then one line of JSON.
#![allow(clippy::print_stdout, reason = "what it is for")]

use clap::{Parser, ValueEnum};
use heliograph_sfu::faults::{Fault, plant};
use serde_json::json;
use std::{ops::Range, time::Instant};

/// Plays rooms on links that are not there.
#[derive(Parser)]
struct Arguments {
    /// Which stories: FROM..TO, the last one left out.
    #[arg(value_parser = range)]
    seeds: Range<u64>,
    /// Let the unit do this wrong, to see that it is found.
    #[arg(long = "break", value_name = "WHAT")]
    broken: Option<Broken>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Broken {
    /// Sequence numbers, where a stream takes the place of another one.
    Rewrite,
}

/// Of each story so many lines are printed.
const LINES: usize = 8;

fn main() {
    let Arguments { seeds, broken } = Arguments::parse();
    plant(broken.map(|Broken::Rewrite| Fault::Rewrite));
    let (mut failed, mut switches, mut losses) = (Vec::new(), 0, 0);
    let count = seeds.clone().count();
    for seed in seeds {
        let outcome = heliograph_simnet::play(Instant::now(), seed);
        switches += outcome.switches;
        losses += outcome.losses;
        if outcome.findings.is_empty() {
            continue;
        }
        failed.push(seed);
        println!("seed {seed}:");
        outcome.findings.iter().take(LINES).for_each(|finding| println!("    {finding}"));
        if outcome.findings.len() > LINES {
            println!("    and {} more", outcome.findings.len() - LINES);
        }
    }
    let outcome = json!({
        "seeds": count,
        "failed": failed.len(),
        "first_failed": failed.first(),
        "switches": switches,
        "losses": losses,
    });
    println!("{outcome}");
}

fn range(text: &str) -> Result<Range<u64>, String> {
    let range = text.split_once("..").and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    range.filter(|range| !range.is_empty()).ok_or_else(|| "seeds are written as 0..50".to_owned())
}
