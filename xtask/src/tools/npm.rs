use super::cache;
use crate::{process, progress::Progress};
use anyhow::{Result, bail};
use std::path::PathBuf;

/// A package of npm, wanted at exactly one version, in a folder of its own.
pub(super) struct NpmPackage {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
}

impl NpmPackage {
    /// A file of the package, whether it is installed or not.
    pub(super) fn file(&self, path: &str) -> Result<PathBuf> {
        Ok(cache::folder(self.name, self.version)?.join("node_modules").join(self.name).join(path))
    }

    /// Installs the package; none of its scripts is run.
    pub(super) fn install(&self, progress: &Progress) -> Result<()> {
        let Self { name, version } = self;
        if process::quiet_output(process::command("npm").arg("--version")).is_none() {
            bail!("there is no npm to install {name} {version} with");
        }
        let title = format!("Installing the npm package {name} {version}");
        progress.step(&title, "It needs Node.js, npm and the network.", || {
            let folder = cache::folder(name, version)?;
            std::fs::create_dir_all(&folder)?;
            let mut install = process::command("npm");
            install.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]);
            process::run(install.arg("--prefix").arg(folder).arg(format!("{name}@{version}")))
        })
    }
}
