//! A companion of the tests' own: the program that people run, with the built page inside.

use std::{
    fs,
    net::{IpAddr, TcpListener, UdpSocket},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

use crate::{
    lab::{Lab, SERVER},
    process::{Invocation, Process},
    push_service::PushService,
};

/// How long it may take to start on a busy machine.
const START: Duration = Duration::from_secs(20);

/// Whoever tests begins more exchanges than anybody who talks.
const LIMITS: &str = "exchanges_per_hour = 10000\njoins_per_hour = 10000\n";

/// How many seconds people may go on after it was asked to stop.
const DRAIN: &str = "5";

/// A running companion, ended when this is dropped.
pub struct Companion {
    url: String,
    program: Invocation,
    process: Option<Process>,
    folder: TempDir,
}

impl Companion {
    /// Starts one on this machine.
    pub async fn start() -> Result<Self> {
        let port = free_port()?.to_string();
        let url = format!("http://127.0.0.1:{port}/");
        let words = ["--listen", "127.0.0.1", "--tls", "off", "--port", &port];
        Self::run(url, |program| words.iter().fold(program, Invocation::argument)).await
    }

    /// Starts one that tells closed pages of rings, by this push service and no other.
    pub async fn start_pushing(service: &PushService) -> Result<Self> {
        let port = free_port()?.to_string();
        let url = format!("http://127.0.0.1:{port}/");
        let words = ["--listen", "127.0.0.1", "--tls", "off", "--port", &port];
        let settings = format!(
            "{LIMITS}push = true\npush_contact = \"mailto:tests@example.org\"\npush_services = [\"{}\"]\n",
            service.origin()
        );
        Self::run_with(&settings, url, |program| words.iter().fold(program, Invocation::argument)).await
    }

    /// Starts one that logs all it can, and takes no packets of the relay at its TCP port, as behind a proxy: whoever is
    /// between browsers and that port sees all that crosses it.
    pub async fn start_telling_all() -> Result<Self> {
        let port = free_port()?.to_string();
        let url = format!("http://127.0.0.1:{port}/");
        let words = ["--listen", "127.0.0.1", "--tls", "off", "--port", &port, "--log-level", "trace"];
        let limits = format!("{LIMITS}trusted_proxies = [\"127.0.0.1/32\"]\n");
        Self::run_with(&limits, url, |program| words.iter().fold(program, Invocation::argument)).await
    }

    /// Starts one with rooms, in which nothing is sealed. It listens at an address of this machine as well, as behind a
    /// proxy: Firefox sends nothing to a loopback address.
    pub async fn start_with_rooms() -> Result<Self> {
        let (port, media) = (free_port()?.to_string(), free_media_port()?.to_string());
        let url = format!("http://127.0.0.1:{port}/");
        let own = own_address()?.map(|own| own.to_string());
        let listen = own.iter().flat_map(|own| ["--listen", own]);
        let words = ["--listen", "127.0.0.1", "--tls", "off", "--port", &port];
        let words = words.into_iter().chain(listen).chain(["--sealed-rooms", "--media-port", &media]);
        let settings = format!("{LIMITS}trusted_proxies = [\"127.0.0.1/32\"]\n");
        Self::run_with(&settings, url, |program| words.fold(program, Invocation::argument)).await
    }

    /// Starts one in the public network of a laboratory, with a certificate that nobody vouches for.
    pub async fn start_in(lab: &Lab) -> Result<Self> {
        Self::start_in_with(lab, &[]).await
    }

    /// The same, with rooms, in which nothing is sealed.
    pub async fn start_in_with_rooms(lab: &Lab) -> Result<Self> {
        Self::start_in_with(lab, &["--sealed-rooms", "--media-port", "3479"]).await
    }

    async fn start_in_with(_lab: &Lab, more: &[&str]) -> Result<Self> {
        let url = format!("https://{SERVER}/");
        // Where there is only one way out, it is to this port.
        let words = ["--listen", SERVER, "--tls", "self", "--port", "443", "--udp-port", "3478"];
        let complete = |program| words.iter().chain(more).fold(program, Invocation::argument);
        Self::run(url, |program| complete(program).inside(&Lab::public_namespace())).await
    }

    async fn run(url: String, complete: impl FnOnce(Invocation) -> Invocation) -> Result<Self> {
        Self::run_with(LIMITS, url, complete).await
    }

    async fn run_with(
        settings: &str,
        url: String,
        complete: impl FnOnce(Invocation) -> Invocation,
    ) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("heliograph-companion-").tempdir()?;
        let config = folder.path().join("config.toml");
        fs::write(&config, settings)?;
        let program =
            Invocation::new(program()?).argument("serve").argument("--drain-seconds").argument(DRAIN);
        let program = program.argument("--state").argument(folder.path().join("state"));
        let program = program.argument("--config").argument(config);
        let mut companion = Self { url, program: complete(program), process: None, folder };
        companion.start_again().await?;
        Ok(companion)
    }

    /// Ends it without a word, as a crash does.
    pub fn crash(&mut self) {
        self.process = None;
    }

    /// Asks it to stop, and lets people go on for as long as `--drain-seconds` says.
    pub fn ask_to_stop(&self) -> Result<()> {
        self.process.as_ref().context("the companion does not run")?.ask_to_stop()
    }

    /// Starts it again after it has ended, with the same ports and the same secrets.
    pub async fn start_again(&mut self) -> Result<()> {
        let log = self.folder.path().join("log");
        self.process = None;
        let process = self.process.insert(Process::start(&self.program, &log)?);
        wait_until_it_listens(process, &log).await
    }

    /// The number of its process.
    pub fn process(&self) -> Result<u32> {
        Ok(self.process.as_ref().context("the companion does not run")?.group())
    }

    /// The folder of its log (`log`), and below it the one of its state (`state`).
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address of the page, with a closing slash.
    pub fn url(&self) -> &str {
        &self.url
    }
}

async fn wait_until_it_listens(process: &mut Process, log: &Path) -> Result<()> {
    let begun = Instant::now();
    while !fs::read_to_string(log)?.contains("the companion listens") {
        ensure!(process.ended()?.is_none() && begun.elapsed() < START, "the companion did not start");
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// The same for packets: rooms that come back after a crash are found at the same place.
fn free_media_port() -> Result<u16> {
    Ok(UdpSocket::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Where this machine would send from to others; no packet is sent for that.
fn own_address() -> Result<Option<IpAddr>> {
    let socket = UdpSocket::bind("0.0.0.0:0")?;
    let own = socket.connect("192.0.2.1:9").ok().map(|()| socket.local_addr()).transpose()?;
    Ok(own.map(|own| own.ip()).filter(|own| !own.is_loopback()))
}

/// The program that `HELIOGRAPH_RELAY` names.
fn program() -> Result<PathBuf> {
    let program = std::env::var_os("HELIOGRAPH_RELAY").context(
        "HELIOGRAPH_RELAY does not name the companion: run `cargo xtask test`, which builds it with the page inside",
    )?;
    Ok(program.into())
}
