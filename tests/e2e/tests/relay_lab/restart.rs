//! The companion crashes in the middle of a relayed call, and is started again.

use anyhow::{Result, ensure};
use heliograph_e2e::{
    Kind, calls,
    lab::Nat,
    people::{both_connected, reads, say},
    senses,
};

use crate::{
    ears,
    meeting::{Couple, Path, Town, meet},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_relayed_call_outlives_the_companion_behind_nats() -> Result<()> {
    let Some(mut town) = Town::build().await? else { return Ok(()) };
    for (inviting, joining) in [(Kind::Chromium, Kind::Firefox), (Kind::Firefox, Kind::Chromium)] {
        let (ana, ben) = town.two(inviting, joining).await?;
        let couple = Couple::open(&town, (&ana, &ben)).await?;
        let Couple { left, right } = &couple;
        tokio::try_join!(senses::lend(left), senses::lend(right))?;
        meet(&couple, Path::Relayed, (Nat::Port, Nat::Port)).await?;
        calls::call(left, right).await?;
        calls::see_and_hear_each_other(left, right).await?;

        for words in ["Once more.", "And again."] {
            town.companion.crash();
            town.companion.start_again().await?;
            say(left, words).await?;
            reads(right, words).await?;
            both_connected(left, right).await?;
            calls::see_and_hear_each_other(left, right).await?;
            for page in [left, right] {
                let way = ears::way(page).await?;
                ensure!(way.local == "relay" && way.remote == "relay", "packets go by {way:?}");
            }
        }
        tokio::try_join!(ana.finish(), ben.finish())?;
    }
    Ok(())
}
