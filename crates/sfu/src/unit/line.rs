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

/// How much longer while a key frame goes through, which is many packets at once.
const BURST: Duration = Duration::from_millis(120);

/// Of what goes through a calm line it carries so much again, in hundredths.
const CARRIES: u64 = 90;

/// Where less than this came of what was sent, in hundredths, the line is full, and has to become empty first.
const MUCH_CAME: u64 = 90;

/// What is lost is counted for a second, and what was lost at its beginning says little of now.
const LITTLE_CAME: u64 = 80;

/// Between two reports a line is taken to become no narrower than this, in hundredths: estimates fall too far at first.
const FALLS_TO: u64 = 60;

/// Calm reports after which an estimate is doubted for the first time, and at most.
const PATIENCE: u32 = 5;
const LONGEST_PATIENCE: u32 = 150;

/// A line whose estimate is so much higher than it has been, in hundredths, became a wider one.
const WIDER: u64 = 115;

/// A new estimate begins with more than this.
const LEAST_DOUBTED: u64 = 150_000;

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
    bits: u64,
    /// Reports in a row of a line that nothing is wrong with.
    calm: u32,
    /// So many of them there have to be before the estimate is doubted.
    patience: u32,
    /// The most that was estimated since that was doubted last.
    highest: u64,
}

impl Default for Line {
    fn default() -> Self {
        let report = Report { bits: BITS_AT_FIRST, ..Report::default() };
        Self {
            report,
            sent: 0,
            ceiling: None,
            through: 0,
            shortest: Duration::MAX,
            bits: BITS_AT_FIRST,
            calm: 0,
            patience: PATIENCE,
            highest: 0,
        }
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
        let through = report.sent.saturating_sub(self.report.sent) * 8_000 / REPORTS_EACH.as_millis() as u64;
        self.through = (self.through * 3 + through) / 4;
        if !is_blind {
            self.shortest = self.shortest.min(report.round_trip);
        }
        let is_calm =
            report.lost < 0.02 && !is_blind && report.round_trip < self.shortest.saturating_add(CALM);
        let carries = if is_calm { report.bits.max(self.through * CARRIES / 100) } else { report.bits };
        let came = (f64::from(1.0 - report.lost.clamp(0.0, 1.0)) * 100.0) as u64;
        let carries = if came < MUCH_CAME { carries * came.max(LITTLE_CAME) / 100 } else { carries };
        let carries = carries.max(self.bits * FALLS_TO / 100);
        self.bits = self.ceiling.unwrap_or(u64::MAX).min(carries);
        self.report = report;
        self.calm = if is_calm { self.calm + 1 } else { 0 };
    }

    /// An estimate that is to take the place of the engine's, where less is carried than is wished for though nothing is
    /// wrong with the line: after losses an engine looks for more only slowly, and not by probes.
    pub(super) fn doubt(&mut self, wished: u64) -> Option<u64> {
        // More than there was for long: the line became another one.
        if self.report.bits > self.highest * WIDER / 100 {
            self.patience = PATIENCE;
        }
        self.highest = self.highest.max(self.report.bits);
        if self.report.bits >= wished {
            self.patience = PATIENCE;
            return None;
        }
        if self.calm < self.patience {
            return None;
        }
        self.calm = 0;
        self.patience = (2 * self.patience).min(LONGEST_PATIENCE);
        Some(self.bits.max(LEAST_DOUBTED) * 3 / 2)
    }

    /// What it carries, in bits in a second.
    pub(super) const fn bits(&self) -> u64 {
        self.bits
    }

    /// Whether nothing is lost on it, and no more waits than a key frame.
    pub(super) fn flows(&self) -> bool {
        self.report.lost < 0.02 && self.report.round_trip < self.shortest.saturating_add(BURST)
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
        (0..5).for_each(|_| line.reported(Report { sent: 41 * 25_000, ..report(200_000, 300) }));
        assert_eq!(line.bits(), 200_000, "but not where packets wait");
    }

    #[test]
    fn estimates_that_stay_low_on_a_calm_line_are_doubted_ever_more_seldom() {
        let mut line = Line::default();
        let doubts = (0..1_000).filter(|_| {
            line.reported(report(200_000, 40));
            line.doubt(1_000_000).is_some()
        });
        assert!((6..15).contains(&doubts.count()));
        line.reported(report(1_000_000, 40));
        assert_eq!(line.doubt(1_000_000), None);
    }

    #[test]
    fn of_a_line_that_nothing_was_sent_on_nothing_is_told() {
        let mut line = Line::default();
        (0..100).for_each(|_| line.reported(report(1_000_000, 0)));
        assert_eq!(line.bits(), 1_000_000);
    }
}
