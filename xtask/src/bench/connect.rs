use crate::{build, process, progress::Progress, test::Browsers, tools::Toolbox, workspace};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::process::Stdio;

/// Builds the page and measures it in whole browsers; the program that does so lives with the end-to-end tests.
pub(super) fn run() -> Result<Value> {
    let progress = Progress::start();
    let mut toolbox = Toolbox::for_page(&progress)?;
    let browsers = Browsers::ensure(&progress, &mut toolbox)?;
    build::build_page(&progress, &toolbox)?;

    progress.say("Measuring in every pair of browsers …");
    let mut command = process::cargo();
    command.args(["run", "--locked", "--quiet", "-p", "heliograph-e2e", "--bin", "bench-connect"]);
    command.env("HELIOGRAPH_DIST", workspace::dist());
    browsers.name_all(&mut command);
    let output = command.stderr(Stdio::inherit()).output().context("cargo cannot be started")?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        bail!("`{}` ended with {}:\n{text}", process::describe(&command), output.status);
    }
    let (table, last) = text.trim_end().rsplit_once('\n').unwrap_or(("", text.trim_end()));
    println!("{table}");
    serde_json::from_str(last).context("the last line of bench-connect is no JSON")
}
