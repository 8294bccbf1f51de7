//! NATs of every kind, directly where there is a way, and through the relay where there is none.

use anyhow::{Context, Result};
use futures::future::try_join_all;
use heliograph_e2e::{
    Browser, Kind,
    lab::{Nat, Side},
};

use crate::meeting::{Couple, Path, Town, fail_to_meet, meet};

/// What every run tries: a way that is open to both, one that both have to open, and none at all.
const FEW: [(Nat, Nat); 3] = [(Nat::Full, Nat::Sym), (Nat::Port, Nat::Port), (Nat::Sym, Nat::Port)];

const KINDS: [Nat; 5] = [Nat::Full, Nat::Addr, Nat::Port, Nat::Sym, Nat::UdpBlock];

#[tokio::test(flavor = "multi_thread")]
async fn people_behind_nats_connect_directly_where_there_is_a_way_and_through_the_relay_always() -> Result<()>
{
    let Some(town) = Town::build().await? else { return Ok(()) };
    let (ana, ben) = town.two(Kind::Chromium, Kind::Chromium).await?;
    for nats in FEW {
        town.put_behind(nats)?;
        connect_both_ways(&town, (&ana, &ben), nats).await?;
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_pair_of_browsers_connects_behind_every_pair_of_nats() -> Result<()> {
    if std::env::var_os("HELIOGRAPH_LONG").is_none() {
        eprintln!("not asked for: --long tries every pair of browsers behind every pair of NATs");
        return Ok(());
    }
    let Some(town) = Town::build().await? else { return Ok(()) };
    let (ana, adam) = both(&town, Side::A).await?;
    let (ben, bella) = both(&town, Side::B).await?;
    let couples = [(&ana, &ben), (&ana, &bella), (&adam, &ben), (&adam, &bella)];
    for (index, one) in KINDS.into_iter().enumerate() {
        for other in &KINDS[index..] {
            let nats = (one, *other);
            town.put_behind(nats)?;
            // Most of the time is waiting for what cannot be.
            try_join_all(couples.map(|couple| connect_both_ways(&town, couple, nats))).await?;
        }
    }
    for browser in [ana, adam, ben, bella] {
        browser.finish().await?;
    }
    Ok(())
}

/// A Chromium and a Firefox.
async fn both(town: &Town, side: Side) -> Result<(Browser, Browser)> {
    tokio::try_join!(town.browser(side, Kind::Chromium), town.browser(side, Kind::Firefox))
}

/// Whether packets of two clients can meet between their NATs (RFC 5128, section 3.3).
fn can_meet((one, other): (Nat, Nat)) -> bool {
    use Nat::{Port, Sym, Tcp443, UdpBlock};
    match (one, other) {
        (UdpBlock | Tcp443, _) | (_, UdpBlock | Tcp443) => false,
        // Nobody knows the port that one of them takes, and the other lets in nothing but what comes from there.
        (Sym, Sym | Port) | (Port, Sym) => false,
        _ => true,
    }
}

/// Connects two people directly, if they can be, and through the relay.
async fn connect_both_ways(town: &Town, browsers: (&Browser, &Browser), nats: (Nat, Nat)) -> Result<()> {
    for path in [Path::Direct, Path::Relayed] {
        let couple = Couple::open(town, browsers).await?;
        let name = format!("{}, {path:?} behind {nats:?}", couple.name());
        let met = if path == Path::Relayed || can_meet(nats) {
            meet(&couple, path, nats).await
        } else {
            fail_to_meet(&couple, nats).await
        };
        met.with_context(|| name.clone())?;
        eprintln!("{name}: as it should");
        couple.close().await?;
    }
    Ok(())
}
