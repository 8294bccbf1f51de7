use super::{
    row::Row,
    second_try::Failed,
    skips::Skips,
    transcript::{self, Showing, Transcript},
};
use crate::workspace;
use anyhow::Result;
use std::{fs, process::Command, time::Instant};

/// A command that tests something.
pub(super) struct Trial {
    pub(super) title: &'static str,
    pub(super) command: Command,
    pub(super) tries: Tries,
}

/// How often a test may be tried before it counts as failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tries {
    /// Once.
    One,
    /// Once more where few fail, since browsers, their drivers and the system have troubles of their own; it is told.
    Two,
}

impl Trial {
    /// Runs it to its end and tells how it went.
    pub(super) fn run(mut self, skips: Skips, showing: Showing) -> Row {
        let began = Instant::now();
        match self.transcript(showing) {
            Ok(transcript) => Row::of_tests(self.title, began.elapsed(), transcript, skips),
            Err(error) => Row::of_error(self.title, began.elapsed(), &error),
        }
    }

    fn transcript(&mut self, showing: Showing) -> Result<Transcript> {
        let name = self.title.replace(' ', "-");
        let folder = workspace::scratch("test")?;
        let first = transcript::run(&mut self.command, &folder.join(format!("{name}.log")), showing)?;
        if first.succeeded || self.tries == Tries::One {
            return Ok(first);
        }
        let Some(failed) = Failed::in_log(&fs::read_to_string(&first.file)?) else { return Ok(first) };
        println!("\n{}, once more: {}\n", self.title, failed.tests.join(", "));
        let file = folder.join(format!("{name}-again.log"));
        let again = transcript::run(&mut failed.again(&self.command), &file, showing)?;
        let is_undone = failed.is_undone_by(&fs::read_to_string(&again.file)?);
        let mut whole = first.tried_again(again, is_undone);
        if whole.succeeded {
            whole.second_tries = failed.tests;
        }
        Ok(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::{Showing, Skips, Trial, Tries};
    use std::process::Command;

    #[test]
    fn a_program_that_cannot_be_started_fails_its_step_and_ends_nothing_else() {
        let command = Command::new("no-such-program-anywhere");
        let row = Trial { title: "no such program", command, tries: Tries::Two }
            .run(Skips::Told, Showing::AsItComes);
        assert!(row.has_failed());
    }
}
