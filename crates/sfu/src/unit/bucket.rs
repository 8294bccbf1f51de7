use std::time::Instant;

/// In a second.
const NANOS: u64 = 1_000_000_000;

/// Lets so much through in a second, and a bit more at once.
pub(super) struct Bucket {
    per_second: u64,
    most: u64,
    left: u64,
    /// When it was last filled.
    at: Option<Instant>,
}

impl Bucket {
    /// Full at first.
    pub(super) const fn new(per_second: u64, most: u64) -> Self {
        Self { per_second, most, left: most, at: None }
    }

    /// Takes so much, or nothing where there is less.
    pub(super) fn take(&mut self, now: Instant, much: u64) -> bool {
        self.fill(now);
        let fits = self.left >= much;
        if fits {
            self.left -= much;
        }
        fits
    }

    /// Takes so much, or what there is.
    pub(super) fn spend(&mut self, now: Instant, much: u64) {
        self.fill(now);
        self.left = self.left.saturating_sub(much);
    }

    /// Whether at least this part of the most is left, in hundredths.
    pub(super) fn has(&mut self, now: Instant, hundredths: u64) -> bool {
        self.fill(now);
        u128::from(self.left) * 100 >= u128::from(self.most) * u128::from(hundredths)
    }

    /// Another amount from now on.
    pub(super) fn set(&mut self, per_second: u64, most: u64) {
        self.per_second = per_second;
        self.most = most;
        self.left = self.left.min(most);
    }

    fn fill(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(*self.at.get_or_insert(now));
        // Most of what comes, comes together.
        if passed.is_zero() {
            return;
        }
        let nanos = u64::try_from(passed.as_nanos()).unwrap_or(u64::MAX);
        let more = match self.per_second.checked_mul(nanos) {
            Some(product) => product / NANOS,
            // Processors take long for this.
            None => {
                let more = u128::from(self.per_second) * u128::from(nanos) / u128::from(NANOS);
                u64::try_from(more).unwrap_or(u64::MAX)
            }
        };
        if more > 0 {
            self.at = Some(now);
            self.left = self.left.saturating_add(more).min(self.most);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Bucket;
    use std::time::{Duration, Instant};

    #[test]
    fn no_more_goes_through_than_may() {
        let start = Instant::now();
        let mut bucket = Bucket::new(1_000, 500);
        let mut taken = 0;
        for step in 0..10_000 {
            taken += u64::from(bucket.take(start + Duration::from_millis(step), 10)) * 10;
        }
        assert!((9_900..=10_500).contains(&taken), "{taken}");
    }

    #[test]
    fn what_comes_in_short_steps_counts_too() {
        let start = Instant::now();
        let mut bucket = Bucket::new(10, 10);
        bucket.spend(start, 100);
        assert!(!bucket.has(start, 1));
        // Each of these steps alone is worth nothing.
        (0..1_000).for_each(|step| bucket.spend(start + Duration::from_millis(step), 0));
        assert!(bucket.take(start + Duration::from_secs(1), 9));
    }
}
