//! `cargo xtask sim`: stories out of seeds, on links that are not there.

use crate::{bench::Reader, process};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::process::Stdio;

/// What is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Simulation {
    /// Rooms: the forwarding unit itself, and people who come, go, look and lose packets.
    Rooms,
}

/// What the unit does wrong on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Nothing.
    Nothing,
    /// Sequence numbers, where a stream takes the place of another one.
    Rewrite,
}

/// Plays these seeds, written as FROM..TO. It is an error where something was wrong.
pub fn run(simulation: Simulation, seeds: &str, broken: Broken, reader: Reader) -> Result<()> {
    let program = match simulation {
        Simulation::Rooms => "sim-rooms",
    };
    let mut command = process::cargo();
    command.args(["run", "--locked", "--quiet", "--profile", "tool", "-p", "heliograph-simnet"]);
    command.args(["--bin", program, "--", seeds]);
    match broken {
        Broken::Nothing => {}
        Broken::Rewrite => {
            command.args(["--break", "rewrite"]);
        }
    }
    let output = command.stderr(Stdio::inherit()).output().context("cargo cannot be started")?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        bail!("`{}` ended with {}:\n{text}", process::describe(&command), output.status);
    }
    let (told, last) = text.trim_end().rsplit_once('\n').unwrap_or(("", text.trim_end()));
    let outcome: Value = serde_json::from_str(last).context("the simulation says nothing at the end")?;
    if !told.is_empty() {
        println!("{told}");
    }
    match reader {
        Reader::Program => println!("{outcome}"),
        Reader::Person => {
            println!(
                "{} seeds, {} failed, {} switches, {} packets lost",
                outcome["seeds"], outcome["failed"], outcome["switches"], outcome["losses"]
            );
        }
    }
    ensure!(outcome["failed"] == 0, "Seed {} shows something wrong.", outcome["first_failed"]);
    Ok(())
}
