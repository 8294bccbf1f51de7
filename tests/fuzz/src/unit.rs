mod script;

pub(crate) use script::unit_scripts;

use heliograph_sfu::{
    Answer, Arrival, Command, Happened, Limits, Path, RoomNumber, Settings, Transmit, Transport, Unit, Who,
};
use heliograph_simnet::{Medium, Packet, Page};
use heliograph_wire::control::Switch;
use heliograph_wire::room::{Layer, MemberId, Part, Source, Tile};
use script::{Operation, Step};
use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

/// How many people there are; a script names each by a number.
const PEOPLE: usize = 4;

/// So many may have a connection at a time.
const MEMBERS: usize = 3;

/// Bytes that wait for one of them.
const QUEUE: usize = 64 * 1024;

const UNIT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 3478);

/// What each may send in a second.
const BITS: u32 = 4_000_000;

/// Plays a script to a forwarding unit: descriptions, packets and commands, valid or not, while time passes.
///
/// Nothing is sent to where no page is, nor more of it at once than a system takes; nobody hears themselves; there are
/// never more members than may be; and of rooms that are over nothing is left.
pub fn unit(bytes: &[u8]) {
    play(bytes);
}

/// How many connections came about, and how many packets of media were handed on.
fn play(script: &[u8]) -> (u64, u64) {
    let mut scene = Scene::new();
    let mut rest = script;
    while let Some((step, tail)) = Step::first(rest) {
        rest = tail;
        scene.take(&step);
    }
    scene.end()
}

/// The unit, and those who talk to it.
struct Scene {
    unit: Unit,
    now: Instant,
    people: Vec<Person>,
}

struct Person {
    who: Who,
    path: Path,
    page: Option<Page>,
    number: u32,
    /// What is on its way to them.
    inbox: VecDeque<Vec<u8>>,
    /// Packets of sound or pictures that they sent.
    sent: u32,
}

impl Scene {
    fn new() -> Self {
        let limits = Limits { members: MEMBERS, queue_bytes: QUEUE, ..Limits::default() };
        let candidates = vec![(Transport::Udp, UNIT), (Transport::Tcp, UNIT)];
        let unit = Unit::new(Settings { shard: 1, candidates, limits }, [9; 32]);
        let person = |number: usize| {
            let remote = SocketAddr::from((Ipv4Addr::new(10, 0, 0, number as u8), 40_000));
            // The last one is in a room of their own.
            let room = RoomNumber(u32::from(number + 1 == PEOPLE));
            Person {
                who: Who { room, member: MemberId(number as u16) },
                path: Path { transport: Transport::Udp, local: UNIT, remote },
                page: None,
                number: 0,
                inbox: VecDeque::new(),
                sent: 0,
            }
        };
        Self { unit, now: Instant::now(), people: (0..PEOPLE).map(person).collect() }
    }

    fn take(&mut self, step: &Step<'_>) {
        let Person { who, path, .. } = self.people[step.who];
        match step.operation {
            Operation::Offer => self.offer(step.who, step.content.first().copied().unwrap_or(1)),
            Operation::OfferBytes => {
                let sdp = String::from_utf8_lossy(step.content).into_owned();
                self.describe(step.who, sdp);
            }
            Operation::Packet => {
                let arrival = self.unit.receive(self.now, path, step.content);
                assert!(step.content.len() <= u16::MAX.into() || arrival == Arrival::Unknown);
            }
            Operation::Converse => self.converse(step.content.len().min(40)),
            Operation::Put => self.put(step.who, step.content),
            Operation::Let => {
                let bits = step.content.first().copied().unwrap_or(7);
                let switch = |bit: u8| if bits & bit != 0 { Switch::On } else { Switch::Off };
                let part = Part { microphone: switch(1), camera: switch(2), screen: switch(4) };
                self.unit.handle(self.now, Command::Let { who, part });
            }
            Operation::Show => self.unit.handle(self.now, Command::Show { who, tiles: tiles(step.content) }),
            Operation::Wait => self.now += Duration::from_millis(10) * step.content.len() as u32,
            Operation::Lose => self.unit.lost(self.now, path),
            Operation::Remove => self.unit.handle(self.now, Command::Remove(who)),
            Operation::End => self.unit.handle(self.now, Command::End(who.room)),
        }
        self.settle();
    }

    /// A page of somebody's offers, anew where it was there already.
    fn offer(&mut self, who: usize, pictures: u8) {
        let person = &mut self.people[who];
        let pictures = pictures % 4;
        let sdp = match &mut person.page {
            Some(page) => page.offer(pictures),
            None => {
                let Ok((page, sdp)) = Page::new(self.now, person.path.remote, pictures) else { return };
                person.page = Some(page);
                sdp
            }
        };
        self.describe(who, sdp);
    }

