//! How fast a transfer goes, over the last few seconds.

use std::collections::VecDeque;

use heliograph_wire::Millis;

/// A speed is that of this long: shorter jumps about, longer lags behind.
const WINDOW: Millis = Millis::seconds(5);

/// Below this there is nothing to say yet.
const SHORTEST: Millis = Millis(500);

/// Arrivals of the last seconds.
#[derive(Default)]
pub(crate) struct Progress {
    marks: VecDeque<(Millis, u64)>,
}

impl Progress {
    /// So much has arrived in all.
    pub(crate) fn moved(&mut self, bytes: u64, now: Millis) {
        self.marks.push_back((now, bytes));
        while self.marks.len() > 2 && self.marks.get(1).is_some_and(|(at, _)| now.since(*at) >= WINDOW) {
            self.marks.pop_front();
        }
    }

    /// A pause says nothing about the line.
    pub(crate) fn stopped(&mut self) {
        self.marks.clear();
    }

    /// Bytes per second.
    pub(crate) fn speed(&self) -> Option<u64> {
        let ((then, before), (now, bytes)) = (*self.marks.front()?, *self.marks.back()?);
        let span = now.since(then);
        (span >= SHORTEST).then(|| bytes.saturating_sub(before).saturating_mul(1_000) / span.0)
    }

    /// How long the rest takes at this speed.
    pub(crate) fn time_left(&self, bytes: u64) -> Option<Millis> {
        let (_, arrived) = *self.marks.back()?;
        let speed = self.speed().filter(|speed| *speed > 0)?;
        Some(Millis(bytes.saturating_sub(arrived).saturating_mul(1_000) / speed))
    }
}

#[cfg(test)]
mod tests {
    use super::Progress;
    use heliograph_wire::Millis;

    #[test]
    fn the_speed_is_that_of_the_last_seconds() {
        let mut progress = Progress::default();
        progress.moved(0, Millis(0));
        assert_eq!((progress.speed(), progress.time_left(100)), (None, None));
        for second in 1..=20 {
            let bytes = if second <= 10 { second * 1_000 } else { 10_000 + (second - 10) * 100 };
            progress.moved(bytes, Millis::seconds(second));
        }
        assert_eq!(progress.speed(), Some(100));
        assert_eq!(progress.time_left(12_000), Some(Millis::seconds(10)));
    }

    #[test]
    fn a_standstill_leaves_no_time_to_tell() {
        let mut progress = Progress::default();
        for second in 0..10 {
            progress.moved(500, Millis::seconds(second));
        }
        assert_eq!((progress.speed(), progress.time_left(1_000)), (Some(0), None));
        progress.stopped();
        assert_eq!(progress.speed(), None);
    }
}
