//! Meeting by words: how people come to a place, and what they say there.

use heliograph_wire::Millis;
use heliograph_wire::rendezvous::{BUCKETS, Notice, Over, Request, SEALED_LIMIT};

use super::{Part, Rendezvous, tell};
use crate::event::{Action, Guest, Source};
use crate::places::{AWAY, Met, Place, Seat, Spot, TOGETHER};
use crate::ticket::Ticket;
use crate::timers::Timer;

/// In so many seconds there may be numbers again.
const NO_NUMBERS: Over = Over::Crowded(600);

/// A source that has as many places as it may have has to wait until one is over.
const MANY_PLACES: Over = Over::TooOften(60);

/// What all buckets have in tickets: they are the same place again after a restart.
const BUCKET: [u8; 8] = [0; 8];

impl Rendezvous {
    /// Opens a place with a number that nobody else has.
    pub(super) fn open(&mut self, guest: Guest, actions: &mut Vec<Action>) -> Result<(), Over> {
        let now = self.now.monotonic;
        let source = self.take_one(guest, |usage| &mut usage.opens, self.settings.opens_per_minute)?;
        self.has_room_for_a_place(source)?;
        let number = self.numbers.open_any(now, &mut self.chance).ok_or(NO_NUMBERS)?;
        let id = self.chance.bytes();
        self.add_nameplate(number, id, source);
        let spot = Spot::Nameplate(number);
        self.seat_new(guest, spot, now + spot.waits(), actions)
    }

    /// Comes to a number that somebody was told.
    pub(super) fn come(&mut self, guest: Guest, number: u32, actions: &mut Vec<Action>) -> Result<(), Over> {
        self.take_one(guest, |usage| &mut usage.comes, self.settings.comes_per_minute)?;
        let spot = Spot::Nameplate(number);
        self.has_seat(spot, actions)?;
        let ends = self.meet(spot);
        self.seat_new(guest, spot, ends, actions)
    }

    /// Waits with all whose words fall into the same bucket.
    pub(super) fn wait(&mut self, guest: Guest, bucket: u16, actions: &mut Vec<Action>) -> Result<(), Over> {
        if bucket >= BUCKETS {
            return Err(Over::Mistaken);
        }
        self.take_one(guest, |usage| &mut usage.waits, self.settings.waits_per_minute)?;
        let spot = Spot::Bucket(bucket);
        self.begin_bucket(spot);
        self.has_seat(spot, actions)?;
        self.seat_new(guest, spot, self.now.monotonic + spot.waits(), actions)
    }

    /// Comes back to a seat, which may be gone since the companion was started again.
    pub(super) fn come_back(
        &mut self,
        guest: Guest,
        ticket: &[u8],
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        let ticket = Ticket::read(ticket, &self.secret).ok_or(Over::NoPlace)?;
        let place = self.places.get_mut(&ticket.spot);
        if let Some(seat) =
            place.filter(|place| place.id == ticket.place).and_then(|place| place.seat(ticket.seat))
        {
            let holder = *seat.holder.get_or_insert(ticket.holder);
            return if holder == ticket.holder {
                self.take_seat(guest, &ticket, actions)
            } else {
                Err(Over::NoPlace)
            };
        }
        let left = ticket.ends.saturating_sub(self.now.unix).saturating_mul(1_000);
        if left == 0 {
            return Err(Over::NoPlace);
        }
        // A clock that was set back makes no wait longer.
        let ends = self.now.monotonic + Millis(left).min(ticket.spot.waits());
        let ends = match ticket.spot {
            Spot::Nameplate(number) => self.reopen(guest, number, &ticket, ends)?,
            Spot::Bucket(_) => self.has_seat_again(&ticket, actions).map(|()| ends)?,
        };
        let holder = Some(ticket.holder);
        let seat = Seat { number: ticket.seat, holder, guest: Some(guest), ends, due: ends };
        self.sit(guest, ticket.spot, seat, actions);
        Ok(())
    }

    /// What somebody says who has a seat.
    pub(super) fn at_seat(
        &mut self,
        guest: Guest,
        (spot, seat): (Spot, u16),
        request: Request,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        match request {
            Request::Say { to, sealed } if sealed.reveal().len() <= SEALED_LIMIT => {
                let there =
                    self.places.get(&spot).and_then(|place| place.others(seat).find(|other| other.0 == to));
                actions.extend(there.map(|(_, there)| tell(there, Notice::Said { from: seat, sealed })));
                Ok(())
            }
            Request::Leave => {
                self.seat_given_up(spot, seat, actions);
                self.leave(guest, actions);
                Ok(())
            }
            // All else is for others, or too long.
            _ => Err(Over::Mistaken),
        }
    }

