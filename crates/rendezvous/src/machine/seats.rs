//! Seats: who takes one, leaves it, and comes back to it.

use heliograph_wire::Millis;
use heliograph_wire::rendezvous::{Notice, Over};

use super::{Part, Rendezvous, tell};
use crate::event::{Action, Guest};
use crate::places::{AWAY, Met, Place, Seat, Spot};
use crate::ticket::Ticket;
use crate::timers::Timer;

impl Rendezvous {
    /// Gives somebody a new seat.
    pub(super) fn seat_new(
        &mut self,
        guest: Guest,
        spot: Spot,
        ends: Millis,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        let holder = Some(self.chance.bytes());
        let place = self.places.get_mut(&spot).ok_or(Over::NoPlace)?;
        let mut ahead = (0..=u16::MAX).map(|ahead| place.next.wrapping_add(ahead));
        let number =
            ahead.find(|number| place.seats.iter().all(|seat| seat.number != *number)).ok_or(Over::Full)?;
        place.next = number.wrapping_add(1);
        self.sit(guest, spot, Seat { number, holder, guest: Some(guest), ends, due: ends }, actions);
        Ok(())
    }

    /// Puts somebody on a seat, and tells all who are there.
    pub(super) fn sit(&mut self, guest: Guest, spot: Spot, seat: Seat, actions: &mut Vec<Action>) {
        let Some(place) = self.places.get_mut(&spot) else { return };
        let (number, due) = (seat.number, seat.due);
        self.timers.set(due, Timer::Seat(spot, number));
        place.seats.push(seat);
        place.seats.sort_by_key(|seat| seat.number);
        self.figures.seated += 1;
        self.take_part(guest, Part::Seated { spot, seat: number });
        self.tell_seated(guest, spot, number, actions);
    }

    /// Tells somebody which seat is theirs and who else is here, and the others of them.
    pub(super) fn tell_seated(&self, guest: Guest, spot: Spot, number: u16, actions: &mut Vec<Action>) {
        let Some(place) = self.places.get(&spot) else { return };
        let Some(seat) = place.seats.iter().find(|seat| seat.number == number) else { return };
        let seconds = seat.ends.since(self.now.monotonic).0.div_ceil(1_000);
        let ticket = Ticket {
            spot,
            seat: number,
            ends: self.now.unix.saturating_add(seconds),
            place: place.id,
            holder: seat.holder.unwrap_or_default(),
        };
        actions.push(tell(
            guest,
            Notice::Seated {
                seat: number,
                nameplate: spot.nameplate(),
                ticket: ticket.sign(&self.secret),
                seconds: u32::try_from(seconds).unwrap_or(u32::MAX),
            },
        ));
        for (other, there) in place.others(number) {
            actions.push(tell(guest, Notice::Here(other)));
            actions.push(tell(there, Notice::Here(number)));
        }
    }

    /// A socket is closed, and somebody may come back.
    pub(super) fn seat_left(&mut self, guest: Guest, (spot, number): (Spot, u16), actions: &mut Vec<Action>) {
        let now = self.now.monotonic;
        let Some(place) = self.places.get_mut(&spot) else { return };
        // Where they came back by another socket, they are still here.
        if place.seat(number).is_none_or(|seat| seat.guest != Some(guest)) {
            return;
        }
        actions.extend(place.others(number).map(|(_, other)| tell(other, Notice::Gone(number))));
        let is_kept_alone = spot.nameplate().is_some() && place.met == Met::NotYet;
        let Some(seat) = place.seat(number) else { return };
        seat.guest = None;
        let due = if is_kept_alone { seat.ends } else { seat.ends.min(now + AWAY) };
        self.set_due(spot, number, due);
    }

    /// Somebody leaves for good.
    pub(super) fn seat_given_up(&mut self, spot: Spot, number: u16, actions: &mut Vec<Action>) {
        let Some(place) = self.places.get(&spot) else { return };
        actions.extend(place.others(number).map(|(_, other)| tell(other, Notice::Gone(number))));
        self.remove_seat(spot, number);
        self.end_if_used_up(spot, actions);
    }

    /// The time of a seat is out, or nobody came back to it.
    pub(super) fn seat_due(&mut self, spot: Spot, number: u16, actions: &mut Vec<Action>) {
        let now = self.now.monotonic;
        let Some(seat) = self.places.get_mut(&spot).and_then(|place| place.seat(number)) else { return };
        match (seat.ends <= now, spot) {
            (true, Spot::Nameplate(_)) => self.end_place(spot, Over::Expired, actions),
            (true, Spot::Bucket(_)) => {
                let guest = seat.guest;
                if guest.is_some() {
                    self.seat_given_up(spot, number, actions);
                } else {
                    self.remove_seat(spot, number);
                }
                if let Some(guest) = guest {
                    self.refuse(guest, Over::Expired, actions);
                }
            }
            (false, Spot::Nameplate(_)) => self.end_place(spot, Over::NoPlace, actions),
            (false, Spot::Bucket(_)) => self.remove_seat(spot, number),
        }
    }

    /// Moves the moment at which something happens at a seat.
    pub(super) fn set_due(&mut self, spot: Spot, number: u16, due: Millis) {
        let Some(seat) = self.places.get_mut(&spot).and_then(|place| place.seat(number)) else { return };
        self.timers.clear(seat.due, Timer::Seat(spot, number));
        seat.due = due;
        self.timers.set(due, Timer::Seat(spot, number));
    }

    /// Takes a seat away, and the place with the last.
    fn remove_seat(&mut self, spot: Spot, number: u16) {
        let Some(place) = self.places.get_mut(&spot) else { return };
        if let Some(seat) = place.seat(number) {
            self.timers.clear(seat.due, Timer::Seat(spot, number));
        }
        place.seats.retain(|seat| seat.number != number);
        if place.seats.is_empty() {
            self.take_place(spot);
        }
    }

    /// Where one of two left a number, it is used up: whoever guesses has one guess.
    fn end_if_used_up(&mut self, spot: Spot, actions: &mut Vec<Action>) {
        if spot.nameplate().is_some() {
            self.end_place(spot, Over::NoPlace, actions);
        }
    }

    /// Ends a place for all who are there.
    fn end_place(&mut self, spot: Spot, over: Over, actions: &mut Vec<Action>) {
        let Some(place) = self.take_place(spot) else { return };
        for (_, guest) in place.here() {
            self.refuse(guest, over, actions);
        }
    }

    /// Takes a place out of the tables; its number is used up if two have met there.
    fn take_place(&mut self, spot: Spot) -> Option<Place> {
        let place = self.places.remove(&spot)?;
        for seat in &place.seats {
            self.timers.clear(seat.due, Timer::Seat(spot, seat.number));
        }
        if let Some(opener) = place.opener {
            self.sources.give_back(opener, |usage| &mut usage.places);
        }
        match (spot, place.met) {
            (Spot::Nameplate(number), Met::Already) => self.numbers.burn(self.now.monotonic, number),
            (Spot::Nameplate(number), Met::NotYet) => self.numbers.close(number),
            (Spot::Bucket(_), _) => {}
        }
        Some(place)
    }
}
