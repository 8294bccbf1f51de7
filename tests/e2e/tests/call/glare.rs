//! Two people who press the same button at the same moment.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use heliograph_e2e::{Kind, Page, calls};
use serde_json::json;

use crate::couple::Couple;

#[tokio::test(flavor = "multi_thread")]
async fn both_start_a_call_at_once_twenty_times_and_are_always_in_it_together() -> Result<()> {
    for (one, other) in [(Kind::Chromium, Kind::Firefox), (Kind::Firefox, Kind::Chromium)] {
        call_at_once(one, other, 20).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn both_start_a_call_at_once_with_the_same_browser_and_are_in_it_together() -> Result<()> {
    for kind in [Kind::Chromium, Kind::Firefox] {
        call_at_once(kind, kind, 5).await?;
    }
    Ok(())
}

async fn call_at_once(one: Kind, other: Kind, times: u32) -> Result<()> {
    let couple = Couple::meet(one, other).await?;
    let Couple { left, right, .. } = &couple;
    for time in 1..=times {
        let both = async {
            tokio::try_join!(calls::try_out(left, "Video call"), calls::try_out(right, "Video call"))?;
            start_at_once([left, right]).await?;
            tokio::try_join!(left.sees("Their camera"), right.sees("Their camera"))?;
            calls::hang_up(left, right).await
        };
        both.await.with_context(|| format!("{one:?} and {other:?}, time {time}"))?;
    }
    couple.part().await
}

/// Presses both buttons within the same thousandth of a second, which no hand and no driver can.
async fn start_at_once([left, right]: [&Page; 2]) -> Result<()> {
    const PRESS: &str = "
        const [button, soon] = arguments;
        setTimeout(() => button.click(), soon - Date.now());";
    let (start, join) = (left.button("Start the call"), right.button("Start the call"));
    let (start, join) = tokio::try_join!(start.handle(), join.handle())?;
    let soon = json!(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as u64 + 300);
    tokio::try_join!(left.run(PRESS, vec![start, soon.clone()]), right.run(PRESS, vec![join, soon]))?;
    let (here, there) = (left.region("Call"), right.region("Call"));
    tokio::try_join!(here.appears(), there.appears()).map(drop)
}
