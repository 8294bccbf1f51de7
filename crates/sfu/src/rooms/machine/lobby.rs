//! Those who knock: before a room is open, and where a host has to let them in.

use heliograph_wire::Millis;
use heliograph_wire::control::Switch;
use heliograph_wire::room::{Card, Declined, MemberId, Notice, Over, Request, Role, RoomId, Waits};

use super::seats::Newcomer;
use super::{Part, Rooms, Speaker, Timer, tell, welcome::checked};
use crate::doors::RoomNumber;
use crate::rooms::event::{Action, Guest};
use crate::rooms::room::{Entry, Told, Visitor};

impl Rooms {
    pub(super) fn knock(
        &mut self,
        guest: Guest,
        room: RoomId,
        card: Card,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        let card = checked(card)?;
        self.take_one(guest, |used| &mut used.knocks, self.settings.knocks_per_minute)?;
        if let Some(number) = self.numbers.get(&room) {
            return self.knock_at(guest, *number, card, actions);
        }
        if self.early.get(&room).is_some_and(|early| early.len() >= self.settings.knocking_per_room) {
            return Err(Over::Crowded);
        }
        self.wait_early(guest, room, card);
        actions.push(tell(guest, Notice::Waits(Waits::ForHost)));
        Ok(())
    }

    /// Lets somebody wait for a room to be opened.
    pub(super) fn wait_early(&mut self, guest: Guest, room: RoomId, card: Card) {
        let until = self.waits_until();
        self.timers.set(until, Timer::Waits(guest));
        self.early.entry(room).or_default().insert(guest);
        self.take_part(guest, Part::Early { room, card, until });
    }

    /// Somebody is at the door of a room that is open.
    fn knock_at(
        &mut self,
        guest: Guest,
        number: RoomNumber,
        card: Card,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        let source = self.source_of(guest)?;
        let until = self.waits_until();
        let room = self.rooms.get_mut(&number).ok_or(Over::NobodyCame)?;
        if room.rules.locked == Switch::On {
            return Err(Over::Locked);
        }
        if !room.has_lobby_for(source) {
            return self.enter(guest, (number, None), card, actions);
        }
        if room.knockers.len() >= self.settings.knocking_per_room {
            return Err(Over::Crowded);
        }
        let member = room.numbers.draw().ok_or(Over::Full)?;
        room.knockers.insert(member, Visitor { guest, card, until });
        room.news.knocking = Told::AsItWas;
        self.timers.set(until, Timer::Waits(guest));
        self.take_part(guest, Part::Knocking { room: number, member });
        self.note(number);
        actions.push(tell(guest, Notice::Waits(Waits::ForAdmission)));
        Ok(())
    }

    /// Somebody takes a seat as a guest, with the number that they had at the door.
    fn enter(
        &mut self,
        guest: Guest,
        (number, member): (RoomNumber, Option<MemberId>),
        card: Card,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        if self.is_full(number) {
            return Err(Over::Full);
        }
        let source = self.source_of(guest)?;
        self.has_place(source)?;
        let holder = self.chance.bytes();
        let (role, entry) = (Role::Guest, Entry::Link);
        self.sit(guest, number, Newcomer { member, holder, card, role, entry, inherited: None }, actions)
    }

    /// A room is open: whoever waited for it knocks.
    pub(super) fn let_early_in(&mut self, number: RoomNumber, actions: &mut Vec<Action>) {
        let early = self.rooms.get(&number).and_then(|room| self.early.remove(&room.id));
        for guest in early.into_iter().flatten() {
            let Some(Part::Early { card, until, .. }) = self.guests.get(&guest).map(|present| &present.part)
            else {
                continue;
            };
            let (card, until) = (card.clone(), *until);
            self.timers.clear(until, Timer::Waits(guest));
            if let Err(over) = self.knock_at(guest, number, card, actions) {
                self.refuse(guest, over, actions);
            }
        }
    }

    /// Nobody has to wait any more but those who come from where somebody was removed.
    pub(super) fn open_door(&mut self, number: RoomNumber, actions: &mut Vec<Action>) {
        for member in self.knocking_at(number) {
            let Some(room) = self.rooms.get(&number) else { return };
            let Some(visitor) = room.knockers.get(&member) else { continue };
            let guest = visitor.guest;
            let Ok(source) = self.source_of(guest) else { continue };
            if room.has_lobby_for(source) {
                continue;
            }
            if let Err(over) = self.let_in(number, member, actions) {
                self.refuse(guest, over, actions);
            }
        }
    }

