use super::{
    skips::{Skips, is_honest},
    transcript::Transcript,
};
use crate::progress::spell;
use anyhow::{Error, Result};
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

/// Why a step failed whose tests all passed or were skipped.
const NOT_EXCUSED: &str =
    "With --strict these may not be skipped here; for .ci/run, HELIOGRAPH_ALLOW_SKIPS=1 lifts that:";

/// How one step went.
pub(super) struct Row {
    pub(super) title: &'static str,
    pub(super) outcome: Outcome,
    /// What its tests skipped.
    pub(super) skipped: Vec<String>,
    /// The tests that passed at their second try.
    pub(super) second_tries: Vec<String>,
}

/// How a step ended, and after how long.
pub(super) enum Outcome {
    Passed(Duration),
    Failed(Duration, Failure),
    NotRun(&'static str),
}

/// What there is to read about a step that failed.
pub(super) struct Failure {
    pub(super) lines: Vec<String>,
    /// Where all of its output is.
    pub(super) file: Option<PathBuf>,
}

impl Row {
    /// Does some work as one step.
    pub(super) fn of_work(title: &'static str, work: impl FnOnce() -> Result<()>) -> Self {
        let began = Instant::now();
        match work() {
            Ok(()) => Self::new(title, Outcome::Passed(began.elapsed())),
            Err(error) => Self::of_error(title, began.elapsed(), &error),
        }
    }

    /// A step that came to nothing.
    pub(super) fn of_error(title: &'static str, span: Duration, error: &Error) -> Self {
        let failure = Failure { lines: vec![format!("{error:#}")], file: None };
        Self::new(title, Outcome::Failed(span, failure))
    }

    /// A step that ran tests, judged by what it printed.
    pub(super) fn of_tests(
        title: &'static str,
        span: Duration,
        transcript: Transcript,
        skips: Skips,
    ) -> Self {
        let Transcript { succeeded, last_lines, skips: skipped, second_tries, file } = transcript;
        let forbidden: Vec<_> = match skips {
            Skips::Told => Vec::new(),
            Skips::Forbidden => skipped.iter().filter(|skip| !is_honest(skip)).cloned().collect(),
        };
        let failed = |lines| Outcome::Failed(span, Failure { lines, file: Some(file) });
        let outcome = if !succeeded {
            failed(last_lines)
        } else if !forbidden.is_empty() {
            failed([vec![NOT_EXCUSED.to_owned()], forbidden].concat())
        } else {
            Outcome::Passed(span)
        };
        Self { skipped, second_tries, ..Self::new(title, outcome) }
    }

    /// A step that counts as failed since it could not even begin.
    pub(super) const fn not_run(title: &'static str, reason: &'static str) -> Self {
        Self::new(title, Outcome::NotRun(reason))
    }

    const fn new(title: &'static str, outcome: Outcome) -> Self {
        Self { title, outcome, skipped: Vec::new(), second_tries: Vec::new() }
    }

    /// Whether it did not pass.
    pub(super) const fn has_failed(&self) -> bool {
        !matches!(self.outcome, Outcome::Passed(_))
    }

    /// As it is told.
    pub(super) fn line(&self) -> String {
        let line = match &self.outcome {
            Outcome::Passed(span) => format!("passed   {:<20} {:>12}", self.title, spell(*span)),
            Outcome::Failed(span, _) => format!("FAILED   {:<20} {:>12}", self.title, spell(*span)),
            Outcome::NotRun(reason) => format!("NOT RUN  {:<20} {reason}", self.title),
        };
        match self.skipped.len() {
            0 => line,
            skipped => format!("{line}   {skipped} skipped"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{skips::Skips, transcript::Transcript},
        Outcome, Row,
    };
    use std::time::Duration;

    /// A step that succeeded but for what it skipped.
    fn skipping(skips: Skips, said: &[&str]) -> Row {
        let said = said.iter().map(|&skip| skip.to_owned()).collect();
        let transcript = Transcript {
            succeeded: true,
            last_lines: Vec::new(),
            skips: said,
            second_tries: Vec::new(),
            file: "log".into(),
        };
        Row::of_tests("end to end", Duration::ZERO, transcript, skips)
    }

    #[test]
    fn what_was_skipped_is_counted() {
        let row = skipping(Skips::Told, &["a: no root", "b: no root", "b: no root"]);
        assert!(!row.has_failed());
        assert!(row.line().ends_with("3 skipped"));
    }

    #[test]
    fn a_strict_run_fails_for_a_skip_that_has_no_honest_reason() {
        let honest = "the samples of other projects; set HELIOGRAPH_CORPUS to their folder";
        assert!(!skipping(Skips::Forbidden, &[honest]).has_failed());
        let row = skipping(Skips::Forbidden, &[honest, "a: there is no laboratory"]);
        let Outcome::Failed(_, failure) = row.outcome else { panic!("nothing was said of the laboratory") };
        assert_eq!(failure.lines[1..], ["a: there is no laboratory"]);
    }
}
