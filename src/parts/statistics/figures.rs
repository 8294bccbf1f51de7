//! Numbers as people read them, in integers: the arithmetic of fractions weighs more than all of these.

use crate::words::StatisticsPhrases;

/// A span given in microseconds.
pub(super) fn milliseconds(micros: u64, phrases: &StatisticsPhrases) -> String {
    format!("{}\u{a0}ms", short(micros, 1_000, phrases))
}

/// A share given in thousandths.
pub(super) fn percent(thousandths: u32, phrases: &StatisticsPhrases) -> String {
    format!("{}{}", short(u64::from(thousandths), 10, phrases), phrases.percent)
}

/// Bits per second.
pub(super) fn rate(bits: u64, phrases: &StatisticsPhrases) -> String {
    let (unit, name) = if bits < 1_000_000 { (1_000, "kbit/s") } else { (1_000_000, "Mbit/s") };
    format!("{}\u{a0}{name}", short(bits, unit, phrases))
}

/// So many units: tenths count where there are few.
fn short(amount: u64, unit: u64, phrases: &StatisticsPhrases) -> String {
    let tenths = amount.saturating_add(unit / 20) / (unit / 10);
    if tenths < 100 && !tenths.is_multiple_of(10) {
        format!("{}{}{}", tenths / 10, phrases.decimal_mark, tenths % 10)
    } else {
        (amount.saturating_add(unit / 2) / unit).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::{milliseconds, percent, rate};
    use crate::words::of;
    use heliograph_session::Language;

    #[test]
    fn spans_are_told_in_milliseconds() {
        let english = of(Language::English);
        let told = [(0, "0 ms"), (350, "0.4 ms"), (9_940, "9.9 ms"), (9_980, "10 ms"), (153_700, "154 ms")];
        for (micros, expected) in told {
            assert_eq!(milliseconds(micros, &english.statistics).replace('\u{a0}', " "), expected);
        }
    }

    #[test]
    fn shares_are_told_in_percent_as_each_language_does() {
        let [english, german] = Language::ALL.map(of);
        for (thousandths, expected) in [(0, "0%"), (4, "0.4%"), (50, "5%"), (123, "12%"), (1_000, "100%")] {
            assert_eq!(percent(thousandths, &english.statistics), expected);
        }
        assert_eq!(percent(4, &german.statistics), "0,4\u{a0}%");
    }

    #[test]
    fn rates_are_told_in_the_unit_that_fits() {
        let english = of(Language::English);
        let told =
            [(0, "0 kbit/s"), (32_400, "32 kbit/s"), (1_240_000, "1.2 Mbit/s"), (25_000_000, "25 Mbit/s")];
        for (bits, expected) in told {
            assert_eq!(rate(bits, &english.statistics).replace('\u{a0}', " "), expected);
        }
        assert!(rate(u64::MAX, &english.statistics).ends_with("Mbit/s"));
    }
}
