//! Who is let in, and what for.

use heliograph_wire::Millis;
use heliograph_wire::rendezvous::{Notice, Over, Request};

use super::{Admission, Part, Present, Rendezvous, Said, tell};
use crate::chance::keyed;
use crate::event::{Action, Guest, Source};
use crate::load::is_done;
use crate::timers::Timer;

/// How long a guest may take to say what it is here for: the work comes first.
const UNDECIDED: Millis = Millis::seconds(60);

/// How many of one source may do so at a time, and how many while there is a crowd: those of a few sources must not take
/// the room of all others.
const UNDECIDED_PER_SOURCE: usize = 16;
const UNDECIDED_IN_A_CROWD: usize = 2;

/// In so many seconds a companion that is full may have room again.
const CROWDED: Over = Over::Crowded(30);

impl Rendezvous {
    pub(super) fn arrived(&mut self, guest: Guest, source: Source, actions: &mut Vec<Action>) {
        if self.guests.contains_key(&guest) {
            return;
        }
        let now = self.now.monotonic;
        let bits = self.load.arrive(now, self.settings.arrivals);
        self.figures.work_bits = bits;
        let source = self.sources.admit(now, source);
        if let Err(over) = self.has_room(source, bits) {
            self.figures.refused += 1;
            actions.extend([tell(guest, Notice::Over(over)), Action::Dismiss(guest)]);
            return;
        }
        let usage = self.sources.of(source);
        usage.guests += 1;
        usage.undecided += 1;
        self.figures.undecided += 1;
        let until = now + UNDECIDED;
        self.timers.set(until, Timer::Undecided(guest));
        let part = Part::Undecided { bits, until };
        self.guests.insert(guest, Present { source, part, said: Said::default() });
        let challenge = self.challenge(guest);
        actions.push(tell(guest, Notice::Welcome { challenge, bits, companion: self.companion }));
    }

    fn has_room(&mut self, source: Source, bits: u8) -> Result<(), Over> {
        if self.admission == Admission::Closed {
            return Err(Over::Stopping);
        }
        let undecided = if bits > 0 { UNDECIDED_IN_A_CROWD } else { UNDECIDED_PER_SOURCE };
        let usage = self.sources.of(source);
        let has_room = self.guests.len() < self.settings.guests
            && usage.guests < self.settings.guests_per_source
            && usage.undecided < undecided;
        if has_room { Ok(()) } else { Err(CROWDED) }
    }

    /// Another one for each socket, so that nothing has to be kept of it.
    pub(super) fn challenge(&self, guest: Guest) -> [u8; 32] {
        keyed(&self.challenges, b"challenge", &guest.0.to_be_bytes())
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
        if bits > 0 && !is_done(&self.challenge(guest), work, bits) {
            return Err(Over::Mistaken);
        }
        match request {
            Request::Open { .. } => self.open(guest, actions),
            Request::Come { nameplate, .. } => self.come(guest, nameplate, actions),
            Request::Wait { bucket, .. } => self.wait(guest, bucket, actions),
            Request::Attend { key, signature, .. } => {
                self.attend(guest, key, signature.as_flattened(), actions)
            }
            Request::Ring { link, intro, .. } => self.ring(guest, &link, intro),
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
        | Request::Take { .. }
        | Request::Tell { .. }
        | Request::NotesRead { .. }
        | Request::LeaveNote { .. } => None,
    }
}
