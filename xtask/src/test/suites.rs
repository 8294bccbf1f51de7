use super::{
    Browsers, Skips,
    trial::{Trial, Tries},
};
use crate::{companion, process, tools::Toolbox, workspace};
use anyhow::Result;
use std::{fs, path::PathBuf, process::Command};

/// One kind of test, for a person who wants only that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suite {
    /// Everything that needs no browser.
    Native,
    /// The browser crate, the app and what seals frames, run inside Chromium and Firefox.
    Wasm,
    /// The finished page in whole browsers, driven from outside.
    EndToEnd,
    /// The part of the end-to-end tests that needs networks of its own.
    Laboratory,
    /// The files of a release, built twice.
    Release,
    /// The companion of a release; part of no other run.
    Companion,
    /// Pictures of every screen in every state, to be looked at; part of no other run.
    Shots,
}

/// How much patience the tests of waiting show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// A minute, as in every run.
    Usual,
    /// A quarter of an hour as well.
    Long,
}

/// What the person wants tested.
pub struct Plan {
    /// One suite, or all of them.
    pub only: Option<Suite>,
    /// How long the tests of waiting wait.
    pub wait: Wait,
    /// What to make of tests that skip themselves.
    pub skips: Skips,
    /// Words for the test programs: a name to look for, options.
    pub rest: Vec<String>,
}

/// One line of the summary.
pub(super) enum Step {
    BuildPage,
    BuildCompanion,
    Trial(Box<Trial>),
}

impl Step {
    fn of(trial: Trial) -> Self {
        Self::Trial(Box::new(trial))
    }
}

/// The integration tests of the end-to-end crate that build a laboratory.
const LABORATORY: [&str; 4] = ["laboratory", "patience", "broken_link", "relay_lab"];

impl Plan {
    /// Whether anything in the plan runs in a browser.
    pub(super) fn needs_browsers(&self) -> bool {
        !matches!(self.only, Some(Suite::Native | Suite::Release | Suite::Companion))
    }

    /// The steps in the order in which they are worth knowing about.
    pub(super) fn steps(&self, toolbox: &Toolbox, browsers: Option<&Browsers>) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        let wants = |suite| self.only.is_none_or(|only| only == suite);
        if wants(Suite::Native) {
            steps.push(Step::of(self.native()));
        }
        if let Some(browsers) = browsers {
            steps.extend(self.in_browsers(toolbox, browsers)?);
        }
        if wants(Suite::Release) {
            steps.push(Step::of(self.built_anew("the release", "release")));
        }
        // It is compiled from scratch, which takes longer than everybody wants to wait.
        if self.only == Some(Suite::Companion) {
            steps.push(Step::of(self.built_anew("the companion of a release", "companion")));
        }
        Ok(steps)
    }

    fn in_browsers(&self, toolbox: &Toolbox, browsers: &Browsers) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        let wants = |suite| self.only.is_none_or(|only| only == suite);
        if wants(Suite::Wasm) {
            let chromium =
                self.wasm("tests in Chromium", toolbox, |command| browsers.choose_chromium(command))?;
            let firefox =
                self.wasm("tests in Firefox", toolbox, |command| browsers.choose_firefox(command))?;
            steps.extend([chromium, firefox].map(Step::of));
        }
        if wants(Suite::EndToEnd) || wants(Suite::Laboratory) || wants(Suite::Shots) {
            steps.extend([Step::BuildPage, Step::BuildCompanion]);
            steps.push(Step::of(self.end_to_end(browsers)));
        }
        Ok(steps)
    }

    fn native(&self) -> Trial {
        let mut command = process::cargo();
        command.args([
            "test",
            "--locked",
            "--no-fail-fast",
            "--workspace",
            "--exclude",
            "heliograph-e2e",
            "--",
            // Otherwise a test that passes is not heard when it says that it skips something.
            "--show-output",
        ]);
        command.args(&self.rest);
        Trial { title: "native tests", command, tries: Tries::Two }
    }

    /// Not among the native tests, since it builds the page from scratch, and more.
    fn built_anew(&self, title: &'static str, program: &str) -> Trial {
        let mut command = process::cargo();
        command.args(["test", "--locked", "-p", "xtask", "--test", program]);
        command.args(["--", "--ignored", "--nocapture"]).args(&self.rest);
        Trial { title, command, tries: Tries::One }
    }

    fn wasm(
        &self,
        title: &'static str,
        toolbox: &Toolbox,
        choose: impl FnOnce(&mut Command),
    ) -> Result<Trial> {
        let mut command = toolbox.command("cargo")?;
        command.args(["test", "--locked", "--no-fail-fast", "--target", "wasm32-unknown-unknown", "--tests"]);
        let packages = ["heliograph-browser", "heliograph-frame", "heliograph"];
        command.args(packages.iter().flat_map(|name| ["-p", name])).arg("--").args(&self.rest);
        command.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities_file()?);
        // On a busy machine with two cores the default of 20 s is not enough.
        command.env("WASM_BINDGEN_TEST_TIMEOUT", "300");
        choose(&mut command);
        Ok(Trial { title, command, tries: Tries::One })
    }

    fn end_to_end(&self, browsers: &Browsers) -> Trial {
        let mut command = process::cargo();
        command.args(["test", "--locked", "--no-fail-fast", "-p", "heliograph-e2e"]);
        let (title, programs, ignored) = match self.only {
            Some(Suite::Laboratory) => ("the laboratory", &LABORATORY[..], None),
            Some(Suite::Shots) => ("pictures of every screen", &["shots"][..], Some("--ignored")),
            _ => ("end to end", &[][..], None),
        };
        command.args(programs.iter().flat_map(|name| ["--test", name]));
        command.args(["--", "--nocapture"]).args(ignored).args(&self.rest);
        browsers.name_all(&mut command);
        command.env("HELIOGRAPH_DIST", workspace::dist());
        command.env("HELIOGRAPH_RELAY", companion::program());
        if self.wait == Wait::Long {
            command.env("HELIOGRAPH_LONG", "1");
        }
        // Pictures are taken by a test that is otherwise ignored.
        let tries = if ignored.is_some() { Tries::One } else { Tries::Two };
        Trial { title, command, tries }
    }
}

/// What the test runner of wasm-bindgen asks of the browsers.
fn capabilities_file() -> Result<PathBuf> {
    let path = workspace::scratch("webdriver")?.join("webdriver.json");
    fs::write(&path, serde_json::to_string_pretty(&Browsers::capabilities())?)?;
    Ok(path)
}
