//! The two servers that are measured, each with authentication and quotas on.

use crate::{cores::Cores, start::wait_for_binding};
use anyhow::{Context, Result, bail};
use heliograph_relay::State;
use heliograph_turn::credential::{self, Credential, Exchange};
use std::{
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tempfile::TempDir;

/// How long a credential is valid: longer than any measurement.
const LIFETIME: Duration = Duration::from_secs(3600);

/// How long a server may take to start before something is wrong.
const PATIENCE: Duration = Duration::from_secs(20);

/// What coturn makes passwords with, as text.
const COTURN_SECRET: &str = "a secret for one measurement";

/// Everybody who waits comes within seconds, which is no attack here; and a companion that is nearly full has newcomers
/// work for their place.
const ROOM: &str = "connections = 20000\nwaiting = 20000\narrivals = 1000000\n";

/// One thread forwards, as one core can be measured; and a room has as many members as any may have.
const ROOMS: &str = "room_threads = 1\nroom_addresses = [\"127.0.0.1\"]\nmembers_per_room = 250\nmembers = 5000\n\
    room_bits_per_second_each = 20000000\nroom_bits_per_second = 0\nconnections = 20000\nwaiting = 20000\narrivals = 1000000\n";

/// Which server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Program {
    /// This companion.
    Companion(PathBuf),
    /// This companion without TLS, with room for as many as come to meet.
    Plain(PathBuf),
    /// This companion without TLS, with rooms.
    Rooms(PathBuf),
    /// coturn's `turnserver`.
    Coturn(PathBuf),
}

/// A server that runs; it ends with this.
pub struct Server {
    child: Child,
    /// Where it listens for UDP.
    pub at: SocketAddr,
    /// Where the companion's page is.
    pub page: SocketAddr,
    /// How long it took from the start of the process to the first answer.
    pub until_answer: Duration,
    secret: Vec<u8>,
    /// Where its figures are told, where they are.
    figures: Option<SocketAddr>,
    /// Its secrets and its log.
    _folder: TempDir,
}

impl Program {
    /// Where Debian and others put coturn, where it is installed.
    pub fn coturn() -> Result<Self> {
        let places = ["/usr/bin/turnserver", "/usr/sbin/turnserver", "/usr/local/bin/turnserver"];
        let place = places.map(PathBuf::from).into_iter().find(|place| place.is_file());
        place.map(Self::Coturn).context("coturn is not installed (Debian: apt-get install coturn)")
    }

    /// Starts it on the server's core, and waits until it answers.
    pub fn start(&self, cores: Cores) -> Result<Server> {
        let folder = tempfile::tempdir().context("there is no place for temporary files")?;
        let at = SocketAddr::from((Ipv4Addr::LOCALHOST, free_udp_port()?));
        let [page, figures] = two_free_tcp_ports()?.map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        let mut command = match self {
            Self::Companion(program) => companion(program, folder.path(), [at, page, figures], "self"),
            Self::Plain(program) => plain(program, folder.path(), [at, page, figures], ROOM)?,
            Self::Rooms(program) => {
                let mut command = plain(program, folder.path(), [at, page, figures], ROOMS)?;
                command.args(["--sealed-rooms", "--media-port", &free_udp_port()?.to_string()]);
                command
            }
            Self::Coturn(program) => coturn(program, folder.path(), at),
        };
        let log = folder.path().join("said");
        let said = File::create(&log).context("the log of a server cannot be written")?;
        command.stdin(Stdio::null()).stdout(said.try_clone()?).stderr(said);
        let (mut child, began) = cores.on_servers(|| {
            let began = Instant::now();
            let child = command.spawn().with_context(|| format!("{self:?} cannot be started"))?;
            Ok((child, began))
        })?;
        if wait_for_binding(at, PATIENCE).is_err() {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
            bail!("{self:?} does not answer; it said:\n{}", fs::read_to_string(log).unwrap_or_default());
        }
        let until_answer = began.elapsed();
        let (secret, figures) = match self {
            Self::Companion(_) | Self::Plain(_) | Self::Rooms(_) => {
                let secrets = State::new(folder.path().join("state")).secrets()?;
                (secrets.relay.reveal().to_vec(), Some(figures))
            }
            Self::Coturn(_) => (COTURN_SECRET.as_bytes().to_vec(), None),
        };
        Ok(Server { child, at, page, until_answer, secret, figures, _folder: folder })
    }
}

impl Server {
    /// The number of the process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// A name and a password for the two of an exchange, by the scheme that both servers know.
    pub fn credential(&self, exchange: Exchange) -> Credential {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        credential::issue(&self.secret, exchange, (now + LIFETIME).as_secs())
    }

    /// Where its figures are told, where they are.
    pub const fn figures(&self) -> Option<SocketAddr> {
        self.figures
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// With what it has at the first start of a person's: a certificate of its own and the page, and figures besides.
fn companion(program: &Path, folder: &Path, places: [SocketAddr; 3], tls: &str) -> Command {
    let [at, page, figures] = places;
    let mut command = Command::new(program);
    command.args(["serve", "--tls", tls, "--listen", &page.to_string()]);
    command.args(["--udp-port", &at.port().to_string(), "--metrics", &figures.to_string()]);
    command.arg("--state").arg(folder.join("state"));
    command
}

/// Without TLS, and with settings of its own.
fn plain(program: &Path, folder: &Path, places: [SocketAddr; 3], settings: &str) -> Result<Command> {
    let config = folder.join("config");
    fs::write(&config, settings).context("the settings cannot be written")?;
    let mut command = companion(program, folder, places, "off");
    command.arg("--config").arg(config);
    Ok(command)
}

/// With limits like the companion's own. Where it is built with figures for Prometheus, an option would turn them on;
/// Debian's is not.
fn coturn(program: &Path, folder: &Path, at: SocketAddr) -> Command {
    let mut command = Command::new(program);
    command.args(["-n", "--use-auth-secret", "--static-auth-secret", COTURN_SECRET, "--realm", "bench"]);
    command.args(["--listening-ip", "127.0.0.1", "--relay-ip", "127.0.0.1", "--allow-loopback-peers"]);
    command.args(["--listening-port", &at.port().to_string()]);
    command.args(["--min-port", "49152", "--max-port", "65535"]);
    command.args(["--user-quota", "24", "--total-quota", "10000", "--max-bps", "2500000"]);
    command.args(["--no-tls", "--no-dtls", "--no-cli", "--no-stdout-log", "--simple-log"]);
    command.arg("--log-file").arg(folder.join("log")).arg("--pidfile").arg(folder.join("pid"));
    command.arg("--userdb").arg(folder.join("users"));
    command
}

fn free_udp_port() -> Result<u16> {
    Ok(UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).context("no UDP port is free")?.local_addr()?.port())
}

/// Both are held until both are known, or they might be one.
fn two_free_tcp_ports() -> Result<[u16; 2]> {
    let any = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no TCP port is free");
    let [one, other] = [any()?, any()?];
    Ok([one.local_addr()?.port(), other.local_addr()?.port()])
}
