use anyhow::{Context, Result};
use std::{env, path::PathBuf};

/// The folder of one installed tool, inside the cache folder that this system gives each person.
pub(super) fn folder(tool: &str, version: &str) -> Result<PathBuf> {
    let cache = cache().context("there is no home folder to keep tools in; please set HOME")?;
    Ok(cache.join("heliograph").join("tools").join(format!("{tool}-{version}")))
}

fn cache() -> Option<PathBuf> {
    if let Some(folder) = filled("XDG_CACHE_HOME") {
        return Some(folder);
    }
    if cfg!(windows) {
        return filled("LOCALAPPDATA");
    }
    let home = filled("HOME")?;
    Some(if cfg!(target_os = "macos") { home.join("Library").join("Caches") } else { home.join(".cache") })
}

fn filled(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}
