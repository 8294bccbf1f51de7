//! Connections whose frames the page's own worker seals, with a witness around it: `sealed/` has the two of them.

use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::{Duration, Instant, sleep};

use crate::{
    browser::Browser,
    kind::Kind,
    page::Page,
    site::{Site, dist, root},
};

/// Enough for a connection, a key frame that has to be asked for, and a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long it takes until something may have changed.
const BETWEEN: Duration = Duration::from_millis(250);

/// In samples.
const SECOND_OF_SOUND: u64 = 48_000;

/// Calls a function of the page and gives what comes of it, or why nothing does.
const CALL: &str = "const [name, given, done] = arguments;
    harness[name](...given).then((value) => done({ value }), (error) => done({ error: String(error) }));";

/// The script of the worker, as the built page has it.
pub fn worker() -> Result<PathBuf> {
    let files = std::fs::read_dir(dist()?)?.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut workers = files.filter(|file| {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with("frame-") && name.ends_with(".js")
    });
    let worker = workers.next().context("the built page has no worker that seals frames")?;
    ensure!(workers.next().is_none(), "the built page has several workers that seal frames; build it anew");
    Ok(worker)
}

/// A site with the real worker, and what the tests have around it.
pub struct Workshop {
    site: Site,
    _folder: TempDir,
}

impl Workshop {
    /// Serves `tests/e2e/sealed` and the worker of the built page.
    pub async fn open() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        for entry in std::fs::read_dir(root().join("tests/e2e/sealed"))? {
            let entry = entry?;
            std::fs::copy(entry.path(), folder.path().join(entry.file_name()))?;
        }
        std::fs::copy(worker()?, folder.path().join("frame-worker.js"))?;
        Ok(Self { site: Site::of(folder.path()).await?, _folder: folder })
    }

    /// Where its pages are.
    pub fn url(&self) -> &str {
        self.site.url()
    }

    /// A browser for such connections, and its page.
    pub async fn browser(&self, kind: Kind) -> Result<(Browser, Page)> {
        let browser = Browser::of(kind).with_devices().start().await?;
        let page = browser.open(self.url()).await?;
        Ok((browser, page))
    }
}

/// Two pages that send each other sound and pictures.
pub struct Pair<'a> {
    /// Who makes the offer.
    pub left: &'a Page,
    /// Who answers.
    pub right: &'a Page,
}

impl Pair<'_> {
    /// Loads both pages anew and connects them, both with these options, which `sealed/harness.js` knows.
    pub async fn connect(&self, options: &Value) -> Result<()> {
        self.connect_each(options, options).await
    }

    /// Loads both pages anew and connects them, each with its own options.
    pub async fn connect_each(&self, left: &Value, right: &Value) -> Result<()> {
        tokio::try_join!(reload(self.left), reload(self.right))?;
        let offer = call(self.left, "offer", &[with_index(left, 0)]).await?;
        let answer = call(self.right, "answer", &[with_index(right, 1), offer]).await?;
        call(self.left, "take", &[answer]).await.map(drop)
    }

    /// What each of them has seen so far, the left one's first. Whatever came to one of them, the other one says that it
    /// sent it.
    pub async fn reports(&self) -> Result<(Report, Report)> {
        // What arrives later is sent later, so those who receive are asked first, and then both as senders.
        let (left, right) = tokio::try_join!(Report::of(self.left), Report::of(self.right))?;
        let (left_now, right_now) = tokio::try_join!(Report::of(self.left), Report::of(self.right))?;
        Ok((left.with_sent_by(left_now), right.with_sent_by(right_now)))
    }

    /// Waits until both reports are as they should be, and gives them.
    pub async fn until(&self, enough: impl Fn(&Report, &Report) -> bool) -> Result<(Report, Report)> {
        let begun = Instant::now();
        loop {
            let (left, right) = self.reports().await?;
            if enough(&left, &right) {
                return Ok((left, right));
            }
            if begun.elapsed() > PATIENCE {
                bail!("it does not come to that:\nleft: {}\nright: {}", left.in_short(), right.in_short());
            }
            sleep(BETWEEN).await;
        }
    }
}

/// What one page has seen so far.
pub struct Report(Value);

impl Report {
    async fn of(page: &Page) -> Result<Self> {
        call(page, "report", &[]).await.map(Self)
    }

    fn with_sent_by(mut self, later: Self) -> Self {
        for track in ["sa", "sv"] {
            self.0["seen"][track] = later.0["seen"][track].clone();
        }
        self
    }

