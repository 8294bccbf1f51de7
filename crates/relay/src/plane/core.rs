use super::{
    Command, Figures,
    outside::{Opening, Outside},
    settings,
    units::{Forwarded, Units},
};
use crate::{
    config::Limits,
    stream::{Chunk, Outbox},
    udp::{Arrival, Bursts, Socket},
};
use heliograph_turn::{
    Client, HEADROOM, Packet, Server, TAILROOM, Transport,
    framing::{Framed, next},
};
use heliograph_wire::{Millis, Private};
use std::{collections::HashMap, ops::Range, rc::Rc, sync::Arc, time::Instant};

/// How far a clock may have run away before it counts as set.
const SET: Millis = Millis::seconds(2);

/// The machine of the relay between its sockets and streams.
pub(super) struct Core {
    server: Server,
    started: Instant,
    now: Millis,
    /// When `started` was, by the clock on the wall.
    unix_start: Millis,
    secret: Private<[u8; 32]>,
    limits: Limits,
    ways: Ways,
    /// A packet of a forwarding unit, with the room around it.
    forwarded: Vec<u8>,
}

/// Where packets go from here.
struct Ways {
    sockets: Vec<Rc<Socket>>,
    bursts: Bursts,
    streams: HashMap<Client, Arc<Outbox>>,
    /// Sockets of relayed addresses, where the relay is open.
    outside: Option<Outside>,
    /// Forwarding units, where there are rooms.
    units: Option<Units>,
    figures: Figures,
}

impl Core {
    /// Between these sockets, which the machine has just begun with.
    pub(super) fn new(
        server: Server,
        sockets: Vec<Rc<Socket>>,
        secret: Private<[u8; 32]>,
        limits: Limits,
    ) -> Self {
        let longest = sockets.iter().map(|socket| socket.longest_burst()).min().unwrap_or(1);
        let ways = Ways {
            sockets,
            bursts: Bursts::new(longest),
            streams: HashMap::new(),
            outside: None,
            units: None,
            figures: Figures::default(),
        };
        let (started, now) = (Instant::now(), Millis::default());
        let unix_start = Millis(crate::shared::unix_millis());
        Self { server, started, now, unix_start, secret, limits, ways, forwarded: Vec::new() }
    }

    /// With sockets for relayed addresses.
    pub(super) fn with_outside(mut self, opening: Opening) -> Self {
        self.ways.outside = Some(Outside::new(opening));
        self
    }

    pub(super) const fn server_and_outside(&mut self) -> (&mut Server, Option<&mut Outside>) {
        (&mut self.server, self.ways.outside.as_mut())
    }

    /// Takes in a packet that has come to the socket of a relayed address.
    pub(super) fn came_from_outside(&mut self, from: Client, packet: &mut Packet<'_>) {
        if let Some(to) = self.server.arrived(self.now, from, packet) {
            self.ways.send(to, packet.bytes());
        }
    }

    pub(super) fn sockets(&self) -> &[Rc<Socket>] {
        &self.ways.sockets
    }

