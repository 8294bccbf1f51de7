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

const APP: &str = "HELIOGRAPH_APP";

fn main() {
    println!("cargo::rerun-if-env-changed={APP}");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build/zipped.rs");
    println!("cargo::rerun-if-changed=src/app/placeholder.html");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    let named = env::var_os(APP).filter(|path| !path.is_empty()).map(PathBuf::from);
    let mut files = Vec::new();
    match &named {
        Some(path) => {
            println!("cargo::rerun-if-changed={}", path.display());
            match path.is_dir() {
                true => collect(path, "", &mut files),
                false => {
                    files = zipped::files(path)
                        .unwrap_or_else(|error| panic!("{APP}={}: {error}", path.display()))
                }
            }
            let has_page = files.iter().any(|(name, _)| name == "index.html");
            assert!(has_page, "{APP}={} holds no index.html", path.display());
        }
        None => files.push(("index.html".to_owned(), fs::read("src/app/placeholder.html").unwrap())),
    }
    files.sort();
    let mut table = format!("pub(super) const IS_WHOLE: bool = {};\n", named.is_some());
    table.push_str("pub(super) static FILES: &[File] = &[\n");
    for (index, (name, bytes)) in files.iter().enumerate() {
        table.push_str(&entry(&out, index, name, bytes));
    }
    table.push_str("];\n");
    fs::write(out.join("app.rs"), table).unwrap();
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else {
            files.push((name, fs::read(entry.path()).unwrap()));
        }
    }
}

fn entry(out: &Path, index: usize, name: &str, bytes: &[u8]) -> String {
    let kept = |ending: &str, bytes: &[u8]| {
        let path = out.join(format!("{index}{ending}"));
        fs::write(&path, bytes).unwrap();
        format!("Some(include_bytes!({:?}))", path.to_str().unwrap())
    };
    // Where little is won, unpacking costs more than it saves.
    let is_much_less = |packed: &[u8], than: usize| packed.len() + packed.len() / 20 < than;
    let packable = !matches!(ending(name), "png" | "zip");
    let gzip = Some(gzip(bytes)).filter(|packed| packable && is_much_less(packed, bytes.len()));
    let least = gzip.as_ref().map_or(bytes.len(), Vec::len);
    let brotli = Some(brotli(bytes)).filter(|packed| packable && is_much_less(packed, least));
    // What is there in gzip can be unpacked for the few who take nothing packed.
    let plain = if gzip.is_some() { None } else { Some(bytes) };
    let mut text = String::new();
    writeln!(text, "    File {{").unwrap();
    writeln!(text, "        path: {:?},", format!("/{name}")).unwrap();
    writeln!(text, "        kind: {:?},", kind(name)).unwrap();
    writeln!(text, "        tag: \"W/\\\"{}\\\"\",", &hash(bytes)[..22]).unwrap();
    writeln!(text, "        lasting: {},", holds_hash(name)).unwrap();
    writeln!(text, "        policy: {:?},", policy(name, bytes)).unwrap();
    for (form, ending, bytes) in
        [("plain", "", plain), ("brotli", ".br", brotli.as_deref()), ("gzip", ".gz", gzip.as_deref())]
    {
        let bytes = bytes.map_or_else(|| "None".to_owned(), |bytes| kept(ending, bytes));
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
