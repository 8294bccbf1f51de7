use super::{Figures, Order, Outlets, Streamed};
use crate::{
    plane::{Forwarded, PlaneHandle},
    rooms::{
        handover::{Handover, Parcel},
        happenings::Happenings,
        relayed::is_relayed,
        steering::{Standing, Steering},
        stream::frame,
    },
    stream::Outbox,
    udp::{Inbox, Socket},
};
use heliograph_sfu::{Arrival, Path, Transmit, Transport, Unit};
use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

/// How soon it is tried again to tell what there was no room for.
const AGAIN: Duration = Duration::from_millis(50);

/// The unit between its sockets and streams.
pub(super) struct Core {
    unit: Unit,
    now: Instant,
    ways: Ways,
    others: Others,
    happenings: Happenings,
}

/// Where packets go from here.
struct Ways {
    sockets: Vec<Socket>,
    streams: HashMap<Path, Stream>,
    /// A packet on its way into a stream.
    framed: Vec<u8>,
    plane: PlaneHandle,
    figures: Figures,
}

struct Stream {
    outbox: Arc<Outbox>,
    /// Whether anything that came by it was for somebody here.
    is_known: bool,
}

/// The other shards.
struct Others {
    ways: Vec<Handover>,
    steering: Steering,
}

impl Core {
    /// Of a unit with these sockets.
    pub(super) fn new(unit: Unit, sockets: Vec<Socket>, outlets: Outlets) -> Self {
        let Outlets { others, happenings, plane } = outlets;
        let (streams, framed, figures) = (HashMap::new(), Vec::new(), Figures::default());
        let ways = Ways { sockets, streams, framed, plane, figures };
        let others = Others { ways: others, steering: Steering::new() };
        Self { unit, now: Instant::now(), ways, others, happenings }
    }

    pub(super) fn sockets(&self) -> &[Socket] {
        &self.ways.sockets
    }

    /// When there is something to do although nothing comes.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let again = self.happenings.are_waiting().then(|| self.now + AGAIN);
        [self.unit.deadline(), again].into_iter().flatten().min()
    }

    /// Looks at the clock, once for all that has come.
    pub(super) fn wake(&mut self) {
        self.now = Instant::now();
    }

    pub(super) fn perform(&mut self, order: Order) {
        match order {
            Order::Do(command, _asked) => self.unit.handle(self.now, command),
            Order::Limit(limits) => self.unit.set_limits(limits),
            Order::Count(reply) => {
                let streams = self.ways.streams.len() as u64;
                let figures = Figures { unit: self.unit.counters(), streams, ..self.ways.figures };
                // Whoever asked may have gone.
                let _ = reply.send(figures);
            }
        }
    }

    /// Takes in some of what has come to the sockets, and says whether there may be more.
    pub(super) fn receive(&mut self, inbox: &mut Inbox) -> bool {
        let mut came = false;
        for place in 0..self.ways.sockets.len() {
            let socket = &self.ways.sockets[place];
            // What cannot be taken in is a lost packet, and nothing to come is no packet.
            let Ok(count) = socket.receive(inbox) else { continue };
            came = true;
            for arrival in inbox.arrivals(count, socket.local()) {
                if is_relayed(arrival.remote) {
                    // Whoever is on the relay does not come this way, and whoever writes that is somebody else.
                    continue;
                }
                let path = Path { transport: Transport::Udp, local: arrival.local, remote: arrival.remote };
                let packets = arrival.packets();
                take(
                    &mut self.unit,
                    &mut self.others,
                    &mut self.ways.figures,
                    Batch { now: self.now, path, packets, length: arrival.stride },
                );
            }
        }
        came
    }

    /// Takes in what another shard has handed over. It goes no further from here.
    pub(super) fn take_parcel(&mut self, parcel: &Parcel) {
        let mut is_known = false;
        for packet in parcel.packets() {
            is_known |= self.unit.receive(self.now, parcel.path(), packet) == Arrival::Taken;
        }
        parcel.say(is_known);
    }

    pub(super) fn streamed(&mut self, streamed: Streamed) {
        match streamed {
            Streamed::Opened { path, outbox, first } => {
                self.ways.streams.insert(path, Stream { outbox, is_known: false });
                self.streamed(Streamed::Came(path, first));
            }
            Streamed::Came(path, packets) => {
                let Some(stream) = self.ways.streams.get_mut(&path) else { return };
                for packet in packets.each() {
                    stream.is_known |= self.unit.receive(self.now, path, packet) == Arrival::Taken;
                }
                if !stream.is_known {
                    // A stream is for one member, whom its first packets name. It ends at the other side then.
                    stream.outbox.close();
                }
            }
            Streamed::Closed(path) => {
                if self.ways.streams.remove(&path).is_some_and(|stream| stream.is_known) {
                    self.unit.lost(self.now, path);
                }
            }
        }
    }

    /// Has the unit do all that has come, sends what it wants to send, and tells what happened.
    pub(super) fn flush(&mut self) {
        let ways = &mut self.ways;
        self.unit.advance(self.now, &mut |transmit| ways.send(transmit));
        for happened in self.unit.happened() {
            self.happenings.add(happened);
        }
        self.happenings.tell();
    }
}