    fn describe(&mut self, who: usize, sdp: String) {
        let person = &mut self.people[who];
        person.number += 1;
        let command =
            Command::Offer { who: person.who, number: person.number, sdp: sdp.into(), bits_per_second: BITS };
        self.unit.handle(self.now, command);
    }

    /// Lets what is underway arrive, on both sides, while time passes.
    fn converse(&mut self, rounds: usize) {
        for _ in 0..rounds {
            self.now += Duration::from_millis(10);
            for person in &mut self.people {
                let Some(page) = &mut person.page else { continue };
                page.peer().tick(self.now);
                while let Some(packet) = person.inbox.pop_front() {
                    page.receive(self.now, UNIT, &packet);
                }
                while let Some(datagram) = page.next_out() {
                    self.unit.receive(self.now, person.path, &datagram.bytes);
                }
                while page.next_event().is_some() {}
            }
            self.settle();
        }
    }

    /// Somebody's page sends a payload as it is, well sealed.
    fn put(&mut self, who: usize, content: &[u8]) {
        let person = &mut self.people[who];
        let (Some(page), Some((flags, payload))) = (&mut person.page, content.split_first()) else { return };
        let medium = match flags & 7 {
            0 => Medium::Voice,
            1 => Medium::ScreenSound,
            2 => Medium::Screen,
            layer => Medium::Camera(Layer((layer - 3) % 3)),
        };
        person.sent += 1;
        let packet = Packet {
            number: u32::from(flags >> 4) + person.sent,
            time: person.sent * 3_000,
            is_last: flags & 8 != 0,
            level: medium.picture().is_none().then_some(-20),
            payload: payload.to_vec(),
        };
        page.send(self.now, medium, packet);
    }

    /// Lets the unit do what is due, and looks at what comes of it.
    fn settle(&mut self) {
        let people = &mut self.people;
        self.unit.advance(self.now, &mut |transmit: Transmit<'_>| {
            let Transmit { path, packets, length } = transmit;
            assert!(length > 0 && !packets.is_empty() && packets.len() <= 65_000);
            assert!(packets.len().div_ceil(length) <= 64, "a system takes no more at once");
            let person = people.iter_mut().find(|person| person.path == path);
            let Some(person) = person else { panic!("something is sent to where nobody is") };
            assert!(person.number > 0, "somebody hears something who never offered anything");
            person.inbox.extend(packets.chunks(length).map(<[u8]>::to_vec));
            // Whoever never reads loses what came first.
            while person.inbox.len() > 256 {
                person.inbox.pop_front();
            }
        });
        for happened in self.unit.happened().collect::<Vec<_>>() {
            self.hear(happened);
        }
        let counters = self.unit.counters();
        assert!(counters.members <= MEMBERS as u64, "there are more members than may be");
        assert!(counters.rooms <= 2, "there are two rooms only");
        assert!(self.unit.deadline().is_none_or(|at| at + Duration::from_secs(1) > self.now));
    }

    fn hear(&mut self, happened: Happened) {
        match happened {
            Happened::Answered { who, number, answer: Answer::Taken(sdp) } => {
                let person = self.people.iter_mut().find(|person| person.who == who);
                let Some(person) = person else { panic!("nobody offered that") };
                assert!(number <= person.number);
                if let Some(page) = &mut person.page {
                    // It may be the answer to something else that was offered in their name.
                    let _ = page.answered(sdp.reveal());
                }
            }
            Happened::Voices { who, voices } => {
                assert!(
                    voices.iter().all(|voice| voice.member != Some(who.member)),
                    "somebody hears themselves"
                );
            }
            Happened::Answered { .. }
            | Happened::Speaking { .. }
            | Happened::Wanted { .. }
            | Happened::Short { .. }
            | Happened::Poor { .. } => {}
        }
    }

    /// All rooms are over, and nothing is left of them.
    fn end(mut self) -> (u64, u64) {
        for room in [RoomNumber(0), RoomNumber(1)] {
            self.unit.handle(self.now, Command::End(room));
        }
        self.settle();
        let counters = self.unit.counters();
        assert_eq!((counters.members, counters.rooms, counters.paths), (0, 0, 0));
        (counters.connected, counters.media_out)
    }
}

/// Tiles as a script writes them: three bytes each.
fn tiles(script: &[u8]) -> Vec<Tile> {
    let tile = |bytes: &[u8; 3]| Tile {
        section: bytes[0] % 8,
        member: MemberId(u16::from(bytes[1] % 8)),
        source: if bytes[1] & 0x80 != 0 { Source::Screen } else { Source::Camera },
        height: u16::from(bytes[2]) * 8,
        weight: bytes[0] >> 4,
    };
    script.as_chunks().0.iter().map(tile).collect()
}

#[cfg(test)]
mod tests {
    use super::{play, unit_scripts};

    #[test]
    fn the_honest_script_connects_two_and_hands_on_what_one_of_them_sends() {
        let (connected, media) = play(&unit_scripts()[0]);
        assert_eq!(connected, 2);
        assert!(media > 0);
    }
}
