use super::npm::NpmPackage;
use crate::{process, progress::Progress};
use anyhow::{Result, ensure};
use std::path::{Path, PathBuf};

/// What Mozilla looks at extensions with before it takes them. It runs in tests only and is no part of the page.
const WEB_EXT: NpmPackage = NpmPackage { name: "web-ext", version: "10.7.0" };

/// The program `web-ext`.
pub struct WebExt {
    script: PathBuf,
}

impl WebExt {
    /// The pinned version, installed with npm where it is missing.
    pub fn ensure(progress: &Progress) -> Result<Self> {
        let script = WEB_EXT.file("bin/web-ext.js")?;
        if !script.is_file() {
            WEB_EXT.install(progress)?;
        }
        ensure!(script.is_file(), "the installed web-ext has no {}", script.display());
        Ok(Self { script })
    }

    /// Looks at the extension in a folder; a warning is an error too.
    pub fn lint(&self, folder: &Path) -> Result<()> {
        let mut command = process::command("node");
        // It would ask the network whether there is a newer one.
        command.env("NO_UPDATE_NOTIFIER", "1").arg(&self.script).arg("lint").arg("--source-dir").arg(folder);
        command.args(["--warnings-as-errors", "--no-config-discovery", "--no-input", "--boring"]);
        process::run(&mut command)
    }
}
