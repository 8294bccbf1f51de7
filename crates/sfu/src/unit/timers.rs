use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Instant;

/// When members are due. One that is due earlier is found earlier; one that is due later is found when it was due
/// before, and put back.
pub(super) struct Timers {
    heap: BinaryHeap<Reverse<(Instant, usize)>>,
    /// By place: when the member is due, and when the earliest entry of it in the heap stands.
    due: Vec<(Option<Instant>, Option<Instant>)>,
}

impl Timers {
    pub(super) const fn new() -> Self {
        Self { heap: BinaryHeap::new(), due: Vec::new() }
    }

    pub(super) fn set(&mut self, place: usize, at: Option<Instant>) {
        if place >= self.due.len() {
            self.due.resize(place + 1, (None, None));
        }
        let (due, entry) = &mut self.due[place];
        *due = at;
        if let Some(at) = at
            && entry.is_none_or(|entry| at < entry)
        {
            *entry = Some(at);
            self.heap.push(Reverse((at, place)));
        }
    }

    /// When the next one is due at the earliest.
    pub(super) fn next(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse((at, _))| *at)
    }

    /// A member that is due.
    pub(super) fn pop(&mut self, now: Instant) -> Option<usize> {
        while let Some(Reverse((at, place))) = self.heap.peek().copied() {
            if at > now {
                return None;
            }
            self.heap.pop();
            let (due, entry) = &mut self.due[place];
            if *entry != Some(at) {
                // An earlier entry was put before this one.
                continue;
            }
            *entry = None;
            match *due {
                Some(due_at) if due_at <= now => {
                    *due = None;
                    return Some(place);
                }
                later => self.set(place, later),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::Timers;
    use std::time::{Duration, Instant};

    #[test]
    fn each_is_found_when_it_is_due_and_once() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut timers = Timers::new();
        timers.set(1, Some(at(10)));
        timers.set(2, Some(at(20)));
        timers.set(1, Some(at(30)));
        timers.set(3, Some(at(40)));
        timers.set(3, Some(at(5)));
        timers.set(4, Some(at(1)));
        timers.set(4, None);
        let mut found = Vec::new();
        for millis in 0..50 {
            while let Some(place) = timers.pop(at(millis)) {
                found.push((millis, place));
            }
        }
        assert_eq!(found, [(5, 3), (20, 2), (30, 1)]);
        assert_eq!(timers.next(), None);
    }

    #[test]
    fn putting_one_off_again_and_again_costs_no_room() {
        let start = Instant::now();
        let mut timers = Timers::new();
        for millis in 0..100_000 {
            let now = start + Duration::from_millis(millis);
            while timers.pop(now).is_some() {}
            timers.set(0, Some(now + Duration::from_millis(40)));
        }
        assert!(timers.heap.len() < 3, "{}", timers.heap.len());
    }
}
