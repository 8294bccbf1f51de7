use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use heliograph_wire::Millis;

use crate::client::Source;

/// How much of something there may be: token buckets are filled at this rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How much for each second, in the long run.
    pub per_second: u64,
    /// How much at once after a pause. Of bytes it should be a longest packet at least, or that one never passes.
    pub burst: u64,
}

/// A token bucket. It begins full, and its rate may change at any time.
#[derive(Clone, Copy)]
pub(crate) struct Bucket {
    /// Thousandths that were taken and are not yet filled in again.
    taken: u64,
    at: Millis,
}

impl Bucket {
    pub(crate) const FULL: Self = Self { taken: 0, at: Millis(0) };

    /// Takes an amount, if that much is there.
    pub(crate) fn take(&mut self, now: Millis, rate: Rate, amount: u64) -> bool {
        let filled = now.since(self.at).0.saturating_mul(rate.per_second);
        self.taken = self.taken.saturating_sub(filled);
        self.at = now;
        let taken = self.taken.saturating_add(amount.saturating_mul(1_000));
        let enough = taken <= rate.burst.saturating_mul(1_000);
        if enough {
            self.taken = taken;
        }
        enough
    }

    /// Gives one back that was taken.
    pub(crate) const fn give_back(&mut self) {
        self.taken = self.taken.saturating_sub(1_000);
    }
}

/// How many buckets there are for all sources together.
const BUCKETS: usize = 4_096;

/// Token buckets for each source in memory that never grows: sources that fall together share one, and since the seed is
/// secret nobody can choose with whom.
pub(crate) struct Sources {
    buckets: Box<[Bucket]>,
    place: FixedState,
}

impl Sources {
    pub(crate) fn new(seed: u64) -> Self {
        Self { buckets: vec![Bucket::FULL; BUCKETS].into(), place: FixedState::with_seed(seed) }
    }

    pub(crate) fn take(&mut self, now: Millis, rate: Rate, source: Source) -> bool {
        self.bucket(source).take(now, rate, 1)
    }

    pub(crate) fn give_back(&mut self, source: Source) {
        self.bucket(source).give_back();
    }

    fn bucket(&mut self, source: Source) -> &mut Bucket {
        let place = self.place.hash_one(source) as usize % BUCKETS;
        &mut self.buckets[place]
    }
}

#[cfg(test)]
mod tests {
    use super::{Bucket, Rate};
    use heliograph_wire::Millis;

    #[test]
    fn a_bucket_gives_a_burst_and_then_its_rate() {
        let rate = Rate { per_second: 2, burst: 3 };
        let mut bucket = Bucket::FULL;
        let mut given = |now| (0..10).filter(|_| bucket.take(Millis(now), rate, 1)).count();
        assert_eq!(given(0), 3);
        assert_eq!(given(499), 0);
        assert_eq!(given(1_000), 2);
        assert_eq!(given(1_000_000), 3, "no more than a burst gathers");
        assert_eq!(given(0), 0, "a clock that goes back fills nothing");
    }

    #[test]
    fn what_is_given_back_can_be_taken_again() {
        let rate = Rate { per_second: 0, burst: 1 };
        let mut bucket = Bucket::FULL;
        assert!(bucket.take(Millis(0), rate, 1));
        bucket.give_back();
        assert!(bucket.take(Millis(0), rate, 1));
        assert!(!bucket.take(Millis(0), rate, 1));
    }

    #[test]
    fn rates_of_any_size_do_not_overflow() {
        let rate = Rate { per_second: u64::MAX, burst: u64::MAX };
        let mut bucket = Bucket::FULL;
        assert!(bucket.take(Millis(u64::MAX), rate, u64::MAX / 2_000));
        assert!(bucket.take(Millis(0), rate, u64::MAX));
    }
}
