mod allocate;
mod authentication;
mod draft;
mod peering;
mod relaying;
mod requests;

use heliograph_wire::Millis;
use std::net::SocketAddr;

use crate::allocations::Allocations;
use crate::bucket::{Bucket, Rate, Sources};
use crate::client::{Client, Transport};
use crate::counters::{Cause, Counters};
use crate::framing::{Datagram, LONGEST_MESSAGE, demux};
use crate::outside::Whereabouts;
use crate::packet::Packet;
use crate::peers::{Reach, Surroundings};
use crate::seeds::{Chance, Nonces, Seeds};
use crate::settings::{RelayedAddress, Settings};
use crate::stun::{Class, Fingerprint, Message, Method};

/// A STUN and TURN server: RFC 8489 and RFC 8656. As long as it is closed, relayed addresses exist only in it.
pub struct Server {
    settings: Settings,
    relayed: RelayedAddress,
    reach: Reach,
    units: Vec<SocketAddr>,
    now: Millis,
    allocations: Allocations,
    admission: Admission,
    nonces: Nonces,
    chance: Chance,
    challenged: Unsigned,
    bound: Unsigned,
    sent: Bucket,
    /// How many Data indications there were, which makes each one's transaction another.
    indications: u64,
    counters: Counters,
}

/// Whether new allocations are made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Admission {
    Open,
    Closed,
}

/// How much is answered to those who have not shown that they may ask.
struct Unsigned {
    datagrams: Sources,
    /// Apart from datagrams, so that those who send with false addresses take nothing from anybody here.
    streams: Sources,
    all: Bucket,
}

impl Unsigned {
    fn new(seeds: &Seeds, datagrams: &str, streams: &str) -> Self {
        let sources = |purpose| Sources::new(seeds.number(purpose));
        Self { datagrams: sources(datagrams), streams: sources(streams), all: Bucket::FULL }
    }

    const fn of(&mut self, transport: Transport) -> &mut Sources {
        match transport {
            Transport::Udp => &mut self.datagrams,
            Transport::Tcp | Transport::Tls => &mut self.streams,
        }
    }

    /// Counts an answer to anybody; one in a stream goes to who asked, so there is nobody else to protect from it.
    fn take_of_all(&mut self, now: Millis, rate: Rate, transport: Transport) -> Result<(), Cause> {
        match transport {
            Transport::Udp if !self.all.take(now, rate, 1) => Err(Cause::GlobalLimit),
            Transport::Udp | Transport::Tcp | Transport::Tls => Ok(()),
        }
    }
}

impl Server {
    /// A server without allocations.
    pub fn new(settings: Settings, seeds: Seeds, now: Millis) -> Self {
        let mut reach = settings.reach.clone();
        if let Reach::Open(outside) = &settings.reach {
            reach.exclude(outside.own.clone(), &settings.relayed);
        }
        Self {
            relayed: settings.relayed,
            allocations: Allocations::new(&seeds, &reach),
            reach,
            units: Vec::new(),
            settings,
            now,
            admission: Admission::Open,
            nonces: Nonces::new(&seeds),
            chance: Chance::new(&seeds),
            challenged: Unsigned::new(&seeds, "challenges", "challenges in streams"),
            bound: Unsigned::new(&seeds, "bindings", "bindings in streams"),
            sent: Bucket::FULL,
            indications: seeds.number("indications"),
            counters: Counters::default(),
        }
    }

    /// Takes one datagram, or one message of a stream. If this says to whom, the packet is what to send there.
    ///
    /// A time before one that it was handed earlier counts as that one.
    pub fn receive(&mut self, now: Millis, from: Client, packet: &mut Packet<'_>) -> Option<Client> {
        self.tick(now);
        match self.process(from, packet) {
            Ok(to) => Some(to),
            Err(Silence::Done) => None,
            Err(Silence::Dropped(cause)) => {
                self.counters.count_drop(cause);
                None
            }
        }
    }

    /// Takes one datagram that has come to the socket of a relayed address, which is where it arrived locally.
    pub fn arrived(&mut self, now: Millis, from: Client, packet: &mut Packet<'_>) -> Option<Client> {
        self.tick(now);
        match self.relay_inwards(&from, packet) {
            Ok(to) => Some(to),
            Err(cause) => {
                self.counters.count_drop(cause);
                None
            }
        }
    }

    /// Forwarding units are there from now on, as their clients know them. What goes there has a relayed address as `local`
    /// and one of these as `remote`: it is handed to the unit, not to the network.
    pub fn set_units(&mut self, units: Vec<SocketAddr>) {
        self.units = units;
    }

