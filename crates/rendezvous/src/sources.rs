use std::collections::BTreeMap;
use std::ops::Bound;

use heliograph_wire::Millis;

use crate::allowance::Allowance;
use crate::event::Source;

/// Sources that are told apart at a time.
const SOURCES: usize = 20_000;

/// With more than so many, rings that nobody took are not remembered: whoever has many addresses must not fill the table.
const CROWDED: usize = SOURCES / 2;

/// Whom those count as who come when so many are told apart already.
const THE_REST: Source = Source(u128::MAX);

/// What each source has here and has used up, in a table that does not grow without end.
pub(crate) struct Sources {
    table: BTreeMap<Source, Usage>,
    /// The one that was last looked at for whether it can be forgotten.
    swept: Source,
}

/// What one source has here and has used up.
#[derive(Default)]
pub(crate) struct Usage {
    pub guests: usize,
    pub undecided: usize,
    pub places: usize,
    pub callees: usize,
    pub arrivals: Allowance,
    pub opens: Allowance,
    pub comes: Allowance,
    pub waits: Allowance,
    pub attends: Allowance,
    pub rings: Allowance,
    pub new_callees: Allowance,
    pub untaken: Untaken,
}

impl Sources {
    pub(crate) const fn new() -> Self {
        Self { table: BTreeMap::new(), swept: THE_REST }
    }

    /// Under which name a source is counted from now on.
    pub(crate) fn admit(&mut self, now: Millis, source: Source) -> Source {
        self.sweep(now);
        let is_told_apart = self.table.contains_key(&source) || self.table.len() < SOURCES;
        let source = if is_told_apart { source } else { THE_REST };
        self.table.entry(source).or_default();
        source
    }

    /// What one has used up.
    pub(crate) fn of(&mut self, source: Source) -> &mut Usage {
        self.table.entry(source).or_default()
    }

    pub(crate) fn count(&self) -> usize {
        self.table.len()
    }

    /// Looks at the next two, so that the table is gone through before as many have come again.
    fn sweep(&mut self, now: Millis) {
        let is_crowded = self.table.len() > CROWDED;
        for _ in 0..2 {
            let next = self.table.range_mut((Bound::Excluded(self.swept), Bound::Unbounded)).next();
            let Some((source, usage)) = next else {
                self.swept = Source(0);
                continue;
            };
            self.swept = *source;
            if usage.is_unused(now) && (is_crowded || usage.untaken.is_none(now)) {
                self.table.remove(&self.swept);
            }
        }
    }
}

impl Usage {
    fn is_unused(&self, now: Millis) -> bool {
        let allowances =
            [self.arrivals, self.opens, self.comes, self.waits, self.attends, self.rings, self.new_callees];
        self.guests + self.undecided + self.places + self.callees == 0
            && allowances.iter().all(|allowance| allowance.is_whole(now))
    }
}

/// Rings of a source that nobody took.
#[derive(Default)]
pub(crate) struct Untaken {
    times: u32,
    first: Millis,
    last: Millis,
}

impl Untaken {
    /// So many within this span are no more a person who calls.
    const MANY: u32 = 10;
    const WITHIN: Millis = Millis::minutes(30);

    /// For so long they are held against the source.
    const REMEMBERED: Millis = Millis::minutes(12 * 60);

    /// The longest that a further ring is held back.
    const LONGEST: Millis = Millis::seconds(25);

    pub(crate) fn count(&mut self, now: Millis) {
        if self.is_none(now) {
            self.first = now;
        }
        self.times = self.times.saturating_add(1);
        self.last = now;
    }

    /// How long a further ring is held back: twice as long each time.
    pub(crate) fn delay(&mut self, now: Millis) -> Millis {
        if self.is_none(now) || self.times < Self::MANY {
            return Millis(0);
        }
        let doubled = 1_u64.checked_shl(self.times - Self::MANY).unwrap_or(u64::MAX);
        Millis(doubled.saturating_mul(1_000)).min(Self::LONGEST)
    }

    fn is_none(&mut self, now: Millis) -> bool {
        let is_over = if self.times < Self::MANY {
            now.since(self.first) > Self::WITHIN
        } else {
            now.since(self.last) > Self::REMEMBERED
        };
        if is_over {
            self.times = 0;
        }
        self.times == 0
    }
}

#[cfg(test)]
mod tests {
    use super::{CROWDED, SOURCES, Sources, THE_REST, Untaken};
    use crate::event::Source;
    use crate::settings::Rate;
    use heliograph_wire::Millis;

    #[test]
    fn rings_that_nobody_takes_hold_back_further_ones() {
        let mut untaken = Untaken::default();
        let mut delays = Vec::new();
        for number in 0..17 {
            delays.push(untaken.delay(Millis::seconds(number)).0 / 1_000);
            untaken.count(Millis::seconds(number));
        }
        assert_eq!(delays, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 25, 25]);
        (0..100).for_each(|_| untaken.count(Millis::seconds(16)));
        assert_eq!(untaken.delay(Millis::seconds(16) + Untaken::REMEMBERED), Untaken::LONGEST);
        assert_eq!(untaken.delay(Millis::seconds(17) + Untaken::REMEMBERED), Millis(0));
    }

    #[test]
    fn a_few_are_forgotten_after_half_an_hour() {
        let mut untaken = Untaken::default();
        for number in 0..100 {
            untaken.count(Millis::minutes(4 * number));
            assert_eq!(untaken.delay(Millis::minutes(4 * number)), Millis(0));
        }
    }

    #[test]
    fn whoever_has_nothing_here_is_forgotten_and_others_are_not() {
        let mut sources = Sources::new();
        let kept = sources.admit(Millis(0), Source(1));
        sources.of(kept).guests = 1;
        let rung = sources.admit(Millis(0), Source(2));
        assert_eq!(sources.of(rung).rings.take(Millis(0), Rate::per_minute(6)), Ok(()));
        for number in 3..50_000 {
            sources.admit(Millis(9_000), Source(number));
            assert!(sources.count() <= 5, "{} are remembered", sources.count());
        }
        assert_eq!(sources.of(kept).guests, 1);
        assert!(!sources.of(rung).rings.is_whole(Millis(9_000)));
        sources.admit(Millis(10_000), Source(3));
        sources.admit(Millis(10_000), Source(3));
        assert!(!sources.table.contains_key(&rung));
    }

    #[test]
    fn rings_that_nobody_took_do_not_fill_the_table() {
        let mut sources = Sources::new();
        for number in 1..10 * SOURCES as u128 {
            let source = sources.admit(Millis(number as u64), Source(number));
            assert!(source != THE_REST);
            sources.of(source).untaken.count(Millis(number as u64));
        }
        assert!(sources.count() <= CROWDED + 2, "{} are remembered", sources.count());
        assert!(sources.count() > CROWDED / 2, "the test is blind");
    }

    #[test]
    fn a_crowd_is_counted_together_rather_than_remembered() {
        let mut sources = Sources::new();
        for number in 0..SOURCES as u128 {
            let source = sources.admit(Millis(0), Source(number));
            sources.of(source).guests = 1;
        }
        assert!(sources.admit(Millis(0), Source(1 << 64)) == THE_REST);
        assert!(sources.admit(Millis(0), Source(7)) == Source(7));
        assert_eq!(sources.count(), SOURCES + 1);
    }
}
