use std::net::SocketAddr;

use heliograph_wire::Millis;

use super::authentication::Standing;
use super::draft::{Granted, Lacks};
use super::{Admission, Server};
use crate::allocation::{Allocation, Families, Request};
use crate::allocations::Slot;
use crate::client::{Client, Source};
use crate::counters::Refusal;
use crate::credential::{Exchange, User};
use crate::stock::Ports;
use crate::stun::attribute::{
    ADDITIONAL_ADDRESS_FAMILY, EVEN_PORT, IPV4, IPV6, LIFETIME, REQUESTED_ADDRESS_FAMILY,
    REQUESTED_TRANSPORT, RESERVATION_TOKEN,
};
use crate::stun::{Key, Message};

/// How long an allocation lives that asks for less, or for nothing: RFC 8656, section 3.2.
const SHORTEST: Millis = Millis::minutes(10);

/// How long one lives at most: RFC 8656, section 7.2.
const LONGEST: Millis = Millis::minutes(60);

/// The number of UDP among the protocols of IP.
const UDP: u8 = 17;

/// How often a port is drawn, in vain if all of an exchange are taken.
const DRAWS: usize = 64;

impl Server {
    /// Makes an allocation: RFC 8656, section 7.2.
    pub(super) fn allocate(
        &mut self,
        client: Client,
        standing: Standing,
        key: &Key,
        message: &Message<'_>,
    ) -> Result<Granted, Refusal> {
        let (user, claim) = match standing {
            Standing::Owner(slot) => return self.repeat(slot, message),
            Standing::Stranger => return Err(Refusal::AllocationMismatch),
            Standing::Newcomer { user, claim } => (user, claim),
        };
        let families = self.families(message)?;
        let ports = requested_ports(message)?;
        self.admit(&client, user)?;
        let exchange = self.reach.neighbourhood(claim.exchange);
        let port = self.free_port(exchange, ports).ok_or(Refusal::InsufficientCapacity)?;
        let request = Request {
            client,
            user,
            key: key.clone(),
            credential_expires: claim.expires,
            exchange,
            transaction: *message.transaction(),
        };
        let allocation = Allocation::new(request, families, port, self.now + lifetime(message));
        let granted = self.describe(&allocation, message);
        self.allocations.add(allocation);
        self.counters.allocated += 1;
        Ok(granted)
    }

    /// Lets an allocation live longer, or ends it: RFC 8656, section 8.2.
    pub(super) fn refresh(&mut self, standing: &Standing, message: &Message<'_>) -> Result<Granted, Refusal> {
        let slot = standing.slot()?;
        let allocation = self.allocations.get(slot).ok_or(Refusal::AllocationMismatch)?;
        if let Some(value) = message.value(REQUESTED_ADDRESS_FAMILY) {
            let has = match value {
                [IPV4, ..] => allocation.families != Families::V6,
                [IPV6, ..] => allocation.families != Families::V4,
                // There are no other families.
                _ => false,
            };
            if !has {
                return Err(Refusal::PeerAddressFamilyMismatch);
            }
        }
        self.counters.refreshed += 1;
        if message.number(LIFETIME) == Some(0) {
            self.allocations.remove(slot);
            return Ok(Granted::Lifetime(0));
        }
        let lifetime = lifetime(message);
        self.allocations.extend(slot, self.now + lifetime);
        Ok(Granted::Lifetime(seconds(lifetime)))
    }

    /// Answers a request that came again, since its answer was lost or late.
    fn repeat(&self, slot: Slot, message: &Message<'_>) -> Result<Granted, Refusal> {
        let allocation = self.allocations.get(slot).ok_or(Refusal::AllocationMismatch)?;
        if allocation.transaction == *message.transaction() {
            Ok(self.describe(allocation, message))
        } else {
            Err(Refusal::AllocationMismatch)
        }
    }

