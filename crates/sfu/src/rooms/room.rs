use std::collections::{BTreeMap, BTreeSet, VecDeque};

use heliograph_machine::{Source, Talk};
use heliograph_wire::Millis;
use heliograph_wire::control::Switch;
use heliograph_wire::room::{
    Attendee, Card, Gone, Hand, Knocker, MemberId, Notice, Part, Role, RoomId, Rules,
};

use crate::rooms::event::{Action, Guest};
use crate::rooms::group::{Group, Pace};
use crate::rooms::media::Media;
use crate::rooms::numbers::Numbers;

/// Sources of removed members that are remembered in a room.
const WATCHED: usize = 64;

/// A room that is open.
pub(crate) struct Room {
    pub id: RoomId,
    /// Which of all rooms that ever had this id.
    pub opening: [u8; 8],
    pub lineage: Lineage,
    /// Whose limit it counts against.
    pub founder: Source,
    pub rules: Rules,
    pub seats: BTreeMap<MemberId, Seat>,
    pub knockers: BTreeMap<MemberId, Visitor>,
    pub numbers: Numbers,
    pub edition: Edition,
    /// What tickets of earlier processes have said.
    pub heard: Edition,
    /// Those who came back from an earlier process: nobody does twice.
    pub returned: BTreeSet<[u8; 8]>,
    /// How often a hand went up.
    pub hands: u32,
    pub ends: Option<Ends>,
    /// From where removed members came: whoever knocks from there waits for a host's word in any case.
    pub watched: VecDeque<Source>,
    pub news: News,
    pub group: Group,
    pub speaking: Vec<MemberId>,
    pub poor: Vec<MemberId>,
}

/// Where a room comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lineage {
    /// A host opened it.
    Opened,
    /// It was open in an earlier process.
    Inherited,
}

/// How often roles or rules changed in a room, and when it was last to somebody's loss.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Edition {
    pub number: u32,
    /// Tickets of editions before this one are void.
    pub valid_from: u32,
}

/// When a room ends.
#[derive(Clone, Copy)]
pub(crate) struct Ends {
    pub at: Millis,
    /// The same, in seconds since 1970.
    pub unix: u64,
    /// When something is to be done about it next.
    pub due: Millis,
}

/// Somebody who has a seat.
pub(crate) struct Seat {
    pub presence: Presence,
    /// Whose limit it counts against.
    pub source: Source,
    /// Who of all that ever had this seat.
    pub holder: [u8; 8],
    pub entry: Entry,
    pub card: Card,
    pub role: Role,
    pub part: Part,
    pub hand: Hand,
    /// The edition of the ticket by which it came from an earlier process.
    pub inherited: Option<u32>,
    pub talk: Talk,
    pub pace: Pace,
    pub media: Media,
}

/// How somebody came to a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// With the room's key.
    Key,
    /// With its link.
    Link,
}

/// Whether the socket of a seat is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Here(Guest),
    Away { until: Millis },
}

/// Somebody who knocks.
pub(crate) struct Visitor {
    pub guest: Guest,
    pub card: Card,
    pub until: Millis,
}

/// What is still to be told to everybody, gathered for a moment.
#[derive(Default)]
pub(crate) struct News {
    pub due: Option<Millis>,
    pub here: BTreeSet<MemberId>,
    pub gone: Vec<(MemberId, Gone)>,
    pub rules: Told,
    pub knocking: Told,
    pub tickets: Told,
}

/// Whether everybody was told of something as it is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Told {
    #[default]
    AsItIs,
    AsItWas,
}

impl Room {
    /// Sockets of all who have a seat.
    pub(crate) fn guests(&self) -> Vec<Guest> {
        self.seats.values().filter_map(Seat::guest).collect()
    }

    /// Sockets of all but one.
    pub(crate) fn others(&self, member: MemberId) -> Vec<Guest> {
        self.seats
            .iter()
            .filter(|(other, _)| **other != member)
            .filter_map(|(_, seat)| seat.guest())
            .collect()
    }

    /// Sockets of hosts and co-hosts.
    pub(crate) fn hosts(&self) -> Vec<Guest> {
        self.seats.values().filter(|seat| seat.role > Role::Guest).filter_map(Seat::guest).collect()
    }

    /// Everybody who has a seat.
    pub(crate) fn roster(&self) -> Vec<Attendee> {
        self.seats.iter().map(|(member, seat)| seat.attendee(*member)).collect()
    }

    /// Everybody who knocks.
    pub(crate) fn knocking(&self) -> Vec<Knocker> {
        let knocker = |(member, visitor): (&MemberId, &Visitor)| Knocker {
            member: *member,
            card: visitor.card.clone(),
        };
        self.knockers.iter().map(knocker).collect()
    }

    /// Tells everybody the same.
    pub(crate) fn tell_all(&self, notice: Notice, actions: &mut Vec<Action>) {
        tell_all(self.guests(), notice, actions);
    }

    /// Roles or rules are others.
    pub(crate) fn change_edition(&mut self) {
        self.edition.number = self.edition.number.saturating_add(1);
        self.news.tickets = Told::AsItWas;
    }

    /// They are others, and somebody must not come back as who they were.
    pub(crate) fn revoke_editions(&mut self) {
        self.change_edition();
        self.edition.valid_from = self.edition.number;
    }

    /// Remembers where somebody came from who was removed.
    pub(crate) fn watch(&mut self, source: Source) {
        if !self.watched.contains(&source) {
            self.watched.truncate(WATCHED - 1);
            self.watched.push_front(source);
        }
    }

    /// Whether whoever knocks from there waits for a host's word.
    pub(crate) fn has_lobby_for(&self, source: Source) -> bool {
        self.rules.lobby == Switch::On || self.watched.contains(&source)
    }
}

impl Seat {
    pub(crate) const fn guest(&self) -> Option<Guest> {
        match self.presence {
            Presence::Here(guest) => Some(guest),
            Presence::Away { .. } => None,
        }
    }

    pub(crate) fn attendee(&self, member: MemberId) -> Attendee {
        let present = if self.guest().is_some() { Switch::On } else { Switch::Off };
        let (card, role, part, hand) = (self.card.clone(), self.role, self.part, self.hand);
        Attendee { member, card, role, part, hand, present }
    }

    /// As much of a part as the rules let this member put in.
    pub(crate) fn permitted(&self, part: Part, rules: Rules) -> Part {
        if self.role > Role::Guest {
            return part;
        }
        let both = |wanted, allowed| if allowed == Switch::On { wanted } else { Switch::Off };
        Part {
            microphone: both(part.microphone, rules.guests_speak),
            camera: part.camera,
            screen: both(part.screen, rules.guests_share),
        }
    }
}

impl Ends {
    /// Those who are in a room are warned so long before it ends.
    const WARNINGS: [Millis; 2] = [Millis::minutes(10), Millis::minutes(1)];

    pub(crate) fn new(now: Millis, at: Millis, unix: u64) -> Self {
        let mut ends = Self { at, unix, due: at };
        ends.go_on(now);
        ends
    }

    /// Waits for the next warning, or for the end.
    pub(crate) fn go_on(&mut self, now: Millis) {
        let warnings = Self::WARNINGS.map(|before| self.at - before);
        self.due = warnings.into_iter().find(|due| *due > now).unwrap_or(self.at);
    }
}

pub(crate) fn tell_all(guests: Vec<Guest>, notice: Notice, actions: &mut Vec<Action>) {
    match guests[..] {
        [] => {}
        [guest] => actions.push(Action::Tell { guest, notice }),
        _ => actions.push(Action::TellAll { guests, notice }),
    }
}
