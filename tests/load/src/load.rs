//! The load: every client of every pair sends in turn, at an even pace, and what arrives is counted.

use crate::clients::{CHANNEL, Pair};
use anyhow::{Context, Result};
use nix::sys::socket::{setsockopt, sockopt};
use std::{
    io::ErrorKind,
    net::UdpSocket,
    thread,
    time::{Duration, Instant},
};

/// What each packet carries, in bytes.
const PAYLOAD: usize = 120;

/// A packet by a channel: its number, the length of the payload, and that.
const PACKET: usize = 4 + PAYLOAD;

/// How long the generator sleeps between packets that are due.
const TICK: Duration = Duration::from_millis(1);

/// How long the last packets may take.
const LAST: Duration = Duration::from_millis(500);

/// How many packets there are, and for how long they are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pace {
    /// Packets of all clients together in a second.
    pub per_second: u64,
    /// How many a client sends when it has its turn.
    pub in_a_row: usize,
    /// For how long.
    pub lasts: Duration,
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// Packets that were handed to the system.
    pub sent: u64,
    /// Packets that came out at the other client of a pair.
    pub delivered: u64,
}

impl Pace {
    /// How many packets are to be sent by then.
    fn due(self, since: Duration) -> u64 {
        let nanoseconds = since.min(self.lasts).as_nanos() * u128::from(self.per_second);
        let due = u64::try_from(nanoseconds / 1_000_000_000).unwrap_or(u64::MAX);
        due - due % self.in_a_row as u64
    }
}

impl Count {
    /// Whether at most one of so many packets was lost.
    pub(crate) const fn is_nearly_whole(self, lost_of: u64) -> bool {
        self.delivered >= self.sent - self.sent / lost_of
    }
}

/// Lets all clients send in turn until the time is over, and waits for the last packets.
pub(crate) fn run(pairs: &[Pair], pace: Pace) -> Result<Count> {
    let clients: Vec<_> = pairs.iter().flat_map(|pair| &pair.0).collect();
    let (packet, in_a_row) = (packet(), packet().repeat(pace.in_a_row));
    let (mut count, began) = (Count::default(), Instant::now());
    // Both ends of a pair are neighbours in the list, so first all the left ends send, and then all the right ones.
    let mut turns = (0..clients.len()).step_by(2).chain((1..clients.len()).step_by(2)).cycle();
    loop {
        let since = began.elapsed();
        while count.sent < pace.due(since) {
            let client = clients[turns.next().context("there are no clients")?];
            count.delivered += taken_in(client, &packet)?;
            match client.send(&in_a_row) {
                Ok(_) => {}
                // What the system has no room for is lost, as it would be on the way.
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error).context("packets cannot be sent"),
            }
            count.sent += pace.in_a_row as u64;
        }
        if since >= pace.lasts {
            break;
        }
        thread::sleep(TICK);
    }
    let ended = Instant::now();
    while count.delivered < count.sent && ended.elapsed() < LAST {
        for client in &clients {
            count.delivered += taken_in(client, &packet)?;
        }
    }
    Ok(count)
}

/// Lets a client hand several packets to the system at once, which then arrive at a server as from a network card: those
/// that follow each other closely come as one, where the server can take that (UDP_GRO), and singly where it cannot.
pub(crate) fn send_in_bursts(client: &UdpSocket) -> Result<()> {
    setsockopt(client, sockopt::UdpGsoSegment, &(PACKET as i32))
        .context("this system does not send in bursts; Linux does from 4.18 on")
}

fn packet() -> [u8; PACKET] {
    let mut packet = [0x5a; PACKET];
    packet[..2].copy_from_slice(&CHANNEL.to_be_bytes());
    packet[2..4].copy_from_slice(&(PAYLOAD as u16).to_be_bytes());
    packet
}

/// Takes in what has arrived at a client, and counts what is the expected packet.
fn taken_in(client: &UdpSocket, expected: &[u8; PACKET]) -> Result<u64> {
    let (mut count, mut arrived) = (0, [0; 2 * PACKET]);
    loop {
        match client.recv(&mut arrived) {
            Ok(length) => count += u64::from(arrived[..length] == *expected),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(count),
            Err(error) => return Err(error).context("the server is gone"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, PACKET, Pace, packet, run, send_in_bursts, taken_in};
    use crate::clients::Pair;
    use std::{net::UdpSocket, time::Duration};

    /// Two sockets that send to each other, as if a relay were between.
    fn joined() -> Pair {
        let [one, other] = [(); 2].map(|()| UdpSocket::bind("127.0.0.1:0").unwrap());
        one.connect(other.local_addr().unwrap()).unwrap();
        other.connect(one.local_addr().unwrap()).unwrap();
        for socket in [&one, &other] {
            socket.set_nonblocking(true).unwrap();
            send_in_bursts(socket).unwrap();
        }
        Pair([one, other])
    }

    #[test]
    fn packets_are_due_evenly_and_no_longer_than_the_load_lasts() {
        let pace = Pace { per_second: 20_000, in_a_row: 4, lasts: Duration::from_secs(3) };
        assert_eq!(pace.due(Duration::ZERO), 0);
        assert_eq!(pace.due(Duration::from_millis(1)), 20);
        assert_eq!(pace.due(Duration::from_secs(3)), 60_000);
        assert_eq!(pace.due(Duration::from_secs(300)), 60_000);
    }

    #[test]
    fn what_a_client_sends_in_a_row_is_due_together() {
        let pace = Pace { per_second: 1_000, in_a_row: 4, lasts: Duration::from_secs(3) };
        assert_eq!([3, 4, 7, 8].map(|millis| pace.due(Duration::from_millis(millis))), [0, 4, 4, 8]);
    }

    #[test]
    fn everything_that_is_sent_and_arrives_is_counted() {
        let pairs = [joined(), joined()];
        let counted =
            run(&pairs, Pace { per_second: 1_000, in_a_row: 5, lasts: Duration::from_millis(50) }).unwrap();
        assert_eq!(counted, Count { sent: 50, delivered: 50 });
    }

    #[test]
    fn what_a_relay_swallows_is_not_delivered() {
        let pair = joined();
        let swallows = UdpSocket::bind("127.0.0.1:0").unwrap();
        for socket in &pair.0 {
            socket.connect(swallows.local_addr().unwrap()).unwrap();
        }
        let counted =
            run(&[pair], Pace { per_second: 1_000, in_a_row: 1, lasts: Duration::from_millis(20) }).unwrap();
        assert_eq!(counted, Count { sent: 20, delivered: 0 });
    }

    #[test]
    fn a_round_counts_where_little_is_lost() {
        let counted = |delivered| Count { sent: 40_000, delivered }.is_nearly_whole(100);
        assert_eq!([40_000, 39_600, 39_599, 0].map(counted), [true, true, false, false]);
    }

    #[test]
    fn only_the_expected_packet_counts() {
        let Pair([one, other]) = joined();
        let mut wrong = packet();
        wrong[PACKET - 1] = 0;
        for bytes in [&packet()[..], &wrong, &packet()[1..], &packet()] {
            one.send(bytes).unwrap();
        }
        assert_eq!(taken_in(&other, &packet()).unwrap(), 2);
        assert_eq!(taken_in(&other, &packet()).unwrap(), 0);
    }
}
