//! Rooms: people meet at a socket (`docs/protocol/room.md`), and what each of them sends is passed on to the others. Both
//! machines are in `heliograph-sfu`. One task owns the one that knows who is where; each shard is a thread that owns a
//! forwarding unit.

mod candidates;
mod handover;
mod happenings;
mod host;
mod relayed;
mod shard;
mod steering;
mod stream;

pub(crate) use candidates::found_by;
pub(crate) use handover::Handover;
pub(crate) use host::own_secret;
pub(crate) use relayed::relayed;
pub(crate) use shard::Figures as ShardFigures;
pub(crate) use steering::Steering;
pub(crate) use stream::carry;

use crate::{
    config::{Forwarding, Limits, RoomMakers},
    doors::{self, Guests},
    outbox::{Bounds, Outbox},
    plane::{PlaneHandle, Units},
    server::Successor,
    source::Source,
    state::{StateError, random},
};
use axum::body::Bytes;
use happenings::Hearing;
use heliograph_sfu::{
    Happened, Settings, Transport,
    rooms::{self, Guest},
};
use heliograph_wire::{
    Private,
    room::{LONGEST, Request},
};
use host::Host;
use shard::{Lane, Start, Started};
use std::{
    io,
    net::{SocketAddr, UdpSocket},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use thiserror::Error;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot},
    time,
};

/// Requests that wait for the machine, or for a unit: who asks more waits with them, before the next is read.
const REQUESTS: usize = 256;

/// For one page what a large room tells at once may wait, with some descriptions.
const BOUNDS: Bounds = Bounds { each: 4 * LONGEST, all: 64 << 20 };

/// What waits for the host that shards told; the rest waits there.
const HAPPENINGS: usize = 4096;

/// How long the last that is said may take to be taken in.
const FAREWELL: Duration = Duration::from_secs(2);

/// How often it is asked whether everybody has left.
const GLANCE: Duration = Duration::from_millis(20);

/// The way to rooms.
pub(crate) struct Rooms {
    /// Who may make them.
    pub makers: RoomMakers,
    news: mpsc::UnboundedSender<News>,
    requests: Arc<Semaphore>,
    guests: Arc<Guests>,
    arrived: AtomicU64,
    /// What waits for all readers, in bytes.
    bytes: Arc<AtomicUsize>,
    lanes: Vec<Lane>,
    /// Streams that carry media now.
    streams: AtomicUsize,
}

/// What is counted of rooms.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    /// By the machine that knows who is where.
    pub hall: rooms::Figures,
    /// By each shard.
    pub shards: Vec<ShardFigures>,
}

/// Why there can be no rooms.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum RoomsError {
    #[error(transparent)]
    State(#[from] StateError),
    #[error("the sockets of rooms cannot be used: {0}")]
    Socket(#[from] io::Error),
}

/// What the host of the machine is told. Sockets are counted, and so is what they ask, and what shards tell: that bounds
/// what waits here.
enum News {
    Arrived { guest: Guest, source: Source, outbox: Arc<Outbox> },
    Asked { guest: Guest, request: Option<Request>, permit: OwnedSemaphorePermit },
    Left(Guest),
    Happened { happened: Happened, _room: Option<OwnedSemaphorePermit> },
    Limits(Limits),
    Counted(oneshot::Sender<Figures>),
    Stopping(Successor),
}

/// One socket. Its guest leaves when this is dropped.
pub(crate) struct Place {
    guest: Guest,
    outbox: Arc<Outbox>,
    rooms: Arc<Rooms>,
    _entry: doors::Guest,
}

/// What rooms begin with.
pub(crate) struct Opening<'a> {
    /// What the settings say.
    pub forwarding: &'a Forwarding,
    /// What may be used up.
    pub limits: Limits,
    /// What tickets and invites are signed with.
    pub secret: &'a Private<[u8; 32]>,
    /// The sockets of each shard.
    pub sockets: Vec<Vec<UdpSocket>>,
    /// Where streams are taken, if browsers reach that.
    pub tcp: &'a [SocketAddr],
    /// The relay, by which those come whose UDP is blocked.
    pub plane: &'a PlaneHandle,
}

