mod group;
mod hosts;
mod lobby;
mod media;
mod members;
mod news;
mod opening;
mod returning;
mod seats;
mod welcome;

use std::collections::{BTreeMap, BTreeSet};

use heliograph_machine::{Allowance, Challenges, Chance, Quota, Rate, Source, Sources, Talk, Timers};
use heliograph_wire::room::{Card, Declined, MemberId, Notice, Over, Request, RoomId};
use heliograph_wire::{Millis, Private};

use crate::doors::{Command, RoomNumber};
use crate::rooms::event::{Action, Event, Guest, Now};
use crate::rooms::figures::Figures;
use crate::rooms::permit::Permits;
use crate::rooms::room::Room;
use crate::rooms::settings::Settings;
use crate::rooms::usage::Used;

/// No more may be said at one socket, whatever it is: offers are long, and windows are resized.
const SAID: Quota = Quota { within: Millis::minutes(1), messages: 900, bytes: 4 * 1024 * 1024 };

/// Knows who is in which room and what they may do, and leads them to the unit. Nothing in it knows what they say.
pub struct Rooms {
    settings: Settings,
    /// Signs tickets and invites.
    secret: Private<[u8; 32]>,
    challenges: Challenges,
    /// Tells this process from those before.
    process: [u8; 8],
    began: Millis,
    chance: Chance,
    now: Now,
    admission: Admission,
    guests: BTreeMap<Guest, Present>,
    sources: Sources<Used>,
    rooms: BTreeMap<RoomNumber, Room>,
    numbers: BTreeMap<RoomId, RoomNumber>,
    /// Those who came before a room was open.
    early: BTreeMap<RoomId, BTreeSet<Guest>>,
    last_room: u32,
    members: usize,
    permits: Permits,
    timers: Timers<Timer>,
    /// Totals; what there is now is counted when it is asked for.
    figures: Figures,
}

/// Whether anything new begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Admission {
    Open,
    Closed,
}

/// Somebody who is here.
struct Present {
    source: Source,
    part: Part,
    talk: Talk,
}

/// What a guest is here for.
enum Part {
    /// It has not said so yet.
    Undecided { until: Millis },
    /// It waits for a room to be opened.
    Early { room: RoomId, card: Card, until: Millis },
    /// It waits for a host's word.
    Knocking { room: RoomNumber, member: MemberId },
    /// It is in a room.
    Seated { room: RoomNumber, member: MemberId },
}

/// What a moment is waited for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Timer {
    /// A guest has still not said what it is here for.
    Undecided(Guest),
    /// A guest waited as long as it may.
    Waits(Guest),
    /// Nobody came back to a seat.
    Away(RoomNumber, MemberId),
    /// What changed in a room is told.
    News(RoomNumber),
    /// What somebody wants on show is told to the unit.
    Show(RoomNumber, MemberId),
    /// A room ends, or is about to.
    Ends(RoomNumber),
    /// Nobody came back to a room with the group that it had.
    Group(RoomNumber),
}

/// A member, and the socket at which they said something.
#[derive(Clone, Copy)]
struct Speaker {
    guest: Guest,
    room: RoomNumber,
    member: MemberId,
}

impl Rooms {
    /// Begins with no room. The secret has to be the same after each start, and in every process that takes over from
    /// another one; the seed another one.
    pub fn new(settings: Settings, secret: Private<[u8; 32]>, chance: [u8; 32], now: Now) -> Self {
        let mut chance = Chance::new(chance);
        Self {
            sources: Sources::new(settings.site),
            settings,
            challenges: Challenges::new(&chance),
            process: chance.bytes(),
            secret,
            began: now.monotonic,
            chance,
            now,
            admission: Admission::Open,
            guests: BTreeMap::new(),
            rooms: BTreeMap::new(),
            numbers: BTreeMap::new(),
            early: BTreeMap::new(),
            last_room: 0,
            members: 0,
            permits: Permits::default(),
            timers: Timers::default(),
            figures: Figures::default(),
        }
    }