    /// Lets a guest go who said so.
    pub(super) fn leave(&mut self, guest: Guest, actions: &mut Vec<Action>) {
        if self.guests.contains_key(&guest) {
            self.dismiss(guest, actions);
        }
    }

    fn has_room_for_a_place(&mut self, source: Source) -> Result<(), Over> {
        if !self.sources.has_room(source, |usage| &mut usage.places, self.settings.places_per_source) {
            return Err(MANY_PLACES);
        }
        if self.numbers.open_count() >= self.settings.guests.saturating_mul(2) {
            return Err(NO_NUMBERS);
        }
        Ok(())
    }

    fn add_nameplate(&mut self, number: u32, id: [u8; 8], source: Source) {
        self.sources.count_one(source, |usage| &mut usage.places);
        let place = Place { opener: Some(source), ..Place::new(id) };
        self.places.insert(Spot::Nameplate(number), place);
    }

    /// Whether there is a place with an empty seat. Those who are there hear of who finds none.
    fn has_seat(&self, spot: Spot, actions: &mut Vec<Action>) -> Result<(), Over> {
        let place = self.places.get(&spot).ok_or(Over::NoPlace)?;
        if place.seats.len() < spot.seats() {
            return Ok(());
        }
        actions.extend(place.here().map(|(_, guest)| tell(guest, Notice::Crowd)));
        Err(Over::Full)
    }

    /// A second one comes: if the first is away, they have to come soon; and both have some time at least. Says when that
    /// is over.
    fn meet(&mut self, spot: Spot) -> Millis {
        let now = self.now.monotonic;
        let Some(place) = self.places.get_mut(&spot) else { return now };
        place.met = Met::Already;
        let Some(first) = place.seats.first_mut() else { return now };
        let ends = first.ends.max(now + TOGETHER);
        first.ends = ends;
        let due = if first.guest.is_some() { ends } else { ends.min(now + AWAY) };
        let number = first.number;
        self.set_due(spot, number, due);
        ends
    }

    /// Somebody has the seat again that they have a ticket for. Their other socket has it no more.
    fn take_seat(&mut self, guest: Guest, ticket: &Ticket, actions: &mut Vec<Action>) -> Result<(), Over> {
        let (spot, number) = (ticket.spot, ticket.seat);
        let seat = self.places.get_mut(&spot).and_then(|place| place.seat(number)).ok_or(Over::NoPlace)?;
        let ends = seat.ends;
        let before = seat.guest.replace(guest);
        self.set_due(spot, number, ends);
        self.take_part(guest, Part::Seated { spot, seat: number });
        if let Some(before) = before {
            self.refuse(before, Over::Replaced, actions);
        }
        self.tell_seated(guest, spot, number, actions);
        Ok(())
    }

    /// Lets somebody come back to a number of which nothing is known any more, or only the other one who came back before.
    /// Says when the wait is over.
    fn reopen(&mut self, guest: Guest, number: u32, ticket: &Ticket, ends: Millis) -> Result<Millis, Over> {
        if let Some(place) = self.places.get(&ticket.spot) {
            let is_the_other = place.id == ticket.place && place.seats.len() < ticket.spot.seats();
            return if is_the_other { Ok(self.meet(ticket.spot)) } else { Err(Over::NoPlace) };
        }
        let source = self.source_of(guest)?;
        self.has_room_for_a_place(source)?;
        if !self.numbers.reopen(self.now.monotonic, number) {
            return Err(Over::NoPlace);
        }
        self.add_nameplate(number, ticket.place, source);
        if let Some(place) = self.places.get_mut(&ticket.spot) {
            // Somebody with a ticket may still come to the seats before.
            place.next = ticket.seat.max(1).wrapping_add(1);
        }
        if ticket.seat > 0 {
            self.await_first(ticket.spot, ends);
        }
        Ok(ends)
    }

    /// Nobody else knows where in a bucket seats are numbered from. So whoever comes newly after a restart is not given the
    /// number of somebody who has a ticket, but by a rare chance.
    fn begin_bucket(&mut self, spot: Spot) {
        let next = u16::from_be_bytes(self.chance.bytes());
        self.places.entry(spot).or_insert_with(|| Place { next, ..Place::new(BUCKET) });
    }

    fn has_seat_again(&mut self, ticket: &Ticket, actions: &mut Vec<Action>) -> Result<(), Over> {
        self.begin_bucket(ticket.spot);
        self.has_seat(ticket.spot, actions)
    }

    /// Whoever has the second seat after a restart was there with the first.
    fn await_first(&mut self, spot: Spot, ends: Millis) {
        let due = ends.min(self.now.monotonic + AWAY);
        let Some(place) = self.places.get_mut(&spot) else { return };
        place.met = Met::Already;
        place.seats.push(Seat { number: 0, holder: None, guest: None, ends, due });
        self.timers.set(due, Timer::Seat(spot, 0));
    }
}
