//! The page in its forms. Trunk compiles the app; out of that this writes the site, with the single file in it, and
//! the page of the extension.

mod apart;
mod base85;
mod integrity;
mod module;
mod neighbours;
mod packing;
mod parts;
mod policy;
mod release;
mod single_file;
mod template;
mod workers;

use crate::{tools::WasmOpt, workspace};
use anyhow::{Context, Result};
use apart::{Bound, Package};
use parts::Parts;
use std::{
    env, fs,
    path::{Path, PathBuf},
};
use template::Template;

/// The single file, as it lies in the site.
pub const SINGLE_FILE: &str = "open-me.html";

/// What the released single file is called.
pub const RELEASED_FILE: &str = concat!("heliograph-", env!("CARGO_PKG_VERSION"), ".html");

/// Finishes the page in the folder that Trunk names while it runs its hooks.
pub fn finish() -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR")
        .context("`cargo xtask page` is a hook of `trunk build`; please run that instead")?;
    let staging = Path::new(&staging);
    let wasm_opt = WasmOpt::find();
    if wasm_opt.is_none() {
        println!("wasm-opt is not installed, so the modules stay larger than they need to be");
    }
    let assets = workspace::root().join("assets");
    let mut workers = parts::workers(&assets)?;
    workers.extend(workers::scripts(wasm_opt.as_ref())?);
    let parts = Parts {
        module: module::take_module(staging, wasm_opt.as_ref())?,
        bindings: module::take_bindings(staging)?,
        styles: parts::styles(&assets)?,
        workers,
    };
    let template = Template::read()?;
    let styles = parts::styles_without_companion(&assets)?;
    let alone = parts.without_companion(app_alone(&parts, wasm_opt.as_ref())?, styles);
    fs::write(staging.join(SINGLE_FILE), single_file::page(&template, &alone)?)?;
    neighbours::write_site(&template, &parts, staging)?;
    release::write(&assets, staging)
}

/// The app without what only the site has. While somebody works on the page, the site's own one has to do for it.
fn app_alone(site: &Parts, wasm_opt: Option<&WasmOpt>) -> Result<Bound> {
    if env::var_os("TRUNK_PROFILE").is_some_and(|profile| profile == "debug") {
        return Ok(Bound { module: site.module.clone(), bindings: site.bindings.clone() });
    }
    Package { name: "heliograph", features: &["--no-default-features"] }.build(wasm_opt)
}

/// Writes the extension's form of the page into a folder: everything but its manifest, background and pictures. It is
/// made of the same parts as the single file of a finished site, but for what is changed of their scripts.
pub fn write_extension(site: &Path, folder: &Path, change: impl Fn(&str) -> Result<String>) -> Result<()> {
    neighbours::write_extension(&Template::read()?, site, folder, change)
}

/// The policy of the extension's page, as its manifest says it once more.
pub fn extension_policy() -> String {
    policy::extension()
}

/// What a browser loads from a site at a first visit: the page, its parts, and what the page names in its head.
pub fn first_visit(site: &Path) -> Result<Vec<PathBuf>> {
    let mut files = vec![site.join("index.html")];
    files.extend(parts::at_start(site)?);
    files.extend(neighbours::LINKED.map(|name| site.join(name)));
    Ok(files)
}

/// What a browser loads when somebody scans.
pub fn scanner(site: &Path) -> Result<PathBuf> {
    parts::worker_of(site, parts::SCANNER)
}

/// What a browser loads before the first call that is sealed twice.
pub fn frame(site: &Path) -> Result<PathBuf> {
    parts::worker_of(site, parts::FRAME)
}

/// What a browser loads when somebody meets others by words, rings by a link or can be rung.
pub fn keys(site: &Path) -> Result<PathBuf> {
    parts::worker_of(site, parts::KEYS)
}

/// What a browser loads before somebody goes into a room.
pub fn group(site: &Path) -> Result<PathBuf> {
    parts::worker_of(site, parts::GROUP)
}
