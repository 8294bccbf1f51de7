//! Puts the finished app into the program, compressed once and for all: the folder that `HELIOGRAPH_APP` names, or what
//! is in the ZIP of a release, and that ZIP besides, to be taken along. Where it names nothing, a page that says how to
//! build the real one.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a build that cannot be finished stops with its cause")]

#[path = "build/zipped.rs"]
mod zipped;

use sha2::{Digest, Sha256};
use std::{
    env,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};
use zipped::{Deflated, Source};

const APP: &str = "HELIOGRAPH_APP";

fn main() {
    println!("cargo::rerun-if-env-changed={APP}");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build/zipped.rs");
    println!("cargo::rerun-if-changed=src/app/placeholder.html");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    let named = env::var_os(APP).filter(|path| !path.is_empty()).map(PathBuf::from);
    let mut files = Vec::new();
    let mut zip = None;
    match &named {
        Some(path) => {
            println!("cargo::rerun-if-changed={}", path.display());
            match path.is_dir() {
                true => collect(path, "", &mut files),
                false => {
                    files = zipped::files(path)
                        .unwrap_or_else(|error| panic!("{APP}={}: {error}", path.display()));
                    zip = files.last().map(|zip| zip.name.clone());
                }
            }
            let has_page = files.iter().any(|file| file.name == "index.html");
            assert!(has_page, "{APP}={} holds no index.html", path.display());
        }
        None => {
            files.push(source("index.html".to_owned(), fs::read("src/app/placeholder.html").unwrap()));
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    let mut table = format!("pub(super) const IS_WHOLE: bool = {};\n", named.is_some());
    // Once in the program, though many files lie in it.
    let path = named.as_deref().filter(|_| zip.is_some()).map(|path| path.canonicalize().unwrap());
    if let Some(path) = path {
        let path = path.to_str().unwrap();
        writeln!(table, "static ZIP: &[u8] = include_bytes!({path:?});").unwrap();
    }
    table.push_str("pub(super) static FILES: &[File] = &[\n");
    for (index, file) in files.iter().enumerate() {
        table.push_str(&entry(&out, index, file, zip.as_ref() == Some(&file.name)));
    }
    table.push_str("];\n");
    fs::write(out.join("app.rs"), table).unwrap();
}

fn source(name: String, bytes: Vec<u8>) -> Source {
    Source { name, bytes, deflated: None }
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else {
            files.push(source(name, fs::read(entry.path()).unwrap()));
        }
    }
}

fn entry(out: &Path, index: usize, file: &Source, is_zip: bool) -> String {
    let Source { name, bytes, deflated } = file;
    let included = |ending: &str, bytes: &[u8]| {
        let path = out.join(format!("{index}{ending}"));
        fs::write(&path, bytes).unwrap();
        format!("include_bytes!({:?})", path.to_str().unwrap())
    };
    let kept = |ending: &str, bytes: &[u8]| format!("Some({})", included(ending, bytes));
    // Where little is won, unpacking costs more than it saves.
    let is_much_less = |packed: &[u8], than: usize| packed.len() + packed.len() / 20 < than;
    let packable = !matches!(ending(name), "png" | "zip");
    let gzip = Some(gzip(bytes)).filter(|packed| packable && is_much_less(packed, bytes.len()));
    let least = gzip.as_ref().map_or(bytes.len(), Vec::len);
    let brotli = Some(brotli(bytes)).filter(|packed| packable && is_much_less(packed, least));
    // What is there in gzip can be unpacked for the few who take nothing packed.
    let plain = match gzip {
        Some(_) => "None".to_owned(),
        None if is_zip => "Some(ZIP)".to_owned(),
        None => kept("", bytes),
    };
    let gzip = match (gzip, deflated) {
        (None, _) => "None".to_owned(),
        // What the ZIP has need not be there twice.
        (Some(_), Some(Deflated { place, crc })) => {
            let (start, length) = (place.start, place.len());
            let place = format!("ZIP.split_at({start}).1.split_at({length}).0");
            format!("Some(Gzip::Inside {{ deflated: {place}, crc: {crc}, length: {} }})", bytes.len())
        }
        (Some(gzip), None) => format!("Some(Gzip::Whole({}))", included(".gz", &gzip)),
    };
    let mut text = String::new();
    writeln!(text, "    File {{").unwrap();
    writeln!(text, "        path: {:?},", format!("/{name}")).unwrap();
    writeln!(text, "        kind: {:?},", kind(name)).unwrap();
    writeln!(text, "        tag: \"W/\\\"{}\\\"\",", &hash(bytes)[..22]).unwrap();
    writeln!(text, "        lasting: {},", holds_hash(name)).unwrap();
    writeln!(text, "        policy: {:?},", policy(name, bytes)).unwrap();
    let brotli = brotli.map_or_else(|| "None".to_owned(), |bytes| kept(".br", &bytes));
    for (form, bytes) in [("plain", plain), ("brotli", brotli), ("gzip", gzip)] {
        writeln!(text, "        {form}: {bytes},").unwrap();
    }
    writeln!(text, "    }},").unwrap();
    text
}

fn ending(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or_default()
}

fn kind(name: &str) -> &'static str {
    match ending(name) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "txt" => "text/plain; charset=utf-8",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

/// Whether a name has the hash of the contents in it, so that it never means anything else.
fn holds_hash(name: &str) -> bool {
    name.rsplit('/').next().unwrap_or_default().split(['-', '.', '_']).any(|part| {
        part.len() == 16 && part.bytes().all(|letter| matches!(letter, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// What holds for a script that runs as a worker, apart from every page (Content Security Policy Level 3, section 4.2.3):
/// it compiles modules of its own, and asks nobody but this server.
const WORKER: &str =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'";

/// The policy that a page states of itself, with what it cannot say of itself; that of workers for scripts; none for
/// what neither shows nor runs anything.
fn policy(name: &str, bytes: &[u8]) -> Option<String> {
    match ending(name) {
        "html" => Some(format!("{}; frame-ancestors 'none'", stated(std::str::from_utf8(bytes).unwrap()))),
        "js" => Some(WORKER.to_owned()),
        _ => None,
    }
}

fn stated(html: &str) -> &str {
    let (_, rest) =
        html.split_once("http-equiv=\"Content-Security-Policy\"").expect("a page states no policy");
    let (_, rest) = rest.split_once("content=\"").unwrap();
    rest.split_once('"').unwrap().0
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters).unwrap();
    packed
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
