//! The last packets of one incoming stream, so that they can be had again.

use std::time::{Duration, Instant};

/// How much is kept.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// The most bytes.
    pub bytes: usize,
    /// The longest, counted from when it came to when the newest came.
    pub age: Duration,
    /// The most packets, and how far apart their numbers may be: a power of two.
    pub packets: usize,
}

/// The last packets of one incoming stream, each at its number's place.
#[derive(Debug)]
pub struct Ring<T> {
    budget: Budget,
    slots: Vec<Option<Slot<T>>>,
    /// No packet before it is kept.
    oldest: u64,
    /// Behind the newest.
    end: u64,
    bytes: usize,
}

#[derive(Debug)]
struct Slot<T> {
    sequence: u64,
    at: Instant,
    bytes: usize,
    packet: T,
}

/// As many packets there is room for when the first comes.
const FIRST_ROOM: usize = 32;

impl<T> Ring<T> {
    /// An empty one. It takes memory as packets come.
    pub fn new(budget: Budget) -> Self {
        let packets = budget.packets.next_power_of_two().max(FIRST_ROOM);
        Self { budget: Budget { packets, ..budget }, slots: Vec::new(), oldest: 0, end: 0, bytes: 0 }
    }

    /// Keeps a packet of so many bytes; the oldest go. One that is kept already, or is too old, changes nothing.
    pub fn keep(&mut self, now: Instant, sequence: u64, bytes: usize, packet: T) {
        if self.is_empty() {
            (self.oldest, self.end) = (sequence, sequence);
        }
        let Some(end) = sequence.checked_add(1) else { return };
        if sequence < self.oldest {
            // Before all that are kept: there may be room for it still.
            if self.end - sequence > self.budget.packets as u64 || self.is_full(bytes) {
                return;
            }
            self.make_room(self.end - sequence);
            self.oldest = sequence;
        } else if sequence >= self.end {
            if end - self.oldest > self.budget.packets as u64 {
                self.forget_before(end - self.budget.packets as u64);
            }
            self.make_room(end - self.oldest);
            self.end = end;
        } else if self.find(sequence).is_some() {
            return;
        }
        let index = self.index(sequence);
        self.slots[index] = Some(Slot { sequence, at: now, bytes, packet });
        self.bytes += bytes;
        self.forget_old(now);
    }

    /// The packet with this number.
    pub fn find(&self, sequence: u64) -> Option<&T> {
        if !(self.oldest..self.end).contains(&sequence) {
            return None;
        }
        let slot = self.slots[self.index(sequence)].as_ref()?;
        (slot.sequence == sequence).then_some(&slot.packet)
    }

    /// The packets behind this number, in order.
    pub fn behind(&self, sequence: u64) -> impl Iterator<Item = (u64, &T)> {
        let from = sequence.saturating_add(1).max(self.oldest);
        (from..self.end).filter_map(|sequence| Some((sequence, self.find(sequence)?)))
    }

    /// Whether this is the number of the newest packet that came.
    pub fn ends_with(&self, sequence: u64) -> bool {
        sequence.checked_add(1) == Some(self.end)
    }