    /// Looks at the clock, once for all that has arrived.
    pub(super) fn wake(&mut self) {
        self.now = Millis(u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX));
    }

    /// Takes in the packets of one message of the system.
    pub(super) fn arrived(&mut self, arrival: Arrival<'_>) {
        let Arrival { buffer, end, stride, remote, local } = arrival;
        let from = Client { transport: Transport::Udp, local, remote };
        let mut start = HEADROOM;
        while start < end {
            let packet = start..(start + stride).min(end);
            start = packet.end;
            self.take(from, buffer, packet, end);
        }
    }

    pub(super) fn perform(&mut self, command: Command) {
        self.wake();
        match command {
            Command::Opened(client, outbox) => drop(self.ways.streams.insert(client, outbox)),
            Command::Came(client, chunk) => self.came(client, chunk),
            Command::Closed(client) => {
                self.ways.streams.remove(&client);
                self.server.closed(client);
            }
            Command::Units(units) => {
                self.server.set_units(units.places().to_vec());
                self.ways.units = Some(units);
            }
            Command::Forwarded(forwarded) => self.forward(&forwarded),
            Command::Reload(limits) => {
                self.limits = limits;
                self.server.reload(settings(&self.secret, limits, self.unix_start));
            }
            Command::Drain => self.server.drain(),
            Command::Count(answer) => {
                // Whoever asked may have gone.
                let _ = answer.send(self.figures());
            }
        }
    }

    /// Sends what waits for more of its kind.
    pub(super) fn flush(&mut self) {
        let Ways { sockets, bursts, figures, .. } = &mut self.ways;
        bursts.flush(|to, packets, length| send(sockets, figures, to, packets, length));
        if let Some(outside) = &self.ways.outside {
            outside.look_at(self.server.wanted_ports());
        }
    }

    /// Lets time pass, and follows the clock on the wall where somebody sets it.
    pub(super) fn tick(&mut self, wall: Millis) {
        self.wake();
        let unix_start = wall - self.now;
        if unix_start.since(self.unix_start) > SET || self.unix_start.since(unix_start) > SET {
            self.unix_start = unix_start;
            self.server.clock_set(unix_start);
        }
        self.server.tick(self.now);
    }

    fn figures(&self) -> Figures {
        Figures { relay: self.server.counters(), streams: self.ways.streams.len(), ..self.ways.figures }
    }

    /// Takes what a forwarding unit sends to relayed addresses.
    fn forward(&mut self, forwarded: &Forwarded) {
        let from = Client { transport: Transport::Udp, local: forwarded.relayed, remote: forwarded.unit };
        for payload in forwarded.packets.chunks(forwarded.length.max(1)) {
            let range = HEADROOM..HEADROOM + payload.len();
            self.forwarded.resize(range.end + TAILROOM, 0);
            self.forwarded[range.clone()].copy_from_slice(payload);
            let mut packet = Packet::new(&mut self.forwarded, range);
            if let Some(to) = self.server.forwarded(self.now, from, &mut packet) {
                self.ways.send(to, packet.bytes());
            }
        }
    }

    fn came(&mut self, from: Client, chunk: Chunk) {
        let Chunk { mut bytes, end } = chunk;
        let mut start = HEADROOM;
        while let Framed::Whole { taken, message } = next(bytes.get(start..end).unwrap_or_default()) {
            let packet = start..start + message;
            self.take(from, &mut bytes, packet, end);
            start += taken;
        }
    }

    /// Hands one packet to the machine and sends what it says. What it writes behind the packet may be the next one, so
    /// that is put back.
    fn take(&mut self, from: Client, buffer: &mut [u8], packet: Range<usize>, end: usize) {
        let room = packet.end..(packet.end + TAILROOM).min(buffer.len());
        let mut behind = [0; TAILROOM];
        let is_followed = packet.end < end;
        if is_followed {
            behind[..room.len()].copy_from_slice(&buffer[room.clone()]);
        }
        let mut packet = Packet::new(&mut buffer[..room.end], packet);
        if let Some(to) = self.server.receive(self.now, from, &mut packet) {
            self.ways.send(to, packet.bytes());
        }
        if is_followed {
            buffer[room.clone()].copy_from_slice(&behind[..room.len()]);
        }
    }
}

impl Ways {
    fn send(&mut self, to: Client, packet: &[u8]) {
        match to.transport {
            Transport::Udp => {
                let Self { sockets, bursts, figures, outside, units, .. } = self;
                if let Some(units) = units.as_mut().filter(|units| units.are_at(to.remote)) {
                    if units.hand(to.local, to.remote, packet).is_none() {
                        figures.packets_not_forwarded += 1;
                    }
                    return;
                }
                if let Some(socket) = outside.as_ref().and_then(|outside| outside.socket_at(to.local)) {
                    match socket.try_send_to(packet, to.remote) {
                        Ok(_) => figures.packets_sent += 1,
                        // A packet for which there is no room is a lost packet.
                        Err(_) => figures.packets_unsent += 1,
                    }
                    return;
                }
                bursts.add(to, packet, |to, packets, length| send(sockets, figures, to, packets, length));
            }
            Transport::Tcp | Transport::Tls => {
                let outcome = self.streams.get(&to).map(|outbox| outbox.put(packet));
                if outcome != Some(Ok(())) {
                    self.figures.messages_lost += 1;
                }
            }
        }
    }
}

fn send(sockets: &[Rc<Socket>], figures: &mut Figures, to: Client, packets: &[u8], length: usize) {
    let count = packets.len().div_ceil(length.max(1)) as u64;
    let Some(socket) = sockets.iter().find(|socket| socket.is_at(to.local)) else {
        figures.packets_unsent += count;
        return;
    };
    match socket.send(to.local.ip(), to.remote, packets, length) {
        Ok(()) => {
            figures.packets_sent += count;
            figures.bursts_sent += 1;
        }
        Err(_) => figures.packets_unsent += count,
    }
}

#[cfg(test)]
mod tests;
