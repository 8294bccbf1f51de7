use super::transcript::{self, Transcript};
use crate::{progress::spell, workspace};
use anyhow::Result;
use std::{
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

/// How the steps went, in the order in which they ran.
#[derive(Default)]
pub(super) struct Summary {
    rows: Vec<Row>,
    first_failure: Option<Failure>,
}

struct Row {
    title: &'static str,
    outcome: Outcome,
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
    /// Runs a command as one step.
    pub(super) fn add_command(&mut self, title: &'static str, mut command: Command) -> Result<()> {
        let began = Instant::now();
        let file = workspace::scratch("test")?.join(format!("{}.log", title.replace(' ', "-")));
        let Transcript { succeeded, last_lines, file } = transcript::run(&mut command, &file)?;
        let failure = Failure { title, lines: last_lines, file: Some(file.display().to_string()) };
        self.add(title, began.elapsed(), if succeeded { None } else { Some(failure) });
        Ok(())
    }

    /// Does some work as one step.
    pub(super) fn add_work(&mut self, title: &'static str, work: impl FnOnce() -> Result<()>) {
        let began = Instant::now();
        let failure =
            work().err().map(|error| Failure { title, lines: vec![format!("{error:#}")], file: None });
        self.add(title, began.elapsed(), failure);
    }

    /// Counts a step as failed that could not even begin.
    pub(super) fn add_not_run(&mut self, title: &'static str, reason: &'static str) {
        self.rows.push(Row { title, outcome: Outcome::NotRun(reason) });
    }

    /// Whether the step that just ended was to build the page, and did not.
    pub(super) fn page_is_missing(&self) -> bool {
        matches!(self.rows.last(), Some(Row { title: "the page build", outcome: Outcome::Failed(_) }))
    }

    /// How the last step went.
    pub(super) fn last_line(&self) -> String {
        self.rows.last().map(Row::line).unwrap_or_default()
    }

    /// Shows the first failure once more, then every step, then the count as the last line.
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
        println!();
        for row in &self.rows {
            println!("{}", row.line());
        }
        println!("{}", self.count());
        if self.failed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn add(&mut self, title: &'static str, span: Duration, failure: Option<Failure>) {
        let outcome = if failure.is_none() { Outcome::Passed(span) } else { Outcome::Failed(span) };
        self.rows.push(Row { title, outcome });
        self.first_failure = self.first_failure.take().or(failure);
    }

    fn count(&self) -> String {
        format!("{} passed, {} failed", self.rows.len() - self.failed(), self.failed())
    }

    fn failed(&self) -> usize {
        self.rows.iter().filter(|row| !matches!(row.outcome, Outcome::Passed(_))).count()
    }
}

impl Row {
    fn line(&self) -> String {
        match self.outcome {
            Outcome::Passed(span) => format!("passed   {:<20} {:>12}", self.title, spell(span)),
            Outcome::Failed(span) => format!("FAILED   {:<20} {:>12}", self.title, spell(span)),
            Outcome::NotRun(reason) => format!("NOT RUN  {:<20} {reason}", self.title),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Summary;
    use anyhow::bail;

    #[test]
    fn a_step_that_could_not_run_counts_as_failed() {
        let mut summary = Summary::default();
        summary.add_work("native tests", || Ok(()));
        summary.add_work("the page build", || bail!("no compiler"));
        assert!(summary.page_is_missing());
        summary.add_not_run("end to end", "there is no page to test");
        assert_eq!(summary.count(), "1 passed, 2 failed");
    }

    #[test]
    fn the_first_failure_is_the_one_that_is_shown_again() {
        let mut summary = Summary::default();
        summary.add_work("native tests", || bail!("first"));
        summary.add_work("the page build", || bail!("second"));
        assert_eq!(summary.first_failure.map(|failure| failure.lines), Some(vec!["first".to_owned()]));
    }
}
