//! When a sender is asked for a key frame: however often receivers ask, seldom.

use std::time::Instant;

/// The key frames of one incoming stream.
#[derive(Debug, Default)]
pub struct Keyframes {}

impl Keyframes {
    /// Somebody needs one. Returns whether the sender is to be asked now.
    pub fn need(&mut self, _now: Instant) -> bool {
        todo!()
    }

    /// One begins.
    pub fn came(&mut self, _now: Instant) {
        todo!()
    }

    /// Nobody needs one any more.
    pub fn forget(&mut self) {
        todo!()
    }

    /// Time passed. Returns whether the sender is to be asked now, since what was asked for did not come.
    pub fn tick(&mut self, _now: Instant) -> bool {
        todo!()
    }

    /// When to come back.
    pub fn deadline(&self) -> Option<Instant> {
        todo!()
    }
}
