use crate::plane::Figures;
use std::time::{Duration, Instant};

/// How long nothing has to come from anybody on the relay until nobody counts as being there.
///
/// Both sides of a call send a check every 4 to 6 seconds, and are answered, even where they say nothing (RFC 7675,
/// section 5.1). In this time each side of each call would have sent two of them, so a few lost packets look like nobody
/// only where everybody has lost theirs.
const SILENCE: Duration = Duration::from_secs(15);

/// Watches those who are left go.
pub(super) struct Departure {
    heard: u64,
    at: Instant,
}

/// Who is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// People who may still be served.
    Somebody,
    /// Relayed addresses alone, of people who went without a word.
    OnlyGone,
    /// Nobody, and nothing.
    Nobody,
}

impl Departure {
    /// Begins to watch.
    pub(super) const fn new(now: Instant) -> Self {
        Self { heard: 0, at: now }
    }

    /// Who is left by these figures, with so many connections open.
    pub(super) fn look(&mut self, now: Instant, figures: &Figures, connections: usize) -> Left {
        let heard = figures.relay.from_owners();
        if heard != self.heard {
            (self.heard, self.at) = (heard, now);
        }
        if figures.relay.allocations == 0 && connections == 0 {
            return Left::Nobody;
        }
        // Connections besides those of the relay get an answer, or end by themselves.
        let is_serving = connections > figures.streams;
        if is_serving || now.duration_since(self.at) < SILENCE { Left::Somebody } else { Left::OnlyGone }
    }
}

#[cfg(test)]
mod tests {
    use super::{Departure, Left, SILENCE};
    use crate::plane::Figures;
    use std::time::{Duration, Instant};

    fn figures(allocations: u64, packets: u64, streams: usize) -> Figures {
        let mut figures = Figures { streams, ..Figures::default() };
        (figures.relay.allocations, figures.relay.packets) = (allocations, packets);
        figures
    }

    #[test]
    fn nobody_is_left_where_there_is_neither_address_nor_connection() {
        let now = Instant::now();
        let mut departure = Departure::new(now);
        assert_eq!(departure.look(now, &figures(0, 7, 0), 0), Left::Nobody);
        assert_eq!(departure.look(now, &figures(1, 7, 0), 0), Left::Somebody);
        assert_eq!(departure.look(now, &figures(0, 7, 0), 1), Left::Somebody);
    }

    #[test]
    fn whoever_sends_a_check_now_and_then_is_there() {
        let mut now = Instant::now();
        let mut departure = Departure::new(now);
        for packets in 0..100 {
            assert_eq!(departure.look(now, &figures(2, packets, 1), 1), Left::Somebody);
            now += SILENCE - Duration::from_millis(1);
            assert_eq!(departure.look(now, &figures(2, packets, 1), 1), Left::Somebody);
        }
    }

    #[test]
    fn addresses_and_streams_of_the_relay_from_which_nothing_comes_hold_nobody_up() {
        let start = Instant::now();
        let mut departure = Departure::new(start);
        assert_eq!(departure.look(start, &figures(2, 9, 1), 1), Left::Somebody);
        let later = start + SILENCE;
        assert_eq!(departure.look(later, &figures(2, 9, 1), 2), Left::Somebody, "one of them gets a page");
        assert_eq!(departure.look(later, &figures(2, 9, 1), 1), Left::OnlyGone);
        assert_eq!(departure.look(later, &figures(2, 10, 1), 1), Left::Somebody, "one is back");
    }
}
