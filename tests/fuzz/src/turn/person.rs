use super::SECRET;
use heliograph_turn::credential::{Credential, issue_for};
use heliograph_turn::stun::{Algorithm, Class, Key, Message, Method, Writer, attribute};
use heliograph_turn::{Client, Exchange, Transport};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 1));
const THERE: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 5));
const SIXTH: IpAddr = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 5));

/// Every way in which clients come: two by each transport, one by IPv6, and one from where no answer arrives.
pub(super) const CLIENTS: [(Transport, IpAddr, u16); 8] = [
    (Transport::Udp, THERE, 40_000),
    (Transport::Udp, THERE, 40_001),
    (Transport::Tcp, THERE, 40_000),
    (Transport::Tcp, THERE, 40_001),
    (Transport::Tls, THERE, 40_000),
    (Transport::Tls, THERE, 40_001),
    (Transport::Udp, SIXTH, 40_000),
    (Transport::Udp, THERE, 0),
];

/// Hosts outside: two that an open relay may reach, and others.
pub(super) const HOSTS: [SocketAddr; 8] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::new(8, 8, 8, 8)), 53),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::new(0x2a02, 0, 0, 0, 0, 0, 0, 1)), 53),
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 80),
    SocketAddr::new(IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)), 80),
    SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 77)), 80),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 80),
    SocketAddr::new(IpAddr::V6(Ipv4Addr::new(10, 0, 0, 1).to_ipv6_mapped()), 80),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::new(0x2002, 0x7f00, 1, 0, 0, 0, 0, 1)), 80),
];

/// An attribute of a message.
pub(super) enum Says {
    Bytes(u16, Vec<u8>),
    Address(u16, SocketAddr),
}

impl Says {
    /// An attribute of this kind; where it is the address of a peer, and there is one, it is that.
    pub(super) fn new(kind: u16, value: &[u8], peer: Option<SocketAddr>) -> Self {
        match peer {
            Some(peer) if kind == attribute::XOR_PEER_ADDRESS => Self::Address(kind, peer),
            Some(_) | None => Self::Bytes(kind, value.to_vec()),
        }
    }
}

/// Somebody with a credential.
pub(super) struct Person {
    pub(super) at: Client,
    /// The relayed address that they were given last.
    pub(super) relayed: Option<SocketAddr>,
    credential: Credential,
    realm: String,
    nonce: Vec<u8>,
}

impl Person {
    /// One of [`CLIENTS`]. All are of one exchange.
    pub(super) fn new(number: usize) -> Self {
        let (transport, address, port) = CLIENTS[number];
        let at =
            Client { transport, local: SocketAddr::new(HERE, 3478), remote: SocketAddr::new(address, port) };
        // A script may play for a day, and set the clock.
        let credential = issue_for(SECRET, Exchange(1), number as u32, 1_000_000);
        Self { at, relayed: None, credential, realm: String::new(), nonce: Vec::new() }
    }

    /// A request; signed once there is a nonce.
    pub(super) fn request(&self, method: Method, says: &[Says]) -> Vec<u8> {
        message(Class::Request, method, says, |writer| {
            if self.nonce.is_empty() {
                // Of a shorter request the answer would be too much.
                writer.attribute(attribute::SOFTWARE, b"a client");
                return;
            }
            writer.attribute(attribute::USERNAME, self.credential.username.as_bytes());
            writer.attribute(attribute::REALM, self.realm.as_bytes());
            writer.attribute(attribute::NONCE, &self.nonce);
            let key = Key::long_term(&self.credential.username, &self.realm, &self.credential.password);
            writer.signature(Algorithm::Sha1, &key);
        })
    }

    /// Takes from an answer what later requests need, and says whether there is a reason to ask again.
    pub(super) fn learn(&mut self, answer: &[u8]) -> bool {
        let Ok(read) = Message::read(answer) else { return false };
        if let Some(relayed) = read.address(attribute::XOR_RELAYED_ADDRESS) {
            self.relayed = Some(relayed);
        }
        match (read.value(attribute::REALM), read.value(attribute::NONCE)) {
            (Some(realm), Some(nonce)) => {
                self.realm = String::from_utf8_lossy(realm).into_owned();
                self.nonce = nonce.to_vec();
                true
            }
            _ => false,
        }
    }
}

/// A message with these attributes, and what else belongs at its end.
pub(super) fn message(
    class: Class,
    method: Method,
    says: &[Says],
    end: impl FnOnce(&mut Writer<'_>),
) -> Vec<u8> {
    let mut buffer = [0; 2_048];
    let mut writer = Writer::new(&mut buffer, class, method, b"twelve bytes");
    for part in says {
        match part {
            Says::Bytes(kind, value) => writer.attribute(*kind, value),
            Says::Address(kind, address) => writer.address(*kind, *address),
        };
    }
    end(&mut writer);
    // A step of a script is far too short for more.
    let length = writer.finish().unwrap_or_default();
    buffer[..length].to_vec()
}
