use crate::rooms::{Handover, Steering, relayed};
use heliograph_sfu::{Path, Transport, shard_of};
use std::net::SocketAddr;

/// The forwarding units of rooms, to which people come by the relay whose UDP is blocked. Nothing of that leaves the process.
pub(crate) struct Units {
    places: Vec<SocketAddr>,
    shards: Vec<Handover>,
    steering: Steering,
}

/// Packets of a unit on their way to a relayed address.
pub(crate) struct Forwarded {
    /// Where the unit is, as its clients know it.
    pub unit: SocketAddr,
    /// Whom they are for.
    pub relayed: SocketAddr,
    /// One packet after another.
    pub packets: Box<[u8]>,
    /// How long each is; the last may be shorter.
    pub length: usize,
}

impl Units {
    /// At these places, behind those ways.
    pub(crate) fn new(places: Vec<SocketAddr>, shards: Vec<Handover>) -> Self {
        Self { places, shards, steering: Steering::new() }
    }

    /// Where they are.
    pub(super) fn places(&self) -> &[SocketAddr] {
        &self.places
    }

    /// Whether one is there.
    pub(super) fn are_at(&self, place: SocketAddr) -> bool {
        self.places.contains(&place)
    }

    /// Hands a packet to the shard that it is for, if it is for any and that has room.
    pub(super) fn hand(&mut self, from: SocketAddr, unit: SocketAddr, packet: &[u8]) -> Option<()> {
        let path = Path { transport: Transport::Udp, local: unit, remote: relayed(from) };
        let steered = match shard_of(packet) {
            Some(shard) if usize::from(shard) >= self.shards.len() => return None,
            Some(shard) => self.steering.name(path, shard),
            None => self.steering.shard_of(&path)?,
        };
        self.shards.get(usize::from(steered.shard))?.hand(steered, path, (packet, packet.len()))
    }
}
