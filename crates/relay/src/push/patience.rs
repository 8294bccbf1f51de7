//! Push services that asked to be left alone for a while.

use super::services::Origin;
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// So many are remembered at a time.
const ORIGINS: usize = 64;

/// Until when nothing is sent where.
#[derive(Default)]
pub(super) struct Patience(HashMap<Origin, Instant>);

impl Patience {
    /// Whether something may be sent.
    pub(super) fn allows(&self, origin: &Origin, now: Instant) -> bool {
        self.0.get(origin).is_none_or(|until| *until <= now)
    }

    /// Nothing is sent there for so long.
    pub(super) fn wait(&mut self, origin: Origin, now: Instant, wait: Duration) {
        self.0.retain(|_, until| *until > now);
        if self.0.len() < ORIGINS {
            self.0.insert(origin, now + wait);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ORIGINS, Patience};
    use crate::push::services::{Endpoint, Origin};
    use std::time::{Duration, Instant};

    fn origin(number: usize) -> Origin {
        Endpoint::read(&format!("https://a{number}.example/")).unwrap().origin
    }

    #[test]
    fn whoever_asks_to_be_left_alone_is_and_nobody_else() {
        let (mut patience, now, wait) = (Patience::default(), Instant::now(), Duration::from_secs(9));
        patience.wait(origin(1), now, wait);
        assert!(!patience.allows(&origin(1), now + wait - Duration::from_millis(1)));
        assert!(patience.allows(&origin(1), now + wait));
        assert!(patience.allows(&origin(2), now));
    }

    #[test]
    fn so_many_are_remembered_and_those_who_waited_are_forgotten() {
        let (mut patience, now, wait) = (Patience::default(), Instant::now(), Duration::from_secs(9));
        for number in 0..3 * ORIGINS {
            patience.wait(origin(number), now, wait);
            assert!(patience.0.len() <= ORIGINS);
        }
        patience.wait(origin(0), now + wait, wait);
        assert_eq!(patience.0.len(), 1);
    }
}
