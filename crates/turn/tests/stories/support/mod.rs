//! A client that is told what to send, and a server with a clock that is moved.

use heliograph_turn::credential::{Credential, issue_for};
use heliograph_turn::stun::{Algorithm, Class, Key, Message, Method, Writer, attribute};
use heliograph_turn::{Client, Exchange, HEADROOM, Packet, Seeds, Server, Settings, TAILROOM, Transport};
use heliograph_wire::Millis;
use std::net::SocketAddr;

pub(crate) const SECRET: &[u8] = b"a secret for tests";

/// In seconds since the Unix epoch, when the test begins.
pub(crate) const BEGIN: u64 = 1_800_000_000;

pub(crate) struct World {
    pub(crate) server: Server,
    pub(crate) now: Millis,
    buffer: Vec<u8>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let now = Millis::minutes(90);
        let server = Server::new(settings(change), Seeds::new([7; 32]), now);
        Self { server, now, buffer: vec![0xee; HEADROOM + 70_000 + TAILROOM] }
    }

    pub(crate) fn pass(&mut self, span: Millis) {
        self.now = self.now + span;
    }

    /// Hands a packet to the server, and takes what it sends.
    pub(crate) fn give(&mut self, from: Client, bytes: &[u8]) -> Option<(Client, Vec<u8>)> {
        // What is left of other packets must not be sent.
        self.buffer[..HEADROOM + bytes.len() + TAILROOM].fill(0xee);
        let range = HEADROOM..HEADROOM + bytes.len();
        self.buffer[range.clone()].copy_from_slice(bytes);
        let mut packet = Packet::new(&mut self.buffer, range);
        let to = self.server.receive(self.now, from, &mut packet)?;
        Some((to, packet.bytes().to_vec()))
    }

    /// The answer to the one who asks.
    #[track_caller]
    pub(crate) fn answer(&mut self, from: Client, bytes: &[u8]) -> Vec<u8> {
        let (to, answer) = self.give(from, bytes).expect("an answer");
        assert!(to == from, "an answer goes to who asked");
        answer
    }
}

pub(crate) fn settings(change: impl FnOnce(&mut Settings)) -> Settings {
    let mut settings = Settings::new(SECRET.to_vec(), Millis::seconds(BEGIN) - Millis::minutes(90));
    change(&mut settings);
    settings
}

pub(crate) fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

pub(crate) fn client(transport: Transport, remote: &str) -> Client {
    let remote = address(remote);
    let local = if remote.is_ipv4() { "198.51.100.1:3478" } else { "[2001:db8::1]:3478" };
    Client { transport, local: address(local), remote }
}

pub(crate) fn udp(remote: &str) -> Client {
    client(Transport::Udp, remote)
}

/// Somebody with a credential at an address.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) at: Client,
    pub(crate) credential: Credential,
    pub(crate) nonce: Vec<u8>,
    pub(crate) realm: String,
    pub(crate) algorithm: Algorithm,
    transactions: u32,
}

/// What an attribute of a request says.
#[derive(Clone)]
pub(crate) enum Says {
    Bytes(u16, Vec<u8>),
    Address(u16, SocketAddr),
}

pub(crate) fn says(kind: u16, value: &[u8]) -> Says {
    Says::Bytes(kind, value.to_vec())
}

pub(crate) fn peer(address: SocketAddr) -> Says {
    Says::Address(attribute::XOR_PEER_ADDRESS, address)
}

pub(crate) fn channel(number: u16) -> Says {
    let [high, low] = number.to_be_bytes();
    says(attribute::CHANNEL_NUMBER, &[high, low, 0, 0])
}

pub(crate) fn lifetime(seconds: u32) -> Says {
    says(attribute::LIFETIME, &seconds.to_be_bytes())
}

pub(crate) fn transport_udp() -> Says {
    says(attribute::REQUESTED_TRANSPORT, &[17, 0, 0, 0])
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    Refused(u16),
    Silence,
}

