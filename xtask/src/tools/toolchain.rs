use crate::{process, progress::Progress};
use anyhow::{Context, Result};
use std::path::Path;

const TARGET: &str = "wasm32-unknown-unknown";

/// Makes sure that the compiler can produce WebAssembly.
pub fn ensure_wasm_target(progress: &Progress) -> Result<()> {
    if is_installed()? {
        return Ok(());
    }
    let title = format!("Installing the compiler's {TARGET} target");
    let advice = format!(
        "It needs rustup and the network. With rustup: rustup target add {TARGET}. Without it, install your \
         system's package of the Rust standard library for WebAssembly (Debian: libstd-rust-dev-wasm32)."
    );
    progress.step(&title, &advice, || {
        let add = || process::run(process::command("rustup").args(["target", "add", TARGET]));
        // Downloads break off now and then; the second try picks up where the first one stopped.
        add().or_else(|_| add())
    })
}

fn is_installed() -> Result<bool> {
    let sysroot = process::quiet_output(process::command("rustc").args(["--print", "sysroot"]))
        .context("`rustc --print sysroot` does not work; is Rust installed?")?;
    Ok(Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib").is_dir())
}
