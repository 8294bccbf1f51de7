//! When a sender is asked for a key frame: however often receivers ask, seldom.

use std::time::{Duration, Instant};

/// A sender has so long for a key frame before it is asked again.
pub const PATIENCE: Duration = Duration::from_millis(400);

/// Nobody is asked more seldom than this while a key frame is needed.
pub const LONGEST_PATIENCE: Duration = Duration::from_secs(3);

/// So many key frames may come as fast as they are asked for.
const FREE: u32 = 4;

/// After so long, one more of them may.
const EARNED: Duration = Duration::from_secs(1);

/// The key frames of one incoming stream.
#[derive(Debug, Default)]
pub struct Keyframes {
    need: Need,
    asked: Option<Instant>,
    allowance: Allowance,
}

#[derive(Clone, Copy, Debug, Default)]
enum Need {
    #[default]
    None,
    /// Somebody does, and so many requests of it were not answered.
    Since { unanswered: u32 },
}

impl Keyframes {
    /// Somebody needs one. Returns whether the sender is to be asked now.
    pub fn need(&mut self, now: Instant) -> bool {
        if let Need::None = self.need {
            self.need = Need::Since { unanswered: 0 };
        }
        self.tick(now)
    }

    /// One begins. Whoever needed one has it.
    pub fn came(&mut self) {
        self.need = Need::None;
    }

    /// Nobody needs one any more.
    pub fn forget(&mut self) {
        self.need = Need::None;
    }

    /// The stream is in place of another one of the same sender, whose key frames count.
    pub fn take_after(&mut self, before: &Self) {
        (self.asked, self.allowance) = (before.asked, before.allowance);
    }

    /// Time passed. Returns whether the sender is to be asked now.
    pub fn tick(&mut self, now: Instant) -> bool {
        let Need::Since { unanswered } = self.need else { return false };
        if self.due().is_some_and(|due| now < due) {
            return false;
        }
        self.asked = Some(now);
        self.need = Need::Since { unanswered: unanswered.saturating_add(1) };
        if unanswered == 0 {
            self.allowance.take(now);
        }
        true
    }

    /// When to come back.
    pub fn deadline(&self) -> Option<Instant> {
        match self.need {
            Need::None => None,
            Need::Since { .. } => self.due(),
        }
    }

    /// When the sender may be asked again.
    fn due(&self) -> Option<Instant> {
        let asked = self.asked?;
        Some(match self.need {
            // One that does not come was lost, or the sender has stopped.
            Need::Since { unanswered: 1.. } => asked + self.patience(),
            // One came since then: those who ask all the time wait.
            Need::Since { unanswered: 0 } | Need::None => (asked + PATIENCE).max(self.allowance.ready(asked)),
        })
    }

    fn patience(&self) -> Duration {
        let Need::Since { unanswered } = self.need else { return PATIENCE };
        PATIENCE.saturating_mul(1 << unanswered.saturating_sub(1).min(8)).min(LONGEST_PATIENCE)
    }
}

/// How often something may be: a few times at once, and seldom in the long run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Allowance {
    /// When all of it is there again.
    full: Option<Instant>,
}

impl Allowance {
    /// Takes one where there is one.
    pub fn take(&mut self, now: Instant) -> bool {
        let full = self.full.map_or(now, |full| full.max(now));
        if full > now + EARNED * (FREE - 1) {
            return false;
        }
        self.full = Some(full + EARNED);
        true
    }

    /// When there is one again.
    fn ready(&self, now: Instant) -> Instant {
        self.full.and_then(|full| full.checked_sub(EARNED * (FREE - 1))).unwrap_or(now)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Allowance, EARNED, Keyframes, LONGEST_PATIENCE, PATIENCE};

    #[test]
    fn a_thousand_requests_a_second_ask_once_and_again_while_none_comes() {
        let start = Instant::now();
        let mut keyframes = Keyframes::default();
        let asked: Vec<u64> =
            (0..2_000_u64).filter(|&millis| keyframes.need(start + Duration::from_millis(millis))).collect();
        assert_eq!(asked, [0, 400, 1_200]);
        assert_eq!(keyframes.deadline(), Some(start + Duration::from_millis(2_800)));
    }

    #[test]
    fn whoever_asks_all_the_time_gets_few() {
        let start = Instant::now();
        let mut keyframes = Keyframes::default();
        let mut asked = Vec::new();
        for millis in 0..20_000_u64 {
            if keyframes.need(start + Duration::from_millis(millis)) {
                asked.push(millis);
            }
            // A sender that obeys at once.
            if asked.last().is_some_and(|asked| asked + 50 == millis) {
                keyframes.came();
            }
        }
        assert!(asked.windows(2).all(|pair| pair[1] - pair[0] >= PATIENCE.as_millis() as u64));
        assert!((20..=24).contains(&asked.len()), "{asked:?}");
    }

    #[test]
    fn one_that_comes_ends_it_and_the_next_need_waits_its_turn() {
        let start = Instant::now();
        let mut keyframes = Keyframes::default();
        assert!(keyframes.need(start));
        keyframes.came();
        assert_eq!(keyframes.deadline(), None);
        let soon = start + Duration::from_millis(100);
        assert!(!keyframes.need(soon));
        let due = keyframes.deadline().unwrap();
        assert_eq!(due, start + PATIENCE);
        assert!(!keyframes.tick(due - Duration::from_millis(1)));
        assert!(keyframes.tick(due));
    }

    #[test]
    fn need_that_is_gone_asks_no_more() {
        let start = Instant::now();
        let mut keyframes = Keyframes::default();
        assert!(keyframes.need(start));
        keyframes.forget();
        assert_eq!(keyframes.deadline(), None);
        assert!(!keyframes.tick(start + Duration::from_secs(60)));
    }

    #[test]
    fn a_sender_that_never_answers_is_asked_ever_more_seldom_but_always_again() {
        let start = Instant::now();
        let mut keyframes = Keyframes::default();
        assert!(keyframes.need(start));
        let mut last = start;
        for _ in 0..1_000 {
            let due = keyframes.deadline().unwrap();
            assert!(due - last >= PATIENCE && due - last <= LONGEST_PATIENCE);
            assert!(keyframes.tick(due));
            last = due;
        }
    }

    #[test]
    fn an_allowance_is_spent_and_earned() {
        let start = Instant::now();
        let mut allowance = Allowance::default();
        assert_eq!((0..100).filter(|_| allowance.take(start)).count(), 4);
        assert!(!allowance.take(start + EARNED - Duration::from_millis(1)));
        assert!(allowance.take(start + EARNED));
        assert!(!allowance.take(start + EARNED));
    }
}
