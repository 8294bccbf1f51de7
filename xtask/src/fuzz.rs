//! `cargo xtask fuzz`: one target for a given time, guided by coverage where the tools for that are installed.

use crate::process;
use anyhow::Result;
use std::process::Command;

/// Where a guided run keeps what it found worth keeping.
const CORPUS: &str = "tests/fuzz/corpus";

/// Runs a target of `tests/fuzz` for so many seconds.
pub fn run(target: &str, seconds: u64) -> Result<()> {
    if let Some(reason) = missing() {
        println!("{reason}, so {target} runs on random changes of valid input, without coverage");
        return process::run(native("bounded").args([target, &seconds.to_string()]));
    }
    process::run(native("seeds").arg(target).arg(format!("{CORPUS}/{target}")))?;
    process::run(&mut guided(target, seconds))
}

fn missing() -> Option<&'static str> {
    if process::quiet_output(process::command("rustc").args(["+nightly", "--version"])).is_none() {
        return Some("There is no nightly toolchain");
    }
    if process::quiet_output(process::cargo().args(["fuzz", "--version"])).is_none() {
        return Some("cargo-fuzz is not installed (cargo install cargo-fuzz)");
    }
    None
}

fn guided(target: &str, seconds: u64) -> Command {
    let mut command = process::cargo();
    // A toolchain that was chosen for this run would go before the word `+nightly`.
    command.env_remove("RUSTC").env_remove("RUSTDOC").env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    // The profile that makes the page small makes a fuzz target slow, and hides its stack traces.
    command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "3").env("CARGO_PROFILE_RELEASE_LTO", "false");
    command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16").env("CARGO_PROFILE_RELEASE_STRIP", "none");
    command.args([
        "+nightly",
        "fuzz",
        "run",
        "--fuzz-dir",
        "tests/fuzz",
        "--features",
        "coverage",
        target,
        "--",
    ]);
    command.arg(format!("-max_total_time={seconds}")).args(["-verbosity=0", "-print_final_stats=1"]);
    command
}

fn native(program: &str) -> Command {
    let mut command = process::cargo();
    command.args([
        "run",
        "--locked",
        "--quiet",
        "--profile",
        "tool",
        "-p",
        "heliograph-fuzz",
        "--bin",
        program,
    ]);
    command.arg("--");
    command
}
