use heliograph_wire::Millis;
use sha2::{Digest, Sha256};

/// The seconds that are looked back upon.
const SECONDS: usize = 10;

/// The least work that is asked for, in bits, and the most: in a browser a fraction of a second, and a few seconds.
pub(crate) const LEAST_WORK: u8 = 18;
const MOST_WORK: u8 = 22;

/// How many arrived in each of the last seconds.
#[derive(Default)]
pub(crate) struct Load {
    seconds: [u32; SECONDS],
    at: u64,
}

impl Load {
    /// Counts one more, and says how much work it is asked for: with each doubling beyond what is usual a bit more.
    pub(crate) fn arrive(&mut self, now: Millis, usual: usize) -> u8 {
        self.move_to(now.0 / 1_000);
        let last = &mut self.seconds[(self.at % SECONDS as u64) as usize];
        *last = last.saturating_add(1);
        let arrived: u64 = self.seconds.iter().map(|count| u64::from(*count)).sum();
        let usual = usual.max(1) as u64;
        if arrived <= usual {
            return 0;
        }
        let doublings = ((arrived - 1) / usual).ilog2();
        LEAST_WORK.saturating_add(u8::try_from(doublings).unwrap_or(u8::MAX)).min(MOST_WORK)
    }

    fn move_to(&mut self, second: u64) {
        let passed = second.saturating_sub(self.at).min(SECONDS as u64);
        for ago in 0..passed {
            self.seconds[((second - ago) % SECONDS as u64) as usize] = 0;
        }
        self.at = self.at.max(second);
    }
}

/// Whether the SHA-256 of challenge and work begins with so many zero bits.
pub(crate) fn is_done(challenge: &[u8; 32], work: u64, bits: u8) -> bool {
    let digest: [u8; 32] =
        Sha256::new().chain_update(challenge).chain_update(work.to_be_bytes()).finalize().into();
    let first = u64::from_be_bytes(std::array::from_fn(|place| digest[place]));
    first.leading_zeros() >= bits.into()
}

#[cfg(test)]
mod tests {
    use super::{Load, is_done};
    use heliograph_wire::Millis;

    #[test]
    fn work_grows_with_the_crowd_and_ends_with_it() {
        let mut load = Load::default();
        let bits: Vec<_> = (0..2_000).map(|_| load.arrive(Millis(5_000), 100)).collect();
        assert_eq!([bits[0], bits[99], bits[100], bits[199], bits[200]], [0, 0, 18, 18, 19]);
        assert_eq!([bits[399], bits[400], bits[800], bits[1_600]], [19, 20, 21, 22]);
        assert_eq!(load.arrive(Millis(14_999), 100), 22);
        assert_eq!(load.arrive(Millis(15_000), 100), 0, "those of ten seconds ago count no more");
        assert_eq!(load.arrive(Millis(u64::MAX), 0), 0);
    }

    #[test]
    fn a_steady_stream_counts_as_the_last_ten_seconds_of_it() {
        let mut load = Load::default();
        for number in 0..10_000 {
            assert_eq!(load.arrive(Millis(number * 100), 101), 0, "at {number}");
        }
    }

    #[test]
    fn work_is_as_the_protocol_page_says() {
        let challenge = [5; 32];
        let work = (0..).find(|work| is_done(&challenge, *work, 12)).expect("some is found");
        assert_eq!(work, 4_942);
        assert!(is_done(&challenge, work, 0));
        assert!((0..work).all(|work| !is_done(&challenge, work, 12)));
    }
}
