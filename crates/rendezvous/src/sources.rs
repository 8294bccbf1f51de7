use std::collections::BTreeMap;
use std::ops::Bound;

use heliograph_wire::Millis;

use crate::allowance::Allowance;
use crate::event::Source;
use crate::settings::{Rate, Site};

/// Sources that are told apart at a time.
const SOURCES: usize = 20_000;

/// With more than so many, rings that nobody took are not remembered: whoever has many addresses must not fill the table.
const CROWDED: usize = SOURCES / 2;

/// Whom those count as who come when so many are told apart already.
const THE_REST: Source = Source(u128::MAX);

/// So many times as much as one source in it has a site: many people may be in it, and somebody may have all of it.
const SITE: u32 = 16;

/// What each source has here and has used up, and each site, in a table that does not grow without end.
pub(crate) struct Sources {
    table: BTreeMap<Source, Usage>,
    /// Which larger network a source belongs to.
    site: Site,
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
    pub(crate) const fn new(site: Site) -> Self {
        Self { table: BTreeMap::new(), site, swept: THE_REST }
    }

    /// Under which name a source is counted from now on.
    pub(crate) fn admit(&mut self, now: Millis, source: Source) -> Source {
        self.sweep(now);
        let names = [Some(source), self.site_of(source)].into_iter().flatten();
        let new = names.filter(|name| !self.table.contains_key(name)).count();
        let is_told_apart = self.table.contains_key(&source) || self.table.len() + new <= SOURCES;
        let source = if is_told_apart { source } else { THE_REST };
        self.table.entry(source).or_default();
        source
    }

    /// Takes one of what a source may do in a span, and of what all in its site may.
    pub(crate) fn take(
        &mut self,
        source: Source,
        what: fn(&mut Usage) -> &mut Allowance,
        rate: Rate,
        now: Millis,
    ) -> Result<(), u16> {
        // The site comes second: whoever asks too often must not use up what others have.
        what(self.of(source)).take(now, rate)?;
        let Some(site) = self.site_of(source) else { return Ok(()) };
        what(self.of(site)).take(now, Rate { times: rate.times.saturating_mul(SITE), ..rate })
    }

    /// Whether a source has less than so many of something, and its site less than it may.
    pub(crate) fn has_room(
        &mut self,
        source: Source,
        what: fn(&mut Usage) -> &mut usize,
        most: usize,
    ) -> bool {
        let most_in_site = most.saturating_mul(SITE as usize);
        *what(self.of(source)) < most
            && self.site_of(source).is_none_or(|site| *what(self.of(site)) < most_in_site)
    }

    /// Counts one more.
    pub(crate) fn count_one(&mut self, source: Source, what: fn(&mut Usage) -> &mut usize) {
        for counted in [Some(source), self.site_of(source)].into_iter().flatten() {
            *what(self.of(counted)) += 1;
        }
    }

    /// Counts one less.
    pub(crate) fn give_back(&mut self, source: Source, what: fn(&mut Usage) -> &mut usize) {
        for counted in [Some(source), self.site_of(source)].into_iter().flatten() {
            *what(self.of(counted)) -= 1;
        }
    }

    /// How long a further ring is held back.
    pub(crate) fn delay(&mut self, source: Source, now: Millis) -> Millis {
        let own = self.of(source).untaken.delay(now);
        let site = self.site_of(source).map(|site| self.of(site).untaken.delay(now));
        site.map_or(own, |site| site.max(own))
    }

    /// Counts a ring that nobody took.
    pub(crate) fn count_untaken(&mut self, source: Source, now: Millis) {
        self.of(source).untaken.count(now, Untaken::MANY);
        if let Some(site) = self.site_of(source) {
            self.of(site).untaken.count(now, Untaken::MANY * SITE);
        }
    }

    /// What one has used up.
    fn of(&mut self, source: Source) -> &mut Usage {
        self.table.entry(source).or_default()
    }

