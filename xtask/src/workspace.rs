use anyhow::{Context, Result};
use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

/// The top folder of the project, as cargo says: a program that was compiled in another copy of it may be run in this one,
/// where both are compiled into the same folder.
pub fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let own = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        // That of the package which runs: this one, or one whose tests use it.
        let mut above = Path::new(&own).ancestors();
        above
            .find(|folder| folder.join("Cargo.lock").is_file())
            .expect("the project has a Cargo.lock")
            .to_owned()
    });
    &ROOT
}

/// Where the page build leaves the finished page.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// The folder of everything that is compiled.
pub fn target() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// A folder for what is worth keeping between runs but can be made again; it is created when missing.
pub fn scratch(name: &str) -> Result<PathBuf> {
    let folder = target().join("xtask").join(name);
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be created", folder.display()))?;
    Ok(folder)
}

/// The version of `package` that `Cargo.lock` holds.
pub fn locked_version(package: &str) -> Result<String> {
    let path = root().join("Cargo.lock");
    let lock = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    find_version(&lock, package).with_context(|| format!("Cargo.lock names no package {package}"))
}

fn find_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::find_version;

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.79\"\n\n\
        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\nsource = \"registry\"\n";

    #[test]
    fn the_locked_version_is_that_of_the_exact_name() {
        assert_eq!(find_version(LOCK, "wasm-bindgen").as_deref(), Some("0.2.129"));
        assert_eq!(find_version(LOCK, "wasm-bindgen-futures").as_deref(), Some("0.4.79"));
    }

    #[test]
    fn a_package_that_is_not_locked_has_no_version() {
        assert_eq!(find_version(LOCK, "wasm"), None);
        assert_eq!(find_version("", "wasm-bindgen"), None);
    }
}
