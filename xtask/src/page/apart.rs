//! Modules that Trunk does not build: the workers, and the app without what only the site has.

use super::module::shrunk;
use crate::{
    process,
    progress::Progress,
    tools::{CrateTool, WASM, WasmOpt},
    workspace,
};
use anyhow::Result;
use std::{fs, path::Path};

/// A module and the JavaScript between it and browsers.
pub(super) struct Bound {
    pub(super) module: Vec<u8>,
    pub(super) bindings: String,
}

/// A package that is compiled to a module of its own.
pub(super) struct Package<'a> {
    /// What it is called.
    pub(super) name: &'a str,
    /// What of it is compiled, as cargo is told.
    pub(super) features: &'a [&'a str],
}

impl Package<'_> {
    /// Builds it for release.
    pub(super) fn build(&self, wasm_opt: Option<&WasmOpt>) -> Result<Bound> {
        // In a folder of its own, since Trunk may still hold the usual one.
        let folder = workspace::scratch("apart")?;
        let mut cargo = process::cargo();
        cargo.args(["build", "--quiet", "--locked", "--release", "--package", self.name]).args(self.features);
        process::run(cargo.args(["--target", WASM, "--target-dir"]).arg(&folder))?;
        let compiled =
            folder.join(WASM).join("release").join(self.name.replace('-', "_")).with_extension("wasm");
        self.bind(&compiled, &folder.join("bound"), wasm_opt)
    }

    fn bind(&self, compiled: &Path, folder: &Path, wasm_opt: Option<&WasmOpt>) -> Result<Bound> {
        let version = workspace::locked_version("wasm-bindgen")?;
        let tool = CrateTool::new("wasm-bindgen-cli", &version).program("wasm-bindgen");
        let program = match tool.ensure(&Progress::start())? {
            Some(programs) => tool.inside(&programs),
            None => "wasm-bindgen".into(),
        };
        let mut bindgen = process::command(program);
        bindgen.args(["--target", "no-modules", "--no-typescript", "--out-name", self.name, "--out-dir"]);
        process::run(bindgen.arg(folder).arg(compiled))?;
        let module = folder.join(format!("{}_bg.wasm", self.name));
        Ok(Bound {
            module: match wasm_opt {
                Some(wasm_opt) => shrunk(wasm_opt, &module)?,
                None => fs::read(&module)?,
            },
            bindings: fs::read_to_string(folder.join(self.name).with_extension("js"))?,
        })
    }
}
