use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;

use heliograph_machine::Chance;
use heliograph_wire::Millis;

/// Numbers of three, four and five digits. The next are used where a quarter of one is.
const RANGES: [Range<u32>; 3] = [100..1_000, 1_000..10_000, 10_000..100_000];

/// How long a number that was used up belongs to nobody.
const RESTS: Millis = Millis::minutes(24 * 60);

/// The least that it does, where most are used up.
const RESTS_AT_LEAST: Millis = Millis::minutes(60);

/// How often one is drawn that is taken, before another range is tried: with fewer than a quarter taken that never is.
const DRAWS: usize = 32;

/// Which numbers are in use, and which were used up of late.
#[derive(Default)]
pub(crate) struct Numbers {
    open: BTreeSet<u32>,
    burned: BTreeSet<u32>,
    /// When they were, the first in front.
    burns: VecDeque<(Millis, u32)>,
    taken: [u32; RANGES.len()],
}

impl Numbers {
    /// Opens a number of the smallest range with room, if there is one.
    pub(crate) fn open_any(&mut self, now: Millis, chance: &mut Chance) -> Option<u32> {
        self.rest(now);
        if !self.has_room(RANGES.len() - 1) {
            self.rest_shorter(now);
        }
        let place = (0..RANGES.len()).find(|place| self.has_room(*place))?;
        let range = &RANGES[place];
        let drawn = (0..DRAWS).map(|_| range.start + chance.below(range.end - range.start));
        let number = { drawn }.find(|number| !self.open.contains(number) && !self.burned.contains(number))?;
        self.take(number);
        self.open.insert(number);
        Some(number)
    }

    /// Opens a number again that somebody has a ticket for.
    pub(crate) fn reopen(&mut self, now: Millis, number: u32) -> bool {
        self.rest(now);
        if self.burned.contains(&number) || !self.open.insert(number) {
            return false;
        }
        self.take(number);
        true
    }

    /// Nobody uses a number any more, and nobody ever met there.
    pub(crate) fn close(&mut self, number: u32) {
        if self.open.remove(&number) {
            self.give_back(number);
        }
    }

    /// A number is used up.
    pub(crate) fn burn(&mut self, now: Millis, number: u32) {
        if self.open.remove(&number) && self.burned.insert(number) {
            self.burns.push_back((now, number));
        }
    }

    pub(crate) fn open_count(&self) -> usize {
        self.open.len()
    }

    pub(crate) fn burned_count(&self) -> usize {
        self.burned.len()
    }

    fn has_room(&self, place: usize) -> bool {
        let range = &RANGES[place];
        self.taken[place] < (range.end - range.start) / 4
    }

    fn rest(&mut self, now: Millis) {
        while self.forget_first(now, RESTS) {}
    }

    /// Where all ranges are used up, those that rest for longest are given out again.
    fn rest_shorter(&mut self, now: Millis) {
        for _ in 0..DRAWS {
            self.forget_first(now, RESTS_AT_LEAST);
        }
    }

    fn forget_first(&mut self, now: Millis, rests: Millis) -> bool {
        let Some((_, number)) = self.burns.pop_front_if(|(burned, _)| now.since(*burned) >= rests) else {
            return false;
        };
        self.burned.remove(&number);
        self.give_back(number);
        true
    }

    fn take(&mut self, number: u32) {
        if let Some(place) = range_of(number) {
            self.taken[place] += 1;
        }
    }

    fn give_back(&mut self, number: u32) {
        if let Some(place) = range_of(number) {
            self.taken[place] -= 1;
        }
    }
}

fn range_of(number: u32) -> Option<usize> {
    RANGES.iter().position(|range| range.contains(&number))
}

#[cfg(test)]
mod tests {
    use super::{Numbers, RESTS, RESTS_AT_LEAST};
    use heliograph_machine::Chance;
    use heliograph_wire::Millis;

    #[test]
    fn numbers_get_longer_as_more_are_taken() {
        let (mut numbers, mut chance) = (Numbers::default(), Chance::new([7; 32]));
        let mut open = |count| -> Vec<u32> {
            (0..count).map(|_| numbers.open_any(Millis(0), &mut chance).expect("a number")).collect()
        };
        let three = open(225);
        assert!(three.iter().all(|number| (100..1_000).contains(number)));
        assert!(open(2_250).iter().all(|number| (1_000..10_000).contains(number)));
        let five = open(22_500);
        assert!(five.iter().all(|number| (10_000..100_000).contains(number)));
        assert_eq!(numbers.open_any(Millis(0), &mut chance), None);
        assert_eq!(numbers.open_count(), 225 + 2_250 + 22_500, "none is given out twice");
        numbers.close(three[0]);
        assert!(numbers.open_any(Millis(0), &mut chance).expect("a number") < 1_000);
        // One of those could not be told from the number that was given out just now.
        numbers.close(five[0]);
        numbers.close(five[0]);
        assert_eq!(numbers.open_count(), 225 + 2_250 + 22_499);
    }

    #[test]
    fn what_is_used_up_rests_for_a_day() {
        let (mut numbers, mut chance) = (Numbers::default(), Chance::new([7; 32]));
        let number = numbers.open_any(Millis(0), &mut chance).expect("a number");
        numbers.burn(Millis(0), number);
        assert_eq!(numbers.burned_count(), 1);
        assert!(!numbers.reopen(RESTS - Millis(1), number));
        assert!(numbers.reopen(RESTS, number));
        assert!(!numbers.reopen(RESTS, number), "it is open");
    }

    #[test]
    fn where_all_is_used_up_an_hour_is_enough() {
        let (mut numbers, mut chance) = (Numbers::default(), Chance::new([7; 32]));
        while let Some(number) = numbers.open_any(Millis(0), &mut chance) {
            numbers.burn(Millis(0), number);
        }
        assert_eq!(numbers.burned_count(), 225 + 2_250 + 22_500);
        assert_eq!(numbers.open_any(RESTS_AT_LEAST - Millis(1), &mut chance), None);
        assert!(numbers.open_any(RESTS_AT_LEAST, &mut chance).is_some());
        assert!(numbers.open_any(RESTS, &mut chance).expect("a number") < 1_000);
        assert_eq!(numbers.burned_count(), 0);
    }

    #[test]
    fn numbers_of_tickets_may_be_any() {
        let mut numbers = Numbers::default();
        for number in [0, 99, 100_000, u32::MAX] {
            assert!(numbers.reopen(Millis(0), number));
            numbers.burn(Millis(0), number);
            numbers.close(number);
        }
        assert_eq!((numbers.open_count(), numbers.burned_count()), (0, 4));
    }
}
