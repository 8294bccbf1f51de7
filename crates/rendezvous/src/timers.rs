use crate::callees::Key;
use crate::event::Guest;
use crate::places::Spot;

/// What a moment is waited for: one for each thing that waits, and two for a ring.
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
