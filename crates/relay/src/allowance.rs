//! How often each source and each site may do something: a token bucket for each, in a table of bounded size.

use crate::source::{SITE, Source};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// Sources that are remembered at a time. Whoever is not remembered has used up nothing.
const SOURCES: usize = 20_000;

const HOUR: Duration = Duration::from_secs(3600);

/// So many times in an hour, for each source, and some times as many for each site; all of them may be at once.
pub(crate) struct Allowance {
    each: u32,
    used: HashMap<Source, Used>,
}

/// Why something may not be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// This source has to wait for so long.
    TooOften(Duration),
    /// So many sources have come of late that nobody further can be told apart.
    TooMany,
}

struct Used {
    times: f64,
    at: Instant,
}

impl Allowance {
    /// For each source `each` times in an hour.
    pub(crate) fn hourly(each: u32) -> Self {
        Self { each, used: HashMap::new() }
    }

    /// Changes how often; what was used up stays.
    pub(crate) fn set(&mut self, each: u32) {
        self.each = each;
    }

    /// Takes one time of a source's allowance, and of that of its site. A refusal uses up nothing and is not remembered, so
    /// that nobody with many networks fills the table.
    pub(crate) fn take(&mut self, source: Source, now: Instant) -> Result<(), Refusal> {
        let names = [Some(source), source.site()];
        let mut taken = [None; 2];
        for (name, taken) in names.into_iter().zip(&mut taken) {
            if let Some(name) = name {
                *taken = Some((name, self.with_one_more(name, now)?));
            }
        }
        self.has_room(source, now)?;
        self.used.extend(taken.into_iter().flatten().map(|(name, times)| (name, Used { times, at: now })));
        Ok(())
    }

    /// What would be used up of a source's or a site's allowance, if there is enough.
    fn with_one_more(&self, name: Source, now: Instant) -> Result<f64, Refusal> {
        let (each, per_second) = (self.each_of(name), self.per_second(name));
        let times = self.used.get(&name).map_or(0.0, |used| self.left(name, used, now)) + 1.0;
        let over = times - each;
        if over > 0.0 {
            let wait = if per_second > 0.0 { over / per_second } else { HOUR.as_secs_f64() };
            return Err(Refusal::TooOften(Duration::from_secs_f64(wait.ceil())));
        }
        Ok(times)
    }

    fn has_room(&mut self, source: Source, now: Instant) -> Result<(), Refusal> {
        if self.used.len() < SOURCES || self.used.contains_key(&source) {
            return Ok(());
        }
        let mut used = std::mem::take(&mut self.used);
        used.retain(|name, used| self.left(*name, used, now) > 0.0);
        self.used = used;
        if self.used.len() < SOURCES { Ok(()) } else { Err(Refusal::TooMany) }
    }

    fn left(&self, name: Source, used: &Used, now: Instant) -> f64 {
        let back = now.saturating_duration_since(used.at).as_secs_f64() * self.per_second(name);
        (used.times - back).max(0.0)
    }

    fn per_second(&self, name: Source) -> f64 {
        self.each_of(name) / HOUR.as_secs_f64()
    }

    fn each_of(&self, name: Source) -> f64 {
        let times = if name.is_site() { SITE as f64 } else { 1.0 };
        f64::from(self.each) * times
    }
}

#[cfg(test)]
mod tests {
    use super::{Allowance, Refusal, SOURCES};
    use crate::source::{SITE, Source};
    use std::{
        net::{Ipv4Addr, Ipv6Addr},
        time::{Duration, Instant},
    };

    fn source(number: u32) -> Source {
        std::net::IpAddr::V4(Ipv4Addr::from(number)).into()
    }

    #[test]
    fn what_is_used_up_comes_back_over_the_hour() {
        let (mut allowance, now) = (Allowance::hourly(30), Instant::now());
        for _ in 0..30 {
            assert_eq!(allowance.take(source(1), now), Ok(()));
        }
        assert_eq!(allowance.take(source(1), now), Err(Refusal::TooOften(Duration::from_secs(120))));
        assert_eq!(allowance.take(source(2), now), Ok(()));
        let later = now + Duration::from_secs(121);
        assert_eq!(allowance.take(source(1), later), Ok(()));
        assert!(allowance.take(source(1), later).is_err());
    }

    #[test]
    fn a_crowd_is_refused_rather_than_remembered() {
        let (mut allowance, now) = (Allowance::hourly(30), Instant::now());
        for number in 0..SOURCES as u32 {
            assert_eq!(allowance.take(source(number), now), Ok(()));
        }
        assert_eq!(allowance.take(source(u32::MAX), now), Err(Refusal::TooMany));
        assert_eq!(allowance.take(source(7), now), Ok(()));
        assert_eq!(allowance.take(source(u32::MAX), now + Duration::from_secs(3600)), Ok(()));
        assert_eq!(allowance.used.len(), 1);
    }

    #[test]
    fn nothing_may_be_done_where_nothing_is_allowed() {
        let refused = Allowance::hourly(0).take(source(1), Instant::now());
        assert_eq!(refused, Err(Refusal::TooOften(Duration::from_secs(3600))));
    }

    #[test]
    fn a_site_has_some_times_as_much_and_fills_no_table() {
        let network = |site: u16, network: u16| {
            Source::from(std::net::IpAddr::V6(Ipv6Addr::new(0x2001, 0xDB8, site, network, 0, 0, 0, 1)))
        };
        let (mut allowance, now) = (Allowance::hourly(30), Instant::now());
        let taken = (0..u16::MAX).filter(|number| allowance.take(network(1, *number), now).is_ok()).count();
        assert_eq!(taken, 30 * SITE);
        assert_eq!(allowance.used.len(), taken + 1, "refusals are not remembered");
        assert_eq!(allowance.take(network(1, 0), now), Err(Refusal::TooOften(Duration::from_secs(8))));
        assert_eq!(allowance.take(network(2, 0), now), Ok(()));
        assert_eq!(allowance.take(network(1, 9), now + Duration::from_secs(8)), Ok(()));
    }
}
