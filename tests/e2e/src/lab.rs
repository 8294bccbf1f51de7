//! The laboratory: two clients, each behind a NAT, and a public network with a server between them.

use std::{
    fs::File,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, OnceLock},
};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::{
    process::{Invocation, Process},
    relay::PortRelay,
};

/// The server of the public network: coturn or a companion.
pub(crate) const SERVER: &str = "203.0.113.1";

/// The STUN server of the public network.
pub const STUN: &str = "stun:203.0.113.1:3478";

/// Namespaces of the tests begin with this, so that a laboratory somebody built by hand stays as it is.
const PREFIX: &str = "hge";

/// The programs the laboratory is built with.
const PROGRAMS: [(&str, &str); 4] =
    [("ip", "iproute2"), ("nft", "nftables"), ("ss", "iproute2"), ("turnserver", "coturn")];

/// Where a browser runs.
#[derive(Clone)]
pub enum Place {
    /// On this machine, beside the test.
    Here,
    /// Inside a client's network namespace.
    Inside(Namespace),
}

/// One of the two clients.
#[derive(Clone, Copy, Debug)]
pub enum Side {
    /// Behind NAT A.
    A,
    /// Behind NAT B.
    B,
}

impl Side {
    fn letter(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }

    /// All addresses by which the client can be known: its own, and those of its NAT.
    pub fn addresses(self) -> [IpAddr; 4] {
        let number = match self {
            Self::A => 1,
            Self::B => 2,
        };
        [
            Ipv4Addr::new(10, number, 0, 2).into(),
            Ipv4Addr::new(203, 0, 113, 10 + number).into(),
            Ipv6Addr::new(0xfd00 + u16::from(number), 0, 0, 0, 0, 0, 0, 2).into(),
            Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0x10 + u16::from(number)).into(),
        ]
    }
}

/// What kind of NAT a client is behind (RFC 4787).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nat {
    /// Keeps the port, and lets in whatever comes to it.
    Full,
    /// Keeps the port; lets in only what comes from an address that was sent to.
    Addr,
    /// Keeps the port; lets in only what comes from an address and port that was sent to. Most home routers.
    Port,
    /// Takes a new port for each destination; lets in only what comes from there.
    Sym,
    /// Lets no UDP pass.
    UdpBlock,
    /// Lets nothing pass but TCP to port 443.
    Tcp443,
}

impl Nat {
    fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Addr => "addr",
            Self::Port => "port",
            Self::Sym => "sym",
            Self::UdpBlock => "udpblock",
            Self::Tcp443 => "tcp443",
        }
    }
}

/// The laboratory, removed when this is dropped.
pub struct Lab {
    relays: TempDir,
    // Held for as long as the laboratory stands: there is one on a machine.
    _lock: File,
}

