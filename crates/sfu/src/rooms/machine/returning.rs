//! Those who come back by ticket: to a seat that waits, or to one of a process that is no more.

use heliograph_wire::room::{Card, Gone, MemberId, Over};

use super::news::INHERITS;
use super::opening::Founding;
use super::seats::Newcomer;
use super::{Rooms, welcome::checked};
use crate::doors::RoomNumber;
use crate::rooms::event::{Action, Guest};
use crate::rooms::room::{Edition, Lineage, Room, Told};
use crate::rooms::ticket::Ticket;

impl Rooms {
    pub(super) fn come_back(
        &mut self,
        guest: Guest,
        ticket: &[u8],
        card: Card,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        let card = checked(card)?;
        self.take_one(guest, |used| &mut used.knocks, self.settings.knocks_per_minute)?;
        let ticket = Ticket::read(ticket, &self.secret).ok_or(Over::NoSeat)?;
        if let Some(place) = self.seat_of(&ticket) {
            return self.take_seat(guest, place, actions);
        }
        if ticket.process == self.process || !self.inherits(&ticket) {
            return Err(Over::NoSeat);
        }
        self.inherit(guest, &ticket, card, actions)
    }

    /// The seat that a ticket is for, where it is still there.
    fn seat_of(&self, ticket: &Ticket) -> Option<(RoomNumber, MemberId)> {
        let number = self.numbers.get(&ticket.room)?;
        let seats = &self.rooms.get(number)?.seats;
        let (member, _) = seats.iter().find(|(_, seat)| seat.holder == ticket.holder)?;
        Some((*number, *member))
    }

    /// Whether a ticket of another process opens anything here: for a while after that one was stopped.
    fn inherits(&self, ticket: &Ticket) -> bool {
        let is_new = self.now.monotonic.since(self.began) < INHERITS;
        let lasts = ticket.ends.is_none_or(|ends| ends > self.now.unix);
        lasts && (is_new || ticket.moves_until > self.now.unix)
    }

    /// Gives somebody the seat that they had in another process, and makes the room again where nobody has yet.
    fn inherit(
        &mut self,
        guest: Guest,
        ticket: &Ticket,
        card: Card,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        let source = self.source_of(guest)?;
        self.has_place(source)?;
        let (number, is_new) = match self.numbers.get(&ticket.room) {
            Some(number) => (*number, false),
            None => {
                let founding = Founding {
                    id: ticket.room,
                    opening: ticket.opening,
                    lineage: Lineage::Inherited,
                    rules: ticket.rules,
                    edition: ticket.edition,
                    ends: ticket.ends,
                };
                (self.found(founding, source)?, true)
            }
        };
        let taken = self.take_inherited(guest, (number, ticket), card, actions);
        if taken.is_err() && is_new {
            self.close(number, Over::NobodyCame, actions);
        } else if is_new {
            self.let_early_in(number, actions);
        }
        taken
    }

    fn take_inherited(
        &mut self,
        guest: Guest,
        (number, ticket): (RoomNumber, &Ticket),
        card: Card,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        if self.is_full(number) {
            return Err(Over::Full);
        }
        let source = self.source_of(guest)?;
        let room = self.rooms.get_mut(&number).ok_or(Over::NoSeat)?;
        if ticket.edition.number < room.heard.valid_from {
            room.watch(source);
        }
        may_inherit(room, ticket)?;
        let before = room.heard;
        hear(room, ticket);
        let (heard, rules) = (room.heard, room.rules);
        let newcomer = Newcomer {
            member: room.numbers.inherit(ticket.member),
            holder: ticket.holder,
            card,
            role: ticket.role,
            entry: ticket.entry,
            inherited: Some(ticket.edition.number),
        };
        self.sit(guest, number, newcomer, actions)?;
        self.figures.returned += 1;
        if heard.number > before.number && ticket.rules != rules {
            self.rule(number, ticket.rules, actions);
        }
        if heard.valid_from > before.valid_from {
            self.void_before(number, heard.valid_from, actions);
        }
        Ok(())
    }

    /// Takes the seats of those who came by tickets of editions that are void: they may have been removed since.
    fn void_before(&mut self, number: RoomNumber, edition: u32, actions: &mut Vec<Action>) {
        let Some(room) = self.rooms.get_mut(&number) else { return };
        let is_void = |inherited: Option<u32>| inherited.is_some_and(|inherited| inherited < edition);
        let void = room.seats.iter().filter(|(_, seat)| is_void(seat.inherited));
        let void: Vec<_> = void.map(|(member, seat)| (*member, seat.guest(), seat.source)).collect();
        void.iter().for_each(|(.., source)| room.watch(*source));
        for (member, guest, _) in void {
            self.unseat((number, member), Gone::Removed, actions);
            if let Some(guest) = guest {
                self.refuse(guest, Over::NoSeat, actions);
            }
        }
    }
}

/// Whether a ticket is of the same room as those before it, and not of somebody who was removed since it was given out.
fn may_inherit(room: &Room, ticket: &Ticket) -> Result<(), Over> {
    let is_same = room.lineage == Lineage::Opened || room.opening == ticket.opening;
    let is_valid = ticket.edition.number >= room.heard.valid_from && !room.returned.contains(&ticket.holder);
    if is_same && is_valid { Ok(()) } else { Err(Over::NoSeat) }
}

/// Takes what a ticket says of a room: the newest says the most.
fn hear(room: &mut Room, ticket: &Ticket) {
    // Where a host was quicker than all who have a ticket, the first of them says which room this is.
    room.lineage = Lineage::Inherited;
    room.group.inherit();
    room.opening = ticket.opening;
    room.returned.insert(ticket.holder);
    let newest = |one: Edition, other: Edition| Edition {
        number: one.number.max(other.number),
        valid_from: one.valid_from.max(other.valid_from),
    };
    room.heard = newest(room.heard, ticket.edition);
    room.edition = newest(room.edition, ticket.edition);
    room.news.tickets = Told::AsItWas;
}
