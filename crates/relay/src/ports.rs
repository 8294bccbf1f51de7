//! Opens the ports: those that were asked for, or the first that are free.

use crate::{
    config::{Config, Port, Tls},
    trouble,
};
use socket2::{Domain, Protocol, Socket, Type};
use std::{
    io::{self, ErrorKind},
    net::{IpAddr, SocketAddr, TcpListener, UdpSocket},
};
use thiserror::Error;

/// How many ports are tried where nobody asked for one.
const TRIES: u16 = 50;

/// Connections that may wait until the server has time for them.
const BACKLOG: i32 = 1024;

/// The open ports.
pub(crate) struct Ports {
    /// One socket for each address.
    pub tcp: Vec<TcpListener>,
    /// One socket for each address.
    pub udp: Vec<UdpSocket>,
    /// For each shard of rooms one socket for each address, all at one port.
    pub media: Vec<Vec<UdpSocket>>,
    /// What to say about ports that were taken.
    pub said: Vec<String>,
}

/// Why no port can be opened.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum PortError {
    #[error("{kind} port {port} cannot be opened: {why}. {advice}")]
    Closed { kind: &'static str, port: u16, why: String, advice: String },
    #[error("all {kind} ports from {first} to {last} are taken; another one can be given with {option}")]
    AllTaken { kind: &'static str, first: u16, last: u16, option: &'static str },
    #[error("this machine has none of the addresses that it is to listen on")]
    NoAddress,
    #[error(
        "this machine does not have all of the addresses that it is to listen on; give its own ones with --listen, or \
         leave that away to listen on all of them"
    )]
    Elsewhere,
}

impl Ports {
    /// Opens them as the settings say.
    pub(crate) fn open(config: &Config) -> Result<Self, PortError> {
        let for_authority = matches!(config.tls, Tls::Acme { .. });
        let tcp = Wish { kind: "TCP", option: "--port", port: config.port, for_authority };
        let udp = Wish { kind: "UDP", option: "--udp-port", port: config.udp_port, for_authority: false };
        let media = config.rooms.forwarding().map(|rooms| {
            let wish = Wish { kind: "UDP", option: "--media-port", port: rooms.port, for_authority: false };
            (wish, rooms.shards)
        });
        let mut said = Vec::new();
        let tcp =
            tcp.open(&config.addresses, listener, |socket: &TcpListener| socket.local_addr(), &mut said)?;
        let udp =
            udp.open(&config.addresses, datagrams, |socket: &UdpSocket| socket.local_addr(), &mut said)?;
        let media = media.map(|(wish, shards)| {
            let local = |socket: &UdpSocket| socket.local_addr();
            let first = wish.open(&config.addresses, datagrams, local, &mut said)?;
            let port =
                first.first().and_then(|socket| local(socket).ok()).map_or(0, |address| address.port());
            shared(first, shards).map_err(|error| wish.closed(port, &error))
        });
        Ok(Self { tcp, udp, media: media.transpose()?.unwrap_or_default(), said })
    }

    /// Where the TCP sockets are.
    pub(crate) fn tcp_addresses(&self) -> io::Result<Vec<SocketAddr>> {
        self.tcp.iter().map(TcpListener::local_addr).collect()
    }

    /// Where the UDP sockets are.
    pub(crate) fn udp_addresses(&self) -> io::Result<Vec<SocketAddr>> {
        self.udp.iter().map(UdpSocket::local_addr).collect()
    }

    /// Where the sockets of rooms are; those of all shards are at the same places.
    pub(crate) fn media_addresses(&self) -> io::Result<Vec<SocketAddr>> {
        self.media.first().into_iter().flatten().map(UdpSocket::local_addr).collect()
    }
}

struct Wish {
    kind: &'static str,
    option: &'static str,
    port: Port,
    /// Whether an authority is to ask there for a certificate.
    for_authority: bool,
}

