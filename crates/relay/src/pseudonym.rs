//! Names for sources in the log, so that lines about one of them can be told from lines about another, and nobody can
//! find out who it was: the key is never written down, and thrown away after a day.

use crate::{
    source::Source,
    state::{StateError, hex, random},
};
use aws_lc_rs::hmac;
use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Gives names that last for a day.
pub(crate) struct Pseudonyms {
    key: Mutex<(hmac::Key, Instant)>,
}

impl Pseudonyms {
    /// With a key that nobody knows.
    pub(crate) fn new(now: Instant) -> Result<Self, StateError> {
        Ok(Self { key: Mutex::new((new_key()?, now)) })
    }

    /// The name of a source for today.
    pub(crate) fn of(&self, source: Source, now: Instant) -> String {
        let mut key = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        if now.saturating_duration_since(key.1) >= DAY
            && let Ok(fresh) = new_key()
        {
            *key = (fresh, now);
        }
        hex(&hmac::sign(&key.0, &source.bytes()).as_ref()[..3])
    }
}

fn new_key() -> Result<hmac::Key, StateError> {
    Ok(hmac::Key::new(hmac::HMAC_SHA256, random::<32>()?.reveal()))
}

#[cfg(test)]
mod tests {
    use super::{DAY, Pseudonyms};
    use std::time::Instant;

    #[test]
    fn a_source_has_one_name_for_a_day_and_then_another() {
        let now = Instant::now();
        let names = Pseudonyms::new(now).unwrap();
        let source = |text: &str| text.parse::<std::net::IpAddr>().unwrap().into();
        let (one, other) = (source("203.0.113.1"), source("203.0.113.2"));
        let name = names.of(one, now);
        assert_eq!(names.of(one, now), name);
        assert_ne!(names.of(other, now), name);
        assert_ne!(names.of(one, now + DAY), name);
    }
}
