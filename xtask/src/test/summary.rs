use super::row::{Outcome, Row};
use std::{collections::BTreeMap, iter, process::ExitCode};

/// How the steps went, in the order of the plan.
#[derive(Default)]
pub(super) struct Summary {
    rows: Vec<Row>,
}

impl Summary {
    /// Adds how the next steps of the plan went.
    pub(super) fn add(&mut self, rows: impl IntoIterator<Item = Row>) {
        self.rows.extend(rows);
    }

    /// Whether the step that just ended was to build the page, and did not.
    pub(super) fn page_is_missing(&self) -> bool {
        matches!(self.rows.last(), Some(Row { title: "the page build", outcome: Outcome::Failed(..), .. }))
    }

    /// Shows the first failure once more, then what was skipped, then every step, then the count as the last line.
    pub(super) fn print(&self) -> ExitCode {
        for line in self.first_failure_lines() {
            println!("{line}");
        }
        for line in self.skip_lines() {
            println!("{line}");
        }
        for test in self.rows.iter().flat_map(|row| &row.second_tries) {
            println!("\nPassed at the second try only: {test}");
        }
        println!();
        for row in &self.rows {
            println!("{}", row.line());
        }
        println!("{}", self.count());
        if self.failed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    /// The last lines of the step that failed first.
    fn first_failure_lines(&self) -> Vec<String> {
        let failure = self.rows.iter().find_map(|row| match &row.outcome {
            Outcome::Failed(_, failure) => Some((row.title, failure)),
            Outcome::Passed(_) | Outcome::NotRun(_) => None,
        });
        let Some((title, failure)) = failure else { return Vec::new() };
        let mut lines = vec![format!("\nThe first failure was in {title}. Its last lines were:\n")];
        lines.extend(failure.lines.iter().map(|line| format!("    {line}")));
        lines.extend(failure.file.iter().map(|file| format!("\nAll of its output is in {}", file.display())));
        lines
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
        self.rows.iter().filter(|row| row.has_failed()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::row::Row, Summary};
    use anyhow::bail;

    fn summary<const N: usize>(rows: [Row; N]) -> Summary {
        Summary { rows: rows.into() }
    }

    #[test]
    fn a_step_that_could_not_run_counts_as_failed() {
        let native = Row::of_work("native tests", || Ok(()));
        let mut summary = summary([native, Row::of_work("the page build", || bail!("no compiler"))]);
        assert!(summary.page_is_missing());
        summary.add([Row::not_run("end to end", "there is no page to test")]);
        assert_eq!(summary.count(), "1 passed, 2 failed");
    }

    #[test]
    fn the_failure_that_comes_first_in_the_plan_is_the_one_that_is_shown_again() {
        let passed = Row::of_work("native tests", || Ok(()));
        let first = Row::of_work("end to end", || bail!("first"));
        let second = Row::of_work("the laboratory", || bail!("second"));
        let lines = summary([passed, first, second]).first_failure_lines();
        assert_eq!(lines, ["\nThe first failure was in end to end. Its last lines were:\n", "    first"]);
    }

    #[test]
    fn what_was_skipped_is_counted_and_told_with_its_reason() {
        let mut row = Row::of_work("end to end", || Ok(()));
        row.skipped = ["a: no root", "b: no root", "b: no root"].map(str::to_owned).into();
        let summary = summary([row]);
        assert_eq!(summary.count(), "1 passed, 0 failed, 3 skipped");
        let lines = ["\nSkipped:", "    end to end: a: no root", "    end to end: b: no root (2 times)"];
        assert_eq!(summary.skip_lines(), lines);
    }
}
