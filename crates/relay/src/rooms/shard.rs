//! A shard: one thread that owns a forwarding unit and the sockets of that, and shares nothing with any other. A room lives
//! on one shard, so nothing that goes from one member to another waits for a lock.
//!
//! What it is told comes by channels: commands from the host of rooms, packets of streams, and packets that the system
//! handed to another shard although they are for this one.

mod core;

use super::{
    handover::{Handed, Handover, handover},
    happenings::{Happenings, Hearing},
    stream::Packets,
};
use crate::{
    alarm::Alarm,
    plane::PlaneHandle,
    stream::Outbox,
    udp::{Inbox, Socket},
};
use core::Core;
use heliograph_sfu::{Command, Counters, Limits, Path, Settings, Unit};
use std::{
    future::{pending, poll_fn},
    io,
    net::UdpSocket,
    sync::Arc,
    task::Poll,
    thread,
    time::{Duration, Instant},
};
use tokio::{
    sync::{OwnedSemaphorePermit, mpsc, oneshot},
    time,
};

/// Messages of streams that may wait for a shard; who has more is read more slowly.
const STREAMED: usize = 256;

/// How many messages of the system are taken in before something is sent.
const MESSAGES_AT_ONCE: usize = 8;

/// How soon a unit is asked again that has something to do all the time.
const SOONEST: Duration = Duration::from_micros(500);

/// What a shard is told by the host of rooms.
pub(super) enum Order {
    /// To do this. What asked for it makes room for the next that is asked once it is done.
    Do(Command, Option<Arc<OwnedSemaphorePermit>>),
    /// That other limits hold.
    Limit(Limits),
    /// To say what it counted.
    Count(oneshot::Sender<Figures>),
}

/// What a shard counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Figures {
    /// By the unit.
    pub unit: Counters,
    /// Packets that were handed to the system.
    pub packets_sent: u64,
    /// Calls of the system that this took.
    pub bursts_sent: u64,
    /// Packets for which the system had no room.
    pub packets_unsent: u64,
    /// Packets that a slow stream lost.
    pub stream_packets_lost: u64,
    /// Packets that were handed to another shard.
    pub handed_over: u64,
    /// Packets that this unit did not know, and that went to another shard for that.
    pub known_elsewhere: u64,
    /// Packets for another shard that had no room for them.
    pub not_handed_over: u64,
    /// Streams that there are now.
    pub streams: u64,
}

/// The way to a shard for its host.
pub(super) struct Shard(mpsc::UnboundedSender<Order>);

/// The way to a shard for streams.
#[derive(Clone)]
pub(crate) struct Lane(mpsc::Sender<Streamed>);

enum Streamed {
    Opened { path: Path, outbox: Arc<Outbox>, first: Packets },
    Came(Path, Packets),
    Closed(Path),
}

/// What a shard begins with.
pub(super) struct Start {
    /// Its unit's.
    pub settings: Settings,
    /// Chance for it.
    pub seed: [u8; 32],
    /// Its sockets.
    pub sockets: Vec<UdpSocket>,
    /// Who hears what happens there.
    pub hearing: Hearing,
    /// The relay.
    pub plane: PlaneHandle,
}

/// The ways to all shards.
pub(super) struct Started {
    /// For the host.
    pub shards: Vec<Shard>,
    /// For streams.
    pub lanes: Vec<Lane>,
    /// For packets.
    pub handovers: Vec<Handover>,
}

/// Starts all shards, and waits until their sockets are read. They run until the host is gone.
pub(super) fn start(starts: Vec<Start>) -> io::Result<Started> {
    let (handovers, receivers): (Vec<_>, Vec<_>) = starts.iter().map(|_| handover()).unzip();
    let mut shards = Vec::new();
    let mut lanes = Vec::new();
    for (start, handed) in starts.into_iter().zip(receivers) {
        let (orders, ordered) = mpsc::unbounded_channel();
        let (lane, streamed) = mpsc::channel(STREAMED);
        spawn(start, handovers.clone(), Inputs { ordered, streamed, handed })?;
        shards.push(Shard(orders));
        lanes.push(Lane(lane));
    }
    Ok(Started { shards, lanes, handovers })
}

impl Shard {
    /// Tells it something.
    pub(super) fn tell(&self, order: Order) {
        // It lives as long as the process, or as this.
        let _ = self.0.send(order);
    }

    /// What it counted.
    pub(super) fn figures(&self) -> oneshot::Receiver<Figures> {
        let (reply, figures) = oneshot::channel();
        self.tell(Order::Count(reply));
        figures
    }
}

impl Lane {
    /// A stream was opened, with these packets; what goes there is put into its outbox. None where the shard is gone.
    pub(super) async fn opened(&self, path: Path, outbox: Arc<Outbox>, first: Packets) -> Option<()> {
        self.0.send(Streamed::Opened { path, outbox, first }).await.ok()
    }

    /// Packets came by a stream.
    pub(super) async fn came(&self, path: Path, packets: Packets) -> Option<()> {
        self.0.send(Streamed::Came(path, packets)).await.ok()
    }

    /// A stream ended.
    pub(super) async fn closed(&self, path: Path) {
        let _ = self.0.send(Streamed::Closed(path)).await;
    }
}

