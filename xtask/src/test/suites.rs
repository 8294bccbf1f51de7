use super::{
    Browsers, Skips,
    lanes::Lane,
    programs,
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

/// What has to be through before the next begins.
pub(super) enum Step {
    BuildPage,
    BuildCompanion,
    Lanes(Vec<Lane>),
}

impl Step {
    fn alone(trial: Trial) -> Self {
        Self::Lanes(vec![Lane::watched(vec![trial])])
    }
}

impl Plan {
    /// Whether anything in the plan runs in a browser.
    pub(super) fn needs_browsers(&self) -> bool {
        !matches!(self.only, Some(Suite::Native | Suite::Release | Suite::Companion))
    }

    /// The steps in the order in which they are worth knowing about.
    pub(super) fn steps(&self, toolbox: &Toolbox, browsers: Option<&Browsers>) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        if self.wants(Suite::Native) {
            steps.push(Step::alone(self.native()));
        }
        if let Some(browsers) = browsers {
            steps.extend(self.in_browsers(toolbox, browsers)?);
        }
        if self.only == Some(Suite::Release) {
            steps.push(Step::alone(self.release()));
        }
        // It is compiled from scratch, which takes longer than everybody wants to wait.
        if self.only == Some(Suite::Companion) {
            steps.push(Step::alone(self.built_anew("the companion of a release", "companion")));
        }
        Ok(steps)
    }

    fn wants(&self, suite: Suite) -> bool {
        self.only.is_none_or(|only| only == suite)
    }

    fn in_browsers(&self, toolbox: &Toolbox, browsers: &Browsers) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        if self.wants(Suite::Wasm) {
            let chromium =
                self.wasm("tests in Chromium", toolbox, |command| browsers.choose_chromium(command))?;
            let firefox =
                self.wasm("tests in Firefox", toolbox, |command| browsers.choose_firefox(command))?;
            steps.extend([chromium, firefox].map(Step::alone));
        }
        let in_whole_browsers = match self.only {
            None | Some(Suite::EndToEnd) => {
                vec![Step::alone(test_programs()), Step::Lanes(self.lanes(browsers)?)]
            }
            Some(Suite::Laboratory) => vec![Step::alone(self.laboratory(browsers))],
            Some(Suite::Shots) => vec![Step::alone(self.pictures(browsers))],
            Some(Suite::Native | Suite::Wasm | Suite::Release | Suite::Companion) => return Ok(steps),
        };
        steps.extend([Step::BuildPage, Step::BuildCompanion]);
        steps.extend(in_whole_browsers);
        Ok(steps)
    }

    /// What drives browsers all the time, and beside it what mostly waits, and then only computes.
    fn lanes(&self, browsers: &Browsers) -> Result<Vec<Lane>> {
        let programs = programs::outside_the_laboratory()?;
        let targets: Vec<_> = ["--lib", "--bins"]
            .into_iter()
            .chain(programs::words(programs.iter().map(String::as_str)))
            .collect();
        let watched = [("end to end", &targets[..]), ("documented example", &["--doc"])];
        let watched = watched.map(|(title, targets)| self.end_to_end(title, browsers, targets));
        let mut aside = vec![self.laboratory(browsers)];
        if self.wants(Suite::Release) {
            aside.push(self.release());
        }
        Ok(vec![Lane::watched(watched.into()), Lane::aside(aside)])
    }

    fn laboratory(&self, browsers: &Browsers) -> Trial {
        let targets: Vec<_> = programs::words(programs::LABORATORY).collect();
        self.end_to_end("the laboratory", browsers, &targets)
    }

    /// They are taken by a test that is otherwise ignored.
    fn pictures(&self, browsers: &Browsers) -> Trial {
        let mut trial = self.end_to_end("pictures of every screen", browsers, &["--test", "shots"]);
        trial.command.arg("--ignored");
        Trial { tries: Tries::One, ..trial }
    }

    /// It computes and nobody waits for it, so browsers come first, of which tests want to see something soon.
    fn release(&self) -> Trial {
        let Trial { title, command, tries } = self.built_anew("the release", "release");
        Trial { title, command: process::giving_way(command), tries }
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

    /// Some of what tests the page in whole browsers.
    fn end_to_end(&self, title: &'static str, browsers: &Browsers, targets: &[&str]) -> Trial {
        let mut command = process::cargo();
        command.args(["test", "--locked", "--no-fail-fast", "-p", "heliograph-e2e"]).args(targets);
        command.args(["--", "--nocapture"]).args(&self.rest);
        browsers.name_all(&mut command);
        command.env("HELIOGRAPH_DIST", workspace::dist());
        command.env("HELIOGRAPH_RELAY", companion::program());
        if self.wait == Wait::Long {
            command.env("HELIOGRAPH_LONG", "1");
        }
        Trial { title, command, tries: Tries::Two }
    }
}

/// Compiles what tests the page in whole browsers, since lanes would wait for each other to do it.
fn test_programs() -> Trial {
    let mut command = process::cargo();
    command.args(["test", "--locked", "--no-run", "-p", "heliograph-e2e"]);
    Trial { title: "the test programs", command, tries: Tries::One }
}

/// What the test runner of wasm-bindgen asks of the browsers.
fn capabilities_file() -> Result<PathBuf> {
    let path = workspace::scratch("webdriver")?.join("webdriver.json");
    fs::write(&path, serde_json::to_string_pretty(&Browsers::capabilities())?)?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Browsers, Skips, programs, trial::Trial},
        Plan, Suite, Wait,
    };

    /// The titles in each lane, and the programs that all of them are told to run.
    fn lanes(only: Option<Suite>) -> (Vec<Vec<&'static str>>, Vec<String>) {
        let plan = Plan { only, wait: Wait::Usual, skips: Skips::Told, rest: Vec::new() };
        let lanes = plan.lanes(&Browsers::nowhere()).unwrap();
        let titles = lanes.iter().map(|lane| lane.trials.iter().map(|trial| trial.title).collect()).collect();
        (titles, lanes.iter().flat_map(|lane| &lane.trials).flat_map(programs_of).collect())
    }

    fn programs_of(trial: &Trial) -> Vec<String> {
        let words: Vec<_> = trial.command.get_args().map(|word| word.to_str().unwrap()).collect();
        let named = words.windows(2).filter(|pair| pair[0] == "--test");
        named.map(|pair| pair[1].to_owned()).filter(|name| name != "release").collect()
    }

    #[test]
    fn the_release_is_built_after_the_laboratory_where_everything_is_tested() {
        let watched = vec!["end to end", "documented example"];
        assert_eq!(lanes(None).0, [watched.clone(), vec!["the laboratory", "the release"]]);
        assert_eq!(lanes(Some(Suite::EndToEnd)).0, [watched, vec!["the laboratory"]]);
    }

    #[test]
    fn every_program_runs_in_exactly_one_lane() {
        let (_, mut run) = lanes(None);
        run.sort();
        let mut all = programs::outside_the_laboratory().unwrap();
        all.extend(programs::LABORATORY.map(str::to_owned));
        assert_eq!(run, all.into_iter().collect::<Vec<_>>());
    }
}
