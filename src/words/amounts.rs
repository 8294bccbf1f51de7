//! Amounts that every language counts alike.

use heliograph_wire::Millis;

/// How a language writes the parts of a whole.
#[derive(Clone, Copy)]
pub(super) enum Decimals {
    /// 1.5
    Point,
    /// 1,5
    Comma,
}

/// Bytes as systems show them to people: in thousands, and with no more digits than say something.
pub(super) fn size(bytes: u64, decimals: Decimals) -> Option<String> {
    let unit_of = |&(_, unit): &(&str, u64)| bytes.saturating_add(unit / 2) / unit < 1_000;
    let &(name, unit) = UNITS.iter().find(|it| unit_of(it)).unwrap_or(&UNITS[UNITS.len() - 1]);
    if bytes < 1_000 {
        return None;
    }
    let tenths = bytes.saturating_add(unit / 20) / (unit / 10);
    let (whole, tenth) = (tenths / 10, tenths % 10);
    Some(match decimals {
        _ if tenths >= 100 => format!("{} {name}", bytes.saturating_add(unit / 2) / unit),
        Decimals::Point => format!("{whole}.{tenth} {name}"),
        Decimals::Comma => format!("{whole},{tenth} {name}"),
    })
}

const UNITS: [(&str, u64); 4] =
    [("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000)];

/// A span as somebody says it who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Span {
    /// Hardly worth a number.
    Moment,
    /// So many seconds, in tens.
    Seconds(u64),
    /// So many minutes.
    Minutes(u64),
    /// So many hours.
    Hours(u64),
}

impl Span {
    pub(super) const fn of(span: Millis) -> Self {
        let seconds = span.0.div_ceil(1_000);
        match seconds {
            0..10 => Self::Moment,
            10..55 => Self::Seconds(seconds.div_ceil(10) * 10),
            55..5_400 => Self::Minutes((seconds + 30) / 60),
            _ => Self::Hours((seconds + 1_800) / 3_600),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Decimals, Span, size};
    use heliograph_wire::Millis;

    #[test]
    fn bytes_are_told_as_systems_tell_them() {
        let told = [
            (999, None),
            (1_000, Some("1.0 kB")),
            (1_449, Some("1.4 kB")),
            (9_960, Some("10 kB")),
            (12_345_678, Some("12 MB")),
            (999_700, Some("1.0 MB")),
            (4_294_967_296, Some("4.3 GB")),
            (u64::MAX, Some("18446744 TB")),
        ];
        for (bytes, expected) in told {
            assert_eq!(size(bytes, Decimals::Point).as_deref(), expected, "{bytes}");
        }
        assert_eq!(size(1_500, Decimals::Comma).as_deref(), Some("1,5 kB"));
    }

    #[test]
    fn a_wait_is_told_as_roughly_as_it_is_known() {
        let told = [
            (0, Span::Moment),
            (9_000, Span::Moment),
            (9_001, Span::Seconds(10)),
            (41_000, Span::Seconds(50)),
            (60_000, Span::Minutes(1)),
            (130_000, Span::Minutes(2)),
            (3_600_000, Span::Minutes(60)),
            (7_200_000, Span::Hours(2)),
        ];
        for (span, expected) in told {
            assert_eq!(Span::of(Millis(span)), expected, "{span}");
        }
    }
}
