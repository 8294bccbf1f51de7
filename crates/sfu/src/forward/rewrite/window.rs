const WORDS: usize = 16;

/// How far behind the newest another number may go out.
pub(super) const WIDTH: u64 = WORDS as u64 * 64;

/// Remembers which of the newest numbers went out, each in one bit.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// Behind the newest.
    end: u64,
    bits: [u64; WORDS],
}

impl Window {
    /// Whether this number may still go out.
    pub(super) fn is_open(&self, number: u64) -> bool {
        number >= self.end || self.end - number <= WIDTH && self.bits[word(number)] & bit(number) == 0
    }

    /// Behind the newest that went out.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// It goes out.
    pub(super) fn set(&mut self, number: u64) {
        if number >= self.end {
            // What lies between did not go out; what stood there before is too old by now.
            let from = self.end.max(number.saturating_sub(WIDTH - 1));
            (from..=number).for_each(|between| self.bits[word(between)] &= !bit(between));
            self.end = number + 1;
        }
        self.bits[word(number)] |= bit(number);
    }
}

const fn word(number: u64) -> usize {
    (number / 64 % WORDS as u64) as usize
}

const fn bit(number: u64) -> u64 {
    1 << (number % 64)
}
