//! Which day it is, by a clock that may be wrong.
//!
//! The rule: the clock is believed as long as it is no more than [`LEEWAY`] ahead of where the clock that only goes on
//! says that it should be. One that jumped further ahead is believed once it has stood there for [`DAY`]; until then days
//! go on from where they were. A clock that goes back is believed at once: nothing is forgotten early by that. At the
//! start nothing is known but the last day on which any callee was there, and a clock that is further ahead of it has to
//! stand for [`HOUR`] only, since a companion may have been off for long.

use heliograph_wire::Millis;

use crate::event::Now;

const HOUR: Millis = Millis::minutes(60);
const DAY: Millis = Millis::minutes(24 * 60);

/// So far ahead may a clock be set without doubt: one that slept, or that was corrected.
const LEEWAY: u64 = 2 * DAY_SECONDS;

const DAY_SECONDS: u64 = 24 * 60 * 60;

/// The day, and what is doubted of it.
pub(crate) struct Days {
    /// The last moment at which the clock was believed.
    believed: Now,
    /// What was observed last.
    last: Now,
    doubt: Option<Doubt>,
}

/// A clock that jumped ahead.
struct Doubt {
    /// When it was found there.
    since: Now,
    /// How long it has to stand.
    stands: Millis,
}

impl Days {
    /// Begins after the last day of which anything is known.
    pub(crate) fn new(now: Now, last_known: Option<u32>) -> Self {
        let known = last_known.map_or(now.unix, |day| (u64::from(day) + 1) * DAY_SECONDS - 1);
        if now.unix <= known.saturating_add(LEEWAY) {
            return Self { believed: now, last: now, doubt: None };
        }
        let believed = Now { unix: known, ..now };
        Self { believed, last: now, doubt: Some(Doubt { since: now, stands: HOUR }) }
    }

    /// Takes notice of the clocks, and says whether another day has begun.
    pub(crate) fn observe(&mut self, now: Now) -> bool {
        let before = self.today();
        self.last = now;
        if now.unix <= expected(self.believed, now.monotonic).saturating_add(LEEWAY) {
            (self.believed, self.doubt) = (now, None);
        } else if !self.doubt.as_ref().is_some_and(|doubt| doubt.holds(now)) {
            self.doubt = Some(Doubt { since: now, stands: DAY });
        } else if self.doubt.as_ref().is_some_and(|doubt| doubt.is_over(now)) {
            (self.believed, self.doubt) = (now, None);
        }
        self.today() != before
    }

    /// Today, counted from 1970 (UTC).
    pub(crate) fn today(&self) -> u32 {
        self.day_at(self.last.monotonic)
    }

    /// Today, or the day of a clock that is ahead of it: for what would be forgotten early with too early a day.
    pub(crate) fn latest(&self) -> u32 {
        self.today().max(day(self.last.unix))
    }

    /// The day that it was at a moment, as far as it is known now.
    pub(crate) fn day_at(&self, moment: Millis) -> u32 {
        day(expected(self.believed, moment))
    }

    /// When the next day begins, or what is doubted may be believed.
    pub(crate) fn next(&self) -> Millis {
        let left = DAY_SECONDS - expected(self.believed, self.last.monotonic) % DAY_SECONDS;
        let turn = self.last.monotonic + Millis::seconds(left);
        self.doubt.as_ref().map_or(turn, |doubt| turn.min(doubt.since.monotonic + doubt.stands))
    }
}

impl Doubt {
    /// Whether the clock has gone on from where it was found.
    fn holds(&self, now: Now) -> bool {
        now.unix.abs_diff(expected(self.since, now.monotonic)) <= LEEWAY
    }

    fn is_over(&self, now: Now) -> bool {
        now.monotonic.since(self.since.monotonic) >= self.stands
    }
}

/// The unix time of a moment, by what was known at another one.
fn expected(known: Now, moment: Millis) -> u64 {
    if moment >= known.monotonic {
        known.unix.saturating_add((moment - known.monotonic).0 / 1_000)
    } else {
        known.unix.saturating_sub((known.monotonic - moment).0.div_ceil(1_000))
    }
}

fn day(unix: u64) -> u32 {
    u32::try_from(unix / DAY_SECONDS).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
