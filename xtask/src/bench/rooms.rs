use super::{measured_by, relay::site};
use crate::{companion, process, progress::Progress};
use anyhow::{Result, ensure};
use serde_json::Value;

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Enough to see whether it works.
    Quick,
    /// Enough to compare.
    Whole,
}

/// Builds the companion as it is given to people, and measures its rooms beside Janus' videoroom, with a program that
/// lives beside the tests: it prints a table, and then one line of JSON.
pub(super) fn run(effort: Effort) -> Result<Value> {
    ensure!(cfg!(target_os = "linux"), "What a server takes is measured by what Linux counts.");
    let progress = Progress::start();
    let site = site(&progress)?;
    let companion = companion::build_release(&progress, &site)?;

    progress.say("Measuring the companion and Janus in turn, for some minutes …");
    let mut command = process::cargo();
    command.args(["run", "--locked", "--quiet", "-p", "heliograph-load", "--bin", "bench-rooms"]);
    // Whoever loads both must not be slower than they are.
    command.args(["--profile", companion::RELEASE_PROFILE, "--"]);
    if effort == Effort::Quick {
        command.arg("--quick");
    }
    command.env(companion::APP, site).env("HELIOGRAPH_RELAY", companion);
    measured_by(&mut command)
}
