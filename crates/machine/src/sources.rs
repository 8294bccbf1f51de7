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
pub const THE_REST: Source = Source(u128::MAX);

/// So many times as much as one source in it has a site: many people may be in it, and somebody may have all of it.
const SITE: u32 = 16;

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

    /// The site of a source. Those who are counted together are of no site.
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