    /// Takes what happened, and says what to do. A moment before one that it was handed earlier counts as that one.
    pub fn handle(&mut self, now: Now, event: Event, actions: &mut Vec<Action>) {
        self.go_on(now, actions);
        match event {
            Event::Arrived { guest, source } => self.arrived(guest, source, actions),
            Event::Asked { guest, request } => self.asked(guest, request, actions),
            Event::Garbled(guest) => self.refuse(guest, Over::Mistaken, actions),
            Event::Left(guest) => self.part(guest, actions),
            Event::Unit(happened) => self.happened(happened, actions),
            Event::Moving => self.move_on(actions),
            Event::Stopping => self.stop(actions),
            Event::Woke => {}
        }
    }

    /// When something is to be done though nothing happens, on the clock that only goes on.
    pub fn deadline(&self) -> Option<Millis> {
        self.timers.next()
    }

    /// What there is and was.
    pub fn figures(&self) -> Figures {
        Figures {
            guests: self.guests.len(),
            early: self.early.values().map(BTreeSet::len).sum(),
            knocking: self.rooms.values().map(|room| room.knockers.len()).sum(),
            rooms: self.rooms.len(),
            members: self.members,
            ..self.figures
        }
    }

    /// Goes on with other settings; whoever is here stays.
    pub fn set(&mut self, settings: Settings) {
        self.settings = settings;
    }

    /// How many entries there are in all tables: what tests hold against the number of guests.
    #[doc(hidden)]
    pub fn entries(&self) -> [usize; 7] {
        [
            self.guests.len(),
            self.sources.count(),
            self.rooms.len(),
            self.rooms.values().map(|room| room.seats.len() + room.knockers.len()).sum(),
            self.early.len(),
            self.timers.count(),
            self.rooms.values().map(|room| room.group.entries()).sum(),
        ]
    }

    /// Does all that has become due.
    fn go_on(&mut self, now: Now, actions: &mut Vec<Action>) {
        self.now = now.after(self.now);
        while let Some((_, timer)) = self.timers.take(self.now.monotonic) {
            match timer {
                Timer::Undecided(guest) => self.refuse(guest, Over::Mistaken, actions),
                Timer::Waits(guest) => self.refuse(guest, Over::NobodyCame, actions),
                Timer::Away(room, member) => self.seat_lost(room, member, actions),
                Timer::News(room) => self.tell_news(room, actions),
                Timer::Show(room, member) => self.show_waiting(room, member, actions),
                Timer::Ends(room) => self.room_due(room, actions),
                Timer::Group(room) => self.wait_no_more(room, actions),
            }
        }
    }

    fn asked(&mut self, guest: Guest, request: Request, actions: &mut Vec<Action>) {
        let Some(present) = self.guests.get_mut(&guest) else { return };
        if !present.talk.counts(self.now.monotonic, weight(&request), SAID) {
            return self.refuse(guest, Over::TooOften(60), actions);
        }
        let taken = match present.part {
            Part::Undecided { until } => {
                self.timers.clear(until, Timer::Undecided(guest));
                self.first_request(guest, request, actions)
            }
            Part::Early { .. } | Part::Knocking { .. } => self.by_waiting(guest, request, actions),
            Part::Seated { room, member } => {
                self.by_member(Speaker { guest, room, member }, request, actions)
            }
        };
        if let Err(over) = taken {
            self.refuse(guest, over, actions);
        }
    }

    /// Says why there is no more for a guest, and lets it go.
    fn refuse(&mut self, guest: Guest, over: Over, actions: &mut Vec<Action>) {
        if self.guests.contains_key(&guest) {
            self.figures.refused += 1;
            self.dismiss(guest, over, actions);
        }
    }

    /// Lets a guest go.
    fn dismiss(&mut self, guest: Guest, over: Over, actions: &mut Vec<Action>) {
        actions.extend([tell(guest, Notice::Over(over)), Action::Dismiss(guest)]);
        self.part(guest, actions);
    }