    fn describe(&self, allocation: &Allocation, message: &Message<'_>) -> Granted {
        let relayed = |family: SocketAddr| allocation.relayed(&self.relayed, family.ip());
        Granted::Allocation {
            v4: relayed(SocketAddr::from(([0; 4], 0))),
            v6: relayed(SocketAddr::from(([0; 16], 0))),
            lifetime: seconds(allocation.expires.since(self.now)),
            lacks: match (allocation.families, message.value(ADDITIONAL_ADDRESS_FAMILY)) {
                (Families::V4, Some(_)) => Lacks::V6,
                (Families::V4 | Families::V6 | Families::Both, _) => Lacks::Nothing,
            },
        }
    }

    /// Of which families the relayed address is to be.
    fn families(&self, message: &Message<'_>) -> Result<Families, Refusal> {
        match message.value(REQUESTED_TRANSPORT) {
            Some([UDP, _, _, _]) => {}
            Some([_, _, _, _]) => return Err(Refusal::UnsupportedTransport),
            Some(_) | None => return Err(Refusal::BadRequest),
        }
        let requested = message.value(REQUESTED_ADDRESS_FAMILY);
        let additional = message.value(ADDITIONAL_ADDRESS_FAMILY);
        let even_port = message.value(EVEN_PORT);
        let token = message.value(RESERVATION_TOKEN);
        let contradicts = (requested.is_some() && (additional.is_some() || token.is_some()))
            || (even_port.is_some() && token.is_some())
            || (additional.is_some() && (token.is_some() || matches!(even_port, Some([0x80..=0xff, ..]))));
        if contradicts {
            return Err(Refusal::BadRequest);
        }
        if token.is_some() {
            return Err(Refusal::InsufficientCapacity);
        }
        let has_v6 = self.relayed.v6.is_some();
        match (requested, additional) {
            (None, None) | (Some([IPV4, _, _, _]), None) => Ok(Families::V4),
            (Some([IPV6, _, _, _]), None) if has_v6 => Ok(Families::V6),
            (Some([_, _, _, _]), None) => Err(Refusal::AddressFamilyNotSupported),
            (None, Some([IPV6, _, _, _])) => Ok(if has_v6 { Families::Both } else { Families::V4 }),
            (Some(_), _) | (None, Some(_)) => Err(Refusal::BadRequest),
        }
    }

    /// Whether there may be one more allocation.
    fn admit(&self, client: &Client, user: User) -> Result<(), Refusal> {
        let limits = &self.settings.limits;
        if self.allocations.of_user(user) >= limits.allocations_per_credential {
            return Err(Refusal::AllocationQuotaReached);
        }
        let is_full = self.admission == Admission::Closed
            || self.allocations.len() >= limits.allocations
            || self.allocations.of_source(Source::from(client)) >= limits.allocations_per_source;
        if is_full { Err(Refusal::InsufficientCapacity) } else { Ok(()) }
    }

    /// A port that no other of the exchange has, and that does not show which they have: one with a socket, or any of the
    /// dynamic ones (RFC 6335, section 6).
    fn free_port(&mut self, exchange: Exchange, ports: Ports) -> Option<u16> {
        if let Some(stock) = self.allocations.stock() {
            return stock.take(self.chance.next(), ports);
        }
        (0..DRAWS)
            .map(|_| (self.chance.next() | 0xc000) & ports.mask())
            .find(|port| self.allocations.at_port(exchange, *port).is_none())
    }
}

/// What EVEN-PORT asks for: RFC 8656, section 18.7. The next port is not kept for another allocation, since only RTP
/// without multiplexing would use it, which no browser speaks.
fn requested_ports(message: &Message<'_>) -> Result<Ports, Refusal> {
    match message.value(EVEN_PORT) {
        None => Ok(Ports::All),
        Some([0..=0x7f]) => Ok(Ports::Even),
        Some([0x80..=0xff]) => Err(Refusal::InsufficientCapacity),
        Some(_) => Err(Refusal::BadRequest),
    }
}

/// How long an allocation may live that asks for some time.
fn lifetime(message: &Message<'_>) -> Millis {
    let asked = message.number(LIFETIME).map(|seconds| Millis::seconds(seconds.into()));
    asked.unwrap_or_default().clamp(SHORTEST, LONGEST)
}

const fn seconds(span: Millis) -> u32 {
    (span.0 / 1_000) as u32
}
