//! Which frames of a key came already.

const WORDS: usize = 16;

/// How far behind the newest frame another may come.
const WIDTH: u64 = WORDS as u64 * 64;

/// Remembers the counters of the newest frames, each in one bit.
#[derive(Default)]
pub(crate) struct Window {
    newest: Option<u64>,
    /// A bit for each of the last counters, at its place modulo the width.
    seen: [u64; WORDS],
}

/// Where a counter lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Behind all that came.
    Newer,
    /// Before the newest, and missing until now.
    Missing,
    /// It came already, or is so old that nobody knows.
    Gone,
}

impl Window {
    /// Where it lies; nothing is remembered.
    pub(crate) fn inspect(&self, counter: u64) -> Place {
        match self.newest {
            None => Place::Newer,
            Some(newest) if counter > newest => Place::Newer,
            Some(newest) if newest - counter >= WIDTH => Place::Gone,
            Some(_) if self.has(counter) => Place::Gone,
            Some(_) => Place::Missing,
        }
    }

    /// Remembers that it came. It was inspected.
    pub(crate) fn commit(&mut self, counter: u64) {
        if let Place::Newer = self.inspect(counter) {
            // What lies between was not seen; what stood there before is too old by now.
            let from =
                self.newest.map_or(counter, |newest| newest + 1).max(counter.saturating_sub(WIDTH - 1));
            (from..counter).for_each(|between| *self.word(between) &= !bit(between));
            self.newest = Some(counter);
        }
        *self.word(counter) |= bit(counter);
    }

    const fn has(&self, counter: u64) -> bool {
        self.seen[index(counter)] & bit(counter) != 0
    }

    fn word(&mut self, counter: u64) -> &mut u64 {
        &mut self.seen[index(counter)]
    }
}

const fn index(counter: u64) -> usize {
    (counter / 64 % WORDS as u64) as usize
}

const fn bit(counter: u64) -> u64 {
    1 << (counter % 64)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::{Place, WIDTH, Window};
    use alloc::collections::BTreeSet;
    use proptest::prelude::*;

    #[test]
    fn a_counter_counts_once_and_the_old_ones_never() {
        let mut window = Window::default();
        window.commit(5_000);
        assert_eq!(window.inspect(5_000), Place::Gone);
        assert_eq!(window.inspect(5_001), Place::Newer);
        assert_eq!(window.inspect(5_000 - WIDTH + 1), Place::Missing);
        assert_eq!(window.inspect(5_000 - WIDTH), Place::Gone);
        window.commit(u64::MAX);
        assert_eq!(window.inspect(5_001), Place::Gone);
    }

    proptest! {
        #[test]
        fn it_knows_what_a_list_of_all_would_know(counters in prop::collection::vec(0..4_000_u64, 0..600)) {
            let (mut window, mut all) = (Window::default(), BTreeSet::new());
            for counter in counters {
                let newest = all.last().copied();
                let expected = match newest {
                    Some(newest) if all.contains(&counter) || counter + WIDTH <= newest => Place::Gone,
                    Some(newest) if counter < newest => Place::Missing,
                    _ => Place::Newer,
                };
                prop_assert_eq!(window.inspect(counter), expected);
                if expected != Place::Gone {
                    window.commit(counter);
                    all.insert(counter);
                }
            }
        }
    }
}
