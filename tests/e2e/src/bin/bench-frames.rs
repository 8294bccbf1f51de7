//! What it costs to seal and to open frames: the page's own worker beside a pipeline that does nothing and one with the browser's cipher
//! alone, in the same run; and how soon there is a picture again after one that cannot be opened.

#![allow(clippy::print_stdout, reason = "a bench prints its table")]

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Kind, Page,
    sealed::{Pair, Workshop, call},
};
use serde_json::{Map, Value, json};
use tokio::time::{Duration, Instant, sleep};

/// How many microseconds a frame of each of [`KINDS`] may take to be sealed, and as many to be opened.
const BROWSERS: [(Kind, &str, [f64; 4]); 2] = [
    (Kind::Chromium, "chromium", [12.0, 16.0, 20.0, 75.0]),
    (Kind::Firefox, "firefox", [40.0, 45.0, 60.0, 140.0]),
];

/// What goes through the pipelines: sound, and frames of pictures of so many bytes.
const KINDS: [&str; 4] = ["opus", "b1200", "b6000", "b60000"];

/// How long frames are counted that encoders make.
const SECONDS: u64 = 10;

const OVERHEAD_LIMIT: f64 = 25.0;
/// What stands around VP8 beside what every frame has, which is told apart.
const VP8_WRAPPER: f64 = 1.0;

/// How often a frame is spoilt on its way in each direction, and how long a picture may be missing then, beside a round
/// trip, of which there is next to nothing on one machine.
const SPOILT: usize = 6;
const RECOVERY_LIMIT: f64 = 150.0;
const PATIENCE: Duration = Duration::from_secs(90);

#[tokio::main]
async fn main() -> Result<()> {
    let workshop = Workshop::open().await?;
    let mut outcome = Map::new();
    println!(
        "Microseconds for a frame where many follow each other at once, the median of several rounds:\n"
    );
    println!(
        "{:<20}{:>10}{:>10}{:>10}{:>10}{:>13}{:>11}",
        "", "identity", "cipher", "sealed", "opened", "to identity", "to cipher"
    );
    for (kind, name, limits) in BROWSERS {
        let (browser, page) = workshop.browser(kind).await?;
        let found = call(&page, "measure", &[]).await?;
        browser.finish().await?;
        for (what, limit) in KINDS.into_iter().zip(limits) {
            let row = Row::of(&found[what])?;
            row.print(&format!("{name} {what}"));
            for (way, found) in [("us", row.seal), ("open_us", row.open)] {
                let figure = format!("{name}.{what}_{way}");
                tell_excess(&figure, found, limit);
                outcome.insert(figure, json!(rounded(found)));
            }
        }
    }
    let (overhead, recoveries) = between_browsers(&workshop).await?;
    println!("\n{overhead:>10.1}  bytes more for a frame of Opus or VP8, the byte around VP8 apart");
    tell_excess("overhead_bytes", overhead, OVERHEAD_LIMIT);
    outcome.insert("overhead_bytes".into(), json!(rounded(overhead)));
    for ((_, name, _), recovery) in BROWSERS.iter().zip(recoveries) {
        println!("{recovery:>10.1}  ms to a picture in {name} after one that cannot be opened, the median");
        outcome.insert(format!("{name}.recovery_ms"), json!(rounded(recovery)));
    }
    let worse = recoveries.into_iter().fold(0.0, f64::max);
    tell_excess("recovery_ms", worse, RECOVERY_LIMIT);
    outcome.insert("recovery_ms".into(), json!(rounded(worse)));
    println!("\n{}", Value::Object(outcome));
    Ok(())
}

/// What one kind of frame takes in each pipeline.
struct Row {
    identity: f64,
    cipher: f64,
    seal: f64,
    open: f64,
}

impl Row {
    fn of(found: &Value) -> Result<Self> {
        let time = |way: &str| found[way].as_f64().with_context(|| format!("{way} was not measured"));
        Ok(Self {
            identity: time("identity")?,
            cipher: time("cipher")?,
            seal: time("seal")?,
            open: time("open")?,
        })
    }

    fn print(&self, name: &str) {
        let Self { identity, cipher, seal, open } = self;
        let ratios = (seal / identity, seal / cipher);
        println!(
            "{name:<20}{identity:>10.1}{cipher:>10.1}{seal:>10.1}{open:>10.1}{:>13.2}{:>11.2}",
            ratios.0, ratios.1
        );
    }
}

/// How many bytes frames grow by that real encoders make, and how many milliseconds a picture is missing in each of
/// [`BROWSERS`], which send to each other.
async fn between_browsers(workshop: &Workshop) -> Result<(f64, [f64; 2])> {
    let ((ana, left), (ben, right)) =
        tokio::try_join!(workshop.browser(Kind::Chromium), workshop.browser(Kind::Firefox))?;
    let pair = Pair { left: &left, right: &right };
    pair.connect(&json!({ "codec": "vp8" })).await?;
    sleep(Duration::from_secs(SECONDS)).await;
    let (one, other) = pair.reports().await?;
    let mut grown = Vec::new();
    for report in [one, other] {
        grown.extend(report.growth("sa").into_iter().map(|bytes| bytes as f64));
        grown.extend(report.growth("sv").into_iter().map(|bytes| bytes as f64 - VP8_WRAPPER));
    }
    let overhead = grown.iter().sum::<f64>() / grown.len() as f64;

    pair.connect(&json!({ "codec": "vp8", "attack": "spoilt", "attacked": "rv" })).await?;
    let recoveries = [missing(&left).await?, missing(&right).await?];
    tokio::try_join!(ana.finish(), ben.finish())?;
    Ok((overhead, recoveries))
}

/// The median of how long pictures were missing on a page. The first frame that is spoilt is one of the start.
async fn missing(page: &Page) -> Result<f64> {
    let begun = Instant::now();
    let found = loop {
        let found = call(page, "recoveries", &[]).await?;
        let found: Vec<_> = found.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        if found.len() > SPOILT {
            break found;
        }
        ensure!(begun.elapsed() < PATIENCE, "{:?} recovers too seldom: {found:?}", page.kind());
        sleep(Duration::from_secs(1)).await;
    };
    println!("{:?} shows a picture again after {found:?} ms", page.kind());
    let mut later = found[1..].to_vec();
    later.sort_by(f64::total_cmp);
    Ok(later[later.len() / 2])
}

fn tell_excess(what: &str, found: f64, limit: f64) {
    if found > limit {
        println!("{what} is {:.1} more than the {limit} that it may be.", found - limit);
    }
}

fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
