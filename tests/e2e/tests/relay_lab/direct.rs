//! Two people who are relayed agree to connect directly, where their NATs allow it and where they do not.

use std::time::Duration;

use anyhow::{Result, ensure};
use heliograph_e2e::{
    Kind, PATIENCE, Page,
    lab::Nat,
    people::{agree_to_connect_directly, reads, say},
};
use tokio::time::{Instant, sleep};

use crate::{
    ears,
    meeting::{Couple, Path, Town, meet},
};

#[tokio::test(flavor = "multi_thread")]
async fn who_agree_to_connect_directly_do_so_or_are_told_that_there_is_no_way() -> Result<()> {
    let Some(town) = Town::build().await? else { return Ok(()) };
    for (inviting, joining) in [(Kind::Chromium, Kind::Chromium), (Kind::Firefox, Kind::Chromium)] {
        let (ana, ben) = town.two(inviting, joining).await?;
        for (nats, said, relayed) in [
            ((Nat::Port, Nat::Port), "talk directly", false),
            ((Nat::Sym, Nat::Sym), "Until a direct way is found", true),
        ] {
            town.put_behind(nats)?;
            let couple = Couple::open(&town, (&ana, &ben)).await?;
            meet(&couple, Path::Relayed, nats).await?;
            let Couple { left, right } = &couple;
            agree_to_connect_directly(left, right).await?;
            for (from, to, words) in [(left, right, "And now?"), (right, left, "Still here.")] {
                say(from, words).await?;
                reads(to, words).await?;
            }
            for page in [left, right] {
                page.status().saying(said).appears().await?;
                let begun = Instant::now();
                while is_relayed(page).await != Some(relayed) || relayed && !tells_all(page).await? {
                    ensure!(
                        begun.elapsed() < PATIENCE,
                        "{:?} behind {nats:?}: the page is wrong",
                        page.kind()
                    );
                    sleep(Duration::from_millis(100)).await;
                }
            }
            couple.close().await?;
        }
        tokio::try_join!(ana.finish(), ben.finish())?;
    }
    Ok(())
}

/// Whether the page has restarted ICE, and still has the relay: before, it told of nothing else.
async fn tells_all(page: &Page) -> Result<bool> {
    let told = ears::tells(page).await?;
    Ok(["srflx", "relay"].iter().all(|kind| told.iter().any(|it| it == kind)))
}

/// Whether a relay has a part in what the page sends; nothing while there is no way, as in the midst of an ICE restart.
async fn is_relayed(page: &Page) -> Option<bool> {
    let way = ears::way(page).await.ok()?;
    Some([way.local, way.remote].iter().any(|kind| kind == "relay"))
}
