//! Pairs of clients who reach each other through a server.

use crate::{load::send_in_bursts, servers::Server};
use anyhow::{Context, Result};
use heliograph_relay::client::{TurnClient, Wire};
use heliograph_turn::credential::Exchange;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};

/// The channel that every client sends by and hears from.
pub(crate) const CHANNEL: u16 = 0x4001;

/// Clients of one source. A household has fewer, and no server's limits for one source are in the way.
const EACH_SOURCE: usize = 40;

/// Two clients with relayed addresses, each of which has a channel bound to the other.
pub(crate) struct Pair(pub(crate) [UdpSocket; 2]);

/// Lets so many pairs allocate and bind channels, with a credential for each pair.
pub(crate) fn connect(server: &Server, count: usize) -> Result<Vec<Pair>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut pairs = Vec::with_capacity(count);
        for number in 0..count {
            let pair = pair(server, number).await;
            pairs.push(pair.with_context(|| format!("pair {number} of {count} cannot be connected"))?);
        }
        Ok(pairs)
    })
}

async fn pair(server: &Server, number: usize) -> Result<Pair> {
    let credential = server.credential(Exchange(number as u64 + 1));
    let sockets = [socket(server.at, 2 * number)?, socket(server.at, 2 * number + 1)?];
    // The client and the load take turns with one socket: first the one, then the other.
    let wire = |socket: &UdpSocket| {
        Ok::<_, std::io::Error>(Wire::Udp(tokio::net::UdpSocket::from_std(socket.try_clone()?)?))
    };
    let mut one = TurnClient::new(wire(&sockets[0])?, &credential);
    let mut other = TurnClient::new(wire(&sockets[1])?, &credential);
    let (address, peer) = (one.allocate().await?, other.allocate().await?);
    one.bind(CHANNEL, peer).await?;
    other.bind(CHANNEL, address).await?;
    // Requests are longer than what is a burst from here on.
    sockets.iter().try_for_each(send_in_bursts)?;
    Ok(Pair(sockets))
}

fn socket(server: SocketAddr, number: usize) -> Result<UdpSocket> {
    let socket = UdpSocket::bind((source(number / EACH_SOURCE), 0)).context("no UDP port is free")?;
    socket.connect(server)?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

/// One of the many addresses by which Linux reaches this machine itself.
fn source(number: usize) -> Ipv4Addr {
    let [.., high, low] = (number as u32 + 0x0100).to_be_bytes();
    Ipv4Addr::new(127, 0, high, low)
}

#[cfg(test)]
mod tests {
    use super::source;
    use std::{collections::BTreeSet, net::Ipv4Addr};

    #[test]
    fn every_source_is_another_address_of_this_machine_and_none_is_the_servers() {
        let sources: BTreeSet<_> = (0..1_000).map(source).collect();
        assert_eq!(sources.len(), 1_000);
        assert!(sources.iter().all(|source| source.is_loopback() && *source != Ipv4Addr::LOCALHOST));
    }
}