    /// Those who are counted together are of no site.
    fn site_of(&self, source: Source) -> Option<Source> {
        Some(source).filter(|source| *source != THE_REST).and_then(self.site)
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

/// Rings of a source, or of a site, that nobody took.
#[derive(Default)]
pub(crate) struct Untaken {
    /// So many are held against it.
    many: u32,
    times: u32,
    first: Millis,
    last: Millis,
}

impl Untaken {
    /// So many of one source within this span are no more a person who calls.
    const MANY: u32 = 10;
    const WITHIN: Millis = Millis::minutes(30);

    /// For so long they are held against the source.
    const REMEMBERED: Millis = Millis::minutes(12 * 60);

    /// The longest that a further ring is held back.
    const LONGEST: Millis = Millis::seconds(25);

    fn count(&mut self, now: Millis, many: u32) {
        if self.is_none(now) {
            self.first = now;
        }
        self.many = many;
        self.times = self.times.saturating_add(1);
        self.last = now;
    }

    /// How long a further ring is held back: twice as long each time, once there were so many.
    fn delay(&mut self, now: Millis) -> Millis {
        if self.is_none(now) || self.times < self.many {
            return Millis(0);
        }
        let doubled = 1_u64.checked_shl(self.times - self.many).unwrap_or(u64::MAX);
        Millis(doubled.saturating_mul(1_000)).min(Self::LONGEST)
    }

    fn is_none(&mut self, now: Millis) -> bool {
        let is_over = if self.times < self.many {
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
    use super::{CROWDED, SITE, SOURCES, Sources, THE_REST, Untaken};
    use crate::event::Source;
    use crate::settings::Rate;
    use heliograph_wire::Millis;

    const MANY: u32 = Untaken::MANY;

    /// Sources of which a hundred each are of one site.
    fn with_sites() -> Sources {
        Sources::new(|source| Some(Source((1 << 64) | (source.0 / 100))))
    }

    #[test]
    fn rings_that_nobody_takes_hold_back_further_ones() {
        let mut untaken = Untaken::default();
        let mut delays = Vec::new();
        for number in 0..17 {
            delays.push(untaken.delay(Millis::seconds(number)).0 / 1_000);
            untaken.count(Millis::seconds(number), MANY);
        }
        assert_eq!(delays, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 25, 25]);
        (0..100).for_each(|_| untaken.count(Millis::seconds(16), MANY));
        assert_eq!(untaken.delay(Millis::seconds(16) + Untaken::REMEMBERED), Untaken::LONGEST);
        assert_eq!(untaken.delay(Millis::seconds(17) + Untaken::REMEMBERED), Millis(0));
    }

    #[test]
    fn a_few_are_forgotten_after_half_an_hour() {
        let mut untaken = Untaken::default();
        for number in 0..100 {
            untaken.count(Millis::minutes(4 * number), MANY);
            assert_eq!(untaken.delay(Millis::minutes(4 * number)), Millis(0));
        }
    }

    #[test]
    fn whoever_has_nothing_here_is_forgotten_and_others_are_not() {
        let mut sources = Sources::new(|_| None);
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
        let mut sources = Sources::new(|_| None);
        for number in 1..10 * SOURCES as u128 {
            let source = sources.admit(Millis(number as u64), Source(number));
            assert!(source != THE_REST);
            sources.count_untaken(source, Millis(number as u64));
        }
        assert!(sources.count() <= CROWDED + 2, "{} are remembered", sources.count());
        assert!(sources.count() > CROWDED / 2, "the test is blind");
    }

    #[test]
    fn a_crowd_is_counted_together_rather_than_remembered() {
        let mut sources = Sources::new(|_| None);
        for number in 0..SOURCES as u128 {
            let source = sources.admit(Millis(0), Source(number));
            sources.of(source).guests = 1;
        }
        assert!(sources.admit(Millis(0), Source(1 << 64)) == THE_REST);
        assert!(sources.admit(Millis(0), Source(7)) == Source(7));
        assert_eq!(sources.count(), SOURCES + 1);
    }

    #[test]
    fn a_site_has_sixteen_times_as_much_as_a_source_in_it() {
        let (mut sources, now, rate) = (with_sites(), Millis(0), Rate::per_minute(3));
        let mut taken = |source| {
            (0..10)
                .filter(|_| sources.take(Source(source), |usage| &mut usage.comes, rate, now).is_ok())
                .count()
        };
        assert_eq!((0..16).map(&mut taken).sum::<usize>(), 48);
        assert_eq!((taken(16), taken(99)), (0, 0), "all of the site is used up");
        assert_eq!(taken(100), 3, "others are not of it");
        for number in 0..SITE as u128 * 2 {
            assert!(sources.has_room(Source(number), |usage| &mut usage.guests, 2));
            sources.count_one(Source(number), |usage| &mut usage.guests);
        }
        assert!(!sources.has_room(Source(50), |usage| &mut usage.guests, 2));
        sources.give_back(Source(3), |usage| &mut usage.guests);
        assert!(sources.has_room(Source(50), |usage| &mut usage.guests, 2));
    }

    #[test]
    fn whoever_asks_too_often_uses_up_nothing_of_their_neighbours() {
        let (mut sources, rate) = (with_sites(), Rate::per_minute(3));
        let mut take =
            |source| sources.take(Source(source), |usage| &mut usage.comes, rate, Millis(0)).is_ok();
        assert_eq!((0..1_000).filter(|_| take(1)).count(), 3);
        assert!(take(2));
    }

    #[test]
    fn rings_in_vain_from_all_over_a_site_hold_back_all_of_it() {
        let mut sources = with_sites();
        for number in 0..u128::from(MANY * SITE) {
            assert_eq!(sources.delay(Source(number % 50), Millis(0)), Millis(0));
            sources.count_untaken(Source(number % 50), Millis(0));
        }
        assert_eq!(sources.delay(Source(99), Millis(1)), Millis::seconds(1));
        assert_eq!(sources.delay(Source(100), Millis(1)), Millis(0));
    }

    #[test]
    fn a_site_from_which_a_few_rang_in_vain_is_forgotten_after_half_an_hour() {
        for (times, is_remembered) in [(2 * MANY, false), (MANY * SITE, true)] {
            let mut sources = with_sites();
            (0..u128::from(times))
                .for_each(|number| sources.count_untaken(Source(1 + number % 50), Millis(0)));
            let site = sources.site_of(Source(1)).unwrap();
            let later = Untaken::WITHIN + Millis(1);
            (0..100).for_each(|_| sources.sweep(later));
            assert_eq!(sources.table.contains_key(&site), is_remembered, "{times} rings");
            assert!(!sources.table.contains_key(&Source(1)), "{times} rings");
        }
    }

    #[test]
    fn sites_do_not_fill_the_table_either() {
        let mut sources = Sources::new(|source| Some(Source((1 << 64) | source.0)));
        for number in 0..SOURCES as u128 {
            let source = sources.admit(Millis(0), Source(number));
            sources.count_one(source, |usage| &mut usage.guests);
        }
        assert!(sources.count() <= SOURCES + 1, "{} are remembered", sources.count());
    }
}