    /// Takes one packet of a forwarding unit, which is `remote`, to a relayed address, which is `local`.
    pub fn forwarded(&mut self, now: Millis, from: Client, packet: &mut Packet<'_>) -> Option<Client> {
        self.tick(now);
        match self.relay_from_unit(&from, packet) {
            Ok(to) => Some(to),
            Err(cause) => {
                self.counters.count_drop(cause);
                None
            }
        }
    }

    /// For how many more ports an open relay wants sockets, one for each family of its relayed address.
    pub fn wanted_ports(&mut self) -> usize {
        match self.admission {
            Admission::Open => self.allocations.stock().map_or(0, |stock| stock.wanted()),
            Admission::Closed => 0,
        }
    }

    /// There are sockets for this port.
    pub fn add_port(&mut self, port: u16) {
        if let Some(stock) = self.allocations.stock() {
            stock.add(port);
        }
    }

    /// A port that nobody has any more, and whose sockets are to be closed.
    pub fn take_ended_port(&mut self) -> Option<u16> {
        self.allocations.stock()?.take_ended()
    }

    /// A stream has ended, and what was allocated over it.
    pub fn closed(&mut self, client: Client) {
        if let Some(slot) = self.allocations.of_client(&client) {
            self.allocations.remove(slot);
        }
    }

    /// When [`Server::tick`] has something to do.
    pub fn deadline(&self) -> Option<Millis> {
        self.allocations.next_expiry()
    }

    /// Ends what has expired.
    pub fn tick(&mut self, now: Millis) {
        self.now = self.now.max(now);
        while self.allocations.remove_expired(self.now) {
            self.counters.expired += 1;
        }
    }

    /// Goes on with other settings. Allocations stay, with the relayed address that they have, and the relay reaches as
    /// far as before.
    pub fn reload(&mut self, settings: Settings) {
        self.settings = settings;
    }

    /// The clock of the machine was set: the time that the server is handed was zero at this moment since the Unix
    /// epoch. Only the expiry of credentials depends on it.
    pub fn clock_set(&mut self, unix_start: Millis) {
        self.settings.unix_start = unix_start;
    }

    /// The machine is here now. An open relay does not reach it any more, whatever was permitted before.
    pub fn set_whereabouts(&mut self, own: Whereabouts) {
        self.reach.exclude(own, &self.relayed);
    }

    /// Makes no new allocations; those that there are live on.
    pub fn drain(&mut self) {
        self.admission = Admission::Closed;
    }

    /// What it has done since it began.
    pub fn counters(&self) -> Counters {
        let mut counters = self.counters;
        counters.allocations = self.allocations.len() as u64;
        counters
    }

    const fn surroundings(&self) -> Surroundings<'_> {
        Surroundings {
            allocations: &self.allocations,
            relayed: &self.relayed,
            reach: &self.reach,
            units: self.units.as_slice(),
        }
    }

    fn process(&mut self, from: Client, packet: &mut Packet<'_>) -> Result<Client, Silence> {
        if from.remote.port() == 0 {
            return Err(Silence::Dropped(Cause::PortZero));
        }
        let Some(first) = packet.bytes().first() else { return Err(Silence::Dropped(Cause::Malformed)) };
        match demux(*first) {
            Datagram::Channel => Ok(self.channel_data(from, packet)?),
            Datagram::Stun => self.message(from, packet),
            Datagram::Dtls | Datagram::Rtp | Datagram::Unknown => Err(Silence::Dropped(Cause::Malformed)),
        }
    }

    fn message(&mut self, from: Client, packet: &mut Packet<'_>) -> Result<Client, Silence> {
        if packet.bytes().len() > LONGEST_MESSAGE {
            return Err(Silence::Dropped(Cause::TooLong));
        }
        let message = Message::read(packet.bytes()).map_err(|_| Cause::Malformed)?;
        match (message.class(), message.method()) {
            (Class::Request, Some(method)) => {
                let draft = self.request(from, method, &message)?;
                packet.replace(draft.bytes()).map_err(|_| Cause::NoRoom)?;
                Ok(from)
            }
            (Class::Indication, Some(Method::Send)) => {
                let send = relaying::Send::read(&message)?;
                Ok(self.send(from, send, packet)?)
            }
            // It keeps a NAT's port open: RFC 8489, section 13.
            (Class::Indication, Some(Method::Binding)) if message.fingerprint() != Fingerprint::Wrong => {
                Err(Silence::Done)
            }
            (Class::Request | Class::Indication | Class::Success | Class::Error, _) => {
                Err(Silence::Dropped(Cause::Unexpected))
            }
        }
    }
}

/// Why there is nothing to send.
enum Silence {
    /// Everything is as it should be.
    Done,
    /// The packet goes no further.
    Dropped(Cause),
}

impl From<Cause> for Silence {
    fn from(cause: Cause) -> Self {
        Self::Dropped(cause)
    }
}
