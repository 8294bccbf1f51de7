//! How people meet: what those cost who wait for it, and how long it takes.

use crate::{
    bench::resident,
    cores::Cores,
    median::median,
    pages::{Opened, Page, meet},
    report::Report,
    servers::{Program, Server},
    start::told,
};
use anyhow::{Context, Result, ensure};
use futures::{StreamExt, TryStreamExt, stream};
use std::{
    net::Ipv4Addr,
    time::{Duration, Instant},
};
use tokio::{task::JoinSet, time::timeout};

/// How many wait at a time.
const WAITING: u32 = 10_000;

/// How many of them come at a time.
const COMING: usize = 16;

/// How long all of them may take to come.
const ALL: Duration = Duration::from_secs(120);

/// How many pairs meet, one after another.
const PAIRS: u32 = 300;

/// How long each pair may take.
const PAIR: Duration = Duration::from_secs(10);

/// Measures both, at a companion of their own each.
pub(crate) fn measure(program: &Program, cores: Cores, report: &mut Report) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let memory = runtime.block_on(waiting(&program.start(cores)?))?;
    report.one("memory with 10,000 who wait to meet, MB", "rss_10000_waiting_mb", memory);
    let took = runtime.block_on(meeting(&program.start(cores)?))?;
    report.one("time to meet by words, median, ms", "meet_ms_p50", took);
    Ok(())
}

/// What the whole process has, in megabytes, while so many wait, each at a place of its own. One source may open a few
/// places only, so each has an address of its own as well.
async fn waiting(server: &Server) -> Result<f64> {
    let mut waiting = JoinSet::new();
    let mut coming = stream::iter(0..WAITING)
        .map(|number| Page::open(source(number), server.page))
        .buffer_unordered(COMING);
    let all_came = async {
        while let Some(Opened { page, .. }) = coming.try_next().await? {
            // Whoever does not answer when the companion asks whether they are there is let go.
            waiting.spawn(page.wait());
        }
        anyhow::Ok(())
    };
    timeout(ALL, all_came).await.context("not all came in time")??;
    if let Some(figures) = server.figures() {
        let waiting = told(figures, "heliograph_relay_waiting")?;
        ensure!(waiting == u64::from(WAITING), "the companion counts {waiting} who wait");
    }
    resident(server)
}

/// How many milliseconds it takes from the first page's first step until both know that they have the same words: two
/// sockets are opened, a place is given, and what is said there crosses. It is the median.
///
/// The words are made before, as pages make them, so nothing is stretched: Argon2id is for words of people's own, and its
/// time is not in this.
async fn meeting(server: &Server) -> Result<f64> {
    let mut times = Vec::new();
    for number in 0..PAIRS {
        let (from, words) = ([source(2 * number), source(2 * number + 1)], Page::words()?);
        let began = Instant::now();
        timeout(PAIR, meet(from, server.page, &words)).await.context("a pair never meets")??;
        times.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    median(times).context("nobody met")
}

/// One of the many addresses of this machine.
fn source(number: u32) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(Ipv4Addr::new(127, 2, 0, 0)) + number)
}
