//! One person and one room: from the link, or the wish for a room, to the end.

use heliograph_wire::control::{Microphone, Switch};
use heliograph_wire::rendezvous::{RoomKeys, Task};
use heliograph_wire::room::{Card, Over, Part, Request, Rules, Waits};
use heliograph_wire::{Millis, Private};

use super::inside::Inside;
use super::link::{GuestLink, RoomLink};
use super::record::Record;
use super::{Door, RoomEffect, RoomEvent, RoomProblem};
use crate::captures::Captures;
use crate::context::Context;
use crate::patience::{ROOM_LOST, SECRET_LIMIT};
use crate::rendezvous::Vigil;
use crate::{Copied, Effect, Name, Network, Problem, RendezvousEffect, RoomEnd, Thrift};

mod captured;
mod keys;
mod seat;
mod shown;

/// The screen of a room.
pub(crate) struct Visit {
    stage: Stage,
    /// Which room; none until its keys are made.
    place: Option<Place>,
    /// The room whose keys are made once more.
    again: Option<GuestLink>,
    /// Brings the page back to its seat.
    ticket: Option<Private<Vec<u8>>>,
    /// What lets this side make rooms where that is kept for those who were invited.
    permit: Option<Private<Vec<u8>>>,
    /// What the person calls themselves here; none until they have said so.
    card: Option<Card>,
    /// What the room begins with.
    rules: Rules,
    captures: Captures,
    /// Whether the person chooses devices.
    choosing: Switch,
    thrift: Thrift,
    vigil: Vigil,
    /// What the tab keeps of the seat.
    kept: Option<Private<String>>,
    copying: Option<Private<String>>,
    copied: Option<Copied>,
    problem: Option<Problem>,
}

enum Stage {
    /// The tab kept a seat, and the page has just begun.
    Kept(Box<Record>),
    /// The worker makes the room's keys.
    Making {
        until: Millis,
    },
    Lobby,
    /// On the way to a seat.
    Outside(Outside),
    In {
        door: Door,
        inside: Box<Inside>,
    },
    Over(RoomEnd),
}

struct Outside {
    door: Door,
    waits: Option<Waits>,
    /// Why the companion does nothing for the moment, if it said so.
    last_words: Option<Over>,
}

/// Which room it is.
enum Place {
    Guest(GuestLink),
    Host(Box<RoomKeys>),
}

impl Visit {
    /// Makes a room.
    pub(crate) fn make(permit: Option<Private<Vec<u8>>>, context: &mut Context<'_>) -> Self {
        context.keys(Task::NewRoom);
        Self { permit, ..Self::at(Stage::Making { until: context.now + SECRET_LIMIT }) }
    }

    /// Goes where a guest's link leads.
    pub(crate) fn open(link: GuestLink) -> Self {
        Self { place: Some(Place::Guest(link)), ..Self::at(Stage::Lobby) }
    }

    /// Comes back to a room as its host.
    pub(crate) fn open_as_host(
        secret: Private<[u8; 32]>,
        permit: Option<Private<Vec<u8>>>,
        context: &mut Context<'_>,
    ) -> Self {
        context.keys(Task::ReadRoom(secret));
        Self { permit, ..Self::at(Stage::Making { until: context.now + SECRET_LIMIT }) }
    }

    /// Goes on with what this tab kept, if it may.
    pub(crate) fn kept(text: &Private<String>) -> Option<Self> {
        let record = Record::of_text(text.reveal())?;
        Some(Self { kept: Some(text.clone()), ..Self::at(Stage::Kept(Box::new(record))) })
    }

    fn at(stage: Stage) -> Self {
        Self {
            stage,
            place: None,
            again: None,
            ticket: None,
            permit: None,
            card: None,
            rules: Rules::default(),
            captures: Captures::new(),
            choosing: Switch::Off,
            thrift: Thrift::Full,
            vigil: Vigil::default(),
            kept: None,
            copying: None,
            copied: None,
            problem: None,
        }
    }

    pub(crate) const fn problem(&mut self, problem: Option<Problem>) {
        self.problem = problem;
    }

