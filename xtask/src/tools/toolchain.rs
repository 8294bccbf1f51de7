use crate::{process, progress::Progress};
use anyhow::{Context, Result};
use std::path::Path;

/// What the page is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Makes sure that the compiler can produce WebAssembly.
pub fn ensure_wasm_target(progress: &Progress) -> Result<()> {
    let advice = format!(
        "It needs rustup and the network. With rustup: rustup target add {WASM}. Without it, install your \
         system's package of the Rust standard library for WebAssembly (Debian: libstd-rust-dev-wasm32)."
    );
    ensure(progress, WASM, &advice)
}

/// Makes sure that the compiler can produce programs for another kind of machine.
pub(super) fn ensure_target(progress: &Progress, target: &str) -> Result<()> {
    let advice = format!(
        "It needs rustup and the network, and a place to download from that has this target. With rustup: rustup \
         target add {target}"
    );
    ensure(progress, target, &advice)
}

fn ensure(progress: &Progress, target: &str, advice: &str) -> Result<()> {
    if is_installed(target)? {
        return Ok(());
    }
    let title = format!("Installing the compiler's {target} target");
    progress.step(&title, advice, || {
        let add = || process::run(process::command("rustup").args(["target", "add", target]));
        // Downloads break off now and then; the second try picks up where the first one stopped.
        add().or_else(|_| add())
    })
}

fn is_installed(target: &str) -> Result<bool> {
    let sysroot = process::quiet_output(process::command("rustc").args(["--print", "sysroot"]))
        .context("`rustc --print sysroot` does not work; is Rust installed?")?;
    Ok(Path::new(sysroot.trim()).join("lib/rustlib").join(target).join("lib").is_dir())
}
