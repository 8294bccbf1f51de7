//! The workers that are WebAssembly modules of their own, each packed into the one script that becomes the worker.

use super::{
    module::shrunk,
    packing::packed,
    parts::{KEYS, SCANNER},
    template::fill,
};
use crate::{
    process,
    progress::Progress,
    tools::{CrateTool, WasmOpt},
    workspace,
};
use anyhow::{Context, Result};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// What the page calls each of them; its crate is `heliograph-NAME`, its script `assets/NAME-worker.js`.
pub(super) const PACKED: [&str; 2] = [SCANNER, KEYS];

const MODULE: &str = "@MODULE@";
const BINDINGS: &str = "\"@BINDINGS@\";";

/// Builds them and gives the script of each.
pub(super) fn scripts(wasm_opt: Option<&WasmOpt>) -> Result<BTreeMap<String, String>> {
    PACKED.iter().map(|worker| Ok(((*worker).to_owned(), script(worker, wasm_opt)?))).collect()
}

fn script(worker: &str, wasm_opt: Option<&WasmOpt>) -> Result<String> {
    let folder = workspace::scratch("workers")?;
    let bound = bind(worker, &build(worker, &folder)?, &folder.join("bound"))?;
    let module = match wasm_opt {
        Some(wasm_opt) => shrunk(wasm_opt, &bound.module)?,
        None => fs::read(&bound.module)?,
    };
    let template = workspace::root().join("assets").join(format!("{worker}-worker.js"));
    let template =
        fs::read_to_string(&template).with_context(|| format!("{} cannot be read", template.display()))?;
    put_together(&template, &fs::read_to_string(&bound.bindings)?, &module)
}

struct Bound {
    bindings: PathBuf,
    module: PathBuf,
}

/// In a folder of its own, since Trunk may still hold the usual one.
fn build(worker: &str, folder: &Path) -> Result<PathBuf> {
    let target = "wasm32-unknown-unknown";
    let mut cargo = process::cargo();
    cargo.args(["build", "--quiet", "--locked", "--release", "--package", &format!("heliograph-{worker}")]);
    process::run(cargo.args(["--target", target, "--target-dir"]).arg(folder))?;
    Ok(folder.join(target).join("release").join(format!("heliograph_{worker}.wasm")))
}

fn bind(worker: &str, module: &Path, folder: &Path) -> Result<Bound> {
    let version = workspace::locked_version("wasm-bindgen")?;
    let tool = CrateTool::new("wasm-bindgen-cli", &version).program("wasm-bindgen");
    let program = match tool.ensure(&Progress::start())? {
        Some(programs) => tool.inside(&programs),
        None => "wasm-bindgen".into(),
    };
    let mut bindgen = process::command(program);
    bindgen.args(["--target", "no-modules", "--no-typescript", "--out-name", worker, "--out-dir"]);
    process::run(bindgen.arg(folder).arg(module))?;
    let bound = |ending: &str| folder.join(format!("{worker}{ending}"));
    Ok(Bound { bindings: bound(".js"), module: bound("_bg.wasm") })
}

fn put_together(template: &str, bindings: &str, module: &[u8]) -> Result<String> {
    fill(&fill(template, MODULE, &packed(module)?)?, BINDINGS, bindings)
}

#[cfg(test)]
mod tests {
    use super::{PACKED, put_together};
    use crate::workspace::root;
    use std::fs;

    #[test]
    fn the_bindings_and_the_module_are_put_into_each_real_worker() {
        for worker in PACKED {
            let template = root().join("assets").join(format!("{worker}-worker.js"));
            let template = fs::read_to_string(template).unwrap();
            let script = put_together(&template, "let wasm_bindgen = 1;", b"\0asm").unwrap();
            assert!(script.contains("let wasm_bindgen = 1;"));
            assert!(!script.contains('@'));
        }
    }

    #[test]
    fn a_worker_without_its_places_is_refused() {
        assert!(put_together("\"@MODULE@\"", "", b"\0asm").is_err());
    }
}