impl Wish {
    /// Why this port is not opened, and what to do.
    fn closed(&self, port: u16, error: &io::Error) -> PortError {
        let kind = self.kind;
        if error.kind() == ErrorKind::AddrNotAvailable {
            return PortError::Elsewhere;
        }
        let option = self.option;
        let advice = if self.for_authority {
            format!(
                "Certificates are given out at TCP port 443 of the domain alone. Only where a router or a proxy passes \
                 that on to another port of this machine, name that one with {option}"
            )
        } else {
            format!("Another port can be given with {option}")
        };
        PortError::Closed { kind, port, why: trouble::of_port(error), advice }
    }

    fn open<T>(
        &self,
        addresses: &[IpAddr],
        bind: impl Fn(SocketAddr) -> io::Result<T>,
        local: impl Fn(&T) -> io::Result<SocketAddr>,
        said: &mut Vec<String>,
    ) -> Result<Vec<T>, PortError> {
        let (kind, option) = (self.kind, self.option);
        match self.port {
            Port::Exactly(port) => open_all(addresses, port, &bind, &local)
                .map_err(|error| self.closed(port, &error))?
                .ok_or(PortError::NoAddress),
            Port::From(first) => {
                let last = first.saturating_add(TRIES);
                for port in first..=last {
                    match open_all(addresses, port, &bind, &local) {
                        Err(error) if error.kind() == ErrorKind::AddrInUse => {}
                        Err(error) => return Err(self.closed(port, &error)),
                        Ok(None) => return Err(PortError::NoAddress),
                        Ok(Some(sockets)) => {
                            if port != first {
                                said.push(format!("{kind} port {first} is taken, so it is {port} this time"));
                            }
                            return Ok(sockets);
                        }
                    }
                }
                Err(PortError::AllTaken { kind, first, last, option })
            }
        }
    }
}

/// Opens one port on all addresses that there are; nothing where there is none of them.
fn open_all<T>(
    addresses: &[IpAddr],
    port: u16,
    bind: impl Fn(SocketAddr) -> io::Result<T>,
    local: impl Fn(&T) -> io::Result<SocketAddr>,
) -> io::Result<Option<Vec<T>>> {
    let mut sockets = Vec::new();
    let mut port = port;
    for address in addresses {
        match bind(SocketAddr::new(*address, port)) {
            // Any port means the same one for all addresses.
            Ok(socket) if port == 0 => {
                port = local(&socket)?.port();
                sockets.push(socket);
            }
            Ok(socket) => sockets.push(socket),
            Err(error) if is_absent(&error) && address.is_unspecified() => {}
            Err(error) => return Err(error),
        }
    }
    Ok((!sockets.is_empty()).then_some(sockets))
}

/// The machine does not have this family of addresses.
fn is_absent(error: &io::Error) -> bool {
    error.kind() == ErrorKind::AddrNotAvailable
        || error.kind() == ErrorKind::Unsupported
        || matches!(error.raw_os_error(), Some(code) if cfg!(target_os = "linux") && code == 97)
}

