//! Networks that let no UDP pass, from the beginning or all at once.

use anyhow::{Result, ensure};
use heliograph_e2e::{
    Kind, calls,
    lab::{Nat, Side},
    people::{reads, say},
    senses,
};

use crate::{
    ears,
    meeting::{Couple, Path, Town, meet},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_relay_is_reached_over_tcp_where_no_udp_passes() -> Result<()> {
    let Some(town) = Town::build().await? else { return Ok(()) };
    for (inviting, joining) in [(Kind::Chromium, Kind::Firefox), (Kind::Firefox, Kind::Chromium)] {
        let (ana, ben) = town.two(inviting, joining).await?;
        let nats = (Nat::Tcp443, Nat::Port);
        town.put_behind(nats)?;
        let couple = Couple::open(&town, (&ana, &ben)).await?;
        meet(&couple, Path::Relayed, nats).await?;
        let way = ears::way(&couple.left).await?;
        ensure!(way.relay_protocol == "tcp", "{inviting:?} reaches the relay by {way:?}");
        tokio::try_join!(ana.finish(), ben.finish())?;
    }
    Ok(())
}

/// Two Chromiums have the way over TCP ready. Firefox keeps to one way, so with it ICE is restarted.
#[tokio::test(flavor = "multi_thread")]
async fn a_relayed_call_goes_on_over_tcp_when_udp_is_blocked_in_the_middle_of_it() -> Result<()> {
    for (inviting, joining) in
        [(Kind::Chromium, Kind::Chromium), (Kind::Chromium, Kind::Firefox), (Kind::Firefox, Kind::Chromium)]
    {
        let Some(town) = Town::build().await? else { return Ok(()) };
        goes_on_over_tcp(&town, inviting, joining).await?;
    }
    Ok(())
}

async fn goes_on_over_tcp(town: &Town, inviting: Kind, joining: Kind) -> Result<()> {
    let (ana, ben) = town.two(inviting, joining).await?;
    let couple = Couple::open(town, (&ana, &ben)).await?;
    let Couple { left, right } = &couple;
    tokio::try_join!(senses::lend(left), senses::lend(right))?;
    meet(&couple, Path::Relayed, (Nat::Port, Nat::Port)).await?;
    calls::call(left, right).await?;
    calls::see_and_hear_each_other(left, right).await?;
    let way = ears::way(left).await?;
    ensure!(way.relay_protocol == "udp", "the relay is reached by {way:?} to begin with");

    town.lab.cut(Side::A)?;
    say(left, "Still there?").await?;
    reads(right, "Still there?").await?;
    say(right, "Yes.").await?;
    reads(left, "Yes.").await?;
    calls::see_and_hear_each_other(left, right).await?;
    let way = ears::way(left).await?;
    ensure!(way.relay_protocol == "tcp", "the relay is reached by {way:?} in the end");
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}
