//! The forwarding unit of one shard.

use std::time::Instant;
use std::vec::Drain;

use crate::doors::{Answer, Arrival, Command, Happened, Path, Transmit};

mod counters;
mod settings;

pub use counters::Counters;
pub use settings::{Limits, Settings};

/// Forwards what members of rooms send to the others, as those have it on show.
pub struct Unit {
    #[expect(dead_code, reason = "no offer is taken yet")]
    settings: Settings,
    counters: Counters,
    happened: Vec<Happened>,
}

impl Unit {
    /// A unit without members. The names and passwords that it gives out are drawn from the seed.
    pub fn new(settings: Settings, _seed: [u8; 32]) -> Self {
        Self { settings, counters: Counters::default(), happened: Vec::new() }
    }

    /// Does what it is told.
    pub fn handle(&mut self, _now: Instant, command: Command) {
        match command {
            Command::Offer { who, number, .. } => {
                self.counters.offers_refused += 1;
                self.happened.push(Happened::Answered { who, number, answer: Answer::Refused });
            }
            Command::Show { .. } | Command::Let { .. } | Command::Remove(_) | Command::End(_) => {}
        }
    }

    /// Takes a packet that came by a path. What it sets off is done at the next [`advance`](Self::advance).
    pub fn receive(&mut self, _now: Instant, _path: Path, _packet: &[u8]) -> Arrival {
        self.counters.dropped_unknown += 1;
        Arrival::Unknown
    }

    /// Forgets a path that is no more: a stream of TCP that was closed.
    pub fn lost(&mut self, _now: Instant, _path: Path) {}

    /// Does what is due, and what followed from all that came since: to be called after each batch of packets and
    /// commands, and at the [`deadline`](Self::deadline).
    pub fn advance(&mut self, _now: Instant) {}

    /// Hands on what is to be sent: packets of one length that go to one page follow each other in one [`Transmit`], at
    /// most 64 of them and 65,000 bytes.
    pub fn flush(&mut self, _send: &mut impl FnMut(Transmit<'_>)) {}

    /// When [`advance`](Self::advance) is due at the latest, if nothing comes before.
    pub fn deadline(&self) -> Option<Instant> {
        None
    }

    /// What happened since this was last asked.
    pub fn happened(&mut self) -> Drain<'_, Happened> {
        self.happened.drain(..)
    }

    /// What was counted.
    pub fn counters(&self) -> Counters {
        self.counters
    }
}
