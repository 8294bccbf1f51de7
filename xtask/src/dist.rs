//! `cargo xtask dist`: the files of a release, the same to the byte wherever they are built.

mod archive;
mod companions;
mod elf;
mod extension;
mod release;
pub(crate) mod signature;
pub(crate) mod sums;
mod surroundings;

pub use companions::{Companions, package_name, program_name};
pub use extension::{Browser, write as write_extension};

use crate::{
    build, page,
    progress::Progress,
    tools::{Toolbox, WASM, WasmOpt},
    workspace,
};
use anyhow::{Context, Result};
use archive::Archive;
use companions::Workshop;
use release::Release;
use std::{
    fs, io,
    path::{Path, PathBuf},
};
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
    /// Whether the companion is among them, and for which machines.
    pub companions: Companions,
}

/// Builds a release from scratch and writes its files.
pub fn run(order: &Order) -> Result<()> {
    // First, since somebody may have to type a password.
    let key = order.minisign_key.as_deref().map(signature::secret_key).transpose()?;
    let progress = Progress::start();
    WasmOpt::ensure(&progress).context("a release is only the same everywhere when wasm-opt has run")?;
    let toolbox = Toolbox::for_page(&progress)?;
    let workshop = Workshop::open(&order.companions, &progress)?;
    let surroundings = Surroundings::find()?;
    clear(workshop.iter().flat_map(Workshop::leftovers))?;
    let site = workspace::scratch(PROFILE)?.join("site");
    build::build_page_into(&site, &progress, &toolbox, |trunk| {
        trunk.args(["--cargo-profile", PROFILE]);
        surroundings.surround(trunk, WASM);
    })?;

    let mut release = Release::begin(&order.into)?;
    for (name, bytes) in files(&site, &surroundings)? {
        release.add(&name, &bytes)?;
    }
    if let Some(workshop) = &workshop {
        workshop.work(&release.file(&named(".zip")), &mut release, &surroundings, &progress)?;
    }
    let comment = format!("Heliograph {}, built with {}", env!("CARGO_PKG_VERSION"), surroundings.compiler);
    release.finish(key.as_ref(), &comment)?;
    println!("\n{release}\nWritten into {}, built with {}.", order.into.display(), surroundings.compiler);
    workshop.iter().flat_map(Workshop::missing).for_each(|sentence| println!("{sentence}"));
    Ok(())
}

/// How long the extension is as one file, made of a finished site.
pub fn extension_bytes(site: &Path) -> Result<usize> {
    const ANY: i64 = 1_767_225_600;
    Ok(extension::packed(Browser::Chromium, site, ANY)?.len())
}

/// Takes away what earlier builds left of the page, and what was kept of how it was shrunk and packed, so that nothing
/// old gets into a release, and a step that comes out differently each time shows; and whatever else is named.
fn clear(more: impl Iterator<Item = PathBuf>) -> Result<()> {
    let built = [
        "wasm32-unknown-unknown/dist",
        "xtask/workers/wasm32-unknown-unknown",
        "xtask/dist",
        "xtask/wasm-opt",
        "xtask/packed",
    ];
    for folder in built.into_iter().map(PathBuf::from).chain(more) {
        let folder = workspace::target().join(folder);
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{} cannot be cleared", folder.display()));
            }
            _ => (),
        }
    }
    Ok(())
}

/// A file of the release for everybody, by its ending.
fn named(ending: &str) -> String {
    format!("heliograph-{}{ending}", env!("CARGO_PKG_VERSION"))
}

fn files(site: &Path, surroundings: &Surroundings) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files = vec![
        (named(".html"), fs::read(site.join(page::SINGLE_FILE)).context("the single file is missing")?),
        (named(".zip"), whole(site, surroundings)?.packed(&named("/"), surroundings.moment)?),
    ];
    for browser in Browser::ALL {
        let packed = extension::packed(browser, site, surroundings.moment)?;
        files.push((named(&format!("-{}.zip", browser.word())), packed));
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
