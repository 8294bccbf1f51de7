//! `cargo xtask bench`: what is measured, as a table for people and as one JSON object for programs.

pub mod codes;
mod connect;
mod size;

use anyhow::Result;
use serde_json::Value;

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bench {
    /// How long codes are.
    Codes,
    /// How large the page is.
    Size,
    /// How long a person waits for an invite, and for the connection after the second paste.
    Connect,
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
        Bench::Connect => connect::run()?,
    };
    if reader == Reader::Program {
        println!("{outcome}");
    }
    Ok(())
}