impl Person {
    pub(crate) fn new(at: Client, exchange: u64, holder: u32) -> Self {
        let credential = issue_for(SECRET, Exchange(exchange), holder, BEGIN + 3_600);
        Self {
            at,
            credential,
            nonce: Vec::new(),
            realm: String::new(),
            algorithm: Algorithm::Sha1,
            transactions: 0,
        }
    }

    pub(crate) fn key(&self) -> Key {
        Key::long_term(&self.credential.username, &self.realm, &self.credential.password)
    }

    pub(crate) fn transaction(&mut self) -> [u8; 12] {
        self.transactions += 1;
        let mut transaction = [0x55; 12];
        transaction[8..].copy_from_slice(&self.transactions.to_be_bytes());
        transaction
    }

    /// A signed request.
    pub(crate) fn request(&mut self, method: Method, parts: &[Says]) -> Vec<u8> {
        let transaction = self.transaction();
        message(Class::Request, method, &transaction, parts, |writer| {
            writer.attribute(attribute::USERNAME, self.credential.username.as_bytes());
            writer.attribute(attribute::REALM, self.realm.as_bytes());
            writer.attribute(attribute::NONCE, &self.nonce);
            writer.signature(self.algorithm, &self.key());
        })
    }

    /// Asks, and asks once more with the nonce that the server gives.
    pub(crate) fn ask(&mut self, world: &mut World, method: Method, parts: &[Says]) -> (Outcome, Vec<u8>) {
        for _ in 0..2 {
            let request = if self.nonce.is_empty() {
                let transaction = self.transaction();
                message(Class::Request, method, &transaction, parts, |writer| {
                    // Of a shorter request the answer would be too much.
                    writer.attribute(attribute::SOFTWARE, b"a client");
                })
            } else {
                self.request(method, parts)
            };
            let Some((to, answer)) = world.give(self.at, &request) else {
                return (Outcome::Silence, Vec::new());
            };
            assert!(to == self.at, "an answer goes to who asked");
            let read = Message::read(&answer).expect("an answer is whole");
            assert_eq!(read.transaction(), &request[8..20]);
            match (read.class(), read.error()) {
                (Class::Success, None) => {
                    assert!(read.is_signed_by(&self.key()), "an answer is signed");
                    return (Outcome::Done, answer);
                }
                (Class::Error, Some(401 | 438)) if read.value(attribute::NONCE) != Some(&self.nonce) => {
                    self.nonce = read.value(attribute::NONCE).expect("a nonce").to_vec();
                    self.realm =
                        String::from_utf8(read.value(attribute::REALM).expect("a realm").to_vec()).unwrap();
                }
                (Class::Error, Some(code)) => return (Outcome::Refused(code), answer),
                _ => panic!("neither success nor refusal"),
            }
        }
        panic!("a third nonce");
    }

    /// Allocates, and returns the relayed address.
    #[track_caller]
    pub(crate) fn allocate(&mut self, world: &mut World) -> SocketAddr {
        let (outcome, answer) = self.ask(world, Method::Allocate, &[transport_udp()]);
        assert_eq!(outcome, Outcome::Done);
        let read = Message::read(&answer).unwrap();
        assert_eq!(read.address(attribute::XOR_MAPPED_ADDRESS).unwrap().port(), self.at.remote.port());
        read.address(attribute::XOR_RELAYED_ADDRESS).unwrap()
    }

    pub(crate) fn permit(&mut self, world: &mut World, to: SocketAddr) -> Outcome {
        self.ask(world, Method::CreatePermission, &[peer(to)]).0
    }

    pub(crate) fn bind(&mut self, world: &mut World, number: u16, to: SocketAddr) -> Outcome {
        self.ask(world, Method::ChannelBind, &[channel(number), peer(to)]).0
    }

    pub(crate) fn refresh(&mut self, world: &mut World, seconds: u32) -> Outcome {
        self.ask(world, Method::Refresh, &[lifetime(seconds)]).0
    }

