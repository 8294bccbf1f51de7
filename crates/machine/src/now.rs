use heliograph_wire::Millis;

/// The time by both clocks: waits are counted by the one that only goes on, days and what has to hold over a restart by the
/// one that people set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Since any moment; it never goes back.
    pub monotonic: Millis,
    /// Seconds since 1970 (UTC); it may be wrong, and be set.
    pub unix: u64,
}

impl Now {
    /// This moment, where another one came first: the clock that only goes on rather stands still than goes back.
    #[must_use]
    pub fn after(self, earlier: Self) -> Self {
        Self { monotonic: self.monotonic.max(earlier.monotonic), ..self }
    }

    /// So much later by both.
    #[must_use]
    pub fn later(self, span: Millis) -> Self {
        let monotonic = self.monotonic + span;
        let seconds = monotonic.0 / 1_000 - self.monotonic.0 / 1_000;
        Self { monotonic, unix: self.unix.saturating_add(seconds) }
    }
}

#[cfg(test)]
mod tests {
    use super::Now;
    use heliograph_wire::Millis;

    #[test]
    fn the_clock_that_people_set_may_go_back_and_the_other_one_not() {
        let earlier = Now { monotonic: Millis(500), unix: 70 };
        let now = Now { monotonic: Millis(400), unix: 60 }.after(earlier);
        assert!(now == Now { monotonic: Millis(500), unix: 60 });
        let later = Now { monotonic: Millis(501), unix: 60 };
        assert!(later.after(earlier) == later);
    }

    #[test]
    fn both_go_on_alike_however_often_that_is_said() {
        let mut now = Now { monotonic: Millis(999), unix: 60 };
        let later = now.later(Millis(3_002));
        assert!(later == Now { monotonic: Millis(4_001), unix: 64 });
        (0..3_002).for_each(|_| now = now.later(Millis(1)));
        assert!(now == later);
    }
}
