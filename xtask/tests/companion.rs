//! What people are promised about the companion of a release. It is compiled from scratch, after the page, so `cargo xtask
//! test --only companion` runs these, and nothing else does.
#![cfg(target_os = "linux")]

use anyhow::{Context, Result};
use serde_json::Value;
use std::{
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::LazyLock,
};
use xtask::{
    companion::Machine,
    dist::{self, Companions, Order, package_name, program_name},
    process, verify, workspace,
};

/// Built once, for all tests.
static RELEASE: LazyLock<PathBuf> = LazyLock::new(|| build().expect("a release can be built"));

#[test]
#[ignore = "builds the page and the companion from scratch"]
fn the_companion_serves_the_page_of_its_release_and_gives_its_zip_away() {
    let served = Served::start().unwrap();
    let zip = format!("heliograph-{}.zip", env!("CARGO_PKG_VERSION"));
    let whole = fs::read(RELEASE.join(&zip)).unwrap();
    assert!(served.get(&format!("/{zip}")).unwrap() == whole, "{zip} differs");

    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(whole)).unwrap();
    let name = format!("heliograph-{}/index.html", env!("CARGO_PKG_VERSION"));
    let mut page = Vec::new();
    archive.by_name(&name).unwrap().read_to_end(&mut page).unwrap();
    assert!(served.get("/").unwrap() == page, "the page differs");
}

#[test]
#[ignore = "builds the page and the companion from scratch"]
fn the_doctor_finds_nothing_ill() {
    let state = tempfile::tempdir().unwrap();
    process::run(relay(state.path()).arg("doctor")).unwrap();
}

#[test]
#[ignore = "builds the page and the companion from scratch"]
fn no_place_on_this_machine_is_in_the_companion() {
    let cargo =
        env::var_os("CARGO_HOME").map_or_else(|| env::home_dir().unwrap().join(".cargo"), PathBuf::from);
    let bytes = fs::read(program()).unwrap();
    for place in [workspace::root().to_owned(), workspace::target(), cargo] {
        let place = place.to_str().unwrap().as_bytes();
        assert!(!bytes.windows(place.len()).any(|part| part == place), "{}", place.escape_ascii());
    }
}

#[test]
#[ignore = "builds the page and the companion from scratch"]
fn all_of_it_is_in_the_list_of_sums() {
    for name in [program_name(here()), package_name(here())] {
        verify::run(&RELEASE.join(name), None).unwrap();
    }
    verify::run(&RELEASE.join("SHA256SUMS"), None).unwrap();
}

#[test]
#[ignore = "builds the page and the companion from scratch"]
fn the_package_holds_that_program_and_settings_that_it_understands() {
    if process::find("dpkg-deb").is_none() {
        println!("SKIPPED: dpkg-deb is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let package = RELEASE.join(package_name(here()));
    process::run(process::command("dpkg-deb").arg("--extract").arg(package).arg(folder.path())).unwrap();
    let inside = folder.path().join("usr/bin/heliograph-relay");
    assert!(fs::read(&inside).unwrap() == fs::read(program()).unwrap(), "the programs differ");
    let settings = folder.path().join("etc/heliograph-relay/relay.toml");
    process::run(process::command(inside).arg("--print-config").arg("--config").arg(settings)).unwrap();
}

fn build() -> Result<PathBuf> {
    let into = workspace::scratch("release-companion")?;
    fs::remove_dir_all(&into)?;
    let companions = Companions::For(vec![here()]);
    dist::run(&Order { into: into.clone(), minisign_key: None, companions })?;
    Ok(into)
}

fn here() -> Machine {
    Machine::here().expect("the companion is given to people for this machine")
}

fn program() -> PathBuf {
    RELEASE.join(program_name(here()))
}

/// The companion on this machine alone, on any free ports.
fn relay(state: &Path) -> Command {
    let mut command = process::command(program());
    command.args(["--listen", "127.0.0.1:0", "--udp-port", "0", "--tls", "off", "--log", "json", "--state"]);
    command.arg(state);
    command
}

/// A companion in a process of its own, which ends with this.
struct Served {
    child: Child,
    port: u16,
    _state: tempfile::TempDir,
}

impl Served {
    fn start() -> Result<Self> {
        let state = tempfile::tempdir()?;
        let mut command = relay(state.path());
        let mut child = command.arg("serve").stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let log = BufReader::new(child.stderr.take().context("its log is not heard")?);
        let listens = |line: &String| line.contains("the companion listens");
        let line = log.lines().map_while(Result::ok).find(listens).context("it ended at once")?;
        let port = serde_json::from_str::<Value>(&line)?["tcp_port"].as_u64().context("it names no port")?;
        Ok(Self { child, port: u16::try_from(port)?, _state: state })
    }

    fn get(&self, path: &str) -> Result<Vec<u8>> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let head = answer.windows(4).position(|part| part == b"\r\n\r\n").context("it answers no HTTP")?;
        assert!(answer.starts_with(b"HTTP/1.1 200 "), "{}", answer[..head].escape_ascii());
        Ok(answer.split_off(head + 4))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
