use super::measured_by;
use crate::{build, companion, process, progress::Progress, test::Browsers, tools::Toolbox, workspace};
use anyhow::Result;
use serde_json::Value;

/// Where the page comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Site {
    /// From any web server.
    Plain,
    /// From the companion.
    Companion,
}

/// Builds the page and measures it in whole browsers, with a program that lives beside the end-to-end tests: it prints
/// a table, and then one line of JSON.
pub(super) fn run(program: &str, site: Site) -> Result<Value> {
    let progress = Progress::start();
    let mut toolbox = Toolbox::for_page(&progress)?;
    let browsers = Browsers::ensure(&progress, &mut toolbox)?;
    build::build_page(&progress, &toolbox)?;

    if site == Site::Companion {
        companion::build(&progress, &workspace::dist())?;
    }

    progress.say("Measuring in every pair of browsers …");
    let mut command = process::cargo();
    command.args(["run", "--locked", "--quiet", "-p", "heliograph-e2e", "--bin", program]);
    command.env("HELIOGRAPH_DIST", workspace::dist()).env("HELIOGRAPH_RELAY", companion::program());
    browsers.name_all(&mut command);
    measured_by(&mut command)
}
