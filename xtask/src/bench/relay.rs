use super::measured_by;
use crate::{
    build, companion, process,
    progress::Progress,
    tools::{Toolbox, WasmOpt},
    workspace,
};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{env, path::PathBuf};

/// Builds the companion as it is given to people, with the page inside, and measures it beside coturn, with a program
/// that lives beside the tests: it prints a table, and then one line of JSON.
pub(super) fn run() -> Result<Value> {
    ensure!(cfg!(target_os = "linux"), "What a server takes is measured by what Linux counts.");
    let progress = Progress::start();
    let site = site(&progress)?;
    let companion = companion::build_release(&progress, &site)?;

    progress.say("Measuring the companion and coturn in turn, for some minutes …");
    let mut command = process::cargo();
    command.args(["run", "--locked", "--quiet", "-p", "heliograph-load", "--bin", "bench-relay"]);
    // The generator is made of the same crates, so most of it is built already.
    command.args(["--profile", companion::RELEASE_PROFILE]);
    command.env(companion::APP, site).env("HELIOGRAPH_RELAY", companion);
    measured_by(&mut command)
}

/// The page: one that is built already, where its folder is named, or else a new one.
pub(super) fn site(progress: &Progress) -> Result<PathBuf> {
    if let Some(site) = env::var_os(companion::APP).filter(|site| !site.is_empty()) {
        return Ok(site.into());
    }
    WasmOpt::ensure(progress).context("the size is only comparable when wasm-opt has run")?;
    build::build_page(progress, &Toolbox::for_page(progress)?)?;
    Ok(workspace::dist())
}