    /// A host lets somebody in.
    pub(super) fn admit(&mut self, speaker: Speaker, member: MemberId, actions: &mut Vec<Action>) {
        let knocks = self.rooms.get(&speaker.room).is_some_and(|room| room.knockers.contains_key(&member));
        if !knocks {
            self.decline(speaker.guest, Declined::NobodyThere, actions);
        } else if self.let_in(speaker.room, member, actions).is_err() {
            self.decline(speaker.guest, Declined::Full, actions);
        }
    }

    /// A host lets everybody in for whom there is room.
    pub(super) fn admit_all(&mut self, speaker: Speaker, actions: &mut Vec<Action>) {
        for member in self.knocking_at(speaker.room) {
            if self.let_in(speaker.room, member, actions).is_err() {
                return self.decline(speaker.guest, Declined::Full, actions);
            }
        }
    }

    /// A host turns somebody away.
    pub(super) fn deny(&mut self, speaker: Speaker, member: MemberId, actions: &mut Vec<Action>) {
        let room = self.rooms.get(&speaker.room);
        match room.and_then(|room| room.knockers.get(&member)).map(|visitor| visitor.guest) {
            Some(guest) => self.dismiss(guest, Over::Denied, actions),
            None => self.decline(speaker.guest, Declined::NobodyThere, actions),
        }
    }

    /// Gives somebody who knocks a seat; where there is none, they go on knocking.
    fn let_in(
        &mut self,
        number: RoomNumber,
        member: MemberId,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        let room = self.rooms.get_mut(&number).ok_or(Over::NobodyCame)?;
        let Some(visitor) = room.knockers.get(&member) else { return Ok(()) };
        let (guest, card, until) = (visitor.guest, visitor.card.clone(), visitor.until);
        self.enter(guest, (number, Some(member)), card, actions)?;
        self.timers.clear(until, Timer::Waits(guest));
        if let Some(room) = self.rooms.get_mut(&number) {
            room.knockers.remove(&member);
            room.news.knocking = Told::AsItWas;
        }
        self.note(number);
        Ok(())
    }

    /// What somebody says who waits.
    pub(super) fn by_waiting(
        &mut self,
        guest: Guest,
        request: Request,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        match request {
            Request::Leave => self.dismiss(guest, Over::Left, actions),
            Request::Rename(card) => self.rename_waiting(guest, checked(card)?),
            // Anything else is for those who have a seat.
            _ => return Err(Over::Mistaken),
        }
        Ok(())
    }

    fn rename_waiting(&mut self, guest: Guest, new: Card) {
        match self.guests.get_mut(&guest).map(|present| &mut present.part) {
            Some(Part::Early { card, .. }) => *card = new,
            Some(Part::Knocking { room: number, member }) => {
                let (number, member) = (*number, *member);
                let Some(room) = self.rooms.get_mut(&number) else { return };
                let Some(visitor) = room.knockers.get_mut(&member) else { return };
                visitor.card = new;
                room.news.knocking = Told::AsItWas;
                self.note(number);
            }
            Some(Part::Undecided { .. } | Part::Seated { .. }) | None => {}
        }
    }

    /// Somebody goes who waited for a room to be opened.
    pub(super) fn early_left(&mut self, guest: Guest, room: RoomId, until: Millis) {
        self.timers.clear(until, Timer::Waits(guest));
        let Some(early) = self.early.get_mut(&room) else { return };
        early.remove(&guest);
        if early.is_empty() {
            self.early.remove(&room);
        }
    }

    /// Somebody goes who knocked.
    pub(super) fn knocker_left(&mut self, number: RoomNumber, member: MemberId) {
        let Some(room) = self.rooms.get_mut(&number) else { return };
        let Some(visitor) = room.knockers.remove(&member) else { return };
        room.numbers.give_back(member);
        room.news.knocking = Told::AsItWas;
        self.timers.clear(visitor.until, Timer::Waits(visitor.guest));
        self.note(number);
    }

    fn knocking_at(&self, number: RoomNumber) -> Vec<MemberId> {
        self.rooms.get(&number).map(|room| room.knockers.keys().copied().collect()).unwrap_or_default()
    }

    fn waits_until(&self) -> Millis {
        self.now.monotonic + Millis::minutes(self.settings.wait_minutes.into())
    }
}
