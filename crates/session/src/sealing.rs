//! Sealing the frames of a call a second time.

use heliograph_wire::Private;

use crate::Section;

/// What seals the frames between two people.
#[derive(Clone, PartialEq, Eq)]
pub struct FrameKeys {
    /// This side's index: 0 for whoever made the offer, 1 for the other.
    pub index: u8,
    /// The base key of the first epoch.
    pub base: Private<[u8; 32]>,
}

/// Whether a browser can seal frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealer {
    /// It is ready.
    Ready,
    /// It is not, and will not be.
    Failed,
}

/// What became of the frames of one section so far. Counts are totals since the connection began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealingMeasured {
    /// Which section.
    pub section: Section,
    /// Frames sealed and sent.
    pub sealed: u64,
    /// Frames opened and given on.
    pub opened: u64,
    /// Frames dropped because they were not what the other side had sealed.
    pub refused: u64,
    /// Frames dropped although nothing is wrong: they were empty, came twice, or had waited for too long.
    pub dropped: u64,
    /// What all that took, in microseconds.
    pub spent: u64,
}
