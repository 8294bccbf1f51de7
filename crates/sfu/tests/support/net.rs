use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use heliograph_sfu::{
    Answer, Arrival, Command, Happened, Limits, Path, RoomNumber, Settings, Transport, Unit, Who,
};
use heliograph_wire::control::Switch;
use heliograph_wire::room::{MemberId, Part, Source, Tile, Voice};

use str0m::format::Codec;

use super::film::Film;
use super::guest::Guest;
use super::link::Link;

/// Where the unit is.
pub(crate) const UNIT: ([u8; 4], u16) = ([10, 9, 0, 1], 3_478);

pub(crate) fn at_unit() -> SocketAddr {
    UNIT.into()
}

pub(crate) const ALL: Part = Part { microphone: Switch::On, camera: Switch::On, screen: Switch::On };

pub(crate) fn part(microphone: Switch, camera: Switch) -> Part {
    Part { microphone, camera, screen: Switch::Off }
}

/// A unit, and pages with a line each.
pub(crate) struct Net {
    pub(crate) unit: Unit,
    pub(crate) start: Instant,
    pub(crate) now: Instant,
    pub(crate) guests: BTreeMap<(u32, u16), Line>,
    pub(crate) happened: Vec<(Instant, Happened)>,
    next_offer: u32,
    /// What the unit sent in runs: how many runs, and packets in all.
    pub(crate) runs: u64,
    pub(crate) packets: u64,
    /// Whose voice comes by which section of whom.
    pub(crate) voices: BTreeMap<(u32, u16, u8), MemberId>,
    pub(crate) bits_per_second: u32,
}

pub(crate) struct Line {
    pub(crate) guest: Guest,
    pub(crate) up: Link,
    pub(crate) down: Link,
}

impl Net {
    pub(crate) fn new() -> Self {
        Self::with(Limits::default())
    }

    pub(crate) fn with(limits: Limits) -> Self {
        let start = Instant::now();
        let settings = Settings { shard: 5, candidates: vec![(Transport::Udp, at_unit())], limits };
        Self {
            unit: Unit::new(settings, [7; 32]),
            start,
            now: start,
            guests: BTreeMap::new(),
            happened: Vec::new(),
            next_offer: 0,
            runs: 0,
            packets: 0,
            voices: BTreeMap::new(),
            bits_per_second: 20_000_000,
        }
    }

    /// A room of so many, each with two sections for pictures.
    pub(crate) fn of(members: u16) -> Self {
        let mut net = Self::new();
        for member in 1..=members {
            net.join(1, member, 2);
        }
        net.connect();
        net
    }

    pub(crate) fn who(room: u32, member: u16) -> Who {
        Who { room: RoomNumber(room), member: MemberId(member) }
    }

    /// A page comes with so many sections for pictures, and may put in everything.
    pub(crate) fn join(&mut self, room: u32, member: u16, pictures: usize) -> &mut Line {
        self.join_with(room, member, pictures, &[Codec::Vp8])
    }

    /// The same, for a page that knows these codecs.
    pub(crate) fn join_with(
        &mut self,
        room: u32,
        member: u16,
        pictures: usize,
        codecs: &[Codec],
    ) -> &mut Line {
        self.join_as(room, Guest::with(self.now, member, codecs), pictures)
    }

    /// The same, for a page that is there.
    pub(crate) fn join_as(&mut self, room: u32, mut guest: Guest, pictures: usize) -> &mut Line {
        let offer = guest.offer(pictures);
        self.join_with_offer(room, guest, offer)
    }

