//! Finds the programs that the page build needs, and installs those that are missing into a folder of the
//! person's own cache, where they disturb nothing else on the machine.

mod axe;
mod binaryen;
mod cache;
mod crate_tool;
mod npm;
mod toolchain;
mod web_ext;
mod zig;

pub use axe::ensure_axe;
pub use binaryen::WasmOpt;
pub use crate_tool::CrateTool;
pub(crate) use toolchain::WASM;
pub use toolchain::ensure_wasm_target;
pub use web_ext::WebExt;

use crate::{companion::Machine, process, progress::Progress, workspace};
use anyhow::Result;
use std::{env, ffi::OsString, path::PathBuf, process::Command};
use zig::ensure_zig;

/// The version of Trunk that the page is built with.
const TRUNK: &str = "0.21.14";

/// The version of what builds the companion for other machines, with Zig as their C compiler and linker.
const ZIGBUILD: &str = "0.24.1";

/// The version of what makes Debian packages; it needs nothing of Debian.
const CARGO_DEB: &str = "3.8.0";

/// The folders that go before `PATH` when a tool is run.
pub struct Toolbox {
    folders: Vec<PathBuf>,
    /// Where Python is to look first.
    python: Option<PathBuf>,
}

impl Toolbox {
    /// Makes sure of everything that the page build cannot do without, and of `wasm-opt` where it can be had.
    pub fn for_page(progress: &Progress) -> Result<Self> {
        ensure_wasm_target(progress)?;
        let bindgen = workspace::locked_version("wasm-bindgen")?;
        let folders = [
            CrateTool::new("trunk", TRUNK).ensure(progress)?,
            CrateTool::new("wasm-bindgen-cli", &bindgen).program("wasm-bindgen").ensure(progress)?,
        ];
        if let Err(reason) = WasmOpt::ensure(progress) {
            progress.say(format_args!("Going on without wasm-opt, so the page will be larger: {reason:#}"));
        }
        Ok(Self { folders: folders.into_iter().flatten().collect(), python: None })
    }

    /// Makes sure of what builds and packs the companion for machines of all kinds.
    pub fn for_companions(progress: &Progress) -> Result<Self> {
        let folders = [
            CrateTool::new("cargo-zigbuild", ZIGBUILD).ensure(progress)?,
            CrateTool::new("cargo-deb", CARGO_DEB).ensure(progress)?,
        ];
        let python = Some(ensure_zig(progress)?);
        Ok(Self { folders: folders.into_iter().flatten().collect(), python })
    }

    /// Adds a folder that is not on `PATH`.
    pub fn add(&mut self, folder: Option<PathBuf>) {
        self.folders.extend(folder);
    }

    /// Prepares `program`, which finds this box's tools before any others.
    pub fn command(&self, program: &str) -> Result<Command> {
        let mut command = process::command(program);
        command.env("PATH", self.path()?);
        if let Some(folder) = &self.python {
            command.env("PYTHONPATH", folder);
        }
        Ok(command)
    }

    /// Makes sure that the compiler can produce programs for this kind of machine.
    pub fn ensure_machine(progress: &Progress, machine: Machine) -> Result<()> {
        toolchain::ensure_target(progress, machine.target())
    }

    fn path(&self) -> Result<OsString> {
        let before = env::var_os("PATH").unwrap_or_default();
        Ok(env::join_paths(self.folders.iter().cloned().chain(env::split_paths(&before)))?)
    }
}
