use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// One direction of a way between two: a queue before a line of some rate, and the time that it takes from there.
pub struct Link<T> {
    conditions: Conditions,
    chance: fastrand::Rng,
    /// When the line has sent all that was given to it.
    idle_at: Option<Instant>,
    last_arrival: Option<Instant>,
    underway: BTreeMap<(Instant, u64), T>,
    sent: u64,
}

/// What a link is like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conditions {
    /// How long everything takes.
    pub delay: Duration,
    /// How much longer it takes at most; what was sent first comes first all the same.
    pub jitter: Duration,
    /// The share of packets that are lost.
    pub loss: f64,
    /// The share of packets that others overtake.
    pub overtaken: f64,
    /// Bits that the line sends in a second; none where it is not narrow.
    pub rate: Option<u64>,
    /// Bytes that may wait for the line.
    pub queue: usize,
}

/// What becomes of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrives then.
    Arrives(Instant),
    /// It is lost by chance.
    Lost,
    /// Too much waits for the line already.
    Overflows,
}

/// How much later than it would a packet arrives that others overtake.
const OVERTAKEN: Duration = Duration::from_millis(15);

impl Default for Conditions {
    fn default() -> Self {
        let none = Duration::ZERO;
        Self { delay: none, jitter: none, loss: 0.0, overtaken: 0.0, rate: None, queue: 64 * 1024 }
    }
}

impl<T> Link<T> {
    /// A link on which nothing is underway. Its chance comes from the seed.
    pub fn new(conditions: Conditions, seed: u64) -> Self {
        Self {
            conditions,
            chance: fastrand::Rng::with_seed(seed),
            idle_at: None,
            last_arrival: None,
            underway: BTreeMap::new(),
            sent: 0,
        }
    }

    /// What holds for all that is sent from now on.
    pub fn change(&mut self, conditions: Conditions) {
        self.conditions = conditions;
    }

    /// What holds now.
    pub const fn conditions(&self) -> Conditions {
        self.conditions
    }

    /// Sends something that is so many bytes long.
    pub fn send(&mut self, now: Instant, bytes: usize, item: T) -> Fate {
        let Conditions { delay, jitter, loss, overtaken, rate, queue } = self.conditions;
        let mut leaves = now;
        if let Some(rate) = rate {
            leaves = self.idle_at.map_or(now, |idle_at| idle_at.max(now));
            let waiting = (leaves - now).as_secs_f64() * rate as f64 / 8.0;
            if waiting + bytes as f64 > queue as f64 {
                return Fate::Overflows;
            }
            leaves += Duration::from_secs_f64(bytes as f64 * 8.0 / rate.max(1) as f64);
            self.idle_at = Some(leaves);
        }
        // Every packet draws as often, whatever becomes of it, so that one more loss does not change all that follows.
        let [is_lost, is_overtaken, late] = [(); 3].map(|()| self.chance.f64());
        if is_lost < loss {
            return Fate::Lost;
        }
        let mut arrives = leaves + delay + jitter.mul_f64(late);
        if is_overtaken < overtaken {
            arrives += OVERTAKEN;
        } else {
            arrives = self.last_arrival.map_or(arrives, |last| last.max(arrives));
            self.last_arrival = Some(arrives);
        }
        self.sent += 1;
        self.underway.insert((arrives, self.sent), item);
        Fate::Arrives(arrives)
    }

    /// Sends something that is never lost, and for which the line has room beside everything else.
    pub fn send_surely(&mut self, now: Instant, item: T) -> Fate {
        let arrives = now + self.conditions.delay;
        self.sent += 1;
        self.underway.insert((arrives, self.sent), item);
        Fate::Arrives(arrives)
    }

    /// When the next thing arrives.
    pub fn deadline(&self) -> Option<Instant> {
        self.underway.first_key_value().map(|((at, _), _)| *at)
    }

    /// What has arrived by now, one after another.
    pub fn arrived(&mut self, now: Instant) -> Option<T> {
        let first = self.underway.first_entry()?;
        (first.key().0 <= now).then(|| first.remove())
    }
}

#[cfg(test)]
mod tests {
    use super::{Conditions, Fate, Link};
    use std::time::{Duration, Instant};

    const KILOBYTE: usize = 1_000;

    fn milliseconds(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    #[test]
    fn a_narrow_line_sends_one_after_another_and_lets_no_more_wait_than_fit() {
        let narrow = Conditions { rate: Some(8_000_000), queue: 3 * KILOBYTE, ..Conditions::default() };
        let (mut link, now) = (Link::new(narrow, 1), Instant::now());
        let fates = [(); 4].map(|()| link.send(now, KILOBYTE, ()));
        let at = |count| Fate::Arrives(now + milliseconds(count));
        assert_eq!(fates, [at(1), at(2), at(3), Fate::Overflows]);
        // Once it is idle it does not make up for lost time.
        assert_eq!(link.send(now + milliseconds(10), KILOBYTE, ()), at(11));
    }

    #[test]
    fn jitter_keeps_the_order_and_what_is_overtaken_does_not() {
        let shaky = Conditions { jitter: milliseconds(50), ..Conditions::default() };
        let order = |conditions| {
            let (mut link, now) = (Link::new(conditions, 3), Instant::now());
            for number in 0..100_u64 {
                link.send(now + milliseconds(number), KILOBYTE, number);
            }
            std::iter::from_fn(|| link.arrived(now + Duration::from_secs(1))).collect::<Vec<_>>()
        };
        assert!(order(shaky).is_sorted());
        let mixed = order(Conditions { overtaken: 0.1, ..shaky });
        assert_eq!(mixed.len(), 100);
        assert!(!mixed.is_sorted());
    }

    #[test]
    fn the_same_seed_loses_the_same_packets_and_about_the_share_that_is_asked_for() {
        let lost = |seed, loss| {
            let (mut link, now) =
                (Link::new(Conditions { loss, ..Conditions::default() }, seed), Instant::now());
            (0..10_000).filter(|_| link.send(now, 1, ()) == Fate::Lost).collect::<Vec<_>>()
        };
        assert_eq!(lost(5, 0.1), lost(5, 0.1));
        assert_ne!(lost(5, 0.1), lost(6, 0.1));
        assert!((800..1_200).contains(&lost(5, 0.1).len()));
        assert!(lost(5, 0.0).is_empty());
    }
}
