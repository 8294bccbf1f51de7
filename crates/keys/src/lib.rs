//! Keeps and uses the secrets by which people meet by words and ring each other by links.
//!
//! What it is: one machine, [`Keys`], which is asked for one thing after another and answers each. It runs in a worker of
//! its own, so that the page never stalls and holds no key of a lane. `docs/protocol/lanes.md` has all that it computes, for
//! whoever builds another. What it is not: it opens no socket, reads no clock, keeps nothing longer than it lives, and
//! draws from the chance that it is given only.
//!
//! ```
//! use heliograph_keys::Keys;
//! use heliograph_wire::rendezvous::{Outcome, Pairing, Task};
//! # use rand_core::{CryptoRng, Error, RngCore};
//! # struct Chance(u64);
//! # impl RngCore for Chance {
//! #     fn next_u32(&mut self) -> u32 { self.next_u64() as u32 }
//! #     fn next_u64(&mut self) -> u64 { self.0 += 1; self.0 }
//! #     fn fill_bytes(&mut self, bytes: &mut [u8]) { bytes.fill(self.next_u64() as u8) }
//! #     fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> { Ok(self.fill_bytes(bytes)) }
//! # }
//! # impl CryptoRng for Chance {}
//!
//! let mut keys = Keys::new(Chance(0));
//! let typed = "4711 Aban. ZOO, act".to_owned().into();
//! let Outcome::Placed { words, pairing } = keys.perform(Task::PlaceWords { typed, companion: [7; 16] }) else {
//!     panic!("these are words")
//! };
//! assert_eq!(words.reveal(), "abandon-zoo-act");
//! assert!(pairing == Pairing::Nameplate(4711));
//! ```
#![warn(missing_docs)]

mod bucket;
mod callee;
#[cfg(test)]
mod chance;
#[cfg(target_arch = "wasm32")]
pub mod door;
mod lanes;
mod letters;
mod links;
mod meeting;
mod nfkc;
mod padding;
mod pake;
mod ring;
mod room;
mod subscription;
#[cfg(test)]
mod tests;
mod words;
mod work;

use heliograph_wire::Private;
use heliograph_wire::rendezvous::{Heard, Lane, Outcome, Pairing, Task};
use rand_core::CryptoRngCore;

use crate::bucket::Stretcher;
use crate::callee::Callee;
use crate::lanes::{End, Lanes};
use crate::links::Links;
use crate::meeting::Meeting;
use crate::ring::Ring;
use crate::words::Typed;

pub use crate::links::LABEL_BYTES;

/// All secrets of a page, for as long as it needs them.
pub struct Keys<C> {
    chance: C,
    lanes: Lanes,
    links: Links,
    stretcher: Stretcher,
}

impl<C: CryptoRngCore> Keys<C> {
    /// Knows nothing yet. All keys are drawn from this chance.
    pub fn new(chance: C) -> Self {
        Self { chance, lanes: Lanes::default(), links: Links::default(), stretcher: Stretcher::default() }
    }

