use std::collections::BTreeSet;

use heliograph_wire::Millis;

/// All moments that are waited for, and what for.
pub struct Timers<T>(BTreeSet<(Millis, T)>);

impl<T> Default for Timers<T> {
    fn default() -> Self {
        Self(BTreeSet::new())
    }
}

impl<T: Copy + Ord> Timers<T> {
    /// Waits for one more.
    pub fn set(&mut self, due: Millis, timer: T) {
        self.0.insert((due, timer));
    }

    /// Waits for it no more.
    pub fn clear(&mut self, due: Millis, timer: T) {
        self.0.remove(&(due, timer));
    }

    /// The next.
    pub fn next(&self) -> Option<Millis> {
        self.0.first().map(|(due, _)| *due)
    }

    /// Takes the first that has come, and when it was due.
    pub fn take(&mut self, now: Millis) -> Option<(Millis, T)> {
        if self.next()? > now {
            return None;
        }
        self.0.pop_first()
    }

    /// How many are waited for.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}
