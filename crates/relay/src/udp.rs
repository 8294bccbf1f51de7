//! UDP sockets, read and written in bursts: many packets for one call of the system, where it can do that (GRO, GSO).

mod bursts;

pub(crate) use bursts::Bursts;

use heliograph_turn::{HEADROOM, TAILROOM};
use quinn_udp::{BATCH_SIZE, RecvMeta, Transmit, UdpSockRef, UdpSocketState};
use std::{
    io::{self, IoSliceMut},
    net::{IpAddr, SocketAddr, UdpSocket},
    task::{Context, Poll},
};
use tokio::io::Interest;

/// The most bytes that one message of the system holds, which with GRO is many packets.
const LONGEST: usize = 65_535;

/// What the system may keep for us while we are busy, in bytes; it gives less where it has a limit of its own.
const SYSTEM_BUFFER: usize = 4 << 20;

/// One open socket.
pub(crate) struct Socket {
    io: tokio::net::UdpSocket,
    state: UdpSocketState,
    local: SocketAddr,
}

/// Where packets come in: a place for each message, with room before and behind each.
///
/// Memory that was never written to costs nothing, so this is as large as it may ever have to be.
pub(crate) struct Inbox {
    bytes: Vec<u8>,
    facts: [RecvMeta; BATCH_SIZE],
}

/// One message of the system: one packet, or several of the same length (the last may be shorter) from one client.
pub(crate) struct Arrival<'a> {
    /// All that may be written to, the packets and the room around them.
    pub buffer: &'a mut [u8],
    /// Where the packets end; they begin after the room.
    pub end: usize,
    /// How long each is.
    pub stride: usize,
    /// Where they come from.
    pub remote: SocketAddr,
    /// Where they arrived, the very address.
    pub local: SocketAddr,
}

impl Socket {
    /// Takes over a bound socket, from within a runtime.
    pub(crate) fn new(socket: UdpSocket) -> io::Result<Self> {
        let state = UdpSocketState::new(UdpSockRef::from(&socket))?;
        // Without these the defaults of the system do as well.
        let _ = state.set_recv_buffer_size(UdpSockRef::from(&socket), SYSTEM_BUFFER);
        let _ = state.set_send_buffer_size(UdpSockRef::from(&socket), SYSTEM_BUFFER);
        socket.set_nonblocking(true)?;
        let local = socket.local_addr()?;
        Ok(Self { io: tokio::net::UdpSocket::from_std(socket)?, state, local })
    }

    /// Where it is bound.
    pub(crate) const fn local(&self) -> SocketAddr {
        self.local
    }

    /// Whether packets that arrived at this address arrived here.
    pub(crate) fn is_at(&self, local: SocketAddr) -> bool {
        local.port() == self.local.port()
            && local.is_ipv4() == self.local.is_ipv4()
            && (self.local.ip().is_unspecified() || self.local.ip() == local.ip())
    }

    /// How many packets of one length it sends at once.
    pub(crate) fn longest_burst(&self) -> usize {
        self.state.max_gso_segments()
    }

    /// Waits until something has arrived.
    pub(crate) async fn arrived(&self) -> io::Result<()> {
        self.io.readable().await
    }

    /// The same, for whoever waits for several sockets.
    pub(crate) fn poll_arrived(&self, context: &mut Context<'_>) -> Poll<()> {
        self.io.poll_recv_ready(context).map(drop)
    }

    /// Takes in what has arrived, and says how many messages of the system that were.
    pub(crate) fn receive(&self, inbox: &mut Inbox) -> io::Result<usize> {
        let (bytes, facts) = (&mut inbox.bytes, &mut inbox.facts);
        self.io.try_io(Interest::READABLE, || {
            let mut rooms = bytes.chunks_exact_mut(Inbox::PLACE).map(|place| {
                let (_, rest) = place.split_at_mut(HEADROOM);
                IoSliceMut::new(&mut rest[..LONGEST])
            });
            let mut rooms: [IoSliceMut<'_>; BATCH_SIZE] =
                std::array::from_fn(|_| rooms.next().unwrap_or_else(|| IoSliceMut::new(&mut [])));
            self.state.recv(UdpSockRef::from(&self.io), &mut rooms, facts)
        })
    }

    /// Sends packets of one length (the last may be shorter) to one client. What the system has no room for is lost,
    /// as UDP loses packets.
    pub(crate) fn send(
        &self,
        local: IpAddr,
        remote: SocketAddr,
        packets: &[u8],
        length: usize,
    ) -> io::Result<()> {
        let src_ip = (!local.is_unspecified()).then_some(local);
        let segment_size = (packets.len() > length).then_some(length);
        let transmit = Transmit { destination: remote, ecn: None, contents: packets, segment_size, src_ip };
        self.io.try_io(Interest::WRITABLE, || self.state.try_send(UdpSockRef::from(&self.io), &transmit))
    }
}

impl Arrival<'_> {
    /// The packets.
    pub(crate) fn packets(&self) -> &[u8] {
        self.buffer.get(HEADROOM..self.end).unwrap_or_default()
    }
}

impl Inbox {
    const PLACE: usize = HEADROOM + LONGEST + TAILROOM;

    /// An empty one.
    pub(crate) fn new() -> Self {
        Self { bytes: vec![0; BATCH_SIZE * Self::PLACE], facts: [RecvMeta::default(); BATCH_SIZE] }
    }

    /// What the last call of [`Socket::receive`] brought.
    pub(crate) fn arrivals(&mut self, count: usize, bound: SocketAddr) -> impl Iterator<Item = Arrival<'_>> {
        self.bytes.chunks_exact_mut(Self::PLACE).zip(self.facts.iter()).take(count).map(
            move |(buffer, facts)| Arrival {
                buffer,
                end: HEADROOM + facts.len.min(LONGEST),
                stride: facts.stride.max(1),
                remote: facts.addr,
                local: SocketAddr::new(facts.dst_ip.unwrap_or(bound.ip()), bound.port()),
            },
        )
    }
}

impl Default for Inbox {
    fn default() -> Self {
        Self::new()
    }
}
