//! A WebDriver server: chromedriver or geckodriver, one for each browser.

use std::{path::Path, time::Duration};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

use crate::{
    kind::Kind,
    lab::Place,
    process::{Invocation, Process},
    relay::PortRelay,
    setup::{Extensions, Setup},
};

/// How long a driver may take to answer its first connection on a busy machine.
const START: Duration = Duration::from_secs(30);

/// A running driver with its browser, ended together when this is dropped.
pub(crate) struct Driver {
    port: u16,
    // Fields are dropped in this order: the processes first, then the folder they write to.
    process: Process,
    _relays: Vec<PortRelay>,
    // The way into the namespace ends with the last who holds its place.
    _place: Place,
    folder: TempDir,
}

impl Driver {
    /// Starts the driver of a browser that is set up like this, and waits until it listens.
    pub(crate) async fn start(setup: &Setup, place: Place) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("heliograph-e2e-").tempdir()?;
        std::fs::create_dir(folder.path().join("profile"))?;
        std::fs::create_dir(folder.path().join("downloads"))?;
        let (control, events) = (FreePort::find()?, FreePort::find()?);
        let invocation = match setup.kind {
            Kind::Chromium | Kind::ChromiumWithoutMunging => {
                Invocation::new(program("CHROMEDRIVER", "chromedriver"))
                    .argument(format!("--port={}", control.number))
            }
            Kind::Firefox => Invocation::new(program("GECKODRIVER", "geckodriver"))
                .argument("--port")
                .argument(control.number.to_string())
                .argument("--websocket-port")
                .argument(events.number.to_string())
                .argument("--profile-root")
                .argument(folder.path().join("profile")),
        };
        let invocation = match (setup.kind, setup.extensions) {
            // Otherwise Firefox lets nobody steer the pages of extensions.
            (Kind::Firefox, Extensions::Taken) => invocation.argument("--allow-system-access"),
            _ => invocation,
        };
        let port = control.number;
        let (invocation, relays) = match &place {
            // The driver takes the ports as soon as they are let go.
            Place::Here => {
                drop((control, events));
                (invocation, Vec::new())
            }
            Place::Inside(namespace) => {
                let relays =
                    vec![namespace.relay(control.listener).await?, namespace.relay(events.listener).await?];
                (invocation.inside(namespace.name()), relays)
            }
        };
        let log = folder.path().join("driver.log");
        let mut process = Process::start(&invocation, &log)?;
        wait_until_ready(&mut process, &log).await?;
        Ok(Self { port, process, _relays: relays, _place: place, folder })
    }

    /// Where WebDriver commands go.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// An empty folder for the browser's profile.
    pub(crate) fn profile(&self) -> std::path::PathBuf {
        self.folder.path().join("profile")
    }

    /// Where the browser saves files.
    pub(crate) fn downloads(&self) -> std::path::PathBuf {
        self.folder.path().join("downloads")
    }

    /// The process group of the driver and its browser.
    pub(crate) fn process_group(&self) -> u32 {
        self.process.group()
    }

    /// The end of what the driver and the browser wrote.
    pub(crate) fn log_end(&self) -> String {
        log_end(&self.folder.path().join("driver.log"))
    }
}

/// A port of loopback that nobody else takes while the listener is held.
struct FreePort {
    number: u16,
    listener: std::net::TcpListener,
}

impl FreePort {
    fn find() -> Result<Self> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").context("finding a free port")?;
        Ok(Self { number: listener.local_addr()?.port(), listener })
    }
}

async fn wait_until_ready(process: &mut Process, log: &Path) -> Result<()> {
    let deadline = Instant::now() + START;
    loop {
        let said = std::fs::read_to_string(log).unwrap_or_default();
        if said.contains("started successfully") || said.contains("Listening on") {
            return Ok(());
        }
        if let Some(status) = process.ended()? {
            bail!("the driver ended with {status}: {}", log_end(log));
        }
        if Instant::now() > deadline {
            bail!("the driver did not start within {} s: {}", START.as_secs(), log_end(log));
        }
        sleep(Duration::from_millis(20)).await;
    }
}

fn log_end(log: &Path) -> String {
    let said = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<_> = said.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}

/// The program named by an environment variable, or found on the path.
fn program(variable: &str, name: &str) -> std::ffi::OsString {
    std::env::var_os(variable).filter(|value| !value.is_empty()).unwrap_or_else(|| name.into())
}