    /// Whether something would be lost by leaving.
    pub(crate) const fn is_waited_for(&self) -> bool {
        match self.stage {
            Stage::Outside(_) | Stage::In { .. } => true,
            Stage::Kept(_) | Stage::Making { .. } | Stage::Lobby | Stage::Over(_) => false,
        }
    }

    /// Whether a link leads where this page is already.
    pub(crate) fn is(&self, link: &RoomLink) -> bool {
        match link {
            RoomLink::Guest(link) => self.guest().as_ref() == Some(link),
            RoomLink::Host(secret) => match (&self.stage, &self.place) {
                (Stage::Kept(record), _) => record.host.as_ref() == Some(secret),
                (_, Some(Place::Host(keys))) => keys.secret == *secret,
                (_, Some(Place::Guest(_)) | None) => false,
            },
            RoomLink::Permit(_) => false,
        }
    }

    /// Takes an operator's invite for the room that could not be opened without one; says whether there is such a room.
    pub(crate) fn take_permit(&mut self, permit: &Private<Vec<u8>>) -> bool {
        let lacks = matches!(self.stage, Stage::Over(RoomEnd::Over(Over::NeedsInvite | Over::BadInvite)));
        if lacks {
            self.permit = Some(permit.clone());
            self.stage = Stage::Lobby;
        }
        lacks
    }

    /// The link for everybody who is to come: whatever is copied out of the address bar makes nobody a host.
    pub(crate) fn fragment(&self) -> Option<Private<String>> {
        self.guest().map(|link| RoomLink::Guest(link).fragment())
    }

    fn guest(&self) -> Option<GuestLink> {
        match (&self.place, &self.stage) {
            (Some(place), _) => Some(place.guest()),
            (None, Stage::Kept(record)) => Some(record.guest.clone()),
            (None, _) => self.again.clone(),
        }
    }

    /// Takes what the person does, and what the browser and the companion tell.
    pub(crate) fn hear(&mut self, event: RoomEvent, context: &mut Context<'_>) {
        match event {
            RoomEvent::Entered { name } => self.entered(&name, context),
            RoomEvent::Left => self.leave(context),
            RoomEvent::CameAgain => self.come_again(),
            RoomEvent::ShareChosen(text) => {
                (self.copying, self.copied) = (Some(text.clone()), None);
                context.push(Effect::Rendezvous(RendezvousEffect::Share(text)));
            }
            RoomEvent::Renamed(name) => self.renamed(&name, context),
            RoomEvent::RulesChosen(rules) if matches!(self.stage, Stage::Lobby) => self.rules = rules,
            RoomEvent::Told { socket, notice } => self.told(socket, notice, context),
            RoomEvent::Closed(socket) => self.closed(socket, context.now),
            RoomEvent::Grouped(outcome) => self.grouped(Some(outcome), context),
            RoomEvent::GroupFailed => self.grouped(None, context),
            event => {
                if let Stage::In { door, inside } = &mut self.stage
                    && let Err(problem) = inside.hear_event(event, door, context)
                {
                    self.problem = Some(problem);
                }
            }
        }
    }

    pub(crate) fn tick(&mut self, context: &mut Context<'_>) {
        if self.is_waited_for() && self.vigil.has_slept(context.now) {
            self.network_changed(Network::Present, context);
        }
        match &mut self.stage {
            Stage::Kept(_) => self.go_on(context),
            Stage::Making { until } if context.now >= *until => self.end(RoomEnd::NoKeys, context),
            Stage::Outside(outside) => {
                outside.door.tick(context);
                if outside.door.away_since().is_some_and(|since| context.now >= since + ROOM_LOST) {
                    let end = outside.last_words.map_or(RoomEnd::Silent, RoomEnd::Over);
                    self.end(end, context);
                }
            }
            Stage::In { door, inside } => {
                door.tick(context);
                inside.tick(door, context);
                if inside.media.is_hopeless() {
                    self.problem = Some(Problem::Room(RoomProblem::NoWay));
                } else if inside.media.is_open() && self.problem == Some(Problem::Room(RoomProblem::NoWay)) {
                    self.problem = None;
                }
                if door.away_since().is_some_and(|since| context.now >= since + ROOM_LOST) {
                    self.end(RoomEnd::Silent, context);
                }
            }
            Stage::Making { .. } | Stage::Lobby | Stage::Over(_) => {}
        }
        self.settle(context);
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        let gives_up = |door: &Door| door.away_since().map(|since| since + ROOM_LOST);
        match &self.stage {
            Stage::Kept(_) => Some(Millis(0)),
            Stage::Making { until } => Some(*until),
            Stage::Outside(outside) => {
                let door = outside.door.deadline().into_iter().chain(gives_up(&outside.door));
                door.chain(self.vigil.deadline()).min()
            }
            Stage::In { door, inside } => {
                let inside = inside.deadline(door);
                let door = door.deadline().into_iter().chain(gives_up(door)).chain(inside);
                door.chain(self.vigil.deadline()).min()
            }
            Stage::Lobby | Stage::Over(_) => None,
        }
    }

