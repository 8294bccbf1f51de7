//! What changes is told to everybody at once, gathered for a moment: thirty who come together are told of thirty, once.

use heliograph_wire::room::{Attendee, MemberId, Notice};
use heliograph_wire::{Millis, Private};

use super::{Admission, Part, Rooms, Timer, tell};
use crate::doors::RoomNumber;
use crate::rooms::event::Action;
use crate::rooms::room::{Room, Seat, Told, tell_all};
use crate::rooms::ticket::Ticket;

/// For so long what changes is gathered, and a millisecond more for each person: the more there are, the more each change
/// costs.
const GATHER: Millis = Millis(50);

/// For so long after a companion was started tickets of the one before open rooms again, and for so long after everybody was
/// led to another process.
pub(super) const INHERITS: Millis = Millis::minutes(2);

impl Rooms {
    /// Something of a room has changed, and will be told.
    pub(super) fn note(&mut self, number: RoomNumber) {
        let Some(room) = self.rooms.get_mut(&number) else { return };
        if room.news.due.is_none() {
            let people = room.seats.len() + room.knockers.len();
            let due = self.now.monotonic + GATHER + Millis(people as u64);
            room.news.due = Some(due);
            self.timers.set(due, Timer::News(number));
        }
    }

    /// Tells what has changed.
    pub(super) fn tell_news(&mut self, number: RoomNumber, actions: &mut Vec<Action>) {
        let Some(room) = self.rooms.get_mut(&number) else { return };
        let news = std::mem::take(&mut room.news);
        if let Some(due) = news.due {
            self.timers.clear(due, Timer::News(number));
        }
        let Some(room) = self.rooms.get(&number) else { return };
        for (member, why) in news.gone {
            room.tell_all(Notice::Gone { member, why }, actions);
        }
        let seated = |member: &MemberId| room.seats.get(member).map(|seat| seat.attendee(*member));
        let here: Vec<Attendee> = news.here.iter().filter_map(seated).collect();
        if !here.is_empty() {
            room.tell_all(Notice::Here(here), actions);
        }
        if news.rules == Told::AsItWas {
            room.tell_all(Notice::Ruled(room.rules), actions);
        }
        if news.knocking == Told::AsItWas {
            tell_all(room.hosts(), Notice::Knocking(room.knocking()), actions);
        }
        if news.tickets == Told::AsItWas {
            self.tell_tickets(room, 0, actions);
        }
    }

    /// Another process takes over: everybody is led there, with tickets that it takes.
    pub(super) fn move_on(&mut self, actions: &mut Vec<Action>) {
        self.admission = Admission::Closed;
        let until = self.now.unix.saturating_add(INHERITS.0 / 1_000);
        for room in self.rooms.values() {
            self.tell_tickets(room, until, actions);
        }
        for room in self.rooms.values_mut() {
            room.news.tickets = Told::AsItIs;
        }
        let has_something = |part: &Part| !matches!(part, Part::Undecided { .. });
        let guests = self.guests.iter().filter(|(_, present)| has_something(&present.part));
        tell_all(guests.map(|(guest, _)| *guest).collect(), Notice::Moving, actions);
    }

    fn tell_tickets(&self, room: &Room, moves_until: u64, actions: &mut Vec<Action>) {
        for (member, seat) in &room.seats {
            if let Some(guest) = seat.guest() {
                let ticket = self.ticket(room, (*member, seat), moves_until);
                actions.push(tell(guest, Notice::Ticket(ticket)));
            }
        }
    }

    /// What brings somebody back to a seat.
    pub(super) fn ticket(
        &self,
        room: &Room,
        (member, seat): (MemberId, &Seat),
        moves_until: u64,
    ) -> Private<Vec<u8>> {
        let ticket = Ticket {
            room: room.id,
            opening: room.opening,
            process: self.process,
            member,
            holder: seat.holder,
            role: seat.role,
            entry: seat.entry,
            rules: room.rules,
            edition: room.edition,
            ends: room.ends.map(|ends| ends.unix),
            moves_until,
        };
        ticket.sign(&self.secret)
    }
}
