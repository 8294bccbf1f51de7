//! Who is let in, and what for.

use heliograph_machine::{Rate, Talk};
use heliograph_wire::Millis;
use heliograph_wire::rendezvous::{Notice, Over, Request};

use super::{Admission, Part, Present, Rendezvous, tell};
use crate::event::{Action, Guest, Source};
use crate::load::{LEAST_WORK, is_done};
use crate::timers::Timer;

/// How long a guest may take to say what it is here for: the work comes first.
const DECIDES: Millis = Millis::seconds(60);

/// How many of one source may do so at a time, and how many while there is a crowd: those of a few sources must not take
/// the room of all others.
const UNDECIDED: usize = 16;
const UNDECIDED_IN_A_CROWD: usize = 2;

/// In so many seconds a companion that is full may have room again.
const CROWDED: Over = Over::Crowded(30);

impl Rendezvous {
    pub(super) fn arrived(&mut self, guest: Guest, source: Source, actions: &mut Vec<Action>) {
        if self.guests.contains_key(&guest) {
            return;
        }
        let now = self.now.monotonic;
        let source = self.sources.admit(now, source);
        let bits = match self.has_room(source) {
            Ok(bits) => bits,
            Err(over) => {
                self.figures.refused += 1;
                return actions.extend([tell(guest, Notice::Over(over)), Action::Dismiss(guest)]);
            }
        };
        self.sources.count_one(source, |usage| &mut usage.guests);
        self.sources.count_one(source, |usage| &mut usage.undecided);
        self.figures.undecided += 1;
        let until = now + DECIDES;
        self.timers.set(until, Timer::Undecided(guest));
        let part = Part::Undecided { bits, until };
        self.guests.insert(guest, Present { source, part, talk: Talk::default() });
        let challenge = self.challenges.of(guest);
        actions.push(tell(guest, Notice::Welcome { challenge, bits, companion: self.companion }));
    }

    /// Says how much work one more of this source is asked for, if there is room for it.
    fn has_room(&mut self, source: Source) -> Result<u8, Over> {
        if self.admission == Admission::Closed {
            return Err(Over::Stopping);
        }
        let now = self.now.monotonic;
        let each = self.settings.guests_per_source;
        let is_nearly_full = self.guests.len().saturating_mul(4) >= self.settings.guests.saturating_mul(3);
        let rate = Rate::of_arrivals(each);
        self.sources.take(source, |usage| &mut usage.arrivals, rate, now).map_err(Over::TooOften)?;
        // Whoever lets one source have so many expects them to come.
        let bits = self.load.arrive(now, self.settings.arrivals.max(each));
        let bits = if is_nearly_full { bits.max(LEAST_WORK) } else { bits };
        self.figures.work_bits = bits;
        let (guests, undecided) = match bits {
            0 => (each, UNDECIDED),
            _ if is_nearly_full => (each.div_ceil(4), UNDECIDED_IN_A_CROWD),
            _ => (each, UNDECIDED_IN_A_CROWD),
        };
        let has_room = self.guests.len() < self.settings.guests
            && self.sources.has_room(source, |usage| &mut usage.guests, guests)
            && self.sources.has_room(source, |usage| &mut usage.undecided, undecided);
        if has_room { Ok(bits) } else { Err(CROWDED) }
    }

    /// What a guest says first decides what it is here for.
    pub(super) fn first_request(
        &mut self,
        guest: Guest,
        bits: u8,
        request: Request,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        if self.admission == Admission::Closed {
            return Err(Over::Stopping);
        }
        let Some(work) = work(&request) else {
            return match request {
                Request::Return { ticket } => self.come_back(guest, ticket.reveal(), actions),
                // Anything else is for those who have a part already.
                _ => Err(Over::Mistaken),
            };
        };
        if bits > 0 && !is_done(&self.challenges.of(guest), work, bits) {
            return Err(Over::Mistaken);
        }
        match request {
            Request::Open { .. } => self.open(guest, actions),
            Request::Come { nameplate, .. } => self.come(guest, nameplate, actions),
            Request::Wait { bucket, .. } => self.wait(guest, bucket, actions),
            Request::Attend { key, signature, .. } => {
                self.attend(guest, key, signature.as_flattened(), actions)
            }
            Request::Ring { link, intro, .. } => self.ring(guest, link, intro),
            // What needs no work was taken above.
            _ => Err(Over::Mistaken),
        }
    }
}

/// The work that a request brings, if it is one that has to.
const fn work(request: &Request) -> Option<u64> {
    match request {
        Request::Open { work }
        | Request::Come { work, .. }
        | Request::Wait { work, .. }
        | Request::Attend { work, .. }
        | Request::Ring { work, .. } => Some(*work),
        Request::Return { .. }
        | Request::Say { .. }
        | Request::Leave
        | Request::PutLink { .. }
        | Request::Revoke(_)
        | Request::Erase
        | Request::Subscribe(_)
        | Request::Unsubscribe { .. }
        | Request::Take { .. }
        | Request::Tell { .. }
        | Request::NotesRead { .. }
        | Request::LeaveNote { .. } => None,
    }
}
