use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use heliograph_sfu::{
    Answer, Arrival, Command, Happened, Limits, Path, RoomNumber, Settings, Transmit, Transport, Unit, Who,
};
use heliograph_wire::control::Switch;
use heliograph_wire::room::{MemberId, Part, Source, Tile};

use crate::Feeds;
use crate::link::{Conditions, Fate, Link};
use crate::mark::Medium;
use crate::page::{Page, PageEvent, Place};
use crate::sight::{Edges, Sight};
use crate::witness::{Finding, LostBefore, Tap, Witness, Wrong, header};

/// The real unit, people who reach it over links that are not there, and a clock that is moved.
pub struct World {
    begin: Instant,
    now: Instant,
    unit: Unit,
    people: BTreeMap<Who, Person>,
    /// In which room everybody is, or was.
    rooms: BTreeMap<MemberId, RoomNumber>,
    chance: fastrand::Rng,
    lost: LostBefore,
    findings: Vec<Finding>,
    switches: usize,
    losses: usize,
    drawn: u16,
}

/// Somebody in a room.
pub struct Person {
    /// Where they are.
    at: SocketAddr,
    page: Page,
    up: Link<Vec<u8>>,
    down: Link<Vec<u8>>,
    /// What they send.
    pub feeds: Feeds,
    /// What came to them.
    pub witness: Witness,
    tap: Tap,
    sights: BTreeMap<u8, Sight>,
    offers: u32,
    /// Since when they are connected.
    pub connected: Option<Instant>,
    /// What they may put in.
    pub part: Part,
    speaks_since: Option<Instant>,
    /// The last number of each of their sources.
    sent: BTreeMap<u32, (Medium, u32)>,
    /// What they have on show.
    pub tiles: Vec<Tile>,
    /// Which of it does not fit on their line, as the unit says.
    pub short: Vec<Tile>,
    /// How many bytes of media came, and when.
    pub bytes: Vec<(Instant, usize)>,
}

/// Where the unit is.
const UNIT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 3478);

/// What each may send in a second.
const BITS: u32 = 20_000_000;

/// Bytes of IP and UDP around each packet, which the line has to carry as well.
const AROUND: usize = 28;

impl World {
    /// A unit without members. All chance on this thread comes from the seed from now on, but the keys of connections.
    pub fn new(begin: Instant, seed: u64) -> Self {
        // What str0m draws, such as the names of sources.
        fastrand::seed(seed);
        let mut chance = fastrand::Rng::with_seed(seed);
        let settings =
            Settings { shard: 3, candidates: vec![(Transport::Udp, UNIT)], limits: Limits::default() };
        let drawn = std::array::from_fn(|_| chance.u8(..));
        Self {
            begin,
            now: begin,
            unit: Unit::new(settings, drawn),
            people: BTreeMap::new(),
            rooms: BTreeMap::new(),
            chance,
            lost: LostBefore::new(),
            findings: Vec::new(),
            switches: 0,
            losses: 0,
            drawn: 0,
        }
    }

    /// What time it is.
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// Chance, out of the seed.
    pub const fn chance(&mut self) -> &mut fastrand::Rng {
        &mut self.chance
    }

    /// The unit itself.
    pub const fn unit(&mut self) -> &mut Unit {
        &mut self.unit
    }

    /// Who is there.
    pub fn people(&self) -> impl Iterator<Item = (Who, &Person)> {
        self.people.iter().map(|(who, person)| (*who, person))
    }

    /// Somebody who is there.
    pub fn person(&mut self, who: Who) -> Option<&mut Person> {
        self.people.get_mut(&who)
    }

    /// Somebody comes, who may put in everything and shows so many pictures at most.
    pub fn join(&mut self, room: RoomNumber, pictures: u8, [up, down]: [Conditions; 2]) -> Who {
        self.drawn += 1;
        let who = Who { room, member: MemberId(self.drawn) };
        let at = SocketAddr::from((Ipv4Addr::from(0x0a00_0000 + u32::from(self.drawn)), 40_000));
        // There is nothing that it could refuse.
        let (page, offer) = Page::new(self.now, at, pictures).expect("a page can be made");
        let mut person = Person {
            at,
            page,
            up: Link::new(up, self.chance.u64(..)),
            down: Link::new(down, self.chance.u64(..)),
            feeds: Feeds::default(),
            witness: Witness::new(who.member),
            tap: Tap::default(),
            sights: BTreeMap::new(),
            offers: 0,
            connected: None,
            part: Part::default(),
            speaks_since: None,
            sent: BTreeMap::new(),
            tiles: Vec::new(),
            short: Vec::new(),
            bytes: Vec::new(),
        };
        person.offers += 1;
        self.people.insert(who, person);
        self.rooms.insert(who.member, room);
        self.unit.handle(self.now, offer_of(who, 1, offer));
        who
    }

    /// Somebody goes. What came to them is judged.
    pub fn leave(&mut self, who: Who) {
        self.unit.handle(self.now, Command::Remove(who));
        if let Some(person) = self.people.remove(&who) {
            self.judge(who, &person);
        }
    }