fn listener(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = socket(address, Type::STREAM, Protocol::TCP)?;
    // Otherwise a restart would have to wait until the last connections are forgotten.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// One UDP socket.
pub(crate) fn datagrams(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = socket(address, Type::DGRAM, Protocol::UDP)?;
    socket.bind(&address.into())?;
    Ok(socket.into())
}

/// As many sockets at the places of the first as there are shards; the system hands each sender's packets to one of them.
///
/// The first has its place for itself until then, so that a port that another program has shared is not taken for a free one.
/// Where the system knows of no such sharing there is one shard.
fn shared(first: Vec<UdpSocket>, shards: u8) -> io::Result<Vec<Vec<UdpSocket>>> {
    let mut all = vec![first];
    #[cfg(target_os = "linux")]
    for _ in 1..shards {
        let beside = all[0].iter().map(|first| {
            socket2::SockRef::from(first).set_reuse_port(true)?;
            let address = first.local_addr()?;
            let socket = socket(address, Type::DGRAM, Protocol::UDP)?;
            socket.set_reuse_port(true)?;
            socket.bind(&address.into())?;
            Ok(socket.into())
        });
        let beside = beside.collect::<io::Result<_>>()?;
        all.push(beside);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = shards;
    Ok(all)
}

/// Each socket is for one family of addresses, so that none has two spellings.
fn socket(address: SocketAddr, kind: Type, protocol: Protocol) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), kind, Some(protocol))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_nonblocking(true)?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use super::{PortError, Ports};
    use crate::config::{Config, Forwarding, Port, RoomMakers, Rooms, Tls};

    fn config(port: Port) -> Config {
        let mut config = Config::on_loopback("nowhere".into());
        config.port = port;
        config
    }

    fn port(ports: &Ports) -> u16 {
        ports.tcp_addresses().unwrap()[0].port()
    }

    #[test]
    fn a_taken_port_gives_way_to_the_next_free_one_and_that_is_said() {
        let taken = Ports::open(&config(Port::Exactly(0))).unwrap();
        let next = Ports::open(&config(Port::From(port(&taken)))).unwrap();
        assert!(port(&next) > port(&taken));
        assert_eq!(next.said.len(), 1, "{:?}", next.said);
        assert!(next.said[0].contains(&format!("TCP port {} is taken", port(&taken))));
    }

    #[test]
    fn a_port_that_was_asked_for_is_not_exchanged_for_another() {
        let taken = Ports::open(&config(Port::Exactly(0))).unwrap();
        let refused = Ports::open(&config(Port::Exactly(port(&taken)))).err().unwrap();
        assert!(matches!(refused, PortError::Closed { .. }));
        let said = refused.to_string();
        assert!(
            said.contains("another program has it") && said.ends_with("can be given with --port"),
            "{said}"
        );
    }

    fn with_rooms(shards: u8, port: Port) -> Config {
        let mut config = config(Port::Exactly(0));
        let makers = RoomMakers::Anyone;
        config.rooms =
            Rooms::Sealed(Forwarding { makers, revoked: Vec::new(), port, addresses: Vec::new(), shards });
        config
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn all_shards_have_one_port_that_no_other_server_gets() {
        let ports = Ports::open(&with_rooms(3, Port::Exactly(0))).unwrap();
        let media: Vec<_> = ports.media.iter().map(|shard| shard[0].local_addr().unwrap()).collect();
        assert_eq!(media.len(), 3);
        assert!(media.iter().all(|address| *address == media[0]));
        let taken = media[0].port();
        let refused = Ports::open(&with_rooms(3, Port::Exactly(taken))).err().unwrap().to_string();
        assert!(refused.contains(&format!("UDP port {taken} cannot be opened: another program has it")));
        assert!(refused.ends_with("can be given with --media-port"), "{refused}");
        let next = Ports::open(&with_rooms(2, Port::From(taken))).unwrap();
        assert!(next.media_addresses().unwrap()[0].port() > taken);
    }

    #[test]
    fn for_an_authority_another_port_is_no_way_out() {
        let taken = Ports::open(&config(Port::Exactly(0))).unwrap();
        let mut config = config(Port::Exactly(port(&taken)));
        let (domain, directory) = ("calls.example.org".to_owned(), String::new());
        config.tls = Tls::Acme { domain, contact: None, directory, root: None };
        let said = Ports::open(&config).err().unwrap().to_string();
        assert!(said.contains("given out at TCP port 443 of the domain alone"), "{said}");
    }

    #[test]
    fn both_families_have_one_port() {
        let mut config = config(Port::Exactly(0));
        config.addresses = vec!["127.0.0.1".parse().unwrap(), "::1".parse().unwrap()];
        // Where the machine has no IPv6 there is nothing to compare.
        let Ok(ports) = Ports::open(&config) else { return };
        let addresses = ports.udp_addresses().unwrap();
        assert_eq!(addresses[0].port(), addresses[1].port());
    }

    #[test]
    fn an_address_of_another_machine_is_refused() {
        let mut config = config(Port::Exactly(0));
        config.addresses = vec!["203.0.113.9".parse().unwrap()];
        let said = Ports::open(&config).err().unwrap().to_string();
        assert!(said.contains("--listen") && !said.contains("--port"), "{said}");
    }
}
