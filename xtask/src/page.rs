//! What the page build adds to Trunk's own work: a smaller module, its twin for pages opened from a disk, and the
//! scanner.

mod scanner;

pub use scanner::FILE as SCANNER;

use crate::{tools::WasmOpt, workspace};
use anyhow::{Context, Result, bail};
use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
};

/// Finishes the page in the folder that Trunk names while it runs its hooks.
pub fn finish() -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR")
        .context("`cargo xtask page` is a hook of `trunk build`; please run that instead")?;
    let staging = Path::new(&staging);
    let module = find_module(staging)?;
    let wasm_opt = WasmOpt::find();
    match &wasm_opt {
        Some(wasm_opt) => shrink(wasm_opt, &module)?,
        None => println!("wasm-opt is not installed, so the modules stay larger than they need to be"),
    }
    write_twin(&module)?;
    scanner::write(staging, wasm_opt.as_ref())
}

/// The twin of a WebAssembly module: a script that any page may run, also one opened from a disk.
pub fn twin_of(module: &Path) -> PathBuf {
    let mut name = module.as_os_str().to_owned();
    name.push(".js");
    name.into()
}

fn find_module(folder: &Path) -> Result<PathBuf> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut modules = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "wasm") {
            modules.push(path);
        }
    }
    match <[PathBuf; 1]>::try_from(modules) {
        Ok([module]) => Ok(module),
        Err(modules) => bail!("the page has {} WebAssembly modules where one is expected", modules.len()),
    }
}

/// Can take half a minute, so what came out for the same module is kept.
fn shrink(wasm_opt: &WasmOpt, module: &Path) -> Result<()> {
    let mut hash = Sha256::new();
    hash.update(WasmOpt::fingerprint());
    hash.update(fs::read(module)?);
    let kept = workspace::scratch("wasm-opt")?.join(format!("{}.wasm", hexadecimal(&hash.finalize())));
    if !kept.is_file() {
        let unfinished = kept.with_extension("part");
        wasm_opt.shrink(module, &unfinished)?;
        fs::rename(&unfinished, &kept)?;
    }
    fs::copy(&kept, module)?;
    Ok(())
}

fn write_twin(module: &Path) -> Result<()> {
    fs::write(twin_of(module), twin(&fs::read(module)?)?)?;
    Ok(())
}

fn twin(module: &[u8]) -> Result<String> {
    Ok(format!("globalThis.heliographModule = \"{}\";\n", packed(module)?))
}

/// A module as scripts carry it: gzipped and in base64.
fn packed(module: &[u8]) -> Result<String> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(module)?;
    Ok(STANDARD.encode(gzip.finish()?))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{find_module, twin, twin_of};
    use base64::{Engine, engine::general_purpose::STANDARD};
    use flate2::read::GzDecoder;
    use std::{fs, io::Read, path::Path};

    #[test]
    fn the_twin_holds_the_same_module() {
        let module = b"\0asm and so on".repeat(100);
        let script = twin(&module).unwrap();
        let base64 = script.split('"').nth(1).unwrap();
        let mut unpacked = Vec::new();
        GzDecoder::new(STANDARD.decode(base64).unwrap().as_slice()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, module);
    }

    #[test]
    fn the_twin_lies_beside_its_module_under_the_name_that_the_start_script_asks_for() {
        assert_eq!(twin_of(Path::new("dist/app_bg.wasm")), Path::new("dist/app_bg.wasm.js"));
    }

    #[test]
    fn a_page_has_exactly_one_module() {
        let folder = tempfile::tempdir().unwrap();
        assert!(find_module(folder.path()).is_err());
        let module = folder.path().join("app_bg.wasm");
        fs::write(&module, "").unwrap();
        fs::write(folder.path().join("app.js"), "").unwrap();
        assert_eq!(find_module(folder.path()).unwrap(), module);
        fs::write(folder.path().join("second.wasm"), "").unwrap();
        assert!(find_module(folder.path()).is_err());
    }
}
