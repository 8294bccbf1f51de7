//! The scanner: a WebAssembly module of its own, packed into the one script that becomes a worker.

use super::{module::shrunk, packing::packed, template::fill};
use crate::{
    process,
    progress::Progress,
    tools::{CrateTool, WasmOpt},
    workspace,
};
use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

const MODULE: &str = "@MODULE@";
const BINDINGS: &str = "\"@BINDINGS@\";";

/// Builds the scanner and gives the script of its worker.
pub(super) fn script(wasm_opt: Option<&WasmOpt>) -> Result<String> {
    let folder = workspace::scratch("scanner")?;
    let bound = bind(&build(&folder)?, &folder.join("bound"))?;
    let module = match wasm_opt {
        Some(wasm_opt) => shrunk(wasm_opt, &bound.module)?,
        None => fs::read(&bound.module)?,
    };
    let template = workspace::root().join("assets").join("scanner-worker.js");
    let template = fs::read_to_string(&template).context("the worker of the scanner cannot be read")?;
    put_together(&template, &fs::read_to_string(&bound.bindings)?, &module)
}

struct Bound {
    bindings: PathBuf,
    module: PathBuf,
}

/// In a folder of its own, since Trunk may still hold the usual one.
fn build(folder: &Path) -> Result<PathBuf> {
    let target = "wasm32-unknown-unknown";
    let mut cargo = process::cargo();
    cargo.args(["build", "--quiet", "--locked", "--release", "--package", "heliograph-scanner"]);
    process::run(cargo.args(["--target", target, "--target-dir"]).arg(folder))?;
    Ok(folder.join(target).join("release").join("heliograph_scanner.wasm"))
}

fn bind(module: &Path, folder: &Path) -> Result<Bound> {
    let version = workspace::locked_version("wasm-bindgen")?;
    let tool = CrateTool::new("wasm-bindgen-cli", &version).program("wasm-bindgen");
    let program = match tool.ensure(&Progress::start())? {
        Some(programs) => tool.inside(&programs),
        None => "wasm-bindgen".into(),
    };
    let mut bindgen = process::command(program);
    bindgen.args(["--target", "no-modules", "--no-typescript", "--out-name", "scanner", "--out-dir"]);
    process::run(bindgen.arg(folder).arg(module))?;
    Ok(Bound { bindings: folder.join("scanner.js"), module: folder.join("scanner_bg.wasm") })
}

fn put_together(template: &str, bindings: &str, module: &[u8]) -> Result<String> {
    fill(&fill(template, MODULE, &packed(module)?)?, BINDINGS, bindings)
}

#[cfg(test)]
mod tests {
    use super::put_together;
    use crate::workspace::root;
    use std::fs;

    #[test]
    fn the_bindings_and_the_module_are_put_into_the_real_worker() {
        let template = fs::read_to_string(root().join("assets/scanner-worker.js")).unwrap();
        let script = put_together(&template, "let wasm_bindgen = 1;", b"\0asm").unwrap();
        assert!(script.contains("let wasm_bindgen = 1;"));
        assert!(!script.contains('@'));
    }

    #[test]
    fn a_worker_without_its_places_is_refused() {
        assert!(put_together("\"@MODULE@\"", "", b"\0asm").is_err());
    }
}