    /// The page is about to go away, and may be loaded again.
    pub(crate) fn page_closing(&mut self, context: &mut Context<'_>) {
        if matches!(self.stage, Stage::In { .. }) {
            self.kept = None;
            self.keep(context);
        }
    }

    /// Nothing may have told that what is open is dead.
    fn network_changed(&mut self, network: Network, context: &mut Context<'_>) {
        match (&mut self.stage, network) {
            (_, Network::Absent) => {}
            (Stage::Outside(outside), Network::Present) => outside.door.renew(context),
            (Stage::In { door, inside }, Network::Present) => {
                inside.media.network_returned();
                inside.media.interrupted();
                door.renew(context);
            }
            (Stage::Kept(_) | Stage::Making { .. } | Stage::Lobby | Stage::Over(_), Network::Present) => {}
        }
    }

    /// The person wants to go in again, after that was over.
    pub(crate) fn come_again(&mut self) {
        if matches!(self.stage, Stage::Over(_)) && self.place.is_some() {
            self.stage = Stage::Lobby;
        }
    }

    fn entered(&mut self, name: &Private<String>, context: &mut Context<'_>) {
        if !matches!(self.stage, Stage::Lobby) {
            return;
        }
        match Name::parse(name.reveal()) {
            Ok(name) => {
                let name = name.map_or_else(|| Private::new(String::new()), |name| name.text().clone());
                self.card = Some(Card { name });
                self.enter(context);
            }
            Err(error) => self.problem = Some(Problem::Room(RoomProblem::Name(error))),
        }
    }

    fn renamed(&mut self, name: &Private<String>, context: &mut Context<'_>) {
        let name = match Name::parse(name.reveal()) {
            Ok(name) => name.map_or_else(|| Private::new(String::new()), |name| name.text().clone()),
            Err(error) => return self.problem = Some(Problem::Room(RoomProblem::Name(error))),
        };
        if let Stage::In { inside, .. } = &mut self.stage {
            inside.rename(name.clone(), context);
            self.card = Some(Card { name });
            self.keep(context);
        }
    }

    fn enter(&mut self, context: &mut Context<'_>) {
        let outside = Outside { door: Door::open(context), waits: None, last_words: None };
        self.stage = Stage::Outside(outside);
        self.choosing = Switch::Off;
    }

    /// Goes on where the page was before it was loaded again.
    fn go_on(&mut self, context: &mut Context<'_>) {
        let Stage::Kept(record) = std::mem::replace(&mut self.stage, Stage::Lobby) else { return };
        let Record { guest, host, ticket, name, part, at } = *record;
        // A tab that the browser brought back much later is not to be heard and seen all at once.
        let is_fresh = context.now.since(at) < ROOM_LOST;
        if is_fresh {
            self.ticket = Some(ticket);
            self.card = Some(Card { name });
            self.restore(part, context);
        }
        match host {
            Some(secret) => {
                self.again = Some(guest);
                context.keys(Task::ReadRoom(secret));
                self.stage = Stage::Making { until: context.now + SECRET_LIMIT };
            }
            None => {
                self.place = Some(Place::Guest(guest));
                if is_fresh {
                    self.enter(context);
                }
            }
        }
    }

