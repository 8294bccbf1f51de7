//! Which layers of one sender's picture anybody watches.

use std::time::Instant;

/// A set of layers: bit n is layer n.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layers(pub u8);

/// The layers that are wanted of one picture. One counts as wanted at once, and as unwanted after a while.
#[derive(Debug, Default)]
pub struct Upstream {}

impl Upstream {
    /// Says which layers somebody watches now, all of them, and returns which are wanted where that changed.
    pub fn watch(&mut self, _now: Instant, _layers: Layers) -> Option<Layers> {
        todo!()
    }

    /// Returns which layers are wanted, where that changed by time alone.
    pub fn tick(&mut self, _now: Instant) -> Option<Layers> {
        todo!()
    }

    /// Which are wanted.
    pub fn wanted(&self) -> Layers {
        todo!()
    }

    /// When to come back.
    pub fn deadline(&self) -> Option<Instant> {
        todo!()
    }
}
