use super::npm::NpmPackage;
use crate::progress::Progress;
use anyhow::{Result, ensure};
use std::path::PathBuf;

/// What looks for barriers to people with disabilities. It runs in tests only and is no part of the page.
const AXE: NpmPackage = NpmPackage { name: "axe-core", version: "4.14.1" };

/// The script of axe-core, installed with npm where it is missing.
pub fn ensure_axe(progress: &Progress) -> Result<PathBuf> {
    let script = AXE.file("axe.min.js")?;
    if !script.is_file() {
        AXE.install(progress)?;
    }
    ensure!(script.is_file(), "the installed axe-core has no {}", script.display());
    Ok(script)
}
