//! `cargo xtask bench`: what is measured, as a table for people and as one JSON object for programs.

mod browsers;
pub mod codes;
mod frames;
mod relay;
mod rooms;
mod size;

use crate::process;
use anyhow::{Context, Result, bail};
use browsers::Site;
pub use rooms::Effort;
use serde_json::Value;
use std::process::{Command, Stdio};

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bench {
    /// How long codes are.
    Codes,
    /// How large the page is.
    Size,
    /// How long a person waits for an invite, and for the connection after the second paste.
    Connect,
    /// How fast files cross, and how much memory that takes.
    Files,
    /// What the companion takes to relay, beside coturn.
    Relay,
    /// What the companion takes to forward in rooms, beside Janus.
    Rooms(Effort),
    /// What it costs to seal frames.
    Frames,
    /// How soon two who are relayed are back after the companion crashed.
    Reunion,
}

/// Who reads the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A person, to whom the table is enough.
    Person,
    /// A program, for which the last line is one JSON object.
    Program,
}

/// Measures and prints.
pub fn run(bench: Bench, reader: Reader) -> Result<()> {
    let outcome: Value = match bench {
        Bench::Codes => codes::run()?,
        Bench::Size => size::run()?,
        Bench::Connect => browsers::run("bench-connect", Site::Plain)?,
        Bench::Files => browsers::run("bench-files", Site::Plain)?,
        Bench::Frames => frames::run()?,
        Bench::Reunion => browsers::run("bench-reunion", Site::Companion)?,
        Bench::Relay => relay::run()?,
        Bench::Rooms(effort) => rooms::run(effort)?,
    };
    if reader == Reader::Program {
        println!("{outcome}");
    }
    Ok(())
}

/// Runs a program that measures, prints its table, and returns the JSON of its last line.
fn measured_by(command: &mut Command) -> Result<Value> {
    let output = command.stderr(Stdio::inherit()).output().context("cargo cannot be started")?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        bail!("`{}` ended with {}:\n{text}", process::describe(command), output.status);
    }
    let (table, outcome) = split(&text)?;
    println!("{table}");
    Ok(outcome)
}

/// A table, and the JSON of the line after it.
fn split(text: &str) -> Result<(&str, Value)> {
    let (table, last) = text.trim_end().rsplit_once('\n').unwrap_or(("", text.trim_end()));
    Ok((table, serde_json::from_str(last).context("the last line of what measures is no JSON")?))
}

#[cfg(test)]
mod tests {
    use super::split;
    use serde_json::json;

    #[test]
    fn the_last_line_is_for_programs_and_the_rest_for_people() {
        assert_eq!(split("a  1\nb  2\n{\"a\":1}\n").unwrap(), ("a  1\nb  2", json!({ "a": 1 })));
        assert_eq!(split("{}").unwrap(), ("", json!({})));
        assert!(split("a  1\nb  2\n").is_err());
    }
}
