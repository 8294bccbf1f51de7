use std::ops::Range;

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Kind,
    sealed::{Pair, Report, Workshop},
};
use serde_json::json;

/// What is done to the frames that come.
struct Attack {
    /// Its name in `sealed/witness.js`.
    name: &'static str,
    /// For what the worker refuses them, and how many of them.
    reasons: &'static [&'static str],
    count: u64,
    /// The places of those that are spoilt for good.
    lost: Range<u64>,
}

const ATTACKS: [Attack; 4] = [
    Attack { name: "replay", reasons: &["disordered"], count: 10, lost: 26..36 },
    Attack { name: "reorder", reasons: &["disordered"], count: 20, lost: 0..0 },
    Attack { name: "plaintext", reasons: &["notSealed", "unknownKey", "forged"], count: 20, lost: 20..40 },
    Attack { name: "forged", reasons: &["forged"], count: 12, lost: 20..32 },
];

/// With which frame the last of them ends, and how many have to be given on behind one that is over.
const LAST: u64 = 60;
const GOOD: u64 = 20;

/// Sound, which stands in no wrapper, and pictures.
const TRACKS: [Tracks; 2] = [Tracks { sent: "sa", received: "ra" }, Tracks { sent: "sv", received: "rv" }];

#[derive(Clone, Copy)]
struct Tracks {
    sent: &'static str,
    received: &'static str,
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_does_who_forwards_frames_is_refused_and_the_others_go_on() -> Result<()> {
    let workshop = Workshop::open().await?;
    let ((ana, left), (ben, right)) =
        tokio::try_join!(workshop.browser(Kind::Chromium), workshop.browser(Kind::Firefox))?;
    let pair = Pair { left: &left, right: &right };
    for tracks in TRACKS {
        for attack in &ATTACKS {
            let about = || format!("{} of {}", attack.name, tracks.received);
            attack.fails(&pair, tracks).await.with_context(about)?;
        }
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

impl Attack {
    async fn fails(&self, pair: &Pair<'_>, tracks: Tracks) -> Result<()> {
        let options = json!({ "codec": "vp8", "attack": self.name, "attacked": tracks.received });
        pair.connect(&options).await?;
        // The worker tells what it counted once a second.
        let is_over = |report: &Report| {
            let behind = report.opened(tracks.received).iter().filter(|it| **it >= LAST).count();
            behind >= 40 && self.refused(report, tracks) >= self.count && decodes(report, tracks)
        };
        let (left, right) = pair.until(|left, right| is_over(left) && is_over(right)).await?;
        for (receiving, sending) in [(&left, &right), (&right, &left)] {
            self.is_harmless(tracks, receiving, sending).with_context(|| receiving.in_short())?;
        }
        Ok(())
    }

    fn refused(&self, report: &Report, tracks: Tracks) -> u64 {
        self.reasons.iter().map(|reason| report.count(tracks.received, reason)).sum()
    }

    /// Whether only what was sent was given on, each once and in the order in which it was sent; and what lies behind
    /// those that are lost.
    fn is_harmless(&self, tracks: Tracks, receiving: &Report, sending: &Report) -> Result<()> {
        // Frames of silence are all the same, so they have no places of their own.
        let mut sent = sending.before(tracks.sent).into_iter();
        let given = receiving.after(tracks.received);
        let strange = given.iter().position(|frame| sent.all(|other| other != *frame));
        ensure!(strange.is_none(), "of what was given on, number {strange:?} is not what was sent next");

        let opened = receiving.opened(tracks.received);
        let wrong: Vec<_> = opened.iter().filter(|number| self.lost.contains(number)).collect();
        ensure!(wrong.is_empty(), "{wrong:?} were given on");
        // Browsers send empty frames, too, and some frames twice.
        let behind = self.lost.end..self.lost.end + GOOD * 2;
        let behind = opened.iter().filter(|number| behind.contains(number)).count() as u64;
        ensure!(
            self.lost.is_empty() || behind >= GOOD,
            "only {behind} were given on behind those that are lost"
        );
        Ok(())
    }
}

/// Whether enough can be heard or seen.
fn decodes(report: &Report, tracks: Tracks) -> bool {
    match tracks.received {
        "ra" => report.hears(),
        _ => report.decoded().iter().sum::<u64>() >= GOOD * 2,
    }
}
