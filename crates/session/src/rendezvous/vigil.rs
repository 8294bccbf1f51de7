//! Whether the device has slept: nothing tells a page that its socket is dead then.

use heliograph_wire::Millis;

use crate::patience::{LOOKS_FOR_SLEEP, SLEPT};

/// Looks now and then whether the clock went on without the page.
#[derive(Default)]
pub(crate) struct Vigil {
    /// When it looks next; none before it has begun.
    looks: Option<Millis>,
}

impl Vigil {
    /// Looks, where it is time to, and says whether the device has slept since it did so last.
    pub(crate) fn has_slept(&mut self, now: Millis) -> bool {
        let slept = self.looks.is_some_and(|looks| now >= looks + SLEPT);
        if self.looks.is_none_or(|looks| now >= looks) {
            self.looks = Some(now + LOOKS_FOR_SLEEP);
        }
        slept
    }

    pub(crate) const fn deadline(&self) -> Option<Millis> {
        self.looks
    }
}
