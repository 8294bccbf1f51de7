use std::cell::Cell;

use heliograph_wire::Millis;

use crate::environment::now;

/// How often people are told how far something is.
const PACE: Millis = Millis(400);

/// How far a transfer is, as it was told last.
pub(crate) struct Progress {
    total: u64,
    told: Cell<Option<Millis>>,
}

impl Progress {
    pub(crate) const fn towards(total: u64) -> Self {
        Self { total, told: Cell::new(None) }
    }

    /// Whether to say so now: at the end in any case.
    pub(crate) fn is_worth_telling(&self, bytes: u64) -> bool {
        let now = now();
        let is_due = self.told.get().is_none_or(|told| now.since(told) >= PACE) || bytes == self.total;
        if is_due {
            self.told.set(Some(now));
        }
        is_due
    }
}