    /// The frames of a track before the worker had them, by their digests: `sa` is sound that is sent, `rv` are pictures
    /// that are received.
    pub fn before(&self, track: &str) -> Vec<&str> {
        texts(&self.0["seen"][track]["before"])
    }

    /// The frames of a track that the worker gave on.
    pub fn after(&self, track: &str) -> Vec<&str> {
        texts(&self.0["seen"][track]["after"])
    }

    /// How many bytes each frame had that came.
    pub fn came(&self, track: &str) -> Vec<u64> {
        numbers(&self.0["seen"][track]["came"])
    }

    /// What numbers they had, among those that came, that the worker gave on.
    pub fn opened(&self, track: &str) -> Vec<u64> {
        numbers(&self.0["seen"][track]["opened"])
    }

    /// By how many bytes each frame grew that was sent and is no key frame.
    pub fn growth(&self, track: &str) -> Vec<u64> {
        let sizes = self.0["seen"][track]["sizes"].as_array().into_iter().flatten();
        sizes.filter(|size| size["isKey"] != true).filter_map(|size| size["added"].as_u64()).collect()
    }

    /// How many frames were looked at byte by byte, and in how many of them eight bytes of what they were before stood.
    pub fn tapped(&self, track: &str) -> (u64, u64) {
        let seen = &self.0["seen"][track];
        (seen["tapped"].as_u64().unwrap_or(0), seen["leaks"].as_u64().unwrap_or(0))
    }

    /// How often the worker says that something became of a frame.
    pub fn count(&self, track: &str, what: &str) -> u64 {
        self.0["counts"][track][what].as_u64().unwrap_or(0)
    }

    /// How many pictures were decoded, of each stream of them that comes.
    pub fn decoded(&self) -> Vec<u64> {
        self.incoming("video").map(|stream| stream["framesDecoded"].as_u64().unwrap_or(0)).collect()
    }

    /// How many pictures this side's encoder has made.
    pub fn encoded(&self) -> u64 {
        self.stats("outbound-rtp", "video").map(|stream| stream["framesEncoded"].as_u64().unwrap_or(0)).sum()
    }

    /// How many packets of sound and pictures have come.
    pub fn packets(&self) -> u64 {
        let streams = self.incoming("audio").chain(self.incoming("video"));
        streams.map(|stream| stream["packetsReceived"].as_u64().unwrap_or(0)).sum()
    }

    /// Whether a second of sound was decoded, with nothing made up for what was missing.
    pub fn hears(&self) -> bool {
        self.incoming("audio").any(|stream| {
            let count = |what: &str| stream[what].as_u64().unwrap_or(0);
            count("totalSamplesReceived").saturating_sub(count("concealedSamples")) > SECOND_OF_SOUND
        })
    }

    /// Whether there is a connection.
    pub fn is_connected(&self) -> bool {
        self.0["state"] == "connected"
    }

    /// For people, when something went wrong.
    pub fn in_short(&self) -> String {
        let tracks = self.0["seen"].as_object().into_iter().flatten();
        let tracks = tracks.map(|(track, _)| {
            let (before, after) = (self.before(track).len(), self.after(track).len());
            let (came, tapped) = (self.came(track).len(), self.tapped(track));
            format!("{track}: {before} before, {after} after, {came} came, tapped {tapped:?}")
        });
        let tracks: Vec<_> = tracks.collect();
        let (state, counts, stats) = (&self.0["state"], &self.0["counts"], &self.0["stats"]);
        format!("{state} {tracks:?} {counts} {stats}")
    }

    fn incoming(&self, kind: &'static str) -> impl Iterator<Item = &Value> {
        self.stats("inbound-rtp", kind)
    }

    fn stats(&self, what: &'static str, kind: &'static str) -> impl Iterator<Item = &Value> {
        let stats = self.0["stats"].as_array().into_iter().flatten();
        stats.filter(move |entry| entry["type"] == what && entry["kind"] == kind)
    }
}

/// Calls a function of `sealed/harness.js`.
pub async fn call(page: &Page, name: &str, given: &[Value]) -> Result<Value> {
    let mut answer = page.run_until_done(CALL, vec![json!(name), json!(given)]).await?;
    if let Some(error) = answer["error"].as_str() {
        bail!("{:?} cannot {name}: {error}", page.kind());
    }
    Ok(answer["value"].take())
}

async fn reload(page: &Page) -> Result<()> {
    let url = page.address().await?;
    page.go_to(&url).await
}

fn with_index(options: &Value, index: u8) -> Value {
    let mut options = options.clone();
    options["index"] = json!(index);
    options
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn numbers(list: &Value) -> Vec<u64> {
    list.as_array().into_iter().flatten().filter_map(Value::as_u64).collect()
}