impl Lab {
    /// Why there can be no laboratory here, or nothing when there can.
    pub fn obstacle() -> Option<&'static str> {
        static OBSTACLE: OnceLock<Option<String>> = OnceLock::new();
        OBSTACLE.get_or_init(find_obstacle).as_deref()
    }

    /// Builds the laboratory with both clients behind one kind of NAT and a STUN server between them, once no other
    /// test has one. `relay` is the program `namespace-relay`.
    pub async fn build(nat: Nat, relay: &Path) -> Result<(Self, Place, Place)> {
        let built = Self::build_without_server(nat, relay).await?;
        natlab(&["coturn"])?;
        Ok(built)
    }

    /// Builds the same with nobody in the server's place.
    pub async fn build_without_server(nat: Nat, relay: &Path) -> Result<(Self, Place, Place)> {
        let lock = tokio::task::spawn_blocking(wait_for_turn).await??;
        // What a killed run left behind is in the way.
        natlab(&["down"])?;
        let lab = Self { relays: tempfile::Builder::new().prefix("heliograph-lab-").tempdir()?, _lock: lock };
        natlab(&["up"])?;
        for side in [Side::A, Side::B] {
            lab.put_behind(side, nat)?;
        }
        let first = Place::Inside(lab.client(Side::A, relay)?);
        let second = Place::Inside(lab.client(Side::B, relay)?);
        Ok((lab, first, second))
    }

    /// Puts a client behind another kind of NAT.
    pub fn put_behind(&self, side: Side, nat: Nat) -> Result<()> {
        natlab(&["nat", side.letter(), nat.word()])
    }

    /// The namespace in which the server has its place.
    pub(crate) fn public_namespace() -> String {
        format!("{PREFIX}srv")
    }

    /// Cuts a client's link for UDP, in both directions.
    pub fn cut(&self, side: Side) -> Result<()> {
        natlab(&["loss", side.letter(), "100"])
    }

    /// Mends a client's link.
    pub fn mend(&self, side: Side) -> Result<()> {
        natlab(&["loss", side.letter(), "0"])
    }

    /// Lets no more than so many thousand bits in a second through to a client, all that it gets taken together.
    pub fn narrow(&self, side: Side, kilobits: u32) -> Result<()> {
        natlab(&["rate", side.letter(), &kilobits.to_string()])
    }

    /// Lets as much through to a client as comes.
    pub fn widen(&self, side: Side) -> Result<()> {
        natlab(&["rate", side.letter(), "0"])
    }

    /// Connects the two clients by a cable, beside the network: a second and shorter path. It carries nothing yet.
    pub fn plug_cable(&self) -> Result<()> {
        natlab(&["cable", "in"])
    }

    /// Lets the cable carry packets.
    pub fn wake_cable(&self) -> Result<()> {
        natlab(&["cable", "on"])
    }

    /// Pulls the cable out.
    pub fn pull_cable(&self) -> Result<()> {
        natlab(&["cable", "out"])
    }

    fn client(&self, side: Side, relay: &Path) -> Result<Namespace> {
        let name = format!("{PREFIX}cl{}", side.letter());
        let file = self.relays.path().join(side.letter());
        let log = self.relays.path().join(format!("{}.log", side.letter()));
        let process = Process::start(&Invocation::new(relay).argument(&file).inside(&name), &log)?;
        Ok(Namespace { name, file, _relay: Arc::new(process) })
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        // The next laboratory takes away what this one could not.
        let _ = natlab(&["down"]);
    }
}

/// A network namespace that can be reached from outside through a relay.
#[derive(Clone)]
pub struct Namespace {
    name: String,
    file: PathBuf,
    _relay: Arc<Process>,
}

impl Namespace {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Leads a port out here to the same port in there.
    pub(crate) async fn relay(&self, listener: std::net::TcpListener) -> Result<PortRelay> {
        PortRelay::start(listener, self.file.clone()).await
    }
}

fn find_obstacle() -> Option<String> {
    if !rustix::process::geteuid().is_root() {
        return Some("it needs root".to_owned());
    }
    for (program, package) in PROGRAMS {
        if !runs(Command::new("sh").args(["-c", &format!("command -v {program}")])) {
            return Some(format!("{program} is missing (package {package})"));
        }
    }
    let probe = format!("{PREFIX}{}", std::process::id());
    let namespaces = runs(Command::new("ip").args(["netns", "add", &probe]));
    let firewall =
        namespaces && runs(Command::new("ip").args(["netns", "exec", &probe, "nft", "list", "ruleset"]));
    runs(Command::new("ip").args(["netns", "del", &probe]));
    match (namespaces, firewall) {
        (false, _) => Some("this machine lets no network namespaces be made".to_owned()),
        (true, false) => Some("nftables does not work here".to_owned()),
        (true, true) => None,
    }
}

fn wait_for_turn() -> Result<File> {
    let file = std::env::temp_dir().join("heliograph-lab.lock");
    let file = File::create(&file).with_context(|| format!("creating {}", file.display()))?;
    file.lock().context("waiting for the laboratory")?;
    Ok(file)
}

fn natlab(arguments: &[&str]) -> Result<()> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("lab/natlab.sh");
    // Only errors are captured: servers that stay behind hold on to the output they were given.
    let output = Command::new("bash")
        .arg(script)
        .args(arguments)
        .env("NATLAB_PREFIX", PREFIX)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .context("running natlab.sh")?;
    ensure!(
        output.status.success(),
        "natlab.sh {} failed: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

fn runs(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
