use super::{
    second_try::Failed,
    skips::{Skips, is_honest},
    suites::Tries,
    transcript::{self, Transcript},
};
use crate::{progress::spell, workspace};
use anyhow::Result;
use std::{
    collections::BTreeMap,
    fs, iter,
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

/// Why a step failed whose tests all passed or were skipped.
const NOT_EXCUSED: &str =
    "With --strict these may not be skipped here; for .ci/run, HELIOGRAPH_ALLOW_SKIPS=1 lifts that:";

/// How the steps went, in the order in which they ran.
pub(super) struct Summary {
    skips: Skips,
    rows: Vec<Row>,
    first_failure: Option<Failure>,
    /// The tests that passed at their second try.
    second_tries: Vec<String>,
}

struct Row {
    title: &'static str,
    outcome: Outcome,
    /// What its tests skipped.
    skipped: Vec<String>,
}

enum Outcome {
    Passed(Duration),
    Failed(Duration),
    NotRun(&'static str),
}

struct Failure {
    title: &'static str,
    lines: Vec<String>,
    file: Option<String>,
}

impl Summary {
    /// A summary without steps.
    pub(super) const fn new(skips: Skips) -> Self {
        Self { skips, rows: Vec::new(), first_failure: None, second_tries: Vec::new() }
    }

    /// Runs a command as one step.
    pub(super) fn add_command(
        &mut self,
        title: &'static str,
        mut command: Command,
        tries: Tries,
    ) -> Result<()> {
        let began = Instant::now();
        let name = title.replace(' ', "-");
        let folder = workspace::scratch("test")?;
        let mut transcript = transcript::run(&mut command, &folder.join(format!("{name}.log")))?;
        if !transcript.succeeded
            && tries == Tries::Two
            && let Some(failed) = Failed::in_log(&fs::read_to_string(&transcript.file)?)
        {
            println!("\nOnce more: {}\n", failed.tests.join(", "));
            let file = folder.join(format!("{name}-again.log"));
            let again = transcript::run(&mut failed.again(&command), &file)?;
            let is_undone = failed.is_undone_by(&fs::read_to_string(&again.file)?);
            transcript = transcript.tried_again(again, is_undone);
            if transcript.succeeded {
                self.second_tries.extend(failed.tests);
            }
        }
        self.add_transcript(title, began.elapsed(), transcript);
        Ok(())
    }

    /// Does some work as one step.
    pub(super) fn add_work(&mut self, title: &'static str, work: impl FnOnce() -> Result<()>) {
        let began = Instant::now();
        let failure =
            work().err().map(|error| Failure { title, lines: vec![format!("{error:#}")], file: None });
        self.add(title, began.elapsed(), failure, Vec::new());
    }

    /// Counts a step as failed that could not even begin.
    pub(super) fn add_not_run(&mut self, title: &'static str, reason: &'static str) {
        self.rows.push(Row { title, outcome: Outcome::NotRun(reason), skipped: Vec::new() });
    }

    /// Whether the step that just ended was to build the page, and did not.
    pub(super) fn page_is_missing(&self) -> bool {
        matches!(self.rows.last(), Some(Row { title: "the page build", outcome: Outcome::Failed(_), .. }))
    }

    /// How the last step went.
    pub(super) fn last_line(&self) -> String {
        self.rows.last().map(Row::line).unwrap_or_default()
    }

    /// Shows the first failure once more, then what was skipped, then every step, then the count as the last line.
    pub(super) fn print(&self) -> ExitCode {
        if let Some(failure) = &self.first_failure {
            println!("\nThe first failure was in {}. Its last lines were:\n", failure.title);
            for line in &failure.lines {
                println!("    {line}");
            }
            if let Some(file) = &failure.file {
                println!("\nAll of its output is in {file}");
            }
        }
        for line in self.skip_lines() {
            println!("{line}");
        }
        for test in &self.second_tries {
            println!("\nPassed at the second try only: {test}");
        }
        println!();
        for row in &self.rows {
            println!("{}", row.line());
        }
        println!("{}", self.count());
        if self.failed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn add_transcript(&mut self, title: &'static str, span: Duration, transcript: Transcript) {
        let Transcript { succeeded, last_lines, skips, file } = transcript;
        let forbidden: Vec<_> = match self.skips {
            Skips::Told => Vec::new(),
            Skips::Forbidden => skips.iter().filter(|skip| !is_honest(skip)).cloned().collect(),
        };
        let lines = if !succeeded {
            Some(last_lines)
        } else if !forbidden.is_empty() {
            Some([vec![NOT_EXCUSED.to_owned()], forbidden].concat())
        } else {
            None
        };
        let failure = lines.map(|lines| Failure { title, lines, file: Some(file.display().to_string()) });
        self.add(title, span, failure, skips);
    }

    fn add(&mut self, title: &'static str, span: Duration, failure: Option<Failure>, skipped: Vec<String>) {
        let outcome = if failure.is_none() { Outcome::Passed(span) } else { Outcome::Failed(span) };
        self.rows.push(Row { title, outcome, skipped });
        self.first_failure = self.first_failure.take().or(failure);
    }

    fn count(&self) -> String {
        let steps = format!("{} passed, {} failed", self.rows.len() - self.failed(), self.failed());
        match self.rows.iter().map(|row| row.skipped.len()).sum() {
            0 => steps,
            skipped => format!("{steps}, {skipped} skipped"),
        }
    }

    /// What was skipped in which step, each reason once.
    fn skip_lines(&self) -> Vec<String> {
        let mut times = BTreeMap::new();
        for (place, row) in self.rows.iter().enumerate() {
            for skip in &row.skipped {
                *times.entry((place, row.title, skip)).or_insert(0) += 1;
            }
        }
        let line = |((_, title, skip), times)| match times {
            1 => format!("    {title}: {skip}"),
            _ => format!("    {title}: {skip} ({times} times)"),
        };
        let lines = times.into_iter().map(line);
        if lines.len() == 0 { Vec::new() } else { iter::once("\nSkipped:".to_owned()).chain(lines).collect() }
    }

    fn failed(&self) -> usize {
        self.rows.iter().filter(|row| !matches!(row.outcome, Outcome::Passed(_))).count()
    }
}

impl Row {
    fn line(&self) -> String {
        let line = match self.outcome {
            Outcome::Passed(span) => format!("passed   {:<20} {:>12}", self.title, spell(span)),
            Outcome::Failed(span) => format!("FAILED   {:<20} {:>12}", self.title, spell(span)),
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
        Summary,
    };
    use anyhow::bail;
    use std::time::Duration;

    #[test]
    fn a_step_that_could_not_run_counts_as_failed() {
        let mut summary = Summary::new(Skips::Told);
        summary.add_work("native tests", || Ok(()));
        summary.add_work("the page build", || bail!("no compiler"));
        assert!(summary.page_is_missing());
        summary.add_not_run("end to end", "there is no page to test");
        assert_eq!(summary.count(), "1 passed, 2 failed");
    }

    #[test]
    fn the_first_failure_is_the_one_that_is_shown_again() {
        let mut summary = Summary::new(Skips::Told);
        summary.add_work("native tests", || bail!("first"));
        summary.add_work("the page build", || bail!("second"));
        assert_eq!(summary.first_failure.map(|failure| failure.lines), Some(vec!["first".to_owned()]));
    }

    /// The summary of one step that succeeded but for what it skipped.
    fn skipping(skips: Skips, said: &[&str]) -> Summary {
        let mut summary = Summary::new(skips);
        let said = said.iter().map(|&skip| skip.to_owned()).collect();
        let transcript =
            Transcript { succeeded: true, last_lines: Vec::new(), skips: said, file: "log".into() };
        summary.add_transcript("end to end", Duration::ZERO, transcript);
        summary
    }

    #[test]
    fn what_was_skipped_is_counted_and_told_with_its_reason() {
        let summary = skipping(Skips::Told, &["a: no root", "b: no root", "b: no root"]);
        assert_eq!(summary.count(), "1 passed, 0 failed, 3 skipped");
        assert!(summary.last_line().ends_with("3 skipped"));
        let lines = ["\nSkipped:", "    end to end: a: no root", "    end to end: b: no root (2 times)"];
        assert_eq!(summary.skip_lines(), lines);
    }

    #[test]
    fn a_strict_run_fails_for_a_skip_that_has_no_honest_reason() {
        let honest = "the samples of other projects; set HELIOGRAPH_CORPUS to their folder";
        let summary = skipping(Skips::Forbidden, &[honest]);
        assert_eq!(summary.count(), "1 passed, 0 failed, 1 skipped");
        let summary = skipping(Skips::Forbidden, &[honest, "a: there is no laboratory"]);
        assert_eq!(summary.count(), "0 passed, 1 failed, 2 skipped");
        assert!(
            summary.first_failure.is_some_and(|failure| failure.lines[1..] == ["a: there is no laboratory"])
        );
    }
}
