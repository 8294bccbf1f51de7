mod person;
mod script;

pub(crate) use script::turn_scripts;

use heliograph_turn::stun::{Class, Message, Method};
use heliograph_turn::{
    Client, HEADROOM, Outside, Packet, Reach, Seeds, Server, Settings, TAILROOM, Transport, Whereabouts,
    framing::{Framed, LONGEST_MESSAGE, next, sniff},
};
use heliograph_wire::Millis;
use person::{CLIENTS, HOSTS, Person, Says, message};
use script::{Operation, Step};
use std::net::IpAddr;

/// What passwords are made with.
const SECRET: &[u8] = b"a secret for the fuzz target";

/// When a script begins, so that nonces have a period before this one.
const BEGIN: Millis = Millis::minutes(90);

/// Plays a script to a relay: what a few clients send it in datagrams and streams, valid or not, while time passes.
///
/// Whoever has not signed gets little more than they sent and leaves nothing behind, no answer is broken, and nothing
/// leaves the relay but to clients, or where it is open to hosts that are not special.
pub fn turn(bytes: &[u8]) {
    play(bytes, Reach::Closed);
    play(bytes, open());
}

fn open() -> Reach {
    Reach::Open(Outside { own: Whereabouts::default(), allowed: Vec::new(), denied: Vec::new() })
}

/// How many allocations were made, and how many packets relayed.
fn play(script: &[u8], reach: Reach) -> (u64, u64) {
    let mut relay = Relay::new(reach);
    let mut rest = script;
    while let Some((step, tail)) = Step::first(rest) {
        rest = tail;
        relay.take(&step);
    }
    let counters = relay.server.counters();
    (counters.allocated, counters.packets)
}

/// The machine, those who talk to it, and what has come of each stream and is not a whole message yet.
struct Relay {
    server: Server,
    now: Millis,
    people: Vec<Person>,
    streams: Vec<Vec<u8>>,
    buffer: Vec<u8>,
}

impl Relay {
    fn new(reach: Reach) -> Self {
        let people: Vec<_> = (0..CLIENTS.len()).map(Person::new).collect();
        let settings = Settings { reach, ..Settings::new(SECRET.to_vec(), Millis(0)) };
        let mut server = Server::new(settings, Seeds::new([7; 32]), BEGIN);
        for port in 0..server.wanted_ports().min(2 * CLIENTS.len()) {
            server.add_port(50_000 + port as u16);
        }
        Self {
            server,
            now: BEGIN,
            streams: people.iter().map(|_| Vec::new()).collect(),
            people,
            buffer: vec![0; HEADROOM + LONGEST_MESSAGE + TAILROOM],
        }
    }

    fn take(&mut self, step: &Step<'_>) {
        let who = step.who;
        match step.operation {
            Operation::Bytes => match self.people[who].at.transport {
                Transport::Udp => self.stranger(who, step.content),
                Transport::Tcp | Transport::Tls => self.stream(who, step.content),
            },
            Operation::Indicate => {
                let says = self.says(step.content);
                self.stranger(who, &message(Class::Indication, Method::Send, &says, |_| {}));
            }
            Operation::Sign => {
                let Some((method, parts)) = step.content.split_first() else { return };
                let says = self.says(parts);
                self.signed(who, *method, &says);
            }
            Operation::Wait => {
                self.now = self.now + Millis::seconds(step.number().min(100_000));
                self.server.tick(self.now);
                assert!(self.server.deadline().is_none_or(|deadline| deadline > self.now));
            }
            Operation::SetClock => self.server.clock_set(Millis::seconds(step.number())),
            Operation::Close => self.close(who),
            Operation::Arrive => self.arrive(who, step.content),
        }
        // Their sockets were closed, and are opened again.
        while let Some(port) = self.server.take_ended_port() {
            self.server.add_port(port);
        }
        let counters = self.server.counters();
        assert!(counters.allocations <= CLIENTS.len() as u64, "each way has one allocation at most");
        assert_eq!(counters.allocations == 0, self.server.deadline().is_none());
    }

    /// A host outside sends something to the relayed address of somebody.
    fn arrive(&mut self, who: usize, content: &[u8]) {
        let (Some(local), Some((host, payload))) = (self.people[who].relayed, content.split_first()) else {
            return;
        };
        let remote = HOSTS[usize::from(*host) % HOSTS.len()];
        let before = self.server.counters();
        let sent = self.hand(Client { transport: Transport::Udp, local, remote }, payload, Server::arrived);
        assert!(sent.is_none_or(|(to, _)| self.people.iter().any(|person| person.at == to)));
        assert_eq!(self.server.counters().allocated, before.allocated);
    }

    /// Attributes as a script writes them: two bytes for the kind, one for the length, and the value. A peer's address
    /// of one byte is the relayed address of somebody, or that of a host outside.
    fn says(&self, script: &[u8]) -> Vec<Says> {
        let mut says = Vec::new();
        let mut rest = script;
        while let Some((&[high, low, length], tail)) = rest.split_first_chunk() {
            let (value, tail) = tail.split_at(tail.len().min(usize::from(length)));
            rest = tail;
            let peer = match value {
                [who] if usize::from(*who) < CLIENTS.len() => self.people[usize::from(*who)].relayed,
                [host] => Some(HOSTS[usize::from(*host) % HOSTS.len()]),
                _ => None,
            };
            says.push(Says::new(u16::from_be_bytes([high, low]), value, peer));
        }
        says
    }

