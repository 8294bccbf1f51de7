use std::collections::BTreeMap;

use heliograph_wire::rendezvous::LinkHash;
use heliograph_wire::{Millis, Private};

use crate::callees::Key;
use crate::event::{Guest, Source};

/// How long after a request it rings, and a note is taken: whatever the link, so that nobody learns from it.
pub(crate) const PAUSE: Millis = Millis(300);

/// How long after that the callee's devices hear of it, and notes are put: whoever rings hears first, and not later where
/// there is more to do.
pub(crate) const AFTERWARDS: Millis = Millis(10);

/// How long it rings.
pub(crate) const RINGS: Millis = Millis::seconds(120);

/// How long after that devices are woken, at most: chance says when, so that work that is done for some links alone is not
/// found at a moment that whoever rings knows.
pub(crate) const WAKES_WITHIN: Millis = Millis::seconds(3);

/// How long whoever rang has for a note, and whoever was answered for all that is to be said.
pub(crate) const LINGERS: Millis = Millis::minutes(10);

/// Every ring whose caller is here.
pub(crate) type Rings = BTreeMap<u32, Ring>;

/// One of them. Whatever the link is, there is one of these, and it goes the same way at the same times.
pub(crate) struct Ring {
    pub caller: Guest,
    pub source: Source,
    pub hash: LinkHash,
    /// What opens the wake key of whom it rings, until devices are woken.
    pub link: Private<[u8; 16]>,
    /// When that is.
    pub wakes: Millis,
    /// Whom it rings; none where it rings nobody.
    pub callee: Option<Key>,
    /// Who rings, until it is over.
    pub intro: Private<Vec<u8>>,
    pub stage: Stage,
    /// When it goes on.
    pub due: Millis,
}

/// How far a ring has come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Nobody heard of it yet.
    Begun,
    /// Whoever rings was told that it does.
    Announced,
    /// It rings.
    Rings,
    /// This device took it.
    Taken(Guest),
    /// Whoever rang was told that nobody answers.
    Unanswered,
    /// It came to nothing; the introduction was left as this note.
    Over(Option<u32>),
    /// Another note was left in place of that.
    Noting,
    /// Which was confirmed.
    Noted,
}

impl Stage {
    /// Whether nobody has taken it and it is not over.
    pub(crate) const fn is_open(self) -> bool {
        matches!(self, Self::Begun | Self::Announced | Self::Rings)
    }
}
