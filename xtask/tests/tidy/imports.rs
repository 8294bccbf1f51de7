use std::{fs, process::Command};
use wasmparser::{Parser, Payload};
use xtask::workspace::{root, scratch};

/// The fuzz targets reach what the crates that think do with everything that comes from outside. As one
/// WebAssembly module they ask nothing of its host: no clock, no randomness, no browser.
#[test]
fn the_crates_that_think_compile_to_a_module_without_imports() {
    let target = scratch("imports").unwrap();
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .env("CARGO_TARGET_DIR", &target)
        .args(["rustc", "--locked", "--quiet", "-p", "heliograph-fuzz", "--lib", "--crate-type", "cdylib"])
        .args(["--target", "wasm32-unknown-unknown"])
        // Nobody calls into this module, so the compiler and the linker would each leave all of it out.
        .args(["--", "-C", "link-dead-code", "-C", "link-arg=--no-gc-sections"])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}\nIf the target is missing: rustup target add wasm32-unknown-unknown",
        String::from_utf8_lossy(&output.stderr)
    );

    let module = fs::read(target.join("wasm32-unknown-unknown/debug/heliograph_fuzz.wasm")).unwrap();
    let (names, imports) = contents(&module);
    for crate_name in [
        "heliograph_wire",
        "heliograph_transfer",
        "heliograph_signal",
        "heliograph_session",
        "heliograph_turn",
        "heliograph_rendezvous",
    ] {
        let inside = names.windows(crate_name.len()).any(|part| part == crate_name.as_bytes());
        assert!(inside, "{crate_name} is not in the module, so nothing is known about it");
    }
    assert!(imports.is_empty(), "the module imports {}", imports.join(", "));
}

/// What the functions of a module are called, and what it asks of its host.
fn contents(module: &[u8]) -> (Vec<u8>, Vec<String>) {
    let mut names = Vec::new();
    let mut imports = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload.unwrap() {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import.unwrap();
                    imports.push(format!("{}.{}", import.module, import.name));
                }
            }
            Payload::CustomSection(section) if section.name() == "name" => names = section.data().to_vec(),
            // Nothing else tells what the module asks for.
            _ => {}
        }
    }
    (names, imports)
}