    /// Bytes of a stream: its messages go to the machine, and what never becomes one ends it.
    fn stream(&mut self, who: usize, bytes: &[u8]) {
        self.streams[who].extend(bytes);
        sniff(&self.streams[who]);
        loop {
            match next(&self.streams[who]) {
                Framed::Whole { taken, message } => {
                    let whole: Vec<u8> = self.streams[who].drain(..taken).collect();
                    self.stranger(who, &whole[..message]);
                }
                Framed::More => {
                    assert!(self.streams[who].len() < LONGEST_MESSAGE, "no stream is kept without end");
                    return;
                }
                Framed::Broken => return self.close(who),
            }
        }
    }

    fn close(&mut self, who: usize) {
        self.streams[who].clear();
        self.server.closed(self.people[who].at);
    }

    /// Hands over what has no signature that is right.
    fn stranger(&mut self, who: usize, bytes: &[u8]) {
        let from = self.people[who].at;
        let before = self.server.counters();
        let sent = self.give(from, bytes);
        let after = self.server.counters();
        assert!(after.allocations <= before.allocations, "a stranger has an allocation");
        assert_eq!((after.allocated, after.refreshed), (before.allocated, before.refreshed));
        let Some((to, answer)) = sent else { return };
        if after.packets > before.packets {
            assert!(before.allocations > 0, "something was relayed between nobody");
            return;
        }
        assert!(to == from, "an answer goes to who asked");
        let is_address = Message::read(&answer)
            .is_ok_and(|read| (read.class(), read.method()) == (Class::Success, Some(Method::Binding)));
        // No shorter answer than one of 44 bytes says an IPv6 address; a checksum, for which one was sent, has 8.
        let most = if is_address && from.remote.is_ipv6() { bytes.len() + 24 } else { bytes.len() * 8 / 5 };
        assert!(answer.len() <= most, "{} bytes get {}", bytes.len(), answer.len());
    }

    /// Asks as somebody with a credential does: for a nonce first, and once more with it. Chance would never find the
    /// signature, and so not what lies behind it.
    fn signed(&mut self, who: usize, method: u8, says: &[Says]) {
        const METHODS: [Method; 4] =
            [Method::Allocate, Method::Refresh, Method::CreatePermission, Method::ChannelBind];
        let method = METHODS[usize::from(method) % METHODS.len()];
        let from = self.people[who].at;
        for _ in 0..2 {
            let request = self.people[who].request(method, says);
            let Some((to, answer)) = self.give(from, &request) else { return };
            assert!(to == from, "an answer goes to who asked");
            if !self.people[who].learn(&answer) {
                return;
            }
        }
    }

    /// Hands over a packet, and looks at what is sent for it.
    fn give(&mut self, from: Client, bytes: &[u8]) -> Option<(Client, Vec<u8>)> {
        self.hand(from, bytes, Server::receive)
    }

    fn hand(
        &mut self,
        from: Client,
        bytes: &[u8],
        take: fn(&mut Server, Millis, Client, &mut Packet<'_>) -> Option<Client>,
    ) -> Option<(Client, Vec<u8>)> {
        let range = HEADROOM..HEADROOM + bytes.len();
        let buffer = &mut self.buffer[..range.end + TAILROOM];
        // What is left of other packets must not be sent.
        buffer.fill(0xee);
        buffer[range.clone()].copy_from_slice(bytes);
        let mut packet = Packet::new(buffer, range);
        let to = take(&mut self.server, self.now, from, &mut packet)?;
        if self.people.iter().any(|person| person.at == to) {
            expect_whole(to, packet.bytes());
        } else {
            assert!(is_usual(to.remote.ip()), "something leaves for where nothing should");
            assert!(
                self.people
                    .iter()
                    .any(|person| person.relayed.is_some_and(|at| at.port() == to.local.port()))
            );
        }
        Some((to, packet.bytes().to_vec()))
    }
}

/// What is sent is a message that fills its packet, and all padding in it is zero.
fn expect_whole(to: Client, bytes: &[u8]) {
    let (mut at, is_channel) = if bytes[0] < 0x40 { (20, false) } else { (0, true) };
    assert!(is_channel || Message::read(bytes).is_ok(), "a message is broken");
    while at < bytes.len() {
        let end = at + 4 + usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
        at = if is_channel && to.transport == Transport::Udp { end } else { end.next_multiple_of(4) };
        assert!(bytes[end..at].iter().all(|byte| *byte == 0), "padding is not zero");
    }
    assert_eq!(at, bytes.len());
}

/// A host of the open Internet, as the standard library knows it.
fn is_usual(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            !(address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_broadcast()
                || address.is_documentation()
                || address.is_multicast()
                || address.is_unspecified())
        }
        IpAddr::V6(address) => address.segments()[0] >> 13 == 1 && address.segments()[..2] != [0x2001, 0xdb8],
    }
}

#[cfg(test)]
mod tests {
    use super::{Reach, open, play, turn_scripts};

    #[test]
    fn the_honest_scripts_relay() {
        let played = |reach: &Reach| {
            turn_scripts().iter().map(|script| play(script, reach.clone())).collect::<Vec<_>>()
        };
        assert_eq!(played(&Reach::Closed)[..3], [(2, 2), (2, 2), (2, 2)]);
        assert_eq!(played(&open())[..3], [(2, 2), (2, 2), (2, 2)]);
        assert_eq!(played(&Reach::Closed).last(), Some(&(1, 0)));
        assert_eq!(played(&open()).last(), Some(&(1, 4)));
    }
}
