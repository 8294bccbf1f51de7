//! The companion, with a finished page inside.

mod machine;

pub use machine::Machine;

use crate::{process, progress::Progress, workspace};
use anyhow::Result;
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// The folder of the app that the build of the companion takes in.
pub const APP: &str = "HELIOGRAPH_APP";

/// What the companion is called: its crate, its program and its package.
pub const PACKAGE: &str = "heliograph-relay";

/// How the companion is compiled for tests and for this machine: for speed, and sooner than a release.
const PROFILE: &str = "tool";

/// How the companion is compiled for people.
pub const RELEASE_PROFILE: &str = "companion";

/// Builds the companion with the page in this folder, and says where the program is.
pub fn build(progress: &Progress, site: &Path) -> Result<PathBuf> {
    build_as(PROFILE, progress, site)
}

/// Builds the companion as it is given to people.
pub fn build_release(progress: &Progress, site: &Path) -> Result<PathBuf> {
    build_as(RELEASE_PROFILE, progress, site)
}

/// Where the program is once it is built.
pub fn program() -> PathBuf {
    program_in(PROFILE)
}

fn build_as(profile: &str, progress: &Progress, site: &Path) -> Result<PathBuf> {
    let advice = "The compiler's message above names the cause. A C compiler is needed besides Rust.";
    progress.step("Building the companion", advice, || process::run(&mut cargo_build(profile, site)))?;
    Ok(program_in(profile))
}

/// Prepares to build the companion with the page in this folder.
fn cargo_build(profile: &str, site: &Path) -> Command {
    let mut cargo = process::cargo();
    cargo.args(["build", "--quiet", "--locked", "-p", PACKAGE, "--profile", profile]);
    cargo.env(APP, site);
    cargo
}

fn program_in(profile: &str) -> PathBuf {
    workspace::target().join(profile).join(PACKAGE).with_extension(env::consts::EXE_EXTENSION)
}