    /// Does one thing. What makes no sense, or is more than may be, comes to [`Outcome::Done`].
    pub fn perform(&mut self, task: Task) -> Outcome {
        match task {
            Task::DrawWords => Outcome::Drawn(words::drawn(&mut self.chance)),
            Task::PlaceWords { typed, companion } => self.place(&typed, &companion),
            Task::Meet { lane, words, pairing, companion, seats } => {
                let secret = self.secret_of(&words, &pairing, &companion);
                self.meet(lane, &secret, &meeting::identity(&pairing, &companion), seats)
            }
            Task::Hear { lane, bytes } => self.lanes.hear(lane, bytes.reveal()),
            Task::Say { lane, bytes } => self.lanes.say(lane, bytes.reveal()),
            Task::Forget(lane) => {
                self.lanes.forget(lane);
                Outcome::Done
            }
            Task::Work { challenge, bits } => {
                work::done(&challenge, bits).map_or(Outcome::Done, |work| Outcome::Worked { challenge, work })
            }
            Task::NewCallee => Outcome::Callee(callee::secret(&mut self.chance)),
            Task::Attend { secret, challenge } => Outcome::Attends(Callee::of(&secret).attend(&challenge)),
            Task::NewLink { secret, label } => {
                Outcome::NewLink(self.links.make(&Callee::of(&secret), &label, &mut self.chance))
            }
            Task::Label { secret, hash, label } => {
                let label = self.links.label(&Callee::of(&secret), hash, &label, &mut self.chance);
                label.map_or(Outcome::Done, Outcome::Labelled)
            }
            Task::ReadLinks { secret, links } => {
                let callee = Callee::of(&secret);
                Outcome::Links(links.iter().map(|link| self.links.read(&callee, link)).collect())
            }
            Task::Subscribe { secret, endpoint } => {
                subscription::seal(&Callee::of(&secret), &endpoint, &mut self.chance)
                    .map_or(Outcome::Done, Outcome::Subscription)
            }
            Task::Ring { lane, key, intro } => self.ring(lane, &key, intro.reveal()),
            Task::HearRing { lane, secret, intro } => {
                self.hear_ring(lane, &Callee::of(&secret), intro.reveal())
            }
            Task::NewRoom => Outcome::Room(room::read(room::secret(&mut self.chance))),
            Task::ReadRoom(secret) => Outcome::Room(room::read(secret)),
            Task::OpenRoom { secret, challenge } => {
                Outcome::Hosts { challenge, signature: room::open(&secret, &challenge) }
            }
        }
    }

    fn place(&mut self, typed: &Private<String>, companion: &[u8; 16]) -> Outcome {
        match words::read(typed.reveal()) {
            Some(Typed::Code { nameplate, words }) => {
                Outcome::Placed { words, pairing: Pairing::Nameplate(nameplate) }
            }
            Some(Typed::Own(words)) => {
                let bucket = self.stretcher.stretch(&words, companion).bucket;
                Outcome::Placed { words, pairing: Pairing::Bucket(bucket) }
            }
            Some(Typed::Mistyped) => Outcome::Mistyped,
            None => Outcome::NoWords,
        }
    }

    /// Words that were drawn have one guess; people's own are few enough that each guess has to cost something, too.
    fn secret_of(
        &mut self,
        words: &Private<String>,
        pairing: &Pairing,
        companion: &[u8; 16],
    ) -> Private<Vec<u8>> {
        match pairing {
            Pairing::Nameplate(_) => Private::new(words.reveal().clone().into_bytes()),
            Pairing::Bucket(_) => self.stretcher.stretch(words, companion).secret,
        }
    }

    fn meet(&mut self, lane: Lane, secret: &Private<Vec<u8>>, identity: &[u8], seats: [u16; 2]) -> Outcome {
        if !self.lanes.has_room_for(lane) {
            return Outcome::Done;
        }
        let Some((meeting, message)) = Meeting::begin(secret.reveal(), identity, seats, &mut self.chance)
        else {
            return Outcome::Done;
        };
        self.lanes.begin(lane, End::Words(meeting), message)
    }

    fn ring(&mut self, lane: Lane, key: &[u8; 32], intro: &[u8]) -> Outcome {
        if !self.lanes.has_room_for(lane) {
            return Outcome::Done;
        }
        let Some((ring, message)) = Ring::begin(key, intro, &mut self.chance) else { return Outcome::Done };
        self.lanes.begin(lane, End::Link(ring), message)
    }

    fn hear_ring(&mut self, lane: Lane, callee: &Callee, intro: &[u8]) -> Outcome {
        if !self.lanes.has_room_for(lane) {
            return Outcome::Done;
        }
        match Ring::rung(&callee.ring, intro, &mut self.chance) {
            Some((ring, intro)) => self.lanes.answer(lane, End::Link(ring), intro),
            None => Outcome::Heard { lane, heard: Heard::Nothing },
        }
    }
}