/// All to whom a shard hands on something but by its sockets.
struct Outlets {
    others: Vec<Handover>,
    happenings: Happenings,
    plane: PlaneHandle,
}

/// All that comes to a shard but by its sockets.
struct Inputs {
    ordered: mpsc::UnboundedReceiver<Order>,
    streamed: mpsc::Receiver<Streamed>,
    handed: Handed,
}

fn spawn(start: Start, others: Vec<Handover>, inputs: Inputs) -> io::Result<()> {
    let (started, outcome) = std::sync::mpsc::channel();
    thread::Builder::new().name(format!("shard {}", start.settings.shard)).spawn(move || {
        let _alarm = Alarm;
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return drop(started.send(Err(error))),
        };
        runtime.block_on(async {
            let sockets = start.sockets.into_iter().map(Socket::new).collect::<io::Result<Vec<_>>>();
            match sockets {
                Ok(sockets) => {
                    let _ = started.send(Ok(()));
                    let unit = Unit::new(start.settings, start.seed);
                    let happenings = Happenings::new(start.hearing);
                    let outlets = Outlets { others, happenings, plane: start.plane };
                    run(Core::new(unit, sockets, outlets), inputs).await;
                }
                Err(error) => drop(started.send(Err(error))),
            }
        });
    })?;
    outcome.recv().unwrap_or_else(|_| Err(io::Error::other("the thread of a shard ended at once")))
}

/// Takes in whatever has come, lets the unit do all of it, and sends once, until nobody tells it anything any more.
async fn run(mut core: Core, mut inputs: Inputs) {
    let mut inbox = Inbox::new();
    loop {
        let due = core.deadline();
        let mut order = None;
        tokio::select! {
            first = inputs.ordered.recv() => match first {
                Some(first) => {
                    core.wake();
                    order = Some(first);
                }
                None => return,
            },
            Some(streamed) = inputs.streamed.recv() => {
                core.wake();
                core.streamed(streamed);
            }
            Some(parcel) = inputs.handed.next() => {
                core.wake();
                core.take_parcel(&parcel);
            }
            () = arrived(core.sockets()) => core.wake(),
            () = passed(due) => core.wake(),
        }
        for _ in 0..MESSAGES_AT_ONCE {
            if !core.receive(&mut inbox) {
                break;
            }
        }
        for _ in 0..STREAMED {
            let Ok(streamed) = inputs.streamed.try_recv() else { break };
            core.streamed(streamed);
        }
        inputs.handed.waiting().for_each(|parcel| core.take_parcel(&parcel));
        at_once(order, &mut inputs.ordered).for_each(|order| core.perform(order));
        core.flush();
    }
}

/// The orders that are carried out before anything is sent. An offer takes as long as thousands of packets, so those that
/// come behind one wait.
fn at_once(
    first: Option<Order>,
    waiting: &mut mpsc::UnboundedReceiver<Order>,
) -> impl Iterator<Item = Order> {
    let mut next = first;
    let mut offers = 0;
    std::iter::from_fn(move || {
        if offers > 0 {
            return None;
        }
        let order = next.take().or_else(|| waiting.try_recv().ok())?;
        offers += u32::from(matches!(order, Order::Do(Command::Offer { .. }, _)));
        Some(order)
    })
}

/// Waits until something has come to one of these sockets.
async fn arrived(sockets: &[Socket]) {
    poll_fn(|context| {
        let is_ready = |socket: &Socket| socket.poll_arrived(context).is_ready();
        // Each of them has to know whom to wake.
        let ready = sockets.iter().map(is_ready).filter(|ready| *ready).count();
        if ready > 0 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

async fn passed(due: Option<Instant>) {
    match due {
        Some(due) => time::sleep_until(due.max(Instant::now() + SOONEST).into()).await,
        None => pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::{Order, at_once};
    use heliograph_sfu::{Command, RoomNumber, Who};
    use heliograph_wire::{Private, room::MemberId};
    use tokio::sync::mpsc;

    const ANA: Who = Who { room: RoomNumber(1), member: MemberId(1) };

    fn offer(number: u32) -> Order {
        let sdp = Private::new(String::new());
        Order::Do(Command::Offer { who: ANA, number, sdp, bits_per_second: 0 }, None)
    }

    fn show() -> Order {
        Order::Do(Command::Show { who: ANA, tiles: Vec::new() }, None)
    }

    #[test]
    fn something_is_sent_between_one_offer_and_the_next() {
        let (orders, mut ordered) = mpsc::unbounded_channel();
        for order in [show(), show(), offer(1), offer(2), show(), offer(3)] {
            assert!(orders.send(order).is_ok());
        }
        let mut turn = |first| {
            at_once(first, &mut ordered)
                .map(|order| match order {
                    Order::Do(Command::Offer { number, .. }, _) => number,
                    _ => 0,
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(turn(None), [0, 0, 1]);
        assert_eq!(turn(None), [2]);
        assert_eq!(turn(Some(offer(9))), [9]);
        assert_eq!(turn(Some(show())), [0, 0, 3]);
        assert_eq!(turn(None), [0; 0]);
    }
}
