use std::net::SocketAddr;
use std::ops::Range;

use super::Server;
use crate::allocations::Slot;
use crate::client::{Client, Transport};
use crate::counters::Cause;
use crate::credential::Exchange;
use crate::packet::{LONGEST_PAYLOAD, Packet};
use crate::peers::Peer;
use crate::stun::attribute::{DATA, FINGERPRINT, XOR_PEER_ADDRESS, is_understood};
use crate::stun::{Fingerprint, Message, indication, padding};

/// What a Send indication carries: RFC 8656, section 11.2.
pub(super) struct Send {
    peer: SocketAddr,
    payload: Range<usize>,
}

impl Send {
    pub(super) fn read(message: &Message<'_>) -> Result<Self, Cause> {
        let (mut peer, mut payload) = (None, None);
        for attribute in message.attributes() {
            match attribute.kind {
                XOR_PEER_ADDRESS if peer.is_none() => {
                    peer = Some(message.address_in(attribute.value).ok_or(Cause::Malformed)?);
                }
                DATA if payload.is_none() => {
                    let start = attribute.at + 4;
                    payload = Some(start..start + attribute.value.len());
                }
                FINGERPRINT if message.fingerprint() == Fingerprint::Wrong => return Err(Cause::Malformed),
                kind if !is_understood(kind) => return Err(Cause::Malformed),
                // Others are allowed, and say nothing: DONT-FRAGMENT holds of itself, since nothing is sent to the peer
                // in fragments inside a server.
                _ => {}
            }
        }
        peer.zip(payload).map(|(peer, payload)| Self { peer, payload }).ok_or(Cause::Malformed)
    }
}

/// A payload on its way to a client.
struct Delivery {
    receiver: Slot,
    /// Who uses up what an allocation may send.
    payer: Slot,
    /// Where the client is told that it comes from.
    from: SocketAddr,
    payload: Range<usize>,
}

impl Server {
    /// Relays the payload of a Send indication.
    pub(super) fn send(
        &mut self,
        from: Client,
        send: Send,
        packet: &mut Packet<'_>,
    ) -> Result<Client, Cause> {
        let slot = self.allocations.of_client(&from).ok_or(Cause::NoAllocation)?;
        let allocation = self.allocations.get(slot).ok_or(Cause::NoAllocation)?;
        if !allocation.permits(self.now, send.peer.ip()) {
            return Err(Cause::NoPermission);
        }
        self.relay(slot, send, packet)
    }

    /// Relays ChannelData: RFC 8656, section 12.6.
    pub(super) fn channel_data(&mut self, from: Client, packet: &mut Packet<'_>) -> Result<Client, Cause> {
        let (head, rest) = packet.bytes().split_first_chunk::<4>().ok_or(Cause::Malformed)?;
        let number = u16::from_be_bytes([head[0], head[1]]);
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        if length > rest.len() {
            return Err(Cause::Malformed);
        }
        let slot = self.allocations.of_client(&from).ok_or(Cause::NoAllocation)?;
        let allocation = self.allocations.get(slot).ok_or(Cause::NoAllocation)?;
        let peer = allocation.peer_of(self.now, number).ok_or(Cause::NoChannel)?;
        self.relay(slot, Send { peer, payload: 4..4 + length }, packet)
    }

    /// Hands a payload to a peer.
    fn relay(&mut self, slot: Slot, send: Send, packet: &mut Packet<'_>) -> Result<Client, Cause> {
        let Send { peer: at, payload } = send;
        if payload.len() > LONGEST_PAYLOAD {
            return Err(Cause::TooLong);
        }
        let sender = self.allocations.get(slot).ok_or(Cause::NoAllocation)?;
        let from = sender.relayed(&self.relayed, at.ip()).ok_or(Cause::NoPeer)?;
        match self.surroundings().peer(sender, at) {
            Peer::Neighbour(receiver) => {
                self.deliver(Delivery { receiver, payer: slot, from, payload }, packet)
            }
            Peer::Host | Peer::Unit => {
                let length = payload.len() as u64;
                self.spend(slot, length)?;
                packet.wrap(payload, &[], 0).map_err(|_| Cause::NoRoom)?;
                self.count(length);
                Ok(Client { transport: Transport::Udp, local: from, remote: at })
            }
            Peer::OutOfReach => Err(Cause::NoPeer),
        }
    }

