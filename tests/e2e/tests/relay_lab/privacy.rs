//! Whoever hides behind the relay is not found: not in what the page is told, nor on the wire.

use anyhow::{Result, ensure};
use heliograph_e2e::{
    Browser, Kind, Page,
    capture::{Capture, Packet},
    lab::{Nat, Side},
    traces::{Traces, mentions},
};

use crate::{
    ears,
    meeting::{Couple, Path, Town, meet},
};

/// The kinds of NAT, of whoever invites and whoever joins. The first lets everything through that is sent.
const PAIRINGS: [(Nat, Nat); 3] = [(Nat::Full, Nat::Full), (Nat::Port, Nat::Sym), (Nat::Sym, Nat::UdpBlock)];

/// Who meets whom, behind how many of the pairings.
const COUPLES: [(Kind, Kind, usize); 2] =
    [(Kind::Chromium, Kind::Chromium, 3), (Kind::Firefox, Kind::Chromium, 2)];

#[tokio::test(flavor = "multi_thread")]
async fn whoever_goes_through_the_relay_leaves_no_trace_of_an_address_on_the_other_side() -> Result<()> {
    let Some(town) = Town::build().await? else { return Ok(()) };
    for (inviting, joining, pairings) in COUPLES {
        let (ana, ben) = town.two(inviting, joining).await?;
        let browsers = (&ana, &ben);
        // Whoever finds nothing where addresses are told would find nothing where they must not be.
        for found in search(&town, browsers, (Path::Direct, PAIRINGS[0])).await? {
            ensure!(found.is_everywhere(), "{inviting:?} to {joining:?}: the search is blind: {found:?}");
        }
        for nats in &PAIRINGS[..pairings] {
            for found in search(&town, browsers, (Path::Relayed, *nats)).await? {
                ensure!(
                    found == Found::default(),
                    "{inviting:?} to {joining:?}, behind {nats:?}: an address is known: {found:?}"
                );
            }
        }
        tokio::try_join!(ana.finish(), ben.finish())?;
    }
    Ok(())
}

/// Where addresses of the other side were found.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    descriptions: usize,
    statistics: usize,
    packets: Traces,
}

impl Found {
    /// Whether they were in every place where a direct conversation has them. Its packets are sealed, so addresses are
    /// in no other form there.
    fn is_everywhere(&self) -> bool {
        let packets = self.packets;
        [self.descriptions, self.statistics, packets.headers, packets.covered].iter().all(|count| *count > 0)
    }
}

/// Lets two people meet, and says what each can find of the other.
async fn search(
    town: &Town,
    browsers: (&Browser, &Browser),
    (path, nats): (Path, (Nat, Nat)),
) -> Result<[Found; 2]> {
    town.put_behind(nats)?;
    let couple = Couple::open(town, browsers).await?;
    let program = env!("CARGO_BIN_EXE_namespace-capture").as_ref();
    let (here, there) =
        tokio::try_join!(Capture::start(&town.here, program), Capture::start(&town.there, program))?;
    meet(&couple, path, nats).await?;
    let found = [
        found(&couple.left, Side::B, &here.finish()?).await?,
        found(&couple.right, Side::A, &there.finish()?).await?,
    ];
    couple.close().await?;
    Ok(found)
}

async fn found(page: &Page, other: Side, packets: &[Packet]) -> Result<Found> {
    ensure!(packets.len() > 20, "hardly anything was heard: {} packets", packets.len());
    Ok(Found {
        descriptions: mentions(other, &ears::told(page).await?),
        statistics: mentions(other, &ears::statistics(page).await?),
        packets: Traces::of(other, packets),
    })
}
