use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Kind,
    sealed::{Pair, Report, Workshop, call},
};
use serde_json::json;

/// How many frames are looked at.
const TAPPED: u64 = 30;

/// What a worker does with each track.
const WORK: [(&str, &str); 4] = [("sa", "sealed"), ("sv", "sealed"), ("ra", "opened"), ("rv", "opened")];

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
    for what in ["key", "module"] {
        for late in BOTH {
            all_waits(&pair, late, what).await.with_context(|| format!("with its {what} late: {late:?}"))?;
        }
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_before_it_can_be_sealed_is_seen_to_come() -> Result<()> {
    let workshop = Workshop::open().await?;
    let ((ana, left), (ben, right)) =
        tokio::try_join!(workshop.browser(Kind::Chromium), workshop.browser(Kind::Firefox))?;
    let pair = Pair { left: &left, right: &right };
    for late in BOTH {
        late.connect(&pair, "transform").await?;
        let comes_in_the_open = |left: &Report, right: &Report| {
            let other = late.of(left, right).1;
            ["ra", "rv"].iter().all(|track| !other.came(track).is_empty() && in_the_open(other, track) > 0)
                && other.packets() > 0
        };
        pair.until(comes_in_the_open).await.with_context(|| format!("{late:?}"))?;
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

/// Who of both is late; the other one has all in time, so that it looks at whatever comes.
#[derive(Clone, Copy, Debug)]
enum Late {
    Left,
    Right,
}

const BOTH: [Late; 2] = [Late::Left, Late::Right];

impl Late {
    /// Connects both, one of them without something that it gets only when it catches up.
    async fn connect(self, pair: &Pair<'_>, what: &str) -> Result<()> {
        let punctual = json!({ "codec": "vp8" });
        let late = json!({ "codec": "vp8", "late": what });
        match self {
            Self::Left => pair.connect_each(&late, &punctual).await,
            Self::Right => pair.connect_each(&punctual, &late).await,
        }
    }

    /// The late one first.
    const fn of<T: Copy>(self, left: T, right: T) -> (T, T) {
        match self {
            Self::Left => (left, right),
            Self::Right => (right, left),
        }
    }
}

/// Whether nothing comes while one side cannot seal yet, and all is sealed that comes then.
async fn all_waits(pair: &Pair<'_>, late: Late, what: &str) -> Result<()> {
    late.connect(pair, what).await?;
    let (left, right) = pair
        .until(|left, right| {
            let (late, other) = late.of(left, right);
            late.encoded() >= TAPPED && other.is_connected()
        })
        .await?;
    let other = late.of(&left, &right).1;
    let came = other.came("ra").len() + other.came("rv").len();
    ensure!(
        came == 0 && other.packets() == 0,
        "something came before it could be sealed: {}",
        other.in_short()
    );

    call(late.of(pair.left, pair.right).0, "catchUp", &[]).await?;
    let (left, right) = pair.until(|left, right| flows(left) && flows(right)).await?;
    for report in [&left, &right] {
        shows_nothing(report).with_context(|| report.in_short())?;
    }
    let dropped = stale(late.of(&left, &right).0);
    ensure!(dropped.iter().sum::<u64>() > 0, "what waited is not dropped");

    let before = [stale(&left), stale(&right)];
    let (left, right) = pair.until(|one, other| goes_on(&left, one) && goes_on(&right, other)).await?;
    let after = [stale(&left), stale(&right)];
    ensure!(before == after, "what flows is dropped as if it had waited: first {before:?}, then {after:?}");
    Ok(())
}

/// Whether enough was sent to be looked at, enough came to be seen and heard, and the worker has told of all of it.
fn flows(report: &Report) -> bool {
    ["sa", "sv"].iter().all(|track| report.tapped(track).0 >= TAPPED)
        && report.decoded().iter().any(|count| *count >= TAPPED)
        && report.hears()
        && WORK.iter().all(|(track, what)| report.count(track, what) > 0)
}

/// Whether as much again was sealed and opened of each track.
fn goes_on(before: &Report, now: &Report) -> bool {
    WORK.iter().all(|(track, what)| now.count(track, what) >= before.count(track, what) + TAPPED)
}

/// Whether all was sealed that this side sent, and all that came to it.
fn shows_nothing(report: &Report) -> Result<()> {
    for track in ["sa", "sv"] {
        let (tapped, leaks) = report.tapped(track);
        ensure!(leaks == 0, "{leaks} of {tapped} frames of {track} show some of what they are");
    }
    for track in ["ra", "rv"] {
        let open = in_the_open(report, track);
        ensure!(open == 0, "{open} frames of {track} came that were not sealed");
    }
    Ok(())
}

/// How many frames were refused that look as if they were sent in the open.
fn in_the_open(report: &Report, track: &str) -> u64 {
    ["notSealed", "unknownKey", "forged"].map(|why| report.count(track, why)).iter().sum()
}

/// How many frames of each track were dropped because they had waited.
fn stale(report: &Report) -> [u64; 4] {
    WORK.map(|(track, _)| report.count(track, "stale"))
}
