use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use heliograph_wire::{Millis, Private};

use crate::bucket::Rate;
use crate::peers::Reach;

/// How a server behaves.
#[derive(Clone)]
pub struct Settings {
    /// What passwords are made with: the first is the one in use, and those before it may follow until what was issued
    /// with them has expired.
    pub secrets: Vec<Private<Vec<u8>>>,
    /// What clients are told to be their address. It stays what it was when the server began.
    pub relayed: RelayedAddress,
    /// How far the relay reaches. It stays what it was when the server began.
    pub reach: Reach,
    /// The moment, since the Unix epoch, at which the time that the server is handed was zero.
    pub unix_start: Millis,
    /// How far the expiry of a credential reaches.
    pub expiry: Expiry,
    /// How much of everything there may be.
    pub limits: Limits,
}

impl Settings {
    /// The settings that fit most, with one secret.
    pub fn new(secret: Vec<u8>, unix_start: Millis) -> Self {
        Self {
            secrets: vec![Private::new(secret)],
            relayed: RelayedAddress::default(),
            reach: Reach::Closed,
            unix_start,
            expiry: Expiry::AtAllocate,
            limits: Limits::default(),
        }
    }
}

/// The address at which clients believe themselves to be reached. In a closed relay nothing is ever bound to it, so it
/// needs no route; in an open one it is that of the sockets, or of the router before them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RelayedAddress {
    /// For who asks for IPv4, or for nothing in particular.
    pub v4: Ipv4Addr,
    /// For who asks for IPv6; without it they are refused.
    pub v6: Option<Ipv6Addr>,
}

impl RelayedAddress {
    /// Whether this is one of the two.
    pub(crate) fn is_at(&self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(address) => address == self.v4,
            IpAddr::V6(address) => self.v6 == Some(address),
        }
    }
}

impl Default for RelayedAddress {
    /// An address that RFC 5737 sets apart for examples, and one that is local by RFC 4193: no host has the one, and
    /// hardly any the other.
    fn default() -> Self {
        Self {
            v4: Ipv4Addr::new(192, 0, 2, 77),
            v6: Some(Ipv6Addr::new(0xfd68, 0x656c, 0x696f, 0, 0, 0, 0, 0x77)),
        }
    }
}

/// How far the expiry of a credential reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// It counts when an allocation is made, and a long call goes on.
    AtAllocate,
    /// It counts for every request, so that an allocation ends with its credential at the next refresh.
    Always,
}

/// How much of everything there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Allocations in all.
    pub allocations: usize,
    /// Allocations of one username.
    pub allocations_per_credential: usize,
    /// Allocations from one IPv4 address or 64 bits of IPv6.
    pub allocations_per_source: usize,
    /// Bytes of payload that one allocation may send.
    pub bandwidth_per_allocation: Option<Rate>,
    /// Bytes of payload that all may send.
    pub bandwidth: Option<Rate>,
    /// Unsigned refusals to one source.
    pub challenges_per_source: Rate,
    /// Unsigned refusals in datagrams, whose sources may be false.
    pub challenges: Rate,
    /// Answers to Binding requests of one source.
    pub bindings_per_source: Rate,
    /// Answers to Binding requests in datagrams.
    pub bindings: Rate,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            allocations: 10_000,
            // A browser allocates once for each of its addresses and each URL of the server.
            allocations_per_credential: 24,
            allocations_per_source: 200,
            bandwidth_per_allocation: Some(Rate { per_second: 1_500_000, burst: 3_000_000 }),
            bandwidth: None,
            challenges_per_source: Rate { per_second: 20, burst: 100 },
            challenges: Rate { per_second: 5_000, burst: 10_000 },
            bindings_per_source: Rate { per_second: 50, burst: 200 },
            bindings: Rate { per_second: 20_000, burst: 40_000 },
        }
    }
}
