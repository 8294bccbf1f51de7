use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// Which members of a room have something to be done, each at its time: whoever has nothing is not looked at.
#[derive(Default)]
pub(super) struct Agenda {
    at: BTreeMap<usize, Instant>,
    order: BTreeSet<(Instant, usize)>,
}

impl Agenda {
    /// It is to be done for whoever is at this place by this time at the latest.
    pub(super) fn by(&mut self, place: usize, at: Instant) {
        if self.at.get(&place).is_some_and(|before| *before <= at) {
            return;
        }
        self.forget(place);
        self.at.insert(place, at);
        self.order.insert((at, place));
    }

    /// Nothing is to be done there.
    pub(super) fn forget(&mut self, place: usize) {
        if let Some(before) = self.at.remove(&place) {
            self.order.remove(&(before, place));
        }
    }

    /// Takes all that is due.
    pub(super) fn due(&mut self, now: Instant) -> Vec<usize> {
        let mut due = Vec::new();
        while let Some((at, place)) = self.order.first().copied()
            && at <= now
        {
            self.forget(place);
            due.push(place);
        }
        due
    }

    /// When the next is due.
    pub(super) fn next(&self) -> Option<Instant> {
        self.order.first().map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::Agenda;
    use std::time::{Duration, Instant};

    #[test]
    fn each_is_due_once_at_the_earliest_of_its_times() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut agenda = Agenda::default();
        for (place, millis) in [(1, 20), (2, 10), (1, 5), (1, 30), (3, 5), (4, 1)] {
            agenda.by(place, at(millis));
        }
        agenda.forget(4);
        assert_eq!(agenda.next(), Some(at(5)));
        assert_eq!(agenda.due(at(4)), [0; 0]);
        assert_eq!(agenda.due(at(9)), [1, 3]);
        assert_eq!(agenda.due(at(100)), [2]);
        assert_eq!((agenda.next(), agenda.at.len()), (None, 0));
    }
}
