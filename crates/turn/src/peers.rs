//! What the address of a peer means.

use std::net::{IpAddr, SocketAddr};

use crate::allocation::Allocation;
use crate::allocations::{Allocations, Slot};
use crate::credential::Exchange;
use crate::outside::{Outside, Whereabouts};
use crate::settings::RelayedAddress;

/// How far a relay reaches.
#[derive(Clone)]
pub enum Reach {
    /// To allocations of the same exchange. Relayed addresses exist only in the server's tables.
    Closed,
    /// To all allocations, and to hosts outside: RFC 8656 in full. Relayed addresses have sockets, which the shell
    /// opens.
    Open(Outside),
}

impl Reach {
    /// Reaches no host at these addresses of the machine, nor at the relayed one: there are neighbours. Those on the same
    /// wire are reached only if they are allowed.
    pub(crate) fn exclude(&mut self, own: Whereabouts, relayed: &RelayedAddress) {
        if let Self::Open(outside) = self {
            outside.own = own;
            outside.own.addresses.push(relayed.v4.into());
            outside.own.addresses.extend(relayed.v6.map(IpAddr::from));
        }
    }

    /// Within what ports are told apart, and neighbours found.
    pub(crate) const fn neighbourhood(&self, exchange: Exchange) -> Exchange {
        match self {
            Self::Closed => exchange,
            Self::Open(_) if exchange.0 == Exchange::ROOMS.0 => exchange,
            Self::Open(_) => Exchange(0),
        }
    }
}

/// What an allocation reaches at an address.
pub(crate) enum Peer {
    /// Another allocation, in a closed relay one of the same exchange.
    Neighbour(Slot),
    /// A host outside.
    Host,
    /// A forwarding unit of this server.
    Unit,
    /// Nothing.
    OutOfReach,
}

/// Where peers are looked for.
pub(crate) struct Surroundings<'a> {
    pub(crate) allocations: &'a Allocations,
    pub(crate) relayed: &'a RelayedAddress,
    pub(crate) reach: &'a Reach,
    /// Where forwarding units are.
    pub(crate) units: &'a [SocketAddr],
}

impl Surroundings<'_> {
    /// Says what an allocation reaches at an address.
    ///
    /// Nothing is translated here: an address that means the same as a neighbour's in other words, such as an IPv4
    /// address inside an IPv6 address, is another address. A neighbour goes first, so that two clients of one open server
    /// reach each other although its own address is out of reach.
    pub(crate) fn peer(&self, from: &Allocation, at: SocketAddr) -> Peer {
        if from.exchange == Exchange::ROOMS {
            let is_unit = self.units.iter().any(|unit| is_same(*unit, at));
            return if is_unit { Peer::Unit } else { Peer::OutOfReach };
        }
        if let Some(slot) = self.allocations.at_port(from.exchange, at.port())
            && let Some(neighbour) = self.allocations.get(slot)
            && neighbour.relayed(self.relayed, at.ip()).is_some_and(|address| is_same(address, at))
        {
            return Peer::Neighbour(slot);
        }
        match self.reach {
            Reach::Open(outside) if at.port() != 0 && outside.reaches(at.ip()) => Peer::Host,
            Reach::Open(_) | Reach::Closed => Peer::OutOfReach,
        }
    }

    /// Whether an allocation reaches anything at an address.
    pub(crate) fn reaches(&self, from: &Allocation, at: SocketAddr) -> bool {
        match self.peer(from, at) {
            Peer::Neighbour(_) | Peer::Host | Peer::Unit => true,
            Peer::OutOfReach => false,
        }
    }

    /// Whether an allocation may permit an address, whose port says nothing: RFC 8656, section 10.1. A permission opens
    /// nothing by itself, since each packet has to have somewhere to go. In a closed relay it is kept to the neighbours
    /// that there are.
    pub(crate) fn permits(&self, from: &Allocation, at: SocketAddr) -> bool {
        if from.exchange == Exchange::ROOMS {
            return self.units.iter().any(|unit| unit.ip() == at.ip());
        }
        match self.reach {
            Reach::Open(outside) => self.relayed.is_at(at.ip()) || outside.reaches(at.ip()),
            Reach::Closed => self.reaches(from, at),
        }
    }
}

/// Compares address and port; a peer's address has no flow label or scope.
fn is_same(one: SocketAddr, other: SocketAddr) -> bool {
    one.ip() == other.ip() && one.port() == other.port()
}
