use super::npm::NpmPackage;
use crate::{process, progress::Progress};
use anyhow::{Context, Result, bail};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

/// The package that holds `wasm-opt`; the program calls itself by the first number of its version only.
const BINARYEN: NpmPackage = NpmPackage { name: "binaryen", version: "132.0.0" };

/// What the Rust compiler itself may use for WebAssembly. Naming more lets the optimiser write modules that
/// browsers of today refuse.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// The program `wasm-opt`, which makes a WebAssembly module smaller.
pub struct WasmOpt {
    words: Vec<OsString>,
}

impl WasmOpt {
    /// The pinned version, where it is installed already.
    pub fn find() -> Option<Self> {
        let candidates = [vec!["wasm-opt".into()], vec!["node".into(), script().ok()?.into_os_string()]];
        candidates.into_iter().map(|words| Self { words }).find(Self::is_pinned)
    }

    /// The pinned version, installed with npm where it is missing.
    pub fn ensure(progress: &Progress) -> Result<Self> {
        if let Some(found) = Self::find() {
            return Ok(found);
        }
        BINARYEN.install(progress).context("wasm-opt is missing")?;
        match Self::find() {
            Some(found) => Ok(found),
            None => bail!("the installed wasm-opt does not run; it needs a current Node.js"),
        }
    }

    /// Writes a smaller module that does the same.
    pub fn shrink(&self, module: &Path, smaller: &Path) -> Result<()> {
        let mut command = self.command();
        process::run(command.arg("-Oz").args(FEATURES).arg(module).arg("-o").arg(smaller))
    }

    /// Everything besides the module that decides what comes out.
    pub fn fingerprint() -> String {
        format!("{} -Oz {}", BINARYEN.version, FEATURES.join(" "))
    }

    fn command(&self) -> Command {
        let mut command = process::command(&self.words[0]);
        command.args(&self.words[1..]);
        command
    }

    fn is_pinned(&self) -> bool {
        let major = BINARYEN.version.split('.').next().unwrap_or(BINARYEN.version);
        process::quiet_output(self.command().arg("--version"))
            .is_some_and(|output| output.split_whitespace().any(|word| word == major))
    }
}

fn script() -> Result<PathBuf> {
    BINARYEN.file("bin/wasm-opt")
}
