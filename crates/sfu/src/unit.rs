//! The forwarding unit of one shard.

use std::collections::HashMap;
use std::time::Instant;
use std::vec::Drain;

use heliograph_machine::Chance;
use heliograph_wire::room::MemberId;

use crate::doors::{Arrival, Command, Happened, Path, RoomNumber, Transmit, Who};
use crate::peer::{Packet, Section, Start, Track};
use bucket::Bucket;
use bursts::Bursts;
use held::Held;
use member::Member;
use room::Room;
use slab::Slab;
use stream::Stream;
use timers::Timers;

mod agenda;
mod allotting;
mod bucket;
mod bursts;
mod chance;
mod connections;
mod counters;
mod forwarding;
mod held;
mod line;
mod member;
mod offer;
mod policy;
mod room;
mod settings;
mod short;
mod slab;
mod stream;
mod stun;
mod timers;
mod voices;
mod watching;

pub use counters::Counters;
pub(crate) use offer::Offer;
pub use settings::{Limits, Settings};
pub use stun::shard_of;

/// Forwards what members of rooms send to the others, as those have it on show.
///
/// After each batch of packets and commands it is to be [advanced](Self::advance). Time that goes back is taken as
/// standing still.
pub struct Unit {
    settings: Settings,
    start: Option<Start>,
    chance: Chance,
    /// The latest time that was told.
    latest: Option<Instant>,
    counters: Counters,
    happened: Vec<Happened>,
    members: Slab<Member>,
    places: HashMap<Who, usize>,
    /// By what binding requests name connections.
    names: HashMap<u64, usize>,
    paths: HashMap<Path, usize>,
    rooms: Slab<Room>,
    numbers: HashMap<RoomNumber, usize>,
    streams: HashMap<u32, Stream>,
    next_stream: u32,
    timers: Timers,
    room_timers: Timers,
    /// The places of those who have something to do.
    dirty: Vec<usize>,
    held: Held,
    bursts: Bursts,
    /// What may go out to everybody.
    out: Bucket,
    /// What came of the engine that was polled last: empty in between.
    polled: Vec<Polled>,
}

/// What came of an engine, beside packets to be sent.
enum Polled {
    Media(Track, Packet),
    KeyFrameWanted(Section),
    Report(crate::peer::Report),
    Connected,
    Over(crate::peer::Ending),
}

impl Unit {
    /// A unit without members. The names and passwords that it gives out are drawn from the seed; the keys of its
    /// connections come from the system.
    pub fn new(settings: Settings, seed: [u8; 32]) -> Self {
        let out = settings.limits.bits_in_all / 8;
        Self {
            start: Start::new(settings.candidates.clone(), settings.limits.queue_bytes),
            settings,
            chance: Chance::new(seed),
            latest: None,
            counters: Counters::default(),
            happened: Vec::new(),
            members: Slab::new(),
            places: HashMap::new(),
            names: HashMap::new(),
            paths: HashMap::new(),
            rooms: Slab::new(),
            numbers: HashMap::new(),
            streams: HashMap::new(),
            next_stream: 0,
            timers: Timers::new(),
            room_timers: Timers::new(),
            dirty: Vec::new(),
            held: Held::default(),
            bursts: Bursts::new(),
            out: Bucket::new(out, out / 4),
            polled: Vec::new(),
        }
    }

    /// Does what it is told.
    pub fn handle(&mut self, now: Instant, command: Command) {
        self.pass(now);
        match command {
            Command::Offer { who, number, sdp, bits_per_second } => {
                self.offered(who, number, sdp.reveal(), bits_per_second);
            }
            Command::Show { who, tiles } => self.show(who, tiles),
            Command::Let { who, part } => self.allow(who, part),
            Command::Remove(who) => self.remove(who),
            Command::End(room) => self.end(room),
        }
    }

    /// Takes a packet that came by a path. What is to be sent because of it goes out at the next
    /// [`advance`](Self::advance).
    pub fn receive(&mut self, now: Instant, path: Path, packet: &[u8]) -> Arrival {
        self.pass(now);
        self.arrived(path, packet)
    }

