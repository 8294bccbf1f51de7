use crate::{
    build, page,
    progress::Progress,
    tools::{Toolbox, WasmOpt},
    workspace,
};
use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// What the whole page may weigh as it crosses the network, two languages and their safety words included.
const LIMIT: usize = 275_000;

/// Builds the page and weighs every file that a browser loads over http.
pub(super) fn run() -> Result<Value> {
    let progress = Progress::start();
    WasmOpt::ensure(&progress).context("the size is only comparable when wasm-opt has run")?;
    build::build_page(&progress, &Toolbox::for_page(&progress)?)?;

    let folder = workspace::dist();
    let mut total = 0;
    println!("\n{:>10} {:>10}  file", "bytes", "gzip -9");
    for file in loaded_files(&folder)? {
        total += weigh(&file)?;
    }
    println!("{:>10} {total:>10}  in all, of at most {LIMIT}", "");
    if total > LIMIT {
        println!("The page is {} bytes larger than it may be.", total - LIMIT);
    }
    println!("Loaded when somebody scans:");
    let scanner = weigh(&folder.join(page::SCANNER))?;
    Ok(json!({ "app_gzip_bytes": total, "scanner_gzip_bytes": scanner }))
}

/// Prints the line of one file, and gives its length as it crosses the network.
fn weigh(file: &Path) -> Result<usize> {
    let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let packed = gzip_length(&bytes)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    println!("{:>10} {packed:>10}  {name}", bytes.len());
    Ok(packed)
}

/// The document, its styles, its scripts and its module, but neither the module's twin for pages opened from a
/// disk nor the scanner.
fn loaded_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| ["wasm", "js", "css", "html"].iter().any(|kind| extension == *kind))
        {
            files.push(path);
        }
    }
    let Some(module) =
        files.iter().find(|path| path.extension().is_some_and(|extension| extension == "wasm"))
    else {
        bail!("{} holds no WebAssembly module", folder.display());
    };
    let twin = page::twin_of(module);
    let scanner = folder.join(page::SCANNER);
    files.retain(|path| *path != twin && *path != scanner);
    files.sort();
    Ok(files)
}

fn gzip_length(bytes: &[u8]) -> Result<usize> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    Ok(gzip.finish()?.len())
}

#[cfg(test)]
mod tests {
    use super::loaded_files;
    use std::fs;

    #[test]
    fn the_page_is_weighed_without_twin_scanner_and_pictures() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["index.html", "a.js", "a_bg.wasm", "a_bg.wasm.js", "scanner.js", "base.css", "icon.svg"]
        {
            fs::write(folder.path().join(name), name).unwrap();
        }
        let files = loaded_files(folder.path()).unwrap();
        let names: Vec<_> = files.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["a.js", "a_bg.wasm", "base.css", "index.html"]);
    }
}
