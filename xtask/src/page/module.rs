//! What Trunk leaves behind: the module of the app and its bindings.

use super::{integrity::fingerprint, parts::one_of};
use crate::{tools::WasmOpt, workspace};
use anyhow::{Context, Result};
use std::{fs, path::Path};

/// Takes the module out of Trunk's folder, made smaller where the tool for it is there.
pub(super) fn take_module(staging: &Path, wasm_opt: Option<&WasmOpt>) -> Result<Vec<u8>> {
    let path = one_of(staging, |name| name.ends_with(".wasm")).context("there is no module to take")?;
    let module = match wasm_opt {
        Some(wasm_opt) => shrunk(wasm_opt, &path)?,
        None => fs::read(&path)?,
    };
    fs::remove_file(path)?;
    Ok(module)
}

/// Takes the bindings out of Trunk's folder.
pub(super) fn take_bindings(staging: &Path) -> Result<String> {
    let path = one_of(staging, |name| name.ends_with(".js")).context("there are no bindings to take")?;
    let bindings = fs::read_to_string(&path)?;
    fs::remove_file(path)?;
    Ok(bindings)
}

/// Can take half a minute, so what came out for the same module is kept.
pub(super) fn shrunk(wasm_opt: &WasmOpt, module: &Path) -> Result<Vec<u8>> {
    let way = fingerprint(WasmOpt::fingerprint().as_ref());
    let name = fingerprint(&[way.as_bytes(), &fs::read(module)?].concat());
    let kept = workspace::scratch("wasm-opt")?.join(format!("{name}.wasm"));
    if !kept.is_file() {
        let unfinished = kept.with_extension("part");
        wasm_opt.shrink(module, &unfinished)?;
        fs::rename(&unfinished, &kept)?;
    }
    Ok(fs::read(kept)?)
}

#[cfg(test)]
mod tests {
    use super::{take_bindings, take_module};
    use std::fs;

    #[test]
    fn what_trunk_made_is_taken_and_does_not_stay() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("heliograph-1_bg.wasm"), b"\0asm").unwrap();
        fs::write(folder.path().join("heliograph-1.js"), "let wasm_bindgen;").unwrap();
        assert_eq!(take_module(folder.path(), None).unwrap(), b"\0asm");
        assert_eq!(take_bindings(folder.path()).unwrap(), "let wasm_bindgen;");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(take_module(folder.path(), None).is_err());
    }
}
