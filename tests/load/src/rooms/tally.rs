//! What is counted of somebody in a room.

use heliograph_simnet::{Mark, Medium, Place};
use heliograph_wire::room::{MemberId, Over};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    time::Duration,
};

/// What is counted of somebody.
#[derive(Default)]
pub struct Tally {
    /// How long they waited for the server, from the offer on until the connection was there; their own work is not in it.
    pub server_took: Cell<Duration>,
    /// How long all of that took; none while there is no connection.
    pub joined: Cell<Option<Duration>>,
    /// Whether the connection is over.
    pub is_over: Cell<bool>,
    /// Which member they are, where the server names them.
    pub member: Cell<Option<MemberId>>,
    /// Why the companion said that it is over.
    pub over: Cell<Option<Over>>,
    /// Packets of others that came.
    pub packets: Cell<u64>,
    /// Packets of others' voices that came.
    pub sound: Cell<u64>,
    /// Packets of their own that came back to them.
    pub own: Cell<u64>,
    /// Packets that they sent.
    pub sent: Cell<u64>,
    /// Packets of their voice that they sent.
    pub sent_sound: Cell<u64>,
    /// How many packets came of each member.
    pub by_member: RefCell<BTreeMap<MemberId, u64>>,
    /// The first and the last number of those by the first section for pictures, and how many there were.
    pub numbers: Cell<Option<Numbers>>,
    /// How long packets took, in nanoseconds, from their sender to the kernel here; kept only where it is asked for.
    pub latencies: RefCell<Option<Vec<u64>>>,
}

/// Sequence numbers that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    first: u64,
    last: u64,
    count: u64,
}

impl Numbers {
    /// How many are missing in between.
    pub const fn missing(self) -> u64 {
        (self.last + 1 - self.first).saturating_sub(self.count)
    }

    fn with(this: Option<Self>, number: u64) -> Self {
        let Some(Self { first, last, count }) = this else {
            return Self { first: number, last: number, count: 1 };
        };
        Self { first: first.min(number), last: last.max(number), count: count + 1 }
    }
}

impl Tally {
    /// A packet is sent.
    pub(crate) fn sends(&self, medium: Medium) {
        add(&self.sent);
        if medium == Medium::Voice {
            add(&self.sent_sound);
        }
    }

    /// A packet came by this section; when the kernel had it, where that is known.
    pub(crate) fn takes(&self, place: Place, number: u64, mark: Mark, at: Option<u64>) {
        if self.member.get() == Some(mark.member) {
            add(&self.own);
            return;
        }
        add(&self.packets);
        if mark.medium == Medium::Voice {
            add(&self.sound);
        }
        *self.by_member.borrow_mut().entry(mark.member).or_default() += 1;
        if place == Place::Picture(0) {
            self.numbers.set(Some(Numbers::with(self.numbers.get(), number)));
        }
        if let (Some(latencies), Some(at)) = (&mut *self.latencies.borrow_mut(), at) {
            latencies.push(at.saturating_sub(mark.stamp));
        }
    }
}

fn add(count: &Cell<u64>) {
    count.set(count.get() + 1);
}

#[cfg(test)]
mod tests {
    use super::Numbers;

    #[test]
    fn what_is_missing_is_counted_between_the_first_and_the_last() {
        let numbers =
            |list: &[u64]| list.iter().fold(None, |sum, number| Some(Numbers::with(sum, *number))).unwrap();
        assert_eq!(numbers(&[5, 6, 7]).missing(), 0);
        assert_eq!(numbers(&[5, 9, 7]).missing(), 2);
        assert_eq!(numbers(&[9, 5]).missing(), 3);
    }
}