    /// The same, for a page whose offer says something else than it knows.
    pub(crate) fn join_with_offer(&mut self, room: u32, guest: Guest, offer: String) -> &mut Line {
        let member = guest.number;
        let seed = u64::from(room) << 32 | u64::from(member) << 8 | 0x5deece66d;
        let line =
            Line { guest, up: Link::new(seed), down: Link::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)) };
        self.guests.insert((room, member), line);
        self.unit.handle(self.now, Command::Let { who: Self::who(room, member), part: ALL });
        self.offer(room, member, offer);
        self.line(room, member)
    }

    /// Offers something for a page, and gives it the answer.
    pub(crate) fn offer(&mut self, room: u32, member: u16, sdp: String) {
        let answer = self.ask(room, member, sdp).expect("an answer");
        self.guest(room, member).answered(&answer);
    }

    /// Offers something, and returns the answer; none where it was refused.
    pub(crate) fn ask(&mut self, room: u32, member: u16, sdp: String) -> Option<String> {
        self.next_offer += 1;
        let number = self.next_offer;
        let who = Self::who(room, member);
        let bits_per_second = self.bits_per_second;
        self.unit.handle(self.now, Command::Offer { who, number, sdp: sdp.into(), bits_per_second });
        self.gather();
        let found = self.happened.iter().position(
            |(_, happened)| matches!(happened, Happened::Answered { number: known, .. } if *known == number),
        );
        let Happened::Answered { answer, .. } = self.happened.remove(found.expect("an answer")).1 else {
            unreachable!("it was looked for")
        };
        match answer {
            Answer::Taken(sdp) => Some(sdp.reveal().clone()),
            Answer::Refused => None,
        }
    }

    pub(crate) fn line(&mut self, room: u32, member: u16) -> &mut Line {
        self.guests.get_mut(&(room, member)).expect("a guest")
    }

    pub(crate) fn guest(&mut self, room: u32, member: u16) -> &mut Guest {
        &mut self.line(room, member).guest
    }

    pub(crate) fn command(&mut self, command: Command) {
        self.unit.handle(self.now, command);
    }

    /// A page shows the cameras of these, each as high as said, one after the other.
    pub(crate) fn show(&mut self, room: u32, member: u16, cameras: &[(u16, u16)]) {
        let tile = |(section, (member, height)): (usize, &(u16, u16))| Tile {
            section: section as u8,
            member: MemberId(*member),
            source: Source::Camera,
            height: *height,
            weight: 1,
        };
        let tiles = cameras.iter().enumerate().map(tile).collect();
        self.command(Command::Show { who: Self::who(room, member), tiles });
    }

    /// Goes on for so long, a millisecond at a time.
    pub(crate) fn run(&mut self, millis: u64) {
        for _ in 0..millis {
            self.now += Duration::from_millis(1);
            self.step();
        }
    }

    /// Goes on until all are connected: at once, or when a handshake is next tried again, which takes longer each time
    /// (RFC 6347, section 4.2.4.1).
    pub(crate) fn connect(&mut self) {
        for _ in 0..30_000 {
            self.run(1);
            if self.guests.values().all(|line| line.guest.is_connected) {
                return;
            }
        }
        panic!("not all are connected");
    }

    fn step(&mut self) {
        let now = self.now;
        let Self { unit, guests, runs, packets, .. } = self;
        let mut addresses = BTreeMap::new();
        for (key, line) in guests.iter_mut() {
            line.guest.make(now);
            let up = &mut line.up;
            line.guest.poll(now, |_, packet| up.send(now, packet));
            let path = Path { transport: Transport::Udp, local: at_unit(), remote: line.guest.address };
            addresses.insert(path.remote, *key);
            while let Some(packet) = up.arrived(now) {
                let arrival = unit.receive(now, path, &packet);
                assert!(arrival != Arrival::Elsewhere(5), "it is this shard");
            }
        }
        unit.advance(now, &mut |run| {
            *runs += 1;
            assert!(run.packets.len() <= 65_000 && run.length > 0);
            let count = run.packets.len().div_ceil(run.length);
            assert!(count <= 64);
            *packets += count as u64;
            let Some(line) = addresses.get(&run.path.remote).and_then(|key| guests.get_mut(key)) else {
                return;
            };
            run.packets.chunks(run.length).for_each(|packet| line.down.send(now, packet));
        });
        for line in guests.values_mut() {
            while let Some(packet) = line.down.arrived(now) {
                line.guest.receive(now, at_unit(), &packet);
                let up = &mut line.up;
                line.guest.poll(now, |_, packet| up.send(now, packet));
            }
        }
        self.gather();
    }

    /// A member of the first room speaks, is filmed, and has these on show.
    pub(crate) fn takes_part(&mut self, own: u16, others: &[u16]) {
        self.guest(1, own).voice = Some(20);
        self.guest(1, own).camera = Some(Film::new(&[150_000]));
        let shown: Vec<_> = others.iter().map(|other| (*other, 180)).collect();
        self.show(1, own, &shown);
    }

    fn gather(&mut self) {
        for happened in self.unit.happened() {
            match &happened {
                Happened::Voices { who, voices } => {
                    for Voice { section, member } in voices {
                        let key = (who.room.0, who.member.0, *section);
                        match member {
                            Some(member) => self.voices.insert(key, *member),
                            None => self.voices.remove(&key),
                        };
                    }
                }
                Happened::Wanted { who, pictures } => {
                    if let Some(line) = self.guests.get_mut(&(who.room.0, who.member.0))
                        && line.guest.obeys
                    {
                        for picture in pictures {
                            let film = match picture.source {
                                Source::Camera => &mut line.guest.camera,
                                Source::Screen => &mut line.guest.screen,
                            };
                            let layers: Vec<u8> = picture.layers.iter().map(|layer| layer.0).collect();
                            if let Some(film) = film {
                                film.keep(&layers);
                            }
                        }
                    }
                }
                Happened::Answered { .. }
                | Happened::Speaking { .. }
                | Happened::Short { .. }
                | Happened::Poor { .. } => {}
            }
            self.happened.push((self.now, happened));
        }
    }

    /// Brings the unit a packet from somewhere.
    pub(crate) fn inject(&mut self, from: SocketAddr, packet: &[u8]) -> Arrival {
        let path = Path { transport: Transport::Udp, local: at_unit(), remote: from };
        self.unit.receive(self.now, path, packet)
    }
}

/// The first and the second hear and see each other for a second as if nothing was.
#[track_caller]
pub(crate) fn are_undisturbed(net: &mut Net) {
    net.guest(1, 1).forget();
    net.guest(1, 2).forget();
    net.run(1_000);
    for (own, other) in [(1, 2), (2, 1)] {
        assert!(net.guest(1, own).voices().get(&other).is_some_and(|packets| *packets >= 48));
        let seen = net.guest(1, own).seen(0);
        assert!(seen.iter().filter(|got| got.frame().sender == other).count() >= 28, "{}", seen.len());
    }
}
