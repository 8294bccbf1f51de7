//! The workers that are WebAssembly modules of their own, each packed into the one script that becomes the worker.

use super::{
    apart::{Bound, Package},
    packing::packed,
    parts::{FRAME, GROUP, KEYS, SCANNER},
    template::fill,
};
use crate::{tools::WasmOpt, workspace};
use anyhow::{Context, Result};
use std::{collections::BTreeMap, fs};

/// What the page calls each of them; its crate is `heliograph-NAME`, its script `assets/NAME-worker.js`.
pub(super) const PACKED: [&str; 4] = [SCANNER, KEYS, GROUP, FRAME];

const MODULE: &str = "@MODULE@";
const BINDINGS: &str = "\"@BINDINGS@\";";

/// Builds them and gives the script of each.
pub(super) fn scripts(wasm_opt: Option<&WasmOpt>) -> Result<BTreeMap<String, String>> {
    PACKED.iter().map(|worker| Ok(((*worker).to_owned(), script(worker, wasm_opt)?))).collect()
}

fn script(worker: &str, wasm_opt: Option<&WasmOpt>) -> Result<String> {
    let package = Package { name: &format!("heliograph-{worker}"), features: &[] };
    let Bound { module, bindings } = package.build(wasm_opt)?;
    let template = workspace::root().join("assets").join(format!("{worker}-worker.js"));
    let template =
        fs::read_to_string(&template).with_context(|| format!("{} cannot be read", template.display()))?;
    put_together(&template, &bindings, &module)
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