    /// How many bytes are kept.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    fn is_empty(&self) -> bool {
        self.oldest == self.end
    }

    fn is_full(&self, more: usize) -> bool {
        self.bytes + more > self.budget.bytes
    }

    fn index(&self, sequence: u64) -> usize {
        (sequence % self.slots.len() as u64) as usize
    }

    fn make_room(&mut self, span: u64) {
        let wanted = (span as usize).next_power_of_two().clamp(FIRST_ROOM, self.budget.packets);
        if wanted <= self.slots.len() {
            return;
        }
        let mut slots: Vec<Option<Slot<T>>> = Vec::new();
        slots.resize_with(wanted, || None);
        for slot in self.slots.drain(..).flatten() {
            let index = (slot.sequence % wanted as u64) as usize;
            slots[index] = Some(slot);
        }
        self.slots = slots;
    }

    fn forget_old(&mut self, now: Instant) {
        while self.oldest < self.end {
            let index = self.index(self.oldest);
            let is_old = |slot: &Slot<T>| now.saturating_duration_since(slot.at) > self.budget.age;
            if self.slots[index].as_ref().is_some_and(|slot| !is_old(slot) && !self.is_full(0)) {
                return;
            }
            self.forget_at(index);
            self.oldest += 1;
        }
    }

    fn forget_before(&mut self, sequence: u64) {
        if sequence >= self.end {
            self.slots.iter_mut().for_each(|slot| *slot = None);
            (self.oldest, self.end, self.bytes) = (sequence, sequence, 0);
            return;
        }
        for old in self.oldest..sequence {
            self.forget_at(self.index(old));
        }
        self.oldest = self.oldest.max(sequence);
    }

    fn forget_at(&mut self, index: usize) {
        if let Some(slot) = self.slots[index].take() {
            self.bytes -= slot.bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::{Duration, Instant};

    use proptest::prelude::*;

    use super::{Budget, Ring};

    const BUDGET: Budget = Budget { bytes: 6_000, age: Duration::from_millis(500), packets: 64 };

    #[test]
    fn packets_are_found_by_their_numbers_and_go_when_they_are_old() {
        let mut ring = Ring::new(BUDGET);
        let start = Instant::now();
        for sequence in [65_530, 65_531, 65_533, 65_536] {
            ring.keep(start, sequence, 100, sequence);
        }
        assert_eq!(ring.find(65_533), Some(&65_533));
        assert_eq!(ring.find(65_532), None);
        assert_eq!(
            ring.behind(65_530).map(|(sequence, _)| sequence).collect::<Vec<_>>(),
            [65_531, 65_533, 65_536]
        );
        ring.keep(start + Duration::from_millis(400), 65_532, 100, 65_532);
        assert_eq!(ring.find(65_532), Some(&65_532));
        ring.keep(start + Duration::from_millis(600), 65_540, 100, 65_540);
        assert_eq!(ring.find(65_531), None);
        assert_eq!(ring.find(65_532), Some(&65_532));
        ring.keep(start + Duration::from_millis(2_000), 65_541, 100, 65_541);
        assert_eq!((ring.find(65_532), ring.bytes()), (None, 100));
    }

    #[test]
    fn a_jump_empties_it_at_once() {
        let mut ring = Ring::new(BUDGET);
        let start = Instant::now();
        ring.keep(start, 5, 100, ());
        ring.keep(start, u64::MAX - 1, 100, ());
        ring.keep(start, u64::MAX, 100, ());
        assert_eq!((ring.find(5), ring.bytes()), (None, 100));
        assert_eq!(ring.behind(0).count(), 1);
    }

    #[test]
    fn one_packet_over_the_budget_is_not_kept() {
        let mut ring = Ring::new(BUDGET);
        ring.keep(Instant::now(), 5, 7_000, ());
        assert_eq!((ring.find(5), ring.bytes()), (None, 0));
    }

    proptest! {
        #[test]
        fn it_keeps_what_a_list_of_all_would_and_within_its_budget(
            packets in prop::collection::vec((0..300_u64, 0..30_u64, 1..1_300_usize), 1..200),
        ) {
            let (mut ring, mut all) = (Ring::new(BUDGET), BTreeMap::new());
            let mut now = Instant::now();
            for (sequence, later, bytes) in packets {
                now += Duration::from_millis(later);
                ring.keep(now, sequence, bytes, sequence);
                all.entry(sequence).or_insert((now, bytes));
                prop_assert!(ring.bytes() <= BUDGET.bytes);
                let kept: Vec<u64> = ring.behind(0).map(|(sequence, packet)| {
                    assert_eq!(sequence, *packet);
                    sequence
                }).collect();
                prop_assert!(kept.len() <= BUDGET.packets);
                prop_assert!(kept.is_sorted());
                prop_assert_eq!(
                    ring.bytes(),
                    ring.find(0).map_or(0, |_| all[&0].1) + kept.iter().map(|sequence| all[sequence].1).sum::<usize>()
                );
                // What is gone may be forgotten by the list as well: then it can come again.
                all.retain(|sequence, _| ring.find(*sequence).is_some());
            }
        }
    }
}
