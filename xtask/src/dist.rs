//! `cargo xtask dist`: the files of a release, the same to the byte wherever they are built.

mod archive;
mod extension;
pub(crate) mod signature;
pub(crate) mod sums;
mod surroundings;

pub use extension::{Browser, write as write_extension};

use crate::{
    build, page,
    progress::Progress,
    tools::{Toolbox, WasmOpt},
    workspace,
};
use anyhow::{Context, Result};
use archive::Archive;
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use sums::{SUMS, Sums};
use surroundings::Surroundings;

/// The signature of the list of sums, where `minisign` looks for it.
pub(crate) const SIGNATURE: &str = "SHA256SUMS.minisig";

/// The compiler's profile, so that building a release and working on the page do not get into each other's way.
const PROFILE: &str = "dist";

/// What is wanted.
pub struct Order {
    /// The folder for the files.
    pub into: PathBuf,
    /// The secret key that signs them.
    pub minisign_key: Option<PathBuf>,
}

/// Builds a release from scratch and writes its files.
pub fn run(order: &Order) -> Result<()> {
    // First, since somebody may have to type a password.
    let key = order.minisign_key.as_deref().map(signature::secret_key).transpose()?;
    let progress = Progress::start();
    WasmOpt::ensure(&progress).context("a release is only the same everywhere when wasm-opt has run")?;
    let toolbox = Toolbox::for_page(&progress)?;
    let surroundings = Surroundings::find()?;
    clear()?;
    let site = workspace::scratch("dist")?.join("site");
    build::build_page_into(&site, &progress, &toolbox, |trunk| {
        trunk.args(["--cargo-profile", PROFILE]);
        surroundings.surround(trunk);
    })?;

    let files = files(&site, &surroundings)?;
    fs::create_dir_all(&order.into).with_context(|| format!("{} cannot be created", order.into.display()))?;
    let mut sums = Sums::default();
    println!();
    for (name, bytes) in &files {
        fs::write(order.into.join(name), bytes)?;
        sums.add(name, bytes);
        println!("{:>10}  {name}", bytes.len());
    }
    fs::write(order.into.join(SUMS), sums.to_string())?;
    let signature = key.map(|key| {
        let comment =
            format!("Heliograph {}, built with {}", env!("CARGO_PKG_VERSION"), surroundings.compiler);
        signature::sign(&key, &sums.to_string(), &comment)
    });
    place(signature.transpose()?, &order.into.join(SIGNATURE))?;
    println!("\n{sums}\nWritten into {}, built with {}.", order.into.display(), surroundings.compiler);
    Ok(())
}

/// How long the extension is as one file, made of a finished site.
pub fn extension_bytes(site: &Path) -> Result<usize> {
    const ANY: i64 = 1_767_225_600;
    Ok(extension::packed(Browser::Chromium, site, ANY)?.len())
}

/// The folder of everything that is compiled.
fn target() -> Result<PathBuf> {
    let scratch = workspace::scratch(PROFILE)?;
    Ok(scratch.ancestors().nth(2).context("the folder for compiled files has no name")?.to_owned())
}

/// Takes away what earlier builds left of the page, and what was kept of how it was shrunk and packed, so that nothing
/// old gets into a release, and a step that comes out differently each time shows.
fn clear() -> Result<()> {
    let target = target()?;
    let built = [
        Path::new("wasm32-unknown-unknown/dist"),
        Path::new("xtask/scanner/wasm32-unknown-unknown"),
        Path::new("xtask/dist"),
        Path::new("xtask/wasm-opt"),
        Path::new("xtask/packed"),
    ];
    for folder in built.map(|folder| target.join(folder)) {
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{} cannot be cleared", folder.display()));
            }
            _ => (),
        }
    }
    Ok(())
}

fn files(site: &Path, surroundings: &Surroundings) -> Result<Vec<(String, Vec<u8>)>> {
    let name = |ending: &str| format!("heliograph-{}{ending}", env!("CARGO_PKG_VERSION"));
    let mut files = vec![
        (name(".html"), fs::read(site.join(page::SINGLE_FILE)).context("the single file is missing")?),
        (name(".zip"), whole(site, surroundings)?.packed(&name("/"), surroundings.moment)?),
    ];
    for browser in Browser::ALL {
        let packed = extension::packed(browser, site, surroundings.moment)?;
        files.push((name(&format!("-{}.zip", browser.word())), packed));
    }
    Ok(files)
}

/// The site with everything that somebody needs who got only this.
fn whole(site: &Path, surroundings: &Surroundings) -> Result<Archive> {
    let mut archive = Archive::of_folder(site)?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        archive.add(licence, fs::read(workspace::root().join(licence))?);
    }
    let checking = fs::read_to_string(workspace::root().join("docs").join("checking.md"))?;
    archive.add("CHECKING.txt", format!("{checking}\nBuilt with {}.\n", surroundings.compiler));
    archive.add_sums();
    Ok(archive)
}

/// Without a signature, one that lies there belongs to other files.
fn place(signature: Option<String>, file: &Path) -> Result<()> {
    match signature {
        Some(signature) => Ok(fs::write(file, signature)?),
        None if file.exists() => Ok(fs::remove_file(file)?),
        None => Ok(()),
    }
}
