use super::cache;
use crate::{process, progress::Progress};
use anyhow::{Result, bail, ensure};
use std::path::{Path, PathBuf};

/// A C compiler and linker for every machine, as a package of Python's; the program calls itself by the same version.
const VERSION: &str = "0.15.2";

/// Where Python finds the package, installed with pip where it is missing.
pub(super) fn ensure_zig(progress: &Progress) -> Result<PathBuf> {
    let folder = cache::folder("ziglang", VERSION)?;
    if !is_there(&folder) {
        install(progress, &folder)?;
    }
    ensure!(is_there(&folder), "the installed Zig does not say that it is {VERSION}");
    Ok(folder)
}

fn is_there(folder: &Path) -> bool {
    let mut python = process::command("python3");
    python.args(["-m", "ziglang", "version"]).env("PYTHONPATH", folder);
    process::quiet_output(&mut python).is_some_and(|output| output.trim() == VERSION)
}

fn install(progress: &Progress, folder: &Path) -> Result<()> {
    if process::quiet_output(process::command("python3").args(["-m", "pip", "--version"])).is_none() {
        bail!(
            "there is no Python 3 with pip to install Zig {VERSION} with (Debian: apt-get install python3-pip)"
        );
    }
    let title = format!("Installing Zig {VERSION}, a C compiler for other machines (380 MB, once)");
    progress.step(&title, "It needs Python 3 with pip, and the network.", || {
        let mut pip = process::command("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--no-compile", "--no-deps", "--upgrade", "--target"]);
        process::run(pip.arg(folder).arg(format!("ziglang=={VERSION}")))
    })
}