    pub(crate) fn send(
        &self,
        world: &mut World,
        to: SocketAddr,
        payload: &[u8],
    ) -> Option<(Client, Received)> {
        let parts = [peer(to), says(attribute::DATA, payload)];
        let indication = message(Class::Indication, Method::Send, &[9; 12], &parts, |_| {});
        world.give(self.at, &indication).map(|(to, bytes)| (to, received(to, &bytes)))
    }

    pub(crate) fn send_on(
        &self,
        world: &mut World,
        number: u16,
        payload: &[u8],
    ) -> Option<(Client, Received)> {
        let bytes = channel_data(number, payload);
        world.give(self.at, &bytes).map(|(to, bytes)| (to, received(to, &bytes)))
    }
}

/// What the other side gets.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Received {
    Data { from: SocketAddr, payload: Vec<u8> },
    Channel { number: u16, payload: Vec<u8> },
}

/// Reads what was relayed, and looks at its padding.
#[track_caller]
pub(crate) fn received(to: Client, bytes: &[u8]) -> Received {
    if bytes[0] < 0x40 {
        let read = Message::read(bytes).expect("a Data indication is whole");
        assert_eq!((read.class(), read.method()), (Class::Indication, Some(Method::Data)));
        expect_zero_padding(bytes);
        let from = read.address(attribute::XOR_PEER_ADDRESS).unwrap();
        Received::Data { from, payload: read.value(attribute::DATA).unwrap().to_vec() }
    } else {
        let number = u16::from_be_bytes([bytes[0], bytes[1]]);
        let end = 4 + usize::from(u16::from_be_bytes([bytes[2], bytes[3]]));
        match to.transport {
            Transport::Udp => assert_eq!(bytes.len(), end),
            Transport::Tcp | Transport::Tls => assert_eq!(bytes.len(), end.next_multiple_of(4)),
        }
        assert!(bytes[end..].iter().all(|byte| *byte == 0), "padding is zero");
        Received::Channel { number, payload: bytes[4..end].to_vec() }
    }
}

/// Reads a message by its lengths alone, and says that all padding in it is zero.
#[track_caller]
pub(crate) fn expect_zero_padding(bytes: &[u8]) {
    let mut at = 20;
    while at < bytes.len() {
        let end = at + 4 + usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
        at = end.next_multiple_of(4);
        assert!(bytes[end..at].iter().all(|byte| *byte == 0), "padding is zero");
    }
    assert_eq!(at, bytes.len());
}

pub(crate) fn channel_data(number: u16, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len()).unwrap();
    [&number.to_be_bytes()[..], &length.to_be_bytes(), payload].concat()
}

pub(crate) fn message(
    class: Class,
    method: Method,
    transaction: &[u8; 12],
    parts: &[Says],
    end: impl FnOnce(&mut Writer<'_>),
) -> Vec<u8> {
    let values = parts.iter().map(|part| match part {
        Says::Bytes(_, value) => value.len() + 8,
        Says::Address(_, _) => 24,
    });
    let mut buffer = vec![0; 512 + values.sum::<usize>()];
    let mut writer = Writer::new(&mut buffer, class, method, transaction);
    for part in parts {
        match part {
            Says::Bytes(kind, value) => writer.attribute(*kind, value),
            Says::Address(kind, address) => writer.address(*kind, *address),
        };
    }
    end(&mut writer);
    let length = writer.finish().expect("it fits");
    buffer.truncate(length);
    buffer
}

/// Two people of one exchange, with an allocation each.
pub(crate) struct Pair {
    pub(crate) ana: Person,
    pub(crate) ben: Person,
    pub(crate) ana_relayed: SocketAddr,
    pub(crate) ben_relayed: SocketAddr,
}

pub(crate) fn pair(world: &mut World, transport: Transport) -> Pair {
    let mut ana = Person::new(client(transport, "203.0.113.5:40001"), 1, 1);
    let mut ben = Person::new(client(transport, "203.0.113.6:40002"), 1, 2);
    let ana_relayed = ana.allocate(world);
    let ben_relayed = ben.allocate(world);
    Pair { ana, ben, ana_relayed, ben_relayed }
}
