use std::collections::BTreeMap;
use std::ops::Bound;

use heliograph_wire::Millis;

use crate::allowance::{Allowance, Rate};

/// Where somebody comes from, as coarse as limits need it: an IPv4 address, or 64 bits of IPv6.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source(pub u128);

/// Says which larger network a source belongs to, if that is known: whoever has many sources must not have many times as
/// much. It is named as no source is.
pub type Site = fn(source: Source) -> Option<Source>;

/// Sources that are told apart at a time.
const SOURCES: usize = 20_000;

/// With more than so many, what is worth little is not remembered: whoever has many addresses must not fill the table.
const CROWDED: usize = SOURCES / 2;

/// Whom those count as who come when so many are told apart already.
const THE_REST: Source = Source(u128::MAX);

/// So many times as much as one source in it has a site: many people may be in it, and somebody may have all of it.
pub const SITE: u32 = 16;

/// What each source has here and has used up, and each site, in a table that does not grow without end.
pub struct Sources<U> {
    table: BTreeMap<Source, U>,
    /// Which larger network a source belongs to.
    site: Site,
    /// The one that was last looked at for whether it can be forgotten.
    swept: Source,
}

/// What one source has here and has used up.
pub trait Usage: Default {
    /// Whether nothing of it has to be remembered.
    fn is_unused(&mut self, now: Millis, crowd: Crowd) -> bool;
}

/// Whether so many sources are told apart that little should be remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crowd {
    /// It is as usual.
    Usual,
    /// What is worth little is forgotten.
    Many,
}

impl<U: Usage> Sources<U> {
    /// Nobody yet.
    pub const fn new(site: Site) -> Self {
        Self { table: BTreeMap::new(), site, swept: THE_REST }
    }

    /// Under which name a source is counted from now on.
    pub fn admit(&mut self, now: Millis, source: Source) -> Source {
        self.sweep(now);
        let names = [Some(source), self.site_of(source)].into_iter().flatten();
        let new = names.filter(|name| !self.table.contains_key(name)).count();
        let is_told_apart = self.table.contains_key(&source) || self.table.len() + new <= SOURCES;
        let source = if is_told_apart { source } else { THE_REST };
        self.table.entry(source).or_default();
        source
    }

    /// Takes one of what a source may do in a span, and of what all in its site may.
    pub fn take(
        &mut self,
        source: Source,
        what: fn(&mut U) -> &mut Allowance,
        rate: Rate,
        now: Millis,
    ) -> Result<(), u16> {
        // The site comes second: whoever asks too often must not use up what others have.
        what(self.of(source)).take(now, rate)?;
        let Some(site) = self.site_of(source) else { return Ok(()) };
        what(self.of(site)).take(now, Rate { times: rate.times.saturating_mul(SITE), ..rate })
    }

    /// Whether a source has less than so many of something, and its site less than it may.
    pub fn has_room(&mut self, source: Source, what: fn(&mut U) -> &mut usize, most: usize) -> bool {
        let most_in_site = most.saturating_mul(SITE as usize);
        *what(self.of(source)) < most
            && self.site_of(source).is_none_or(|site| *what(self.of(site)) < most_in_site)
    }

    /// Counts one more.
    pub fn count_one(&mut self, source: Source, what: fn(&mut U) -> &mut usize) {
        for counted in [Some(source), self.site_of(source)].into_iter().flatten() {
            *what(self.of(counted)) += 1;
        }
    }

    /// Counts one less.
    pub fn give_back(&mut self, source: Source, what: fn(&mut U) -> &mut usize) {
        for counted in [Some(source), self.site_of(source)].into_iter().flatten() {
            *what(self.of(counted)) -= 1;
        }
    }

    /// What one has used up.
    pub fn of(&mut self, source: Source) -> &mut U {
        self.table.entry(source).or_default()
    }

    /// The site of a source, if it is known. Those who are counted together are of no site.
    pub fn site_of(&self, source: Source) -> Option<Source> {
        Some(source).filter(|source| *source != THE_REST).and_then(self.site)
    }

    /// How many are told apart.
    pub fn count(&self) -> usize {
        self.table.len()
    }

    /// Looks at the next two, so that the table is gone through before as many have come again.
    fn sweep(&mut self, now: Millis) {
        let crowd = if self.table.len() > CROWDED { Crowd::Many } else { Crowd::Usual };
        for _ in 0..2 {
            let next = self.table.range_mut((Bound::Excluded(self.swept), Bound::Unbounded)).next();
            let Some((source, usage)) = next else {
                self.swept = Source(0);
                continue;
            };
            self.swept = *source;
            if usage.is_unused(now, crowd) {
                self.table.remove(&self.swept);
            }
        }
    }
}
#[cfg(test)]
mod tests {
    use super::{CROWDED, Crowd, SITE, SOURCES, Source, Sources, THE_REST, Usage};
    use crate::allowance::{Allowance, Rate};
    use heliograph_wire::Millis;

    /// What a source has, and has used up, and something that is worth little.
    #[derive(Default)]
    struct Used {
        guests: usize,
        comes: Allowance,
        glances: u32,
    }

    impl Usage for Used {
        fn is_unused(&mut self, now: Millis, crowd: Crowd) -> bool {
            self.guests == 0 && self.comes.is_whole(now) && (crowd == Crowd::Many || self.glances == 0)
        }
    }

    /// Sources of which a hundred each are of one site.
    fn with_sites() -> Sources<Used> {
        Sources::new(|source| Some(Source((1 << 64) | (source.0 / 100))))
    }

    #[test]
    fn whoever_has_nothing_here_is_forgotten_and_others_are_not() {
        let mut sources = Sources::<Used>::new(|_| None);
        let kept = sources.admit(Millis(0), Source(1));
        sources.of(kept).guests = 1;
        let used = sources.admit(Millis(0), Source(2));
        assert_eq!(sources.of(used).comes.take(Millis(0), Rate::per_minute(6)), Ok(()));
        for number in 3..50_000 {
            sources.admit(Millis(9_000), Source(number));
            assert!(sources.count() <= 5, "{} are remembered", sources.count());
        }
        assert_eq!(sources.of(kept).guests, 1);
        assert!(!sources.of(used).comes.is_whole(Millis(9_000)));
        sources.admit(Millis(10_000), Source(3));
        sources.admit(Millis(10_000), Source(3));
        assert!(!sources.table.contains_key(&used));
    }

    #[test]
    fn what_is_worth_little_does_not_fill_the_table() {
        let mut sources = Sources::<Used>::new(|_| None);
        for number in 1..10 * SOURCES as u128 {
            let source = sources.admit(Millis(number as u64), Source(number));
            assert!(source != THE_REST);
            sources.of(source).glances += 1;
        }
        assert!(sources.count() <= CROWDED + 2, "{} are remembered", sources.count());
        assert!(sources.count() > CROWDED / 2, "the test is blind");
    }

    #[test]
    fn a_crowd_is_counted_together_rather_than_remembered() {
        let mut sources = Sources::<Used>::new(|_| None);
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
    fn sites_do_not_fill_the_table_either() {
        let mut sources = Sources::<Used>::new(|source| Some(Source((1 << 64) | source.0)));
        for number in 0..SOURCES as u128 {
            let source = sources.admit(Millis(0), Source(number));
            sources.count_one(source, |usage| &mut usage.guests);
        }
        assert!(sources.count() <= SOURCES + 1, "{} are remembered", sources.count());
    }
}
