//! The last packets of one incoming stream, so that they can be had again.

use std::time::{Duration, Instant};

/// How much is kept.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// The most bytes.
    pub bytes: usize,
    /// The longest, after the newest came.
    pub age: Duration,
    /// The most packets: a power of two.
    pub packets: usize,
}

/// The last packets of one incoming stream.
#[derive(Debug)]
pub struct Ring<T> {
    slots: Vec<Option<(u64, T)>>,
}

impl<T> Ring<T> {
    /// An empty one. It takes memory as packets come.
    pub fn new(_budget: Budget) -> Self {
        Self { slots: Vec::new() }
    }

    /// Keeps a packet of so many bytes; the oldest go. One that was kept already, or is too old, changes nothing.
    pub fn keep(&mut self, _now: Instant, _sequence: u64, _bytes: usize, _packet: T) {
        todo!()
    }

    /// The packet with this number.
    pub fn find(&self, sequence: u64) -> Option<&T> {
        let slot = self.slots.get(usize::try_from(sequence).ok()?)?.as_ref()?;
        Some(&slot.1)
    }

    /// The packets behind this number, in order.
    pub fn behind(&self, _sequence: u64) -> impl Iterator<Item = (u64, &T)> {
        self.slots.iter().flatten().map(|(sequence, packet)| (*sequence, packet))
    }

    /// How many bytes are kept.
    pub fn bytes(&self) -> usize {
        todo!()
    }
}
