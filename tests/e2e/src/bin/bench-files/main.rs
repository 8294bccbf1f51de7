//! How fast a file crosses beside a bare data channel between the same pages, and how much memory that takes.

#![allow(clippy::print_stdout, reason = "a bench prints its table")]

mod bare;
mod ours;

use anyhow::{Context, Result};
use heliograph_e2e::{Browser, Kind, MadeFile, Page, Site, people::connect};
use serde_json::json;

use bare::{BareChannel, MESSAGES};

pub(crate) const MEBIBYTE: u64 = 1 << 20;

/// How much is sent in each round, in MiB.
const ROUND: u64 = 48;

/// How often each way is measured, in turns.
const ROUNDS: u64 = 3;

/// How large the file is that memory is measured with, in MiB.
const LARGE: u64 = 1_024;

/// Every pair of browsers, the sender first. Memory is measured in those that have each browser in both parts.
const PAIRS: [(Kind, Kind, Weighed); 4] = [
    (Kind::Chromium, Kind::Firefox, Weighed::Yes),
    (Kind::Firefox, Kind::Chromium, Weighed::Yes),
    (Kind::Chromium, Kind::Chromium, Weighed::No),
    (Kind::Firefox, Kind::Firefox, Weighed::No),
];

/// Whether memory is measured as well.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weighed {
    Yes,
    No,
}

#[tokio::main]
async fn main() -> Result<()> {
    let site = Site::start().await?;
    let bench = Bench::prepare(site.url())?;
    let mut table = Vec::new();
    for (sender, receiver, weighed) in PAIRS {
        let row = bench.measure((sender, receiver), weighed).await?;
        eprintln!("{}: {:.1} of {:.1} MB per second", row.pair, row.ours, row.bare);
        table.push(row);
    }

    println!(
        "{ROUNDS} rounds of {ROUND} MiB for each way, in MB per second; growth over {LARGE} MiB, in MB:\n"
    );
    println!("{:<24}{:>14}{:>8}{:>8}{:>10}", "", "bare channel", "a file", "ratio", "growth");
    for row in &table {
        let growth = row.growth.map_or_else(|| "-".to_owned(), |bytes| format!("{:.0}", megabytes(bytes)));
        println!("{:<24}{:>14.1}{:>8.1}{:>8.2}{growth:>10}", row.pair, row.bare, row.ours, row.ratio());
    }
    let worst = table.iter().min_by(|one, other| one.ratio().total_cmp(&other.ratio()));
    let worst = worst.context("nothing was measured")?;
    let peak = table.iter().filter_map(|row| row.growth).max().context("no memory was measured")?;
    println!(
        "\n{}",
        json!({
            "ratio_to_bare_channel": rounded(worst.ratio(), 100.0),
            "tab_peak_mb": rounded(megabytes(peak), 1.0),
            "mb_per_s": rounded(worst.ours, 10.0),
        })
    );
    Ok(())
}

/// What one pair of browsers took.
struct Row {
    pair: String,
    bare: f64,
    ours: f64,
    growth: Option<u64>,
}

impl Row {
    fn ratio(&self) -> f64 {
        self.ours / self.bare
    }
}

/// What is sent, and where the page is.
struct Bench<'a> {
    url: &'a str,
    /// One for each round, so that each has a row of its own on the page.
    rounds: Vec<MadeFile>,
    large: MadeFile,
    _folder: tempfile::TempDir,
}

impl<'a> Bench<'a> {
    fn prepare(url: &'a str) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("heliograph-bench-").tempdir()?;
        let round =
            |number| MadeFile::write(folder.path().join(format!("round {number}.bin")), ROUND * MEBIBYTE);
        let rounds = (1..=ROUNDS).map(round).collect::<Result<_>>()?;
        let large = MadeFile::write(folder.path().join("large.bin"), LARGE * MEBIBYTE)?;
        Ok(Self { url, rounds, large, _folder: folder })
    }

    async fn measure(&self, (sending, receiving): (Kind, Kind), weighed: Weighed) -> Result<Row> {
        let (ana, ben) = tokio::try_join!(Browser::start(sending), Browser::start(receiving))?;
        let (sender, receiver) = tokio::try_join!(self.open(&ana), self.open(&ben))?;
        connect(&sender, &receiver).await?;
        let growth = match weighed {
            Weighed::Yes => Some(ours::growth(&self.large, &sender, (&receiver, &ben)).await?),
            Weighed::No => None,
        };
        let bare = BareChannel::open(&sender, &receiver).await?;
        let mut bare_speeds = MESSAGES.map(|message| (message, Vec::new()));
        let mut speeds = Vec::new();
        for file in &self.rounds {
            for (message, found) in &mut bare_speeds {
                found.push(bare.speed(ROUND, *message).await?);
            }
            speeds.push(ours::speed(file, &sender, (&receiver, &ben)).await?);
        }
        let bare = bare_speeds.into_iter().map(|(_, found)| median(found)).fold(0.0, f64::max);
        tokio::try_join!(ana.finish(), ben.finish())?;
        Ok(Row { pair: format!("{sending:?} to {receiving:?}"), bare, ours: median(speeds), growth })
    }

    /// Opens the page as a browser without questions about places shows it: nobody is there to answer them.
    async fn open(&self, browser: &Browser) -> Result<Page> {
        let page = browser.open(self.url).await?;
        page.saves_without_asking().await?;
        Ok(page)
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn rounded(value: f64, by: f64) -> f64 {
    (value * by).round() / by
}