    fn door(&self) -> Option<&Door> {
        match &self.stage {
            Stage::Outside(outside) => Some(&outside.door),
            Stage::In { door, .. } => Some(door),
            Stage::Kept(_) | Stage::Making { .. } | Stage::Lobby | Stage::Over(_) => None,
        }
    }

    fn door_mut(&mut self) -> Option<&mut Door> {
        match &mut self.stage {
            Stage::Outside(outside) => Some(&mut outside.door),
            Stage::In { door, .. } => Some(door),
            Stage::Kept(_) | Stage::Making { .. } | Stage::Lobby | Stage::Over(_) => None,
        }
    }

    /// The person leaves, or waits no longer.
    fn leave(&mut self, context: &mut Context<'_>) {
        match &self.stage {
            Stage::In { .. } => self.end(RoomEnd::Over(Over::Left), context),
            Stage::Outside(_) => {
                self.close(context);
                self.stage = Stage::Lobby;
            }
            Stage::Kept(_) | Stage::Making { .. } | Stage::Lobby | Stage::Over(_) => {}
        }
    }

    fn end(&mut self, end: RoomEnd, context: &mut Context<'_>) {
        log::info!("not in the room any more: {end:?}");
        self.close(context);
        self.stage = Stage::Over(end);
        self.problem = None;
    }

    /// Closes all that it holds.
    pub(crate) fn close(&mut self, context: &mut Context<'_>) {
        self.captures.close_all(context);
        self.choosing = Switch::Off;
        match &self.stage {
            Stage::Outside(Outside { door, .. }) => {
                door.say(Request::Leave, context);
                door.close(context);
            }
            Stage::In { door, .. } => {
                door.say(Request::Leave, context);
                door.close(context);
                context.push(Effect::Room(RoomEffect::EndMedia));
                context.push(Effect::Room(RoomEffect::EndGroup));
            }
            Stage::Kept(_) | Stage::Making { .. } | Stage::Lobby | Stage::Over(_) => {}
        }
        if !matches!(self.place, Some(Place::Guest(_))) {
            context.push(Effect::Rendezvous(RendezvousEffect::EndKeys));
        }
        self.ticket = None;
        self.forget(context);
    }

    /// Has the tab keep the seat.
    fn keep(&mut self, context: &mut Context<'_>) {
        let (Some(ticket), Some(place), Some(card)) = (&self.ticket, &self.place, &self.card) else { return };
        let host = match place {
            Place::Guest(_) => None,
            Place::Host(keys) => Some(keys.secret.clone()),
        };
        let record = Record {
            guest: place.guest(),
            host,
            ticket: ticket.clone(),
            name: card.name.clone(),
            part: self.part(),
            at: context.now,
        };
        let text = record.text();
        self.kept = Some(text.clone());
        context.push(Effect::Rendezvous(RendezvousEffect::KeepMeeting(text)));
    }

    fn forget(&mut self, context: &mut Context<'_>) {
        if self.kept.take().is_some() {
            context.push(Effect::Rendezvous(RendezvousEffect::ForgetMeeting));
        }
    }

    fn card(&self) -> Card {
        self.card.clone().unwrap_or_else(|| Card { name: Private::new(String::new()) })
    }

    /// What this side puts in.
    fn part(&self) -> Part {
        let captured = self.captures.part();
        let microphone = match captured.microphone {
            Microphone::Live => Switch::On,
            Microphone::Muted | Microphone::Absent => Switch::Off,
        };
        Part { microphone, camera: captured.camera, screen: captured.screen }
    }

    fn settle(&mut self, context: &mut Context<'_>) {
        let part = self.part();
        if let Stage::In { door, inside } = &mut self.stage
            && inside.settle(part, door, context)
        {
            self.keep(context);
        }
    }
}

impl Place {
    fn guest(&self) -> GuestLink {
        match self {
            Self::Guest(link) => link.clone(),
            Self::Host(keys) => GuestLink { secret: keys.shared.clone(), room: keys.id },
        }
    }
}