/// Begins. The future that is given back has to run until the server stops.
pub(crate) fn start(
    opening: Opening<'_>,
) -> Result<(Arc<Rooms>, impl Future<Output = ()> + use<>), RoomsError> {
    let Opening { forwarding, limits, secret, sockets, tcp, plane } = opening;
    let media = sockets.first().into_iter().flatten().map(UdpSocket::local_addr);
    let candidates = candidates::all(forwarding, &media.collect::<io::Result<Vec<_>>>()?, tcp);
    let (news, heard) = mpsc::unbounded_channel();
    let hearing = Hearing::new(news.clone(), HAPPENINGS);
    let unit_limits = host::unit_limits(&limits, sockets.len());
    let starts = (0..).zip(sockets).map(|(shard, sockets)| {
        let settings = Settings { shard, candidates: candidates.clone(), limits: unit_limits };
        let (hearing, plane) = (hearing.clone(), plane.clone());
        Ok(Start { settings, seed: *random()?.reveal(), sockets, hearing, plane })
    });
    let Started { shards, lanes, handovers } = shard::start(starts.collect::<Result<_, StateError>>()?)?;
    let is_udp = |(transport, place): (Transport, SocketAddr)| (transport == Transport::Udp).then_some(place);
    plane.begin_forwarding(Units::new(candidates.into_iter().filter_map(is_udp).collect(), handovers));
    let host = Host::new(forwarding.clone(), &limits, secret, shards)?;
    let rooms = Rooms {
        makers: forwarding.makers.clone(),
        news,
        requests: Arc::new(Semaphore::new(REQUESTS)),
        guests: Guests::new(),
        arrived: AtomicU64::new(0),
        bytes: Arc::default(),
        lanes,
        streams: AtomicUsize::new(0),
    };
    Ok((Arc::new(rooms), host.run(heard)))
}

impl Rooms {
    /// Lets one more socket in.
    pub(crate) fn enter(self: &Arc<Self>, source: Source, limits: &Limits) -> Option<Place> {
        let entry = self.guests.enter(source, limits.connections, limits.connections_per_source)?;
        let guest = Guest(self.arrived.fetch_add(1, Ordering::Relaxed));
        let outbox = Arc::new(Outbox::new(BOUNDS, self.bytes.clone()));
        self.tell(News::Arrived { guest, source, outbox: outbox.clone() });
        Some(Place { guest, outbox, rooms: self.clone(), _entry: entry })
    }

    /// What is counted.
    pub(crate) async fn figures(&self) -> Figures {
        let (reply, figures) = oneshot::channel();
        self.tell(News::Counted(reply));
        figures.await.unwrap_or_default()
    }

    /// Changes what may be used up.
    pub(crate) fn set_limits(&self, limits: Limits) {
        self.tell(News::Limits(limits));
    }

    /// Sends everybody to whoever is started in place of this, or tells them that it is over, and lets them go. Ends when
    /// they are gone, or soon.
    pub(crate) async fn stop(&self, successor: Successor) {
        self.tell(News::Stopping(successor));
        let gone = async {
            while self.guests.count() > 0 {
                time::sleep(GLANCE).await;
            }
        };
        // Whoever takes nothing in is gone with the server.
        let _ = time::timeout(FAREWELL, gone).await;
    }

    /// Streams that carry media now.
    pub(crate) fn streams(&self) -> usize {
        self.streams.load(Ordering::Relaxed)
    }

    /// The way for streams to a shard.
    fn lane(&self, shard: u8) -> Option<&Lane> {
        self.lanes.get(usize::from(shard))
    }

    fn tell(&self, news: News) {
        // Once the server stops, nobody listens.
        let _ = self.news.send(news);
    }
}

impl Place {
    /// What the guest is told next; nothing more comes where they are dismissed.
    pub(crate) async fn told(&self) -> Option<Bytes> {
        self.outbox.take().await
    }

    /// Whether they are refused what they came for.
    pub(crate) fn is_refused(&self) -> bool {
        self.outbox.is_refusal()
    }

    /// Hands on what they ask.
    pub(crate) async fn asked(&self, bytes: &[u8]) {
        let request = Request::decode(bytes);
        let Ok(permit) = self.rooms.requests.clone().acquire_owned().await else { return };
        self.rooms.tell(News::Asked { guest: self.guest, request, permit });
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.rooms.tell(News::Left(self.guest));
    }
}
