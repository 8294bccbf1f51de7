use super::skips::skip_said;
use anstream::adapter::strip_str;
use anyhow::{Context, Result};
use std::{
    collections::VecDeque,
    fs::{self, File},
    io::{BufRead, BufReader, IsTerminal, Read, Write, stderr},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Mutex,
    thread,
};

/// How many lines of a failed step are shown again at the end.
const KEPT: usize = 60;

/// What a command printed, and how it ended.
#[derive(Debug)]
pub(super) struct Transcript {
    pub(super) succeeded: bool,
    pub(super) last_lines: Vec<String>,
    /// What the tests say that skip themselves.
    pub(super) skips: Vec<String>,
    /// The tests that passed at their second try.
    pub(super) second_tries: Vec<String>,
    pub(super) file: PathBuf,
}

impl Transcript {
    /// What counts once the tests that failed have run again; `is_undone` says whether every one of them ran and passed.
    pub(super) fn tried_again(self, again: Self, is_undone: bool) -> Self {
        let skips = [self.skips, again.skips].concat();
        match again.succeeded && is_undone {
            true => Self { succeeded: true, skips, ..self },
            // Whatever the command says: a try in which a test did not run is none.
            false => Self { succeeded: false, skips, ..again },
        }
    }
}

/// When a person sees what a command prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Showing {
    /// Line by line.
    AsItComes,
    /// All of it at once, since others print meanwhile.
    AtTheEnd,
}

/// Runs a command, showing its output and writing it to a file as well.
pub(super) fn run(command: &mut Command, file: &Path, showing: Showing) -> Result<Transcript> {
    // What is printed by one call stays together.
    run_before(&|text: &str| println!("{text}"), command, file, showing)
}

fn run_before(
    person: &(impl Fn(&str) + Sync),
    command: &mut Command,
    file: &Path,
    showing: Showing,
) -> Result<Transcript> {
    if stderr().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{}` cannot be started", command.get_program().to_string_lossy()))?;
    let record =
        Mutex::new(Record { file: File::create(file)?, last_lines: VecDeque::new(), skips: Vec::new() });
    let streams: [Option<Box<dyn Read + Send>>; 2] = [
        child.stdout.take().map(|stream| Box::new(stream) as _),
        child.stderr.take().map(|stream| Box::new(stream) as _),
    ];
    thread::scope(|scope| {
        for stream in streams.into_iter().flatten() {
            scope.spawn(|| {
                copy(stream, &record, |line| match showing {
                    Showing::AsItComes => person(line),
                    Showing::AtTheEnd => (),
                });
            });
        }
    });
    let succeeded = child.wait()?.success();
    if showing == Showing::AtTheEnd {
        person(&format!("\nAll of {}:\n\n{}", file.display(), fs::read_to_string(file)?));
    }
    let record = record.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    let last_lines = record.last_lines.into();
    Ok(Transcript {
        succeeded,
        last_lines,
        skips: record.skips,
        second_tries: Vec::new(),
        file: file.to_owned(),
    })
}

struct Record {
    file: File,
    last_lines: VecDeque<String>,
    skips: Vec<String>,
}

fn copy(stream: impl Read, record: &Mutex<Record>, show: impl Fn(&str)) {
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        show(&text);
        // Colours are for the person who watches, not for who reads the record.
        let text = strip_str(&text).to_string();
        let mut record = record.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        // A full disk does not end the tests.
        drop(writeln!(record.file, "{text}"));
        record.skips.extend(skip_said(&text).map(str::to_owned));
        record.last_lines.push_back(text);
        if record.last_lines.len() > KEPT {
            record.last_lines.pop_front();
        }
        line.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::{Showing, Transcript, run, run_before};
    use std::{fs, path::PathBuf, process::Command, sync::Mutex};

    fn transcript(succeeded: bool, name: &str) -> Transcript {
        let said = || vec![name.to_owned()];
        let file = PathBuf::from(name);
        Transcript { succeeded, last_lines: said(), skips: said(), second_tries: Vec::new(), file }
    }

    #[test]
    fn a_second_try_counts_where_every_test_ran_in_it_and_passed() {
        for (succeeded, is_undone, expected) in
            [(true, true, true), (true, false, false), (false, true, false), (false, false, false)]
        {
            let whole = transcript(false, "first").tried_again(transcript(succeeded, "second"), is_undone);
            assert_eq!(whole.succeeded, expected);
            assert_eq!(whole.last_lines, [if expected { "first" } else { "second" }]);
            assert_eq!(whole.skips, ["first", "second"], "whoever skips itself in either is told of");
        }
    }

    #[test]
    fn what_is_shown_in_colours_is_recorded_without_them() {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("cargo");
        command.args(["no-such-command"]).env("CARGO_TERM_COLOR", "always");
        let transcript = run(&mut command, &folder.path().join("log"), Showing::AsItComes).unwrap();
        assert!(transcript.last_lines.iter().any(|line| line.starts_with("error:")), "{transcript:?}");
    }

    #[test]
    fn a_transcript_holds_what_was_printed_and_how_it_ended() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("log");
        let transcript =
            run(Command::new("rustc").arg("--no-such-option"), &file, Showing::AsItComes).unwrap();
        assert!(!transcript.succeeded);
        assert!(transcript.last_lines.iter().any(|line| line.contains("no-such-option")));
        assert!(fs::read_to_string(&transcript.file).unwrap().contains("no-such-option"));
    }

    /// What a person gets to see of a command, text by text.
    fn seen(showing: Showing) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let seen = Mutex::new(Vec::new());
        let person = |text: &str| seen.lock().unwrap().push(text.to_owned());
        let mut command = Command::new("rustc");
        command.args(["--print", "target-list"]);
        run_before(&person, &mut command, &folder.path().join("log"), showing).unwrap();
        seen.into_inner().unwrap()
    }

    #[test]
    fn what_is_shown_at_the_end_is_shown_once_and_whole() {
        let lines = seen(Showing::AsItComes);
        assert!(lines.len() > 1);
        let [whole] = &seen(Showing::AtTheEnd)[..] else { panic!("it is not in one piece") };
        assert!(whole.ends_with(&format!("\n\n{}\n", lines.join("\n"))));
    }
}
