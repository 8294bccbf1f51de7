use std::time::Duration;

use crate::peer::{BITS_AT_FIRST, REPORTS_EACH, Report};

/// Packets between two reports from which on one would have to hear of them.
const TOLD_OF: u32 = 4;

/// Whoever hears so late of what was sent cannot tell what a line carries.
const LATE: Duration = Duration::from_secs(1);

/// While nothing is heard, a line is taken for so much less with each report, in hundredths; and for more again as soon
/// as something is.
const DOWN_TO: u64 = 85;
const UP_TO: u64 = 130;

/// A line is taken for no less: sound may go on.
const LEAST: u64 = 30_000;

/// How much longer than the shortest way there and back one may take on a line that is not full.
const CALM: Duration = Duration::from_millis(60);

/// Of what goes through a calm line it carries so much again, in hundredths.
const CARRIES: u64 = 90;

/// What a member's line carries.
///
/// An engine's estimate stands on what the page tells of the packets that came. Where that does not come any more, or
/// much too late, because the line is full, the estimate stays what it was, and the line stays full. And where little
/// was sent, one frame that waits for another makes it fall far below what the line carries, and goes on to carry.
pub(super) struct Line {
    report: Report,
    sent: u32,
    ceiling: Option<u64>,
    /// What went through it of late, in bits in a second.
    through: u64,
    shortest: Duration,
}

impl Default for Line {
    fn default() -> Self {
        let report = Report { bits: BITS_AT_FIRST, ..Report::default() };
        Self { report, sent: 0, ceiling: None, through: 0, shortest: Duration::MAX }
    }
}

impl Line {
    /// A packet was sent.
    pub(super) fn sent(&mut self) {
        self.sent = self.sent.saturating_add(1);
    }

    pub(super) fn reported(&mut self, report: Report) {
        let sent = std::mem::take(&mut self.sent);
        let is_blind = report.round_trip.is_zero() || report.round_trip > LATE;
        let before = self.ceiling.unwrap_or(u64::MAX).min(report.bits);
        self.ceiling = match self.ceiling {
            _ if is_blind && sent >= TOLD_OF => Some((before * DOWN_TO / 100).max(LEAST)),
            Some(ceiling) if !is_blind => {
                Some(ceiling * UP_TO / 100).filter(|ceiling| *ceiling < report.bits)
            }
            unchanged => unchanged,
        };
        let bits = report.sent.saturating_sub(self.report.sent) * 8_000 / REPORTS_EACH.as_millis() as u64;
        self.through = (self.through * 3 + bits) / 4;
        if !is_blind {
            self.shortest = self.shortest.min(report.round_trip);
        }
        self.report = report;
    }

    /// What it carries, in bits in a second.
    pub(super) fn bits(&self) -> u64 {
        let Report { bits, lost, round_trip, .. } = self.report;
        let is_calm = lost < 0.02 && !round_trip.is_zero() && round_trip < self.shortest.saturating_add(CALM);
        let carries = if is_calm { bits.max(self.through * CARRIES / 100) } else { bits };
        self.ceiling.unwrap_or(u64::MAX).min(carries)
    }

    /// Whether whoever is behind it sees and hears badly.
    pub(super) fn is_poor(&self) -> bool {
        self.ceiling.is_some() || self.report.lost > 0.08 || self.report.round_trip > LATE / 2
    }
}

#[cfg(test)]
mod tests {
    use super::{LEAST, Line};
    use crate::peer::Report;
    use std::time::Duration;

    fn report(bits: u64, millis: u64) -> Report {
        Report { bits, sent: 0, lost: 0.0, round_trip: Duration::from_millis(millis) }
    }

    #[test]
    fn what_is_not_heard_of_is_less_and_less() {
        let mut line = Line::default();
        line.reported(report(2_000_000, 40));
        assert_eq!(line.bits(), 2_000_000);
        let mut before = line.bits();
        for _ in 0..40 {
            (0..10).for_each(|_| line.sent());
            line.reported(report(2_000_000, 0));
            assert!(line.bits() < before || line.bits() == LEAST);
            before = line.bits();
        }
        assert!(line.is_poor());
        for _ in 0..40 {
            line.reported(report(2_000_000, 40));
        }
        assert_eq!(line.bits(), 2_000_000);
        assert!(!line.is_poor());
    }

    #[test]
    fn what_goes_through_a_calm_line_is_carried() {
        let mut line = Line::default();
        for turn in 0..40 {
            line.reported(Report { sent: turn * 25_000, ..report(1_200_000, 40) });
        }
        line.reported(Report { sent: 40 * 25_000, ..report(200_000, 60) });
        assert!((800_000..1_000_000).contains(&line.bits()), "{}", line.bits());
        line.reported(Report { sent: 41 * 25_000, ..report(200_000, 300) });
        assert_eq!(line.bits(), 200_000, "but not where packets wait");
    }

    #[test]
    fn of_a_line_that_nothing_was_sent_on_nothing_is_told() {
        let mut line = Line::default();
        (0..100).for_each(|_| line.reported(report(1_000_000, 0)));
        assert_eq!(line.bits(), 1_000_000);
    }
}
