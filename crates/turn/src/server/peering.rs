use std::net::SocketAddr;

use super::Server;
use super::authentication::Standing;
use crate::allocation::{Allocation, NotBound};
use crate::allocations::Slot;
use crate::counters::Refusal;
use crate::peers::Surroundings;
use crate::stun::Message;
use crate::stun::attribute::{CHANNEL_NUMBER, XOR_PEER_ADDRESS};

impl Standing {
    /// The allocation of who asks.
    pub(super) const fn slot(&self) -> Result<Slot, Refusal> {
        match self {
            Self::Owner(slot) => Ok(*slot),
            Self::Stranger => Err(Refusal::WrongCredentials),
            Self::Newcomer { .. } => Err(Refusal::AllocationMismatch),
        }
    }
}

impl Server {
    /// Lets peers send, all that are named or none: RFC 8656, section 10.2.
    pub(super) fn create_permission(
        &mut self,
        standing: &Standing,
        message: &Message<'_>,
    ) -> Result<(), Refusal> {
        let slot = standing.slot()?;
        let peers = || message.attributes().filter(|attribute| attribute.kind == XOR_PEER_ADDRESS);
        if peers().next().is_none() {
            return Err(Refusal::BadRequest);
        }
        for attribute in peers() {
            let at = message.address_in(attribute.value).ok_or(Refusal::BadRequest)?;
            self.expect_in_reach(slot, at, |around, allocation| around.permits(allocation, at))?;
        }
        let now = self.now;
        let allocation = self.allocations.get_mut(slot).ok_or(Refusal::AllocationMismatch)?;
        for at in peers().filter_map(|attribute| message.address_in(attribute.value)) {
            allocation.permit(now, at.ip()).map_err(|_| Refusal::InsufficientCapacity)?;
        }
        Ok(())
    }

    /// Gives a peer a number: RFC 8656, section 12.2.
    pub(super) fn channel_bind(&mut self, standing: &Standing, message: &Message<'_>) -> Result<(), Refusal> {
        let slot = standing.slot()?;
        let number = match message.value(CHANNEL_NUMBER) {
            Some([high @ 0x40..=0x4f, low, _, _]) => u16::from_be_bytes([*high, *low]),
            Some(_) | None => return Err(Refusal::BadRequest),
        };
        let at = message.address(XOR_PEER_ADDRESS).ok_or(Refusal::BadRequest)?;
        self.expect_in_reach(slot, at, |around, allocation| around.reaches(allocation, at))?;
        let now = self.now;
        let allocation = self.allocations.get_mut(slot).ok_or(Refusal::AllocationMismatch)?;
        allocation.bind(now, number, at).map_err(|cause| match cause {
            NotBound::Taken => Refusal::BadRequest,
            NotBound::Full => Refusal::InsufficientCapacity,
        })
    }

    fn expect_in_reach(
        &self,
        slot: Slot,
        at: SocketAddr,
        is_in_reach: impl FnOnce(&Surroundings<'_>, &Allocation) -> bool,
    ) -> Result<(), Refusal> {
        let allocation = self.allocations.get(slot).ok_or(Refusal::AllocationMismatch)?;
        if allocation.relayed(&self.relayed, at.ip()).is_none() {
            return Err(Refusal::PeerAddressFamilyMismatch);
        }
        if is_in_reach(&self.surroundings(), allocation) { Ok(()) } else { Err(Refusal::Forbidden) }
    }
}
