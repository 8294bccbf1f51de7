use std::hash::{Hash, Hasher};
use std::net::{IpAddr, SocketAddr};

/// How packets of a client travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Transport {
    /// Datagrams.
    Udp,
    /// A stream in the open.
    Tcp,
    /// A sealed stream.
    Tls,
}

/// One way a client's packets come: the 5-tuple of RFC 8656, section 2.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Client {
    /// How they travel.
    pub transport: Transport,
    /// Where they arrive, an address of this server.
    pub local: SocketAddr,
    /// Where they come from, an address of the client or of its NAT.
    pub remote: SocketAddr,
}

impl Client {
    /// The address that the client is told: IPv4 even where a socket of both families says it in IPv6.
    pub(crate) fn reflexive(&self) -> SocketAddr {
        SocketAddr::new(self.remote.ip().to_canonical(), self.remote.port())
    }
}

/// What a client is found by: the same whatever way an address is written, and quick to hash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClientKey {
    remote: u128,
    local: u128,
    scope: u32,
    ports: u32,
    transport: Transport,
}

impl From<&Client> for ClientKey {
    fn from(client: &Client) -> Self {
        Self {
            remote: number(client.remote.ip()),
            local: number(client.local.ip()),
            scope: match client.remote {
                SocketAddr::V4(_) => 0,
                SocketAddr::V6(address) => address.scope_id(),
            },
            ports: u32::from(client.remote.port()) << 16 | u32::from(client.local.port()),
            transport: client.transport,
        }
    }
}

impl Hash for ClientKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u128(self.remote);
        state.write_u128(self.local);
        state.write_u128(
            u128::from(self.ports) << 64 | u128::from(self.scope) << 32 | u128::from(self.transport as u8),
        );
    }
}

impl ClientKey {
    /// The same as bytes, for the nonce.
    pub(crate) fn bytes(&self) -> [u8; 41] {
        let mut bytes = [0; 41];
        bytes[..16].copy_from_slice(&self.remote.to_be_bytes());
        bytes[16..32].copy_from_slice(&self.local.to_be_bytes());
        bytes[32..36].copy_from_slice(&self.scope.to_be_bytes());
        bytes[36..40].copy_from_slice(&self.ports.to_be_bytes());
        bytes[40] = self.transport as u8;
        bytes
    }
}

/// Whom limits count as one: an IPv4 address, or the 64 bits of an IPv6 address that one subscriber has.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Source(u64);

impl From<&Client> for Source {
    fn from(client: &Client) -> Self {
        match client.remote.ip().to_canonical() {
            // No IPv6 prefix in use begins with 32 zero bits.
            IpAddr::V4(address) => Self(u64::from(address.to_bits())),
            IpAddr::V6(address) => Self((address.to_bits() >> 64) as u64),
        }
    }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Client, ClientKey, Source, Transport};

    fn client(remote: &str) -> Client {
        let local = "198.51.100.1:3478".parse().unwrap();
        Client { transport: Transport::Udp, local, remote: remote.parse().unwrap() }
    }

    #[test]
    fn a_mapped_address_is_the_same_client() {
        let mapped = client("[::ffff:203.0.113.9]:5000");
        assert!(ClientKey::from(&mapped) == ClientKey::from(&client("203.0.113.9:5000")));
        assert!(mapped.reflexive().is_ipv4());
    }

    #[test]
    fn a_source_is_an_ipv4_address_or_64_bits_of_ipv6() {
        let same = |one, other| Source::from(&client(one)) == Source::from(&client(other));
        assert!(same("203.0.113.9:5000", "[::ffff:203.0.113.9]:6000"));
        assert!(same("[2001:db8::1]:5000", "[2001:db8::ffff:2]:5000"));
        assert!(!same("[2001:db8::1]:5000", "[2001:db8:0:1::1]:5000"));
        assert!(!same("203.0.113.9:5000", "203.0.113.8:5000"));
    }
}