    /// Somebody has other pictures on show.
    pub fn show(&mut self, who: Who, tiles: Vec<Tile>) {
        if let Some(person) = self.people.get_mut(&who) {
            person.tiles.clone_from(&tiles);
            self.unit.handle(self.now, Command::Show { who, tiles });
        }
    }

    /// Somebody may, and does, put in something else.
    pub fn put(&mut self, who: Who, part: Part) {
        let Some(person) = self.people.get_mut(&who) else { return };
        if person.part.microphone != part.microphone {
            person.speaks_since = (part.microphone == Switch::On).then_some(self.now);
        }
        person.part = part;
        let is_on = |switch| switch == Switch::On;
        person.feeds.turn(|medium| medium == Medium::Voice, is_on(part.microphone));
        person.feeds.turn(|medium| matches!(medium, Medium::Camera(_)), is_on(part.camera));
        let is_screens = |medium| matches!(medium, Medium::Screen | Medium::ScreenSound);
        person.feeds.turn(is_screens, is_on(part.screen));
        self.unit.handle(self.now, Command::Let { who, part });
    }

    /// Somebody's links become others.
    pub fn relink(&mut self, who: Who, [up, down]: [Conditions; 2]) {
        if let Some(person) = self.people.get_mut(&who) {
            person.up.change(up);
            person.down.change(down);
        }
    }

    /// Somebody offers so many more sections, or another way where it is none.
    pub fn offer(&mut self, who: Who, more_pictures: u8) {
        let Some(person) = self.people.get_mut(&who) else { return };
        let sdp = if more_pictures == 0 { person.page.restart() } else { person.page.offer(more_pictures) };
        person.offers += 1;
        let number = person.offers;
        self.unit.handle(self.now, offer_of(who, number, sdp));
    }

    /// Lets so much time pass.
    pub fn pass(&mut self, time: Duration) {
        let until = self.now + time;
        loop {
            self.settle();
            let next = self.deadline().filter(|next| *next < until);
            let Some(next) = next else { break };
            // Some deadlines are due already, again and again; time goes on all the same.
            self.now = next.max(self.now + Duration::from_micros(100)).min(until);
        }
        self.now = until;
        self.settle();
    }

    /// Ends it: everybody goes, and all that was wrong is told.
    pub fn end(mut self) -> Outcome {
        for who in self.people.keys().copied().collect::<Vec<_>>() {
            self.leave(who);
        }
        let Self { findings, switches, losses, .. } = self;
        Outcome { findings, switches, losses }
    }

    /// Something is wrong that packets do not show.
    pub fn find(&mut self, member: MemberId, what: Wrong) {
        self.findings.push(Finding { member, place: None, after: 0, what });
    }

    fn judge(&mut self, who: Who, person: &Person) {
        let strangers = person.witness.members().filter(|member| self.rooms.get(member) != Some(&who.room));
        if strangers.count() > 0 {
            self.find(who.member, Wrong::Stranger);
        }
        self.findings.extend(person.witness.findings(self.now, &person.tap, &self.lost));
        self.switches += person.witness.switches();
        self.losses += person.tap.lost();
    }

    fn deadline(&self) -> Option<Instant> {
        let people = self.people.values().flat_map(Person::deadlines);
        people.chain(self.unit.deadline()).min()
    }

    /// Does all that is due now.
    fn settle(&mut self) {
        let (now, stamp) = (self.now, (self.now - self.begin).as_nanos() as u64);
        for (who, person) in &mut self.people {
            person.send(now, stamp, *who, &mut self.lost);
            while let Some(packet) = person.up.arrived(now) {
                let path = Path { transport: Transport::Udp, local: UNIT, remote: person.at };
                let arrival = self.unit.receive(now, path, &packet);
                debug_assert!(!matches!(arrival, Arrival::Elsewhere(_)), "there is one shard only");
            }
        }
        let people = &mut self.people;
        self.unit.advance(now, &mut |transmit: Transmit<'_>| {
            let person = people.values_mut().find(|person| person.at == transmit.path.remote);
            let Some(person) = person else { return };
            for packet in transmit.packets.chunks(transmit.length) {
                let fate = carry(&mut person.down, now, packet.to_vec());
                person.tap.sends(packet, !matches!(fate, Fate::Arrives(_)));
            }
        });
        let happened: Vec<_> = self.unit.happened().collect();
        for happened in happened {
            self.hear(happened);
        }
        for (who, person) in &mut self.people {
            person.receive(now, UNIT);
            person.send(now, stamp, *who, &mut self.lost);
        }
    }

    fn hear(&mut self, happened: Happened) {
        match happened {
            Happened::Answered { who, number, answer } => {
                let Some(person) = self.people.get_mut(&who) else { return };
                let Answer::Taken(sdp) = answer else {
                    return self.find(who.member, Wrong::LostMember);
                };
                if number == person.offers && person.page.answered(sdp.reveal()).is_err() {
                    self.find(who.member, Wrong::LostMember);
                }
            }
            Happened::Wanted { who, pictures } => {
                if let Some(person) = self.people.get_mut(&who) {
                    person.feeds.want(&pictures);
                }
            }
            Happened::Short { who, tiles } => {
                if let Some(person) = self.people.get_mut(&who) {
                    person.short = tiles;
                }
            }
            // What these say is shown to people, and changes nothing here.
            Happened::Voices { .. } | Happened::Speaking { .. } | Happened::Poor { .. } => {}
        }
    }
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What was wrong.
    pub findings: Vec<Finding>,
    /// How often somebody saw another picture, or another layer, in one section.
    pub switches: usize,
    /// How many packets were lost on the way to somebody.
    pub losses: usize,
}

