use super::packages;
use crate::{
    process,
    progress::Progress,
    tools::{CrateTool, Toolbox, ensure_axe},
};
use anyhow::{Result, bail};
use serde_json::{Value, json};
use std::{env, path::PathBuf, process::Command};

/// The version of geckodriver that is installed where there is none.
const GECKODRIVER: &str = "0.36.0";

/// The browsers that the tests run in, the drivers that steer them, and what looks at their pages.
pub struct Browsers {
    chromium: PathBuf,
    chromedriver: PathBuf,
    firefox: PathBuf,
    geckodriver: PathBuf,
    axe: Option<PathBuf>,
}

impl Browsers {
    /// Finds the browsers and their drivers, and installs them where this machine lets us.
    pub fn ensure(progress: &Progress, toolbox: &mut Toolbox) -> Result<Self> {
        packages::ensure(progress)?;
        let geckodriver = match named("GECKODRIVER", &["geckodriver"]) {
            Some(path) => path,
            None => {
                let tool = CrateTool::new("geckodriver", GECKODRIVER);
                let folder = tool.ensure(progress)?;
                let path =
                    folder.as_deref().map_or_else(|| "geckodriver".into(), |folder| tool.inside(folder));
                toolbox.add(folder);
                path
            }
        };
        let (Some(chromium), Some(chromedriver), Some(firefox)) = (chromium(), chromedriver(), firefox())
        else {
            bail!("{}", packages::ADVICE);
        };
        let axe = ensure_axe(progress)
            .inspect_err(|reason| progress.say(format_args!("Going on without axe-core: {reason:#}")))
            .ok();
        Ok(Self { chromium, chromedriver, firefox, geckodriver, axe })
    }

    /// Programs that are not there, for tests that start none.
    #[cfg(test)]
    pub(super) fn nowhere() -> Self {
        let [chromium, chromedriver, firefox, geckodriver] = ["nowhere"; 4].map(PathBuf::from);
        Self { chromium, chromedriver, firefox, geckodriver, axe: None }
    }

    /// Tells a program by its environment where everything is.
    pub fn name_all(&self, command: &mut Command) {
        command.env("CHROMIUM", &self.chromium).env("CHROMEDRIVER", &self.chromedriver);
        command.env("FIREFOX", &self.firefox).env("GECKODRIVER", &self.geckodriver);
        command.envs(self.axe.as_ref().map(|script| ("HELIOGRAPH_AXE", script)));
    }

    /// Makes the test runner of wasm-bindgen use Chromium; it takes the first driver that it is told of.
    pub(super) fn choose_chromium(&self, command: &mut Command) {
        command.env_remove("GECKODRIVER").env("CHROMEDRIVER", &self.chromedriver);
    }

    /// Makes the test runner of wasm-bindgen use Firefox.
    pub(super) fn choose_firefox(&self, command: &mut Command) {
        command.env_remove("CHROMEDRIVER").env("GECKODRIVER", &self.geckodriver);
    }

    /// How the browsers are started for tests inside a page: without a window, asking nobody outside.
    pub(super) fn capabilities() -> Value {
        let mut chromium = vec![
            "--headless",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            // A camera and a microphone that every machine has, and nobody who would have to say yes or to click.
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            "--autoplay-policy=no-user-gesture-required",
        ];
        // Chromium's sandbox does not work for root, and containers seldom know another user.
        if packages::is_root() {
            chromium.push("--no-sandbox");
        }
        json!({
            "goog:chromeOptions": { "args": chromium, "binary": chromium_or_default() },
            "moz:firefoxOptions": {
                "args": ["-headless"],
                "binary": firefox_or_default(),
                "prefs": {
                    "media.navigator.streams.fake": true,
                    "media.navigator.permission.disabled": true,
                    "media.autoplay.default": 0,
                },
            },
        })
    }
}

fn chromium_or_default() -> PathBuf {
    chromium().unwrap_or_else(|| "chromium".into())
}

fn firefox_or_default() -> PathBuf {
    firefox().unwrap_or_else(|| "firefox".into())
}

pub(super) fn chromium() -> Option<PathBuf> {
    named("CHROMIUM", &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])
}

pub(super) fn chromedriver() -> Option<PathBuf> {
    named("CHROMEDRIVER", &["chromedriver"])
}

pub(super) fn firefox() -> Option<PathBuf> {
    named("FIREFOX", &["firefox-esr", "firefox"])
}

/// A program that the person names in the environment, or else the first of these on `PATH`.
fn named(variable: &str, programs: &[&str]) -> Option<PathBuf> {
    match env::var_os(variable) {
        Some(path) if !path.is_empty() => Some(path.into()),
        _ => programs.iter().find_map(|program| process::find(program)),
    }
}