/// Packets of one way that came together.
struct Batch<'a> {
    now: Instant,
    path: Path,
    packets: &'a [u8],
    length: usize,
}

/// Hands packets to the unit, or to the shard that they are for.
fn take(unit: &mut Unit, others: &mut Others, figures: &mut Figures, batch: Batch<'_>) {
    let Batch { now, path, packets, length } = batch;
    let mut start = 0;
    while start < packets.len() {
        let mut end = (start + length).min(packets.len());
        let elsewhere = match unit.receive(now, path, &packets[start..end]) {
            Arrival::Taken => None,
            // Nobody gave out the names of shards that are not there.
            Arrival::Elsewhere(shard) if usize::from(shard) >= others.ways.len() => None,
            Arrival::Elsewhere(shard) => Some(others.steering.name(path, shard)),
            Arrival::Unknown => {
                let steered = others.steering.shard_of(&path);
                figures.known_elsewhere += u64::from(steered.is_some());
                steered
            }
        };
        if let Some(steered) = elsewhere
            && let Some(way) = others.ways.get(usize::from(steered.shard))
        {
            // Of strangers each packet has to name somebody.
            end = match steered.standing {
                Standing::Known => packets.len(),
                Standing::Stranger => end,
            };
            let rest = &packets[start..end];
            let count = rest.len().div_ceil(length) as u64;
            match way.hand(steered, path, (rest, length)) {
                Some(()) => figures.handed_over += count,
                None => figures.not_handed_over += count,
            }
        }
        start = end;
    }
}

impl Ways {
    fn send(&mut self, transmit: Transmit<'_>) {
        let Transmit { path, packets, length } = transmit;
        match path.transport {
            Transport::Udp if is_relayed(path.remote) => self.send_by_relay(path, packets, length),
            Transport::Udp => self.send_by_socket(path, packets, length),
            Transport::Tcp => self.send_by_stream(path, packets, length),
        }
    }

    fn send_by_socket(&mut self, path: Path, packets: &[u8], length: usize) {
        let length = length.max(1);
        let Some(socket) = self.sockets.iter().find(|socket| socket.is_at(path.local)) else {
            self.figures.packets_unsent += packets.len().div_ceil(length) as u64;
            return;
        };
        for burst in packets.chunks(length * socket.longest_burst().max(1)) {
            let count = burst.len().div_ceil(length) as u64;
            match socket.send(path.local.ip(), path.remote, burst, length) {
                Ok(()) => {
                    self.figures.packets_sent += count;
                    self.figures.bursts_sent += 1;
                }
                // What the system has no room for is lost, as UDP loses packets.
                Err(_) => self.figures.packets_unsent += count,
            }
        }
    }

    fn send_by_relay(&mut self, path: Path, packets: &[u8], length: usize) {
        let count = packets.len().div_ceil(length.max(1)) as u64;
        let packets = packets.into();
        let forwarded = Forwarded { unit: path.local, relayed: path.remote, packets, length };
        match self.plane.forwarded(forwarded) {
            Ok(()) => self.figures.packets_sent += count,
            Err(_) => self.figures.packets_unsent += count,
        }
    }

    fn send_by_stream(&mut self, path: Path, packets: &[u8], length: usize) {
        let Self { streams, framed, figures, .. } = self;
        let stream = streams.get(&path);
        for packet in packets.chunks(length.max(1)) {
            let put = stream.zip(frame(packet, framed)).map(|(stream, ())| stream.outbox.put(framed));
            match put {
                Some(Ok(())) => figures.packets_sent += 1,
                Some(Err(_)) | None => figures.stream_packets_lost += 1,
            }
        }
    }
}
