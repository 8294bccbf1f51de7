//! What surrounds a build and would show in its bytes: places, times, flags and languages. A release is built with
//! all of them fixed.

use crate::{process, workspace};
use anyhow::{Context, Result, bail, ensure};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The moment of a release, in seconds since 1970: <https://reproducible-builds.org/specs/source-date-epoch/>.
const MOMENT: &str = "SOURCE_DATE_EPOCH";

/// Fixed surroundings.
pub(super) struct Surroundings {
    /// The moment that all files of the release bear.
    pub(super) moment: i64,
    /// The compiler, as it calls itself; another one writes other bytes.
    pub(super) compiler: String,
    flags: String,
}

impl Surroundings {
    /// Finds out what has to be fixed on this machine.
    pub(super) fn find() -> Result<Self> {
        let about = ask("rustc", &["-vV"])?;
        let says = |what: &str| about.lines().find_map(|line| line.strip_prefix(what)).map(str::trim);
        let compiler = about.lines().next().context("the compiler does not say its version")?.to_owned();
        let revision = says("commit-hash:").context("the compiler does not say its revision")?;
        let sysroot = ask("rustc", &["--print", "sysroot"])?;
        Ok(Self { moment: moment()?, compiler, flags: flags(&renamed(&sysroot, revision)?)? })
    }

    /// Puts a command into them that compiles for this target.
    pub(super) fn surround(&self, command: &mut Command, target: &str) {
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(leaks) {
                command.env_remove(&name);
            }
        }
        command.env(flags_of(target), &self.flags).env(MOMENT, self.moment.to_string());
        command.env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
    }
}

/// What cargo hands to the compiler for this target only. Flags for all targets would build this program anew as well.
fn flags_of(target: &str) -> String {
    format!("CARGO_TARGET_{}_RUSTFLAGS", target.to_uppercase().replace('-', "_"))
}

/// Whether a variable changes what compilers write.
fn leaks(variable: &str) -> bool {
    const FAMILIES: [&str; 8] = [
        "AWS_LC_SYS_",
        "CARGO_BUILD_",
        "CARGO_PROFILE_",
        "CARGO_TARGET_",
        "CARGO_UNSTABLE_",
        "CARGO_ZIGBUILD_",
        "RUSTC",
        "TRUNK_",
    ];
    const SINGLE: [&str; 7] = [
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_INCREMENTAL",
        "CPATH",
        "C_INCLUDE_PATH",
        "LANG",
        "LANGUAGE",
    ];
    variable != "CARGO_TARGET_DIR"
        && (SINGLE.contains(&variable)
            || FAMILIES.iter().any(|family| variable.starts_with(family))
            || chooses_for_c(variable))
}

/// Whether a variable chooses the compiler of C, another of its tools or their flags, for all targets or for one, as the
/// crate `cc` reads them.
fn chooses_for_c(variable: &str) -> bool {
    const TOOLS: [&str; 8] = ["AR", "ARFLAGS", "CC", "CFLAGS", "CPPFLAGS", "CXX", "CXXFLAGS", "RANLIB"];
    let variable = variable.strip_prefix("TARGET_").unwrap_or(variable);
    TOOLS.iter().any(|tool| {
        variable.strip_prefix(tool).is_some_and(|target| target.is_empty() || target.starts_with('_'))
    })
}

/// The commit's, and not a constant: a web server that tells ages of files by their dates would otherwise take a new
/// release for the old one.
fn moment() -> Result<i64> {
    if let Ok(moment) = env::var(MOMENT) {
        return moment
            .parse()
            .with_context(|| format!("{MOMENT} is no number of seconds since 1970: {moment}"));
    }
    let asked = process::quiet_output(process::command("git").args(["log", "-1", "--format=%ct"]));
    let Some(seconds) = asked.and_then(|seconds| seconds.trim().parse().ok()) else {
        bail!(
            "git does not tell the time of the last commit here; please set {MOMENT} to that of the release"
        );
    };
    Ok(seconds)
}

/// Places on this machine and what stands for them in the release. Where two fit, the compiler takes the later one.
fn renamed(sysroot: &str, revision: &str) -> Result<Vec<(PathBuf, String)>> {
    let home = cargo_home()?;
    let mut places = vec![
        (home.clone(), "/cargo".to_owned()),
        (workspace::root().to_owned(), "/heliograph".to_owned()),
        (workspace::target(), "/target".to_owned()),
        (Path::new(sysroot).join("lib/rustlib/src/rust"), format!("/rustc/{revision}")),
    ];
    // A folder for each registry, and mirrors have names of their own.
    for registry in fs::read_dir(home.join("registry").join("src")).into_iter().flatten() {
        places.push((registry?.path(), "/registry".to_owned()));
    }
    Ok(places)
}

fn flags(places: &[(PathBuf, String)]) -> Result<String> {
    let mut flags = Vec::new();
    for (place, name) in places {
        let place = place.to_str().context("a folder that takes part in the build has an odd name")?;
        let split = place.contains(char::is_whitespace);
        ensure!(
            !split,
            "cargo cannot hand on a place with a space in it; please build elsewhere than in {place}"
        );
        flags.push(format!("--remap-path-prefix={place}={name}"));
    }
    Ok(flags.join(" "))
}

fn cargo_home() -> Result<PathBuf> {
    let named = env::var_os("CARGO_HOME").map(PathBuf::from);
    named
        .or_else(|| Some(env::home_dir()?.join(".cargo")))
        .context("there is no home folder; please set CARGO_HOME")
}

fn ask(program: &str, words: &[&str]) -> Result<String> {
    let said = process::quiet_output(process::command(program).args(words));
    Ok(said.with_context(|| format!("`{program} {}` does not work", words.join(" ")))?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{flags, flags_of, leaks};

    #[test]
    fn variables_that_change_the_bytes_are_taken_away() {
        for variable in [
            "RUSTFLAGS",
            "CARGO_PROFILE_RELEASE_LTO",
            "CARGO_BUILD_RUSTFLAGS",
            "CARGO_INCREMENTAL",
            "RUSTC_WRAPPER",
            "CC",
            "CFLAGS_x86_64_unknown_linux_musl",
            "TARGET_AR",
            "AWS_LC_SYS_CFLAGS",
        ] {
            assert!(leaks(variable), "{variable}");
        }
        for variable in ["PATH", "HOME", "CARGO_HOME", "CARGO_TARGET_DIR", "HOST_CC", "CCACHE_DIR"] {
            assert!(!leaks(variable), "{variable}");
        }
    }

    #[test]
    fn flags_are_for_one_target() {
        assert_eq!(flags_of("wasm32-unknown-unknown"), "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS");
    }

    #[test]
    fn a_place_that_would_fall_apart_on_its_way_is_refused() {
        let named = |place: &str| flags(&[(place.into(), "/x".to_owned())]);
        assert_eq!(named("/home/a").unwrap(), "--remap-path-prefix=/home/a=/x");
        assert!(named("/home/a b").is_err());
    }
}