    /// Relays what a host outside has sent to a relayed address: RFC 8656, section 11.3.
    pub(super) fn relay_inwards(&mut self, from: &Client, packet: &mut Packet<'_>) -> Result<Client, Cause> {
        let Client { local, remote, .. } = *from;
        let payload = 0..packet.bytes().len();
        if payload.len() > LONGEST_PAYLOAD {
            return Err(Cause::TooLong);
        }
        let everybody = self.reach.neighbourhood(Exchange(0));
        let receiver = self.allocations.at_port(everybody, local.port()).ok_or(Cause::NoAllocation)?;
        let allocation = self.allocations.get(receiver).ok_or(Cause::NoAllocation)?;
        if allocation.relayed(&self.relayed, remote.ip()).is_none() {
            return Err(Cause::NoAllocation);
        }
        // Asked once more on delivery; here it spares the search for most of what comes unasked.
        if !allocation.permits(self.now, remote.ip()) {
            return Err(Cause::NoPermission);
        }
        match self.surroundings().peer(allocation, remote) {
            Peer::Host => self.deliver(Delivery { receiver, payer: receiver, from: remote, payload }, packet),
            // Neighbours do not come this way, and whoever writes their address is somebody else.
            Peer::Neighbour(_) | Peer::Unit | Peer::OutOfReach => Err(Cause::NoPeer),
        }
    }

    /// Relays what a forwarding unit sends to a relayed address.
    pub(super) fn relay_from_unit(
        &mut self,
        from: &Client,
        packet: &mut Packet<'_>,
    ) -> Result<Client, Cause> {
        let Client { local, remote, .. } = *from;
        let payload = 0..packet.bytes().len();
        if payload.len() > LONGEST_PAYLOAD {
            return Err(Cause::TooLong);
        }
        let receiver = self.allocations.at_port(Exchange::ROOMS, local.port()).ok_or(Cause::NoAllocation)?;
        let allocation = self.allocations.get(receiver).ok_or(Cause::NoAllocation)?;
        match self.surroundings().peer(allocation, remote) {
            Peer::Unit => self.deliver(Delivery { receiver, payer: receiver, from: remote, payload }, packet),
            Peer::Neighbour(_) | Peer::Host | Peer::OutOfReach => Err(Cause::NoPeer),
        }
    }

    /// Hands a payload to a client, in the form that it has for who sent it.
    fn deliver(&mut self, delivery: Delivery, packet: &mut Packet<'_>) -> Result<Client, Cause> {
        let Delivery { receiver, payer, from, payload } = delivery;
        let length = payload.len();
        let receiver = self.allocations.get(receiver).ok_or(Cause::NoPeer)?;
        if !receiver.permits(self.now, from.ip()) {
            return Err(Cause::NoPermission);
        }
        let to = receiver.client;
        let channel = receiver.channel_of(self.now, from);
        self.spend(payer, length as u64)?;
        match channel {
            Some(number) => {
                let [high, low] = number.to_be_bytes();
                let [more, less] = (length as u16).to_be_bytes();
                let padding = match to.transport {
                    Transport::Udp => 0,
                    Transport::Tcp | Transport::Tls => padding(length),
                };
                packet.wrap(payload, &[high, low, more, less], padding).map_err(|_| Cause::NoRoom)?;
            }
            None => {
                self.indications = self.indications.wrapping_add(1);
                let head = indication::Head::new(self.indications, from, length as u16);
                packet.wrap(payload, head.bytes(), padding(length)).map_err(|_| Cause::NoRoom)?;
            }
        }
        self.count(length as u64);
        Ok(to)
    }

    const fn count(&mut self, length: u64) {
        self.counters.packets += 1;
        self.counters.bytes += length;
    }

    /// Counts what an allocation sends, and says whether it may.
    fn spend(&mut self, slot: Slot, bytes: u64) -> Result<(), Cause> {
        let limits = self.settings.limits;
        if let Some(rate) = limits.bandwidth_per_allocation {
            let allocation = self.allocations.get_mut(slot).ok_or(Cause::NoAllocation)?;
            if !allocation.sent.take(self.now, rate, bytes) {
                return Err(Cause::AllocationBandwidth);
            }
        }
        match limits.bandwidth {
            Some(rate) if !self.sent.take(self.now, rate, bytes) => Err(Cause::Bandwidth),
            Some(_) | None => Ok(()),
        }
    }
}
