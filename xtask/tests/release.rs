//! What people are promised about a release. It takes two builds from scratch, so `cargo xtask test --only release` runs
//! these, and a plain `cargo test` does not.

use anyhow::{Context, Result};
use std::{
    collections::BTreeSet,
    env, fs,
    io::Read,
    path::{Path, PathBuf},
    sync::LazyLock,
};
use xtask::{
    dist::{self, Browser, Companions, Order},
    process,
    progress::Progress,
    tools::WebExt,
    verify, workspace,
};

/// Built once, for all tests.
static RELEASE: LazyLock<PathBuf> = LazyLock::new(|| build().expect("a release can be built"));

#[test]
#[ignore = "builds the page from scratch"]
fn a_release_is_the_same_to_the_byte_wherever_it_is_built() {
    let release = &*RELEASE;
    let elsewhere = tempfile::tempdir().unwrap();
    copy_sources(elsewhere.path()).unwrap();
    let again = elsewhere.path().join("release");
    let mut cargo = process::cargo();
    cargo.args(["xtask", "dist", "--into"]).arg(&again).current_dir(elsewhere.path());
    // The tools are the same ones, so that only the page is built anew.
    cargo.env("CARGO_TARGET_DIR", workspace::target()).env("SOURCE_DATE_EPOCH", moment().unwrap());
    cargo.env("LANG", "tr_TR").env("TZ", "Asia/Kolkata");
    process::run(&mut cargo).unwrap();

    let files = names(release).unwrap();
    assert_eq!(names(&again).unwrap(), files);
    for name in files {
        assert!(
            fs::read(again.join(&name)).unwrap() == fs::read(release.join(&name)).unwrap(),
            "{name} differs"
        );
    }
}

#[test]
#[ignore = "builds the page from scratch"]
fn no_place_on_this_machine_is_in_a_release() {
    let cargo =
        env::var_os("CARGO_HOME").map_or_else(|| env::home_dir().unwrap().join(".cargo"), PathBuf::from);
    let places = [workspace::root().to_owned(), workspace::target(), cargo]
        .map(|place| place.to_str().unwrap().to_owned());
    let whole = RELEASE.join(format!("heliograph-{}.zip", env!("CARGO_PKG_VERSION")));
    let mut archive = zip::ZipArchive::new(fs::File::open(whole).unwrap()).unwrap();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let told = places.iter().find(|place| text.contains(place.as_str()));
        assert_eq!(told, None, "in {}", file.name().unwrap());
    }
}

#[test]
#[ignore = "builds the page from scratch"]
fn a_release_passes_its_own_check_and_that_of_sha256sum() {
    verify::run(&RELEASE.join("SHA256SUMS"), None).unwrap();
    for name in names(&RELEASE).unwrap() {
        verify::run(&RELEASE.join(name), None).unwrap();
    }
    let mut sha256sum = process::command("sha256sum");
    process::run(sha256sum.args(["--check", "--strict", "SHA256SUMS"]).current_dir(&*RELEASE)).unwrap();
}

#[test]
#[ignore = "builds the page from scratch"]
fn mozilla_has_nothing_to_say_about_the_extension() {
    let Ok(web_ext) = WebExt::ensure(&Progress::start()) else {
        println!("SKIPPED mozilla_has_nothing_to_say: web-ext cannot be installed with npm");
        return;
    };
    let version = env!("CARGO_PKG_VERSION");
    let folder = tempfile::tempdir().unwrap();
    let packed = RELEASE.join(format!("heliograph-{version}-{}.zip", Browser::Firefox.word()));
    zip::ZipArchive::new(fs::File::open(packed).unwrap()).unwrap().extract(folder.path()).unwrap();
    web_ext.lint(folder.path()).unwrap();
}

fn build() -> Result<PathBuf> {
    let into = workspace::scratch("release")?;
    fs::remove_dir_all(&into)?;
    dist::run(&Order { into: into.clone(), minisign_key: None, companions: Companions::None })?;
    Ok(into)
}

fn names(folder: &Path) -> Result<BTreeSet<String>> {
    let entries = fs::read_dir(folder)?;
    entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

/// The copy has no history to tell it.
fn moment() -> Result<String> {
    Ok(match env::var("SOURCE_DATE_EPOCH") {
        Ok(moment) => moment,
        Err(_) => git(&["log", "-1", "--format=%ct"])?.trim().to_owned(),
    })
}

/// All that is not ignored, as it is now.
fn copy_sources(to: &Path) -> Result<()> {
    let names = git(&["ls-files", "-z", "--cached", "--others", "--exclude-standard"])?;
    for name in names.split_terminator('\0') {
        let (from, to) = (workspace::root().join(name), to.join(name));
        if from.is_file() {
            fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
            fs::copy(from, to)?;
        }
    }
    Ok(())
}

fn git(words: &[&str]) -> Result<String> {
    process::quiet_output(process::command("git").args(words)).context("the sources are not under git")
}
