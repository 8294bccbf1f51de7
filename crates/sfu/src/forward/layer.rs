//! What comes in of one layer: how many bits, and whether any.

use std::time::Instant;

use super::allot::TEMPORAL_LAYERS;

/// Measures one incoming stream.
#[derive(Clone, Debug)]
pub struct Meter {}

impl Meter {
    /// Nothing came yet. Until then it counts as one of so many bits in a second.
    pub fn new(_assumed: [u32; TEMPORAL_LAYERS]) -> Self {
        todo!()
    }

    /// A packet of so many bytes came.
    pub fn count(&mut self, _now: Instant, _temporal: u8, _bytes: usize) {
        todo!()
    }

    /// The stream is asked for, or no more.
    pub fn wanted(&mut self, _now: Instant, _wanted: bool) {
        todo!()
    }

    /// The bits of a second, up to and with each temporal layer, as they were when it came last; none where it was asked
    /// for and does not come.
    pub fn bits(&self, _now: Instant) -> Option<[u32; TEMPORAL_LAYERS]> {
        todo!()
    }
}
