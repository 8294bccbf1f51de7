use heliograph_wire::Millis;

/// So many times within a span, in the long run; all of them may be at once.
#[derive(Clone, Copy)]
pub struct Rate {
    /// How often.
    pub times: u32,
    /// Within which span.
    pub span: Millis,
}

impl Rate {
    /// So many in a minute.
    pub const fn per_minute(times: u32) -> Self {
        Self { times, span: Millis::minutes(1) }
    }

    /// So many in an hour.
    pub const fn per_hour(times: u32) -> Self {
        Self { times, span: Millis::minutes(60) }
    }

    /// How often a source opens sockets that may have so many of them: four times as many in a minute.
    pub fn of_arrivals(sockets: usize) -> Self {
        Self::per_minute(u32::try_from(sockets).unwrap_or(u32::MAX).saturating_mul(4))
    }
}

/// What is left of something that may be done so many times in a span: the moment at which all that was used has come
/// back.
#[derive(Clone, Copy, Default)]
pub struct Allowance(Millis);

impl Allowance {
    /// Takes one, or says after how many seconds there will be one.
    pub fn take(&mut self, now: Millis, rate: Rate) -> Result<(), u16> {
        let Some(each) = rate.span.0.checked_div(rate.times.into()) else {
            return Err(seconds(rate.span));
        };
        let back = self.0.max(now) + Millis(each);
        let latest = now + rate.span;
        if back > latest {
            return Err(seconds(back - latest));
        }
        self.0 = back;
        Ok(())
    }

    /// Whether nothing is used.
    pub fn is_whole(&self, now: Millis) -> bool {
        self.0 <= now
    }
}

/// Whole seconds, at least one.
fn seconds(span: Millis) -> u16 {
    u16::try_from(span.0.div_ceil(1_000).max(1)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Allowance, Rate};
    use heliograph_wire::Millis;

    #[test]
    fn what_is_used_comes_back_evenly() {
        let rate = Rate::per_minute(3);
        let mut allowance = Allowance::default();
        let mut taken = |now| (0..10).filter(|_| allowance.take(Millis(now), rate).is_ok()).count();
        assert_eq!(taken(5_000), 3);
        assert_eq!(taken(24_999), 0);
        assert_eq!(taken(25_000), 1);
        assert_eq!(taken(1_000_000), 3, "no more than that gathers");
        assert!(!allowance.is_whole(Millis(1_059_999)));
        assert!(allowance.is_whole(Millis(1_060_000)));
    }

    #[test]
    fn whoever_is_too_early_hears_for_how_long() {
        let rate = Rate::per_minute(3);
        let mut allowance = Allowance::default();
        (0..3).for_each(|_| assert_eq!(allowance.take(Millis(0), rate), Ok(())));
        assert_eq!(allowance.take(Millis(0), rate), Err(20));
        assert_eq!(allowance.take(Millis(19_500), rate), Err(1));
        assert_eq!(allowance.take(Millis(20_000), rate), Ok(()));
        assert_eq!(Allowance::default().take(Millis(0), Rate::per_hour(0)), Err(3_600));
        assert_eq!(Allowance::default().take(Millis(u64::MAX), Rate::per_minute(u32::MAX)), Ok(()));
    }
}