    /// Forgets a path that is no more: a stream of TCP that was closed.
    pub fn lost(&mut self, now: Instant, path: Path) {
        self.pass(now);
        if let Some(place) = self.paths.remove(&path)
            && let Some(connection) = self.connection(place)
        {
            connection.paths.retain(|(known, _)| *known != path);
        }
    }

    /// Does what is due, and what followed from all that came since, and hands on what is to be sent: to be called after
    /// each batch of packets and commands, and at the [`deadline`](Self::deadline). Packets of one length that go to one
    /// page follow each other in one [`Transmit`], at most 64 of them and 65,000 bytes.
    pub fn advance(&mut self, now: Instant, send: &mut impl FnMut(Transmit<'_>)) {
        self.pass(now);
        while let Some(place) = self.timers.pop(self.now()) {
            self.soil(place);
        }
        self.release();
        // What one engine says makes others dirty; what is more than this waits for the next time.
        for _ in 0..4 {
            while let Some(room) = self.room_timers.pop(self.now()) {
                self.tick(room);
            }
            if self.dirty.is_empty() {
                break;
            }
            for place in std::mem::take(&mut self.dirty) {
                self.poll(place);
                // While it is near at hand, and before the next one costs time.
                self.bursts.flush(send);
            }
        }
        self.forget_released();
        self.bursts.flush(send);
    }

    /// When [`advance`](Self::advance) is due at the latest, if nothing comes before.
    pub fn deadline(&self) -> Option<Instant> {
        if !self.dirty.is_empty() {
            return self.latest;
        }
        [self.timers.next(), self.room_timers.next(), self.held.until].into_iter().flatten().min()
    }

    /// What happened since this was last asked.
    pub fn happened(&mut self) -> Drain<'_, Happened> {
        self.happened.drain(..)
    }

    /// Other limits hold from now on, but for the bytes that wait for members who are here.
    pub fn set_limits(&mut self, limits: Limits) {
        let out = limits.bits_in_all / 8;
        self.out = Bucket::new(out, out / 4);
        self.settings.limits = limits;
    }

    /// What was counted.
    pub fn counters(&self) -> Counters {
        Counters {
            members: self.names.len() as u64,
            rooms: self.rooms.len() as u64,
            paths: self.paths.len() as u64,
            streams: self.streams.len() as u64,
            ..self.counters
        }
    }

    fn pass(&mut self, now: Instant) {
        self.latest = Some(self.latest.map_or(now, |latest| latest.max(now)));
    }

    fn now(&self) -> Instant {
        self.latest.expect("whatever is done, begins with the time")
    }

    fn connection(&mut self, place: usize) -> Option<&mut member::Connection> {
        self.members.get_mut(place)?.connection.as_mut()
    }

    /// A member has something to do.
    fn soil(&mut self, place: usize) {
        if let Some(connection) = self.connection(place)
            && !connection.is_dirty
        {
            connection.is_dirty = true;
            self.dirty.push(place);
        }
    }

    fn room_of(&mut self, place: usize) -> Option<&mut Room> {
        let number = self.members.get(place)?.who.room;
        self.rooms.get_mut(*self.numbers.get(&number)?)
    }

    /// A member's room has something to do at this time at the latest.
    fn room_due(&mut self, place: usize, at: Instant) {
        let Some(number) = self.members.get(place).map(|member| member.who.room) else { return };
        let Some(room) = self.numbers.get(&number).copied() else { return };
        self.due(room, at);
    }

    /// What a member gets is to be allotted anew at this time at the latest.
    fn allot_by(&mut self, place: usize, at: Instant) {
        if self.connection(place).is_some()
            && let Some(room) = self.room_of(place)
        {
            room.allots.by(place, at);
            self.room_due(place, at);
        }
    }

    /// What a member sends is to be looked after at this time at the latest.
    fn look_by(&mut self, place: usize, at: Instant) {
        if let Some(room) = self.room_of(place) {
            room.looks.by(place, at);
            self.room_due(place, at);
        }
    }

    fn due(&mut self, room: usize, at: Instant) {
        if let Some(known) = self.rooms.get_mut(room) {
            known.due_by(at);
            self.room_timers.set(room, known.due);
        }
    }

    /// The place of a member of the same room.
    fn other(&self, room: RoomNumber, member: MemberId) -> Option<usize> {
        self.places.get(&Who { room, member }).copied()
    }
}
