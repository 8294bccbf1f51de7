use heliograph_machine::{Allowance, Crowd, SITE, Source, Usage as Unused};
use heliograph_wire::Millis;

/// What each source has here and has used up, and each site.
pub(crate) type Sources = heliograph_machine::Sources<Usage>;

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

impl Unused for Usage {
    fn is_unused(&mut self, now: Millis, crowd: Crowd) -> bool {
        let allowances =
            [self.arrivals, self.opens, self.comes, self.waits, self.attends, self.rings, self.new_callees];
        self.guests + self.undecided + self.places + self.callees == 0
            && allowances.iter().all(|allowance| allowance.is_whole(now))
            && (crowd == Crowd::Many || self.untaken.is_none(now))
    }
}

/// How long a further ring is held back.
pub(crate) fn delay(sources: &mut Sources, source: Source, now: Millis) -> Millis {
    let own = sources.of(source).untaken.delay(now);
    let site = sources.site_of(source).map(|site| sources.of(site).untaken.delay(now));
    site.map_or(own, |site| site.max(own))
}

/// Counts a ring that nobody took.
pub(crate) fn count_untaken(sources: &mut Sources, source: Source, now: Millis) {
    sources.of(source).untaken.count(now, Untaken::MANY);
    if let Some(site) = sources.site_of(source) {
        sources.of(site).untaken.count(now, Untaken::MANY * SITE);
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
    use super::{Crowd, SITE, Source, Sources, Untaken, Unused, count_untaken, delay};
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
    fn rings_in_vain_from_all_over_a_site_hold_back_all_of_it() {
        let mut sources = with_sites();
        for number in 0..u128::from(MANY * SITE) {
            assert_eq!(delay(&mut sources, Source(number % 50), Millis(0)), Millis(0));
            count_untaken(&mut sources, Source(number % 50), Millis(0));
        }
        assert_eq!(delay(&mut sources, Source(99), Millis(1)), Millis::seconds(1));
        assert_eq!(delay(&mut sources, Source(100), Millis(1)), Millis(0));
    }

    #[test]
    fn a_site_from_which_a_few_rang_in_vain_is_forgotten_after_half_an_hour() {
        for (times, is_remembered) in [(2 * MANY, false), (MANY * SITE, true)] {
            let mut sources = with_sites();
            (0..u128::from(times))
                .for_each(|number| count_untaken(&mut sources, Source(1 + number % 50), Millis(0)));
            let site = sources.site_of(Source(1)).unwrap();
            let later = Untaken::WITHIN + Millis(1);
            assert_eq!(!sources.of(site).is_unused(later, Crowd::Usual), is_remembered, "{times} rings");
            assert!(sources.of(site).is_unused(later, Crowd::Many), "{times} rings");
            assert!(sources.of(Source(1)).is_unused(later, Crowd::Usual), "{times} rings");
        }
    }
}
