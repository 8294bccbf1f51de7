use heliograph_wire::room::MemberId;

/// New numbers of a room that was open in an earlier process begin at the next multiple of this: members of that time may
/// still come back to those below.
const STEP: u16 = 1024;

/// Which numbers of members are taken in a room.
#[derive(Default)]
pub(crate) struct Numbers {
    /// A bit for each, as far as any is taken.
    taken: Vec<u64>,
    next: u16,
}

impl Numbers {
    /// One that nobody has or had.
    pub(crate) fn draw(&mut self) -> Option<MemberId> {
        let number = (0..=u16::MAX)
            .map(|ahead| self.next.wrapping_add(ahead))
            .find(|number| !self.is_taken(*number))?;
        self.take(number);
        self.next = number.wrapping_add(1);
        Some(MemberId(number))
    }

    /// The one that somebody had in an earlier process, if nobody has it.
    pub(crate) fn inherit(&mut self, member: MemberId) -> Option<MemberId> {
        if self.is_taken(member.0) {
            return None;
        }
        self.take(member.0);
        self.next = self.next.max((member.0 | (STEP - 1)).wrapping_add(1));
        Some(member)
    }

    /// Gives back the number of somebody who never had a seat: nobody needs to tell them from another one much later.
    pub(crate) fn give_back(&mut self, member: MemberId) {
        let (word, bit) = place(member.0);
        if let Some(word) = self.taken.get_mut(word) {
            *word &= !bit;
        }
    }

    fn is_taken(&self, number: u16) -> bool {
        let (word, bit) = place(number);
        self.taken.get(word).is_some_and(|word| word & bit != 0)
    }

    fn take(&mut self, number: u16) {
        let (word, bit) = place(number);
        if self.taken.len() <= word {
            self.taken.resize(word + 1, 0);
        }
        self.taken[word] |= bit;
    }
}

const fn place(number: u16) -> (usize, u64) {
    (number as usize / 64, 1 << (number % 64))
}

#[cfg(test)]
mod tests {
    use super::Numbers;
    use heliograph_wire::room::MemberId;

    #[test]
    fn no_number_is_drawn_twice_until_there_is_none() {
        let mut numbers = Numbers::default();
        let drawn: Vec<_> = (0..=u16::MAX).map(|_| numbers.draw()).collect();
        assert!(drawn.iter().enumerate().all(|(place, number)| *number == Some(MemberId(place as u16))));
        assert_eq!(numbers.draw(), None);
    }

    #[test]
    fn the_number_of_somebody_who_had_no_seat_is_drawn_again_once_all_others_were() {
        let mut numbers = Numbers::default();
        (0..3).for_each(|_| assert!(numbers.draw().is_some()));
        numbers.give_back(MemberId(1));
        assert_eq!(numbers.draw(), Some(MemberId(3)));
        (4..=u16::MAX).for_each(|_| assert!(numbers.draw().is_some()));
        assert_eq!(numbers.draw(), Some(MemberId(1)));
        assert_eq!(numbers.draw(), None);
    }

    #[test]
    fn whoever_is_new_gets_none_that_somebody_may_come_back_to() {
        let mut numbers = Numbers::default();
        assert_eq!(numbers.inherit(MemberId(41)), Some(MemberId(41)));
        assert_eq!(numbers.draw(), Some(MemberId(1_024)));
        assert_eq!(numbers.inherit(MemberId(57)), Some(MemberId(57)));
        assert_eq!(numbers.draw(), Some(MemberId(1_025)));
        assert_eq!(numbers.inherit(MemberId(41)), None);
        assert_eq!(numbers.inherit(MemberId(u16::MAX)), Some(MemberId(u16::MAX)));
        assert_eq!(numbers.draw(), Some(MemberId(1_026)));
    }
}
