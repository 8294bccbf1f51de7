//! Sealing the frames of a call a second time.

use heliograph_wire::Private;
use heliograph_wire::control::Switch;

use crate::Section;

/// What seals the frames between two people.
#[derive(Clone, PartialEq, Eq)]
pub struct FrameKeys {
    /// This side's index: 0 for whoever made the offer, 1 for the other.
    pub index: u8,
    /// The base key of the first epoch.
    pub base: Private<[u8; 32]>,
}

/// How what seals the frames of a connection's calls is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealerState {
    /// It is ready.
    Ready,
    /// It has failed, and will not be ready again.
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
    /// Frames dropped although nothing is wrong: they were empty, came twice, had waited for too long, or are of a
    /// codec that is not known.
    pub dropped: u64,
    /// What all that took, in microseconds by the clock of the worker, which may be coarse. The time counts in which a large
    /// frame waited for the browser's own cipher.
    pub spent: u64,
}

/// Whether the calls of a conversation are sealed twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealingView {
    /// Whether one of the two wants it.
    pub wanted: Switch,
    /// How far it is.
    pub stage: SealingStage,
    /// Whether so many frames came that were not what the other side had sealed that something in between may change
    /// them, and this side's person has not read that yet.
    pub tampering: Switch,
    /// Whether this side's person wanted it, has calls without, and has not read that yet.
    pub let_down: Switch,
}

/// How far two sides are with sealing the calls of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealingStage {
    /// It can still be had. Where somebody has asked for it, the safety words are awaited, and people see
    /// [`Self::Starting`].
    Open,
    /// Both get ready.
    Starting,
    /// Both are ready: the calls to come are sealed.
    Agreed,
    /// They are.
    Sealed,
    /// They were, and what seals them failed on one of the sides: nothing is heard or seen.
    Broken,
    /// They are not, and will not be on this connection.
    Unsealed(Unsealed),
}

/// Why calls are not sealed twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsealed {
    /// This browser cannot.
    ThisBrowser,
    /// The other side's browser or version cannot.
    OtherSide,
    /// It did not start, or not in time.
    NotStarted,
    /// Nobody had asked for it when the first call began.
    NotWanted,
}
