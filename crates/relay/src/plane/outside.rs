//! The sockets of an open relay: one UDP port for each relayed address, and some in reserve.

use super::core::Core;
use crate::{
    config::{Config, OpenRelay, Relay},
    lan,
    ports::datagrams,
    state::random,
};
use heliograph_turn::{
    Client, HEADROOM, LONGEST_PAYLOAD, Packet, Reach, RelayedAddress, Settings, TAILROOM, Transport,
    Whereabouts,
};
use std::{
    cell::RefCell,
    collections::HashMap,
    io::{self, ErrorKind},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::{
    net::UdpSocket,
    sync::Notify,
    task::{AbortHandle, spawn_local},
    time::timeout,
};
use tracing::warn;

/// How often ports are looked after where nobody takes one.
const GLANCE: Duration = Duration::from_secs(1);

/// How often the addresses of this machine are looked at: some change every day.
const LOOK: Duration = Duration::from_secs(10);

/// As many missing ports wake whoever opens them.
const MISSING: usize = 8;

/// How many ports are tried where other programs have them.
const TRIES: usize = 64;

/// Packets that are taken from one socket before the others have their turn.
const TURN: usize = 32;

/// How an open relay opens its sockets.
pub(crate) struct Opening {
    relay: OpenRelay,
    /// Where sockets are bound, one address for each family that the relay has.
    bound: Vec<IpAddr>,
    /// Where people are listened to.
    listening: Vec<IpAddr>,
}

impl Opening {
    /// What the settings say; nothing where the relay is closed.
    pub(crate) fn of(config: &Config) -> Option<Self> {
        let Relay::Open(relay) = &config.relay else { return None };
        let bound = [Some(IpAddr::from(relay.v4)), relay.v6.map(IpAddr::from)];
        let bound = bound.into_iter().flatten().map(|relayed| place(&config.addresses, relayed)).collect();
        Some(Self { relay: relay.clone(), bound, listening: config.addresses.clone() })
    }

    /// Makes a machine's settings those of an open relay.
    pub(super) fn apply(&self, settings: &mut Settings) -> io::Result<()> {
        settings.relayed = RelayedAddress { v4: self.relay.v4, v6: self.relay.v6 };
        let networks = |networks: &[crate::config::Network]| networks.iter().map(|it| (*it).into()).collect();
        settings.reach = Reach::Open(heliograph_turn::Outside {
            own: self.own()?,
            allowed: networks(&self.relay.allowed),
            denied: networks(&self.relay.denied),
        });
        Ok(())
    }

    /// Where this machine is now.
    fn own(&self) -> io::Result<Whereabouts> {
        let mut own = lan::own()?;
        own.addresses.extend(&self.listening);
        Ok(own)
    }

    /// Opens a port that is free in every family, and that nobody can guess.
    fn open(&self, is_ours: impl Fn(u16) -> bool) -> io::Result<(u16, Vec<std::net::UdpSocket>)> {
        let chance = random::<8>().map_err(io::Error::other)?;
        let start = (u64::from_be_bytes(*chance.reveal()) % self.relay.ports.len() as u64) as usize;
        let ports = self.relay.ports.clone().cycle().skip(start).take(self.relay.ports.len());
        let mut last = io::Error::from(ErrorKind::AddrInUse);
        for port in ports.filter(|port| !is_ours(*port)).take(TRIES) {
            let sockets = self.bound.iter().map(|address| datagrams(SocketAddr::new(*address, port)));
            match sockets.collect::<io::Result<Vec<_>>>() {
                Ok(sockets) => return Ok((port, sockets)),
                // Others have it, or the system keeps it for itself.
                Err(error) if matches!(error.kind(), ErrorKind::AddrInUse | ErrorKind::PermissionDenied) => {
                    last = error;
                }
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }
}

/// Where the sockets of a relayed address are bound: there if people are listened to there, else where they are listened
/// to in the same family, since somebody may translate addresses on the way. Nothing of the kind leads to loopback.
fn place(listening: &[IpAddr], relayed: IpAddr) -> IpAddr {
    let any = if relayed.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let is_like = |address: &&IpAddr| {
        address.is_ipv4() == relayed.is_ipv4() && address.is_loopback() == relayed.is_loopback()
    };
    let alike = || listening.iter().find(is_like);
    listening.iter().find(|address| **address == relayed).or_else(alike).copied().unwrap_or(any)
}

/// The sockets of an open relay.
pub(super) struct Outside {
    opening: Opening,
    open: HashMap<u16, Vec<Way>>,
    missing: Rc<Notify>,
    warned: Option<Instant>,
    /// When a port was wanted last and there was none.
    failed: Option<Instant>,
    looked: Instant,
    /// What is read goes here, whichever socket it has come to.
    buffer: Vec<u8>,
}

/// What is longer than a payload may be arrives cut off, and too long all the same.
const LONGEST: usize = LONGEST_PAYLOAD + 1;

/// A socket, and who reads it.
struct Way {
    socket: Rc<UdpSocket>,
    is_v4: bool,
    reader: AbortHandle,
}

impl Drop for Way {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

impl Outside {
    pub(super) fn new(opening: Opening) -> Self {
        Self {
            opening,
            open: HashMap::new(),
            missing: Rc::new(Notify::new()),
            warned: None,
            failed: None,
            looked: Instant::now(),
            buffer: vec![0; HEADROOM + LONGEST + TAILROOM],
        }
    }

    /// The socket of a relayed address.
    pub(super) fn socket_at(&self, relayed: SocketAddr) -> Option<&UdpSocket> {
        let is_it = |way: &&Way| way.is_v4 == relayed.is_ipv4();
        self.open.get(&relayed.port())?.iter().find(is_it).map(|way| way.socket.as_ref())
    }

    /// Wakes whoever opens ports, if many are wanted and there was no trouble with that just now.
    pub(super) fn look_at(&self, wanted: usize) {
        if wanted >= MISSING && self.failed.is_none_or(|at| at.elapsed() > GLANCE) {
            self.missing.notify_one();
        }
    }

    fn add(&mut self, core: &Rc<RefCell<Core>>) -> io::Result<u16> {
        let (port, sockets) = self.opening.open(|port| self.open.contains_key(&port))?;
        let ways = sockets.into_iter().map(|socket| {
            let socket = Rc::new(UdpSocket::from_std(socket)?);
            let ip = match socket.local_addr()? {
                SocketAddr::V4(_) => self.opening.relay.v4.into(),
                SocketAddr::V6(_) => self.opening.relay.v6.unwrap_or(Ipv6Addr::UNSPECIFIED).into(),
            };
            let reader = spawn_local(read(socket.clone(), SocketAddr::new(ip, port), core.clone()));
            Ok(Way { socket, is_v4: ip.is_ipv4(), reader: reader.abort_handle() })
        });
        let ways = ways.collect::<io::Result<Vec<_>>>()?;
        self.open.insert(port, ways);
        Ok(port)
    }

    /// Without ports nobody can allocate, and somebody should know why.
    fn warn(&mut self, what: &'static str, error: &io::Error) {
        if self.warned.is_none_or(|at| at.elapsed() > Duration::from_secs(60)) {
            warn!(why = %error.kind(), code = error.raw_os_error(), "{what}");
            self.warned = Some(Instant::now());
        }
    }
}

/// Closes ports that nobody has any more, and opens as many as the machine wants in reserve.
pub(super) async fn keep_stock(core: Rc<RefCell<Core>>) {
    loop {
        let Some(missing) = restock(&core) else { return };
        let _ = timeout(GLANCE, missing.notified()).await;
    }
}

/// What wakes for the next time; nothing where the relay is closed.
fn restock(core: &Rc<RefCell<Core>>) -> Option<Rc<Notify>> {
    let mut borrowed = core.borrow_mut();
    let (server, outside) = borrowed.server_and_outside();
    let outside = outside?;
    if outside.looked.elapsed() > LOOK {
        outside.looked = Instant::now();
        match outside.opening.own() {
            Ok(own) => server.set_whereabouts(own),
            // Where it was known to be stays out of reach.
            Err(error) => outside.warn("the system does not tell the addresses of this machine", &error),
        }
    }
    while let Some(port) = server.take_ended_port() {
        outside.open.remove(&port);
    }
    let left = outside.opening.relay.ports.len().saturating_sub(outside.open.len());
    for _ in 0..server.wanted_ports().min(left) {
        match outside.add(core) {
            Ok(port) => server.add_port(port),
            Err(error) => {
                outside.failed = Some(Instant::now());
                outside.warn("no further port can be opened for the relay", &error);
                break;
            }
        }
    }
    Some(outside.missing.clone())
}

/// Reads what comes to a relayed address, until its socket is closed.
async fn read(socket: Rc<UdpSocket>, relayed: SocketAddr, core: Rc<RefCell<Core>>) {
    while socket.readable().await.is_ok() {
        take(&socket, relayed, &mut core.borrow_mut());
        tokio::task::yield_now().await;
    }
}

/// Takes in some of what has come.
fn take(socket: &UdpSocket, relayed: SocketAddr, core: &mut Core) {
    let (_, Some(outside)) = core.server_and_outside() else { return };
    let mut buffer = std::mem::take(&mut outside.buffer);
    core.wake();
    for _ in 0..TURN {
        match socket.try_recv_from(&mut buffer[HEADROOM..HEADROOM + LONGEST]) {
            Ok((length, remote)) => {
                let from = Client { transport: Transport::Udp, local: relayed, remote };
                let mut packet = Packet::new(&mut buffer, HEADROOM..HEADROOM + length);
                core.came_from_outside(from, &mut packet);
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            // A packet that could not be taken in is a lost packet.
            Err(_) => {}
        }
    }
    if let (_, Some(outside)) = core.server_and_outside() {
        outside.buffer = buffer;
    }
    core.flush();
}

#[cfg(test)]
mod tests {
    use super::place;
    use std::net::IpAddr;

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn sockets_are_bound_where_they_are_found_if_that_is_known() {
        let listening = ["127.0.0.1", "10.0.0.5", "198.41.0.9", "::1"].map(at);
        assert_eq!(place(&listening, at("198.41.0.9")), at("198.41.0.9"));
        assert_eq!(place(&listening, at("198.41.0.1")), at("10.0.0.5"), "behind a NAT");
        assert_eq!(place(&listening, at("127.0.0.2")), at("127.0.0.1"));
        assert_eq!(place(&listening, at("2a00::9")), at("::"), "loopback leads nowhere");
        assert_eq!(place(&[], at("198.41.0.9")), at("0.0.0.0"));
        assert_eq!(place(&[], at("2a00::9")), at("::"));
    }
}