impl Person {
    /// Their page, for what usual pages do not do.
    pub const fn page(&mut self) -> &mut Page {
        &mut self.page
    }

    /// What they see of the section with this number.
    pub fn sight(&self, section: u8) -> Option<&Sight> {
        self.sights.get(&section)
    }

    /// Whether they have spoken since then.
    pub fn speaks_since(&self, then: Instant) -> bool {
        self.speaks_since.is_some_and(|since| since <= then)
    }

    /// Whether they send this picture.
    pub fn sends(&self, source: Source) -> bool {
        let switch = match source {
            Source::Camera => self.part.camera,
            Source::Screen => self.part.screen,
        };
        switch == Switch::On && self.connected.is_some()
    }

    fn deadlines(&self) -> impl Iterator<Item = Instant> {
        let own =
            [Some(self.page.deadline()), self.up.deadline(), self.down.deadline(), self.feeds.deadline()];
        own.into_iter().flatten()
    }

    /// Sends what is due, and what the connection has to send.
    fn send(&mut self, now: Instant, stamp: u64, who: Who, lost: &mut LostBefore) {
        self.page.peer().tick(now);
        if self.connected.is_some() {
            for (medium, packet) in self.feeds.due(now, stamp) {
                let number = packet.number;
                if let Some(source) = self.page.send(now, medium, packet) {
                    self.sent.insert(source, (medium, number));
                }
                // Otherwise the order of sources of one moment would be another one each time.
                self.page.peer().tick(now);
                self.put_out(now, who.member, lost);
            }
        }
        self.put_out(now, who.member, lost);
    }

    fn put_out(&mut self, now: Instant, member: MemberId, lost: &mut LostBefore) {
        while let Some(datagram) = self.page.next_out() {
            let header = header(&datagram.bytes);
            let fate = carry(&mut self.up, now, datagram.bytes);
            if matches!(fate, Fate::Arrives(_)) {
                continue;
            }
            let Some((source, number)) = header else { continue };
            // What repeats an older packet has another source.
            if let Some((medium, last)) = self.sent.get(&source) {
                let number = last - u32::from((*last as u16).wrapping_sub(number));
                lost.entry((member, *medium)).or_default().insert(number);
            }
        }
    }

    fn receive(&mut self, now: Instant, from: SocketAddr) {
        while let Some(packet) = self.down.arrived(now) {
            self.page.receive(now, from, &packet);
            while let Some(event) = self.page.next_event() {
                self.hear(now, event);
            }
        }
        let stuck: Vec<_> = {
            let on_show: Vec<_> = self.tiles.iter().map(|tile| tile.section).collect();
            let sights = self.sights.iter_mut().filter(|(section, _)| on_show.contains(section));
            sights.filter_map(|(section, sight)| sight.asks_for_key(now).then_some(*section)).collect()
        };
        for section in stuck {
            self.page.ask_for_key(section);
        }
    }

    fn hear(&mut self, now: Instant, event: PageEvent) {
        match event {
            PageEvent::Connected => self.connected = self.connected.or(Some(now)),
            PageEvent::KeyWanted(medium) => self.feeds.ask_for_key(medium),
            // Whoever is not reached for a while finds out, and comes back or does not.
            PageEvent::Over => {}
            PageEvent::Came(place, packet) => {
                let Some(mark) = self.witness.take(now, place, &packet) else { return };
                self.bytes.push((now, packet.payload.len() + AROUND));
                if let Place::Picture(section) = place {
                    let begins = packet.payload.first().is_some_and(|first| first & 0x10 != 0);
                    let edges = Edges { begins, ends: packet.header.marker };
                    let numbers = [*packet.seq_no, packet.time.numer()];
                    self.sights.entry(section).or_default().take(now, numbers, mark, edges);
                }
            }
        }
    }
}

/// Sends a packet over a link. What makes the keys is not lost: how long it is, and when it is sent again, comes from a
/// chance that is not ours (RFC 7983, section 7, says what it begins with), and one lost packet changes all that follows.
fn carry(link: &mut Link<Vec<u8>>, now: Instant, packet: Vec<u8>) -> Fate {
    if matches!(packet.first(), Some(20..64)) {
        return link.send_surely(now, packet);
    }
    link.send(now, packet.len() + AROUND, packet)
}

fn offer_of(who: Who, number: u32, sdp: String) -> Command {
    Command::Offer { who, number, sdp: sdp.into(), bits_per_second: BITS }
}

/// A tile that shows somebody's picture by a section.
pub const fn tile(section: u8, member: MemberId, source: Source, height: u16) -> Tile {
    Tile { section, member, source, height, weight: section }
}
