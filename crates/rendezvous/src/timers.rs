use std::collections::BTreeSet;

use heliograph_wire::Millis;

use crate::callees::Key;
use crate::event::Guest;
use crate::places::Spot;

/// What a moment is waited for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// A guest has still not said what it is here for.
    Undecided(Guest),
    /// A seat's time is out, or nobody came back to it.
    Seat(Spot, u16),
    /// A ring goes on, or is over.
    Ring(u32),
    /// Whoever is rung is woken.
    Wake(u32),
    /// A callee of which nothing came is forgotten.
    Trial(Key),
}

/// All moments that are waited for: one for each thing that waits, and two for a ring.
#[derive(Default)]
pub(crate) struct Timers(BTreeSet<(Millis, Timer)>);

impl Timers {
    pub(crate) fn set(&mut self, due: Millis, timer: Timer) {
        self.0.insert((due, timer));
    }

    pub(crate) fn clear(&mut self, due: Millis, timer: Timer) {
        self.0.remove(&(due, timer));
    }

    pub(crate) fn next(&self) -> Option<Millis> {
        self.0.first().map(|(due, _)| *due)
    }

    /// Takes the first that has come, and when it was due.
    pub(crate) fn take(&mut self, now: Millis) -> Option<(Millis, Timer)> {
        if self.next()? > now {
            return None;
        }
        self.0.pop_first()
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }
}
