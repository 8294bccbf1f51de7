use heliograph_wire::Millis;

const TICK: u64 = Millis::minutes(5).0;

/// Ages beyond this are read as a clock ahead of ours, not as an old code.
const OLDEST: u64 = Millis::minutes(20 * 60).0;

/// When an offer was made: five-minute ticks since the Unix epoch, modulo 256 (21 hours and 20 minutes).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp(u8);

impl Stamp {
    /// The stamp of an offer made at `now`.
    pub const fn at(now: Millis) -> Self {
        Self(tick(now))
    }

    /// How long ago the offer was made, in whole ticks of five minutes; it advises and never refuses.
    ///
    /// An age above 20 hours means a clock ahead of ours and reads as zero.
    pub const fn age(self, now: Millis) -> Millis {
        let age = tick(now).wrapping_sub(self.0) as u64 * TICK;
        if age > OLDEST { Millis(0) } else { Millis(age) }
    }

    pub(crate) const fn byte(self) -> u8 {
        self.0
    }

    pub(crate) const fn from_byte(byte: u8) -> Self {
        Self(byte)
    }
}

const fn tick(now: Millis) -> u8 {
    (now.0 / TICK % 256) as u8
}

#[cfg(test)]
mod tests {
    use super::Stamp;
    use heliograph_wire::Millis;

    #[test]
    fn the_age_is_counted_in_ticks_and_survives_the_wrap() {
        let made = Millis::minutes(255 * 5 + 1);
        let stamp = Stamp::at(made);
        assert_eq!(stamp.age(made), Millis(0));
        assert_eq!(stamp.age(made + Millis::minutes(7)), Millis::minutes(5));
        assert_eq!(stamp.age(made + Millis::minutes(20 * 60)), Millis::minutes(20 * 60));
    }

    #[test]
    fn a_stamp_from_a_clock_ahead_of_ours_is_new() {
        let made = Millis::minutes(6_000);
        assert_eq!(Stamp::at(made + Millis::minutes(30)).age(made), Millis(0));
    }
}
