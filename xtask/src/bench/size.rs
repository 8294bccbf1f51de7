use crate::{
    build, dist, page,
    progress::Progress,
    tools::{Toolbox, WasmOpt},
    workspace,
};
use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};
use std::{fs, io::Write, path::Path};

/// What a first visit may weigh as it crosses the network, two languages and their safety words included.
const LIMIT: usize = 275_000;

/// What the worker may weigh that seals frames: two people wait for it before a call.
const FRAME_LIMIT: usize = 40_000;

/// What the worker may weigh that is a member of a room's group: everybody who comes to one waits for it.
pub(super) const GROUP_LIMIT: usize = 265_000;

/// What the single file may weigh, sealed frames included: it has to go through whatever people send files with.
const SINGLE_FILE_LIMIT: usize = 760_000;

/// Builds the page and weighs what a browser loads over http, and the single file.
pub(super) fn run() -> Result<Value> {
    let progress = Progress::start();
    WasmOpt::ensure(&progress).context("the size is only comparable when wasm-opt has run")?;
    build::build_page(&progress, &Toolbox::for_page(&progress)?)?;

    let site = workspace::dist();
    let mut all = Weight::default();
    println!("\n{:>10} {:>10} {:>10}  file", "bytes", "gzip -9", "brotli -11");
    for file in page::first_visit(&site)? {
        all.add(&printed(&file)?);
    }
    all.print(&format!("in all, of at most {LIMIT} by gzip"));
    tell_excess("A first visit", all.gzip, LIMIT);
    println!("Loaded when somebody scans:");
    let scanner = printed(&page::scanner(&site)?)?;
    println!("Loaded when somebody meets others by words, rings or can be rung, at a companion:");
    let keys = printed(&page::keys(&site)?)?;
    println!("Loaded before somebody goes into a room, at a companion:");
    let group = printed(&page::group(&site)?)?;
    tell_excess("The worker that is a member of a room's group", group.gzip, GROUP_LIMIT);
    println!("Loaded before the first call that is sealed twice:");
    let frame = printed(&page::frame(&site)?)?;
    tell_excess("The worker that seals frames", frame.gzip, FRAME_LIMIT);
    println!("The single file, of at most {SINGLE_FILE_LIMIT} bytes:");
    let single_file = printed(&site.join(page::SINGLE_FILE))?;
    tell_excess("The single file", single_file.bytes, SINGLE_FILE_LIMIT);
    let extension = dist::extension_bytes(&site)?;
    println!("{extension:>10} {:>21}  the extension, as Chromium's store takes it", "");
    Ok(json!({
        "app_gzip_bytes": all.gzip,
        "scanner_gzip_bytes": scanner.gzip,
        "keys_gzip_bytes": keys.gzip,
        "group_gzip_bytes": group.gzip,
        "frame_gzip_bytes": frame.gzip,
        "site_brotli_bytes": all.brotli,
        "single_file_bytes": single_file.bytes,
        "extension_bytes": extension,
    }))
}

fn tell_excess(what: &str, bytes: usize, limit: usize) {
    if bytes > limit {
        println!("{what} is {} bytes larger than it may be.", bytes - limit);
    }
}

fn printed(file: &Path) -> Result<Weight> {
    let weight = Weight::of(file)?;
    weight.print(&name_of(file));
    Ok(weight)
}

fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The length of something as it lies on a disk and as it crosses the network.
#[derive(Default)]
struct Weight {
    bytes: usize,
    gzip: usize,
    brotli: usize,
}

impl Weight {
    fn of(file: &Path) -> Result<Self> {
        let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
        Ok(Self { bytes: bytes.len(), gzip: gzip_length(&bytes)?, brotli: brotli_length(&bytes)? })
    }

    fn add(&mut self, other: &Self) {
        self.bytes += other.bytes;
        self.gzip += other.gzip;
        self.brotli += other.brotli;
    }

    fn print(&self, name: &str) {
        println!("{:>10} {:>10} {:>10}  {name}", self.bytes, self.gzip, self.brotli);
    }
}

pub(super) fn gzip_length(bytes: &[u8]) -> Result<usize> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    Ok(gzip.finish()?.len())
}

fn brotli_length(mut bytes: &[u8]) -> Result<usize> {
    let mut packed = Vec::new();
    let quality = BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
    brotli::BrotliCompress(&mut bytes, &mut packed, &quality)?;
    Ok(packed.len())
}

#[cfg(test)]
mod tests {
    use super::Weight;
    use std::fs;

    #[test]
    fn a_file_is_weighed_as_it_is_and_as_it_is_packed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.css");
        fs::write(&file, "p { margin: 0 }\n".repeat(1_000)).unwrap();
        let weight = Weight::of(&file).unwrap();
        assert_eq!(weight.bytes, 16_000);
        assert!(weight.gzip < 200 && weight.brotli < weight.gzip);
    }
}
