use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Kind,
    sealed::{Pair, Report, Workshop},
};
use serde_json::json;

/// How many frames are looked at.
const TAPPED: u64 = 30;

#[tokio::test(flavor = "multi_thread")]
async fn a_tap_would_find_what_a_worker_left_open() -> Result<()> {
    let workshop = Workshop::open().await?;
    let ((ana, left), (ben, right)) =
        tokio::try_join!(workshop.browser(Kind::Chromium), workshop.browser(Kind::Firefox))?;
    let pair = Pair { left: &left, right: &right };
    pair.connect(&json!({ "codec": "vp9", "plants": true })).await?;
    let (left, right) =
        pair.until(|left, right| [left, right].iter().all(|it| it.tapped("sv").0 >= TAPPED)).await?;
    for report in [left, right] {
        let (tapped, leaks) = report.tapped("sv");
        ensure!(leaks == tapped, "the tap finds {leaks} of {tapped} frames that show some of what they are");
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_before_a_late_worker_can_seal_it_and_nothing_can_be_seen_then() -> Result<()> {
    let workshop = Workshop::open().await?;
    let ((ana, left), (ben, right)) =
        tokio::try_join!(workshop.browser(Kind::Chromium), workshop.browser(Kind::Firefox))?;
    let pair = Pair { left: &left, right: &right };
    for late in ["key", "module"] {
        pair.connect(&json!({ "codec": "vp8", "late": late })).await?;
        let (left, right) =
            pair.until(|left, right| [left, right].iter().all(|report| flows(report))).await?;
        for report in [left, right] {
            shows_nothing(&report).with_context(|| format!("with its {late} late: {}", report.in_short()))?;
        }
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

/// Whether enough was sent to be looked at, and enough came to be seen and heard.
fn flows(report: &Report) -> bool {
    ["sa", "sv"].iter().all(|track| report.tapped(track).0 >= TAPPED)
        && report.decoded().iter().any(|count| *count >= TAPPED)
        && report.hears()
}

/// Whether all was sealed that was sent, on both sides, and what had waited for that was dropped.
fn shows_nothing(report: &Report) -> Result<()> {
    for track in ["sa", "sv"] {
        let (tapped, leaks) = report.tapped(track);
        ensure!(leaks == 0, "{leaks} of {tapped} frames of {track} show some of what they are");
    }
    // What is sent in the open comes, and is refused.
    for track in ["ra", "rv"] {
        let open: u64 =
            ["notSealed", "unknownKey", "forged"].map(|why| report.count(track, why)).iter().sum();
        ensure!(open == 0, "{open} frames of {track} came that were not sealed");
    }
    let stale = report.count("sa", "stale") + report.count("sv", "stale");
    ensure!(stale > 0, "what waited is not dropped");
    Ok(())
}