    /// What a guest asked cannot be done; it stays.
    fn decline(&mut self, guest: Guest, declined: Declined, actions: &mut Vec<Action>) {
        self.figures.declined += 1;
        actions.push(tell(guest, Notice::Declined(declined)));
    }

    /// A guest is not here any more, and did not say for how long.
    fn part(&mut self, guest: Guest, actions: &mut Vec<Action>) {
        let Some(present) = self.guests.remove(&guest) else { return };
        self.sources.give_back(present.source, |used| &mut used.guests);
        match present.part {
            Part::Undecided { until } => {
                self.timers.clear(until, Timer::Undecided(guest));
                self.decide(present.source);
            }
            Part::Early { room, until, .. } => self.early_left(guest, room, until),
            Part::Knocking { room, member } => self.knocker_left(room, member),
            Part::Seated { room, member } => self.seat_left(Speaker { guest, room, member }, actions),
        }
    }

    /// A guest says what it is here for, or goes on to something else.
    fn take_part(&mut self, guest: Guest, part: Part) {
        if let Some(present) = self.guests.get_mut(&guest) {
            let source = present.source;
            if let Part::Undecided { .. } = std::mem::replace(&mut present.part, part) {
                self.decide(source);
            }
        }
    }

    fn decide(&mut self, source: Source) {
        self.sources.give_back(source, |used| &mut used.undecided);
        self.figures.undecided -= 1;
    }

    fn source_of(&self, guest: Guest) -> Result<Source, Over> {
        self.guests.get(&guest).map(|present| present.source).ok_or(Over::Mistaken)
    }

    /// Takes one of what a guest's source may do so often in a minute. Says which source that is.
    fn take_one(
        &mut self,
        guest: Guest,
        what: fn(&mut Used) -> &mut Allowance,
        per_minute: u32,
    ) -> Result<Source, Over> {
        let (source, rate) = (self.source_of(guest)?, Rate::per_minute(per_minute));
        self.sources.take(source, what, rate, self.now.monotonic).map_err(Over::TooOften)?;
        Ok(source)
    }

    fn stop(&mut self, actions: &mut Vec<Action>) {
        self.admission = Admission::Closed;
        let rooms: Vec<_> = self.rooms.keys().copied().collect();
        rooms.into_iter().for_each(|room| self.close(room, Over::Stopping, actions));
        let guests: Vec<_> = self.guests.keys().copied().collect();
        guests.into_iter().for_each(|guest| self.dismiss(guest, Over::Stopping, actions));
    }
}

/// The bytes of a request that are somebody's own.
fn weight(request: &Request) -> usize {
    match request {
        Request::Open(opening) => opening.card.name.reveal().len(),
        Request::Knock { card, .. } | Request::Rename(card) => card.name.reveal().len(),
        Request::Return { ticket, card } => ticket.reveal().len() + card.name.reveal().len(),
        Request::Offer { sdp, .. } => sdp.reveal().len(),
        Request::Say { bytes, .. } => bytes.reveal().len(),
        Request::Group(request) => crate::rooms::group::weight(request),
        Request::Show(tiles) => tiles.len() * size_of::<heliograph_wire::room::Tile>(),
        Request::Put(_)
        | Request::Raise(_)
        | Request::Admit(_)
        | Request::AdmitAll
        | Request::Deny(_)
        | Request::Remove(_)
        | Request::AskToMute(_)
        | Request::AskAllToMute
        | Request::StopShare(_)
        | Request::Lower(_)
        | Request::Appoint(..)
        | Request::Rule(_)
        | Request::End
        | Request::Leave => 0,
    }
}

const fn tell(guest: Guest, notice: Notice) -> Action {
    Action::Tell { guest, notice }
}

const fn command(room: RoomNumber, command: Command) -> Action {
    Action::Do(room, command)
}
