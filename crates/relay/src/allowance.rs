//! How often each source may do something: a token bucket for each, in a table of bounded size.

use crate::source::Source;
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// Sources that are remembered at a time. Whoever is not remembered has used up nothing.
const SOURCES: usize = 20_000;

const HOUR: Duration = Duration::from_secs(3600);

/// So many times in an hour, for each source; all of them may be at once.
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

    /// Takes one time of a source's allowance.
    pub(crate) fn take(&mut self, source: Source, now: Instant) -> Result<(), Refusal> {
        let per_second = f64::from(self.each) / HOUR.as_secs_f64();
        let left = |used: &Used| {
            (used.times - now.saturating_duration_since(used.at).as_secs_f64() * per_second).max(0.0)
        };
        if self.used.len() >= SOURCES && !self.used.contains_key(&source) {
            self.used.retain(|_, used| left(used) > 0.0);
            if self.used.len() >= SOURCES {
                return Err(Refusal::TooMany);
            }
        }
        let used = self.used.entry(source).or_insert(Used { times: 0.0, at: now });
        let times = left(used) + 1.0;
        let over = times - f64::from(self.each);
        if over > 0.0 {
            let wait = if per_second > 0.0 { over / per_second } else { HOUR.as_secs_f64() };
            return Err(Refusal::TooOften(Duration::from_secs_f64(wait.ceil())));
        }
        *used = Used { times, at: now };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Allowance, Refusal, SOURCES};
    use crate::source::Source;
    use std::{
        net::Ipv4Addr,
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
}
