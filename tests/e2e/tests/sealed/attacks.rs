use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Kind,
    sealed::{Pair, Report, Workshop},
};
use serde_json::json;

/// What is done to the frames that come, by its name in `sealed/witness.js`; for what the worker refuses them, and how
/// many of them.
const ATTACKS: [(&str, &[&str], u64); 4] = [
    ("replay", &["disordered"], 10),
    ("reorder", &["disordered"], 20),
    ("plaintext", &["notSealed", "unknownKey"], 20),
    ("forged", &["forged"], 12),
];

/// With which frame the last of them ends, and how many come behind it that nobody touched.
const LAST: u64 = 60;
const GOOD: u64 = 20;

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_does_who_forwards_frames_is_refused_and_the_others_go_on() -> Result<()> {
    let workshop = Workshop::open().await?;
    let ((ana, left), (ben, right)) =
        tokio::try_join!(workshop.browser(Kind::Chromium), workshop.browser(Kind::Firefox))?;
    let pair = Pair { left: &left, right: &right };
    for (attack, reasons, count) in ATTACKS {
        let attacked = async {
            pair.connect(&json!({ "codec": "vp8", "attack": attack })).await?;
            let is_over =
                |report: &Report| report.opened("rv").iter().filter(|it| **it >= LAST).count() >= 40;
            pair.until(|left, right| is_over(left) && is_over(right)).await?;
            // The worker tells what it counted once a second.
            let (left, right) = pair
                .until(|left, right| [left, right].iter().all(|it| refused(it, reasons) >= count))
                .await?;
            for (receiving, sending) in [(&left, &right), (&right, &left)] {
                let found = refused(receiving, reasons);
                ensure!(found == count, "{found} are refused, not {count}: {}", receiving.in_short());
                goes_on(receiving, sending)?;
                if attack == "forged" {
                    all_behind_them_are_opened(receiving)?;
                }
            }
            anyhow::Ok(())
        };
        attacked.await.with_context(|| attack.to_owned())?;
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

fn refused(report: &Report, reasons: &[&str]) -> u64 {
    reasons.iter().map(|reason| report.count("rv", reason)).sum()
}

/// Whether only what was sent was given on, each once and in the order in which it was sent, and decoded.
fn goes_on(receiving: &Report, sending: &Report) -> Result<()> {
    let places: HashMap<_, _> =
        sending.before("sv").into_iter().enumerate().map(|(place, frame)| (frame, place)).collect();
    let given = receiving.after("rv").into_iter().map(|frame| places.get(frame).copied());
    let given = given.collect::<Option<Vec<_>>>().context("a frame was given on that nobody sent")?;
    ensure!(given.is_sorted_by(|one, other| one < other), "they are given on in another order: {given:?}");
    let decoded: u64 = receiving.decoded().iter().sum();
    ensure!(decoded >= GOOD * 2, "after that nothing is decoded: {}", receiving.in_short());
    Ok(())
}

/// The twenty frames behind twelve forged ones.
fn all_behind_them_are_opened(receiving: &Report) -> Result<()> {
    let opened = receiving.opened("rv");
    let missing: Vec<_> = (32..32 + GOOD).filter(|number| !opened.contains(number)).collect();
    ensure!(missing.is_empty(), "of the frames behind the forged ones, {missing:?} were not opened");
    Ok(())
}
