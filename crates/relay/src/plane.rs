//! The plane on which packets move: one thread that owns the sockets and the machine of the relay, so that nothing on a
//! packet's way waits for a lock, nor for somebody's handshake.
//!
//! Streams are read and written elsewhere. What comes in by them is handed over by a channel of bounded length, and
//! what goes out waits in each stream's outbox.

mod core;
mod outside;
mod units;

pub(crate) use outside::Opening;
pub(crate) use units::{Forwarded, Units};

use crate::{
    alarm::Alarm,
    config::Limits,
    shared::unix_millis,
    stream::{Chunk, Outbox},
    udp::{Inbox, Socket},
};
use core::Core;
use heliograph_turn::{Client, Counters, Rate, Seeds, Server, Settings};
use heliograph_wire::{Millis, Private};
use outside::keep_stock;
use std::{cell::RefCell, io, net::UdpSocket, rc::Rc, sync::Arc, thread, time::Duration};
use tokio::{
    sync::{mpsc, oneshot},
    task::LocalSet,
};

/// Messages of streams that may wait for the plane; who has more is read more slowly.
const WAITING: usize = 256;

/// How often what is due is looked after where nothing else happens.
const TICK: Duration = Duration::from_secs(1);

/// The way to the plane; it runs until the last of these is dropped.
#[derive(Clone)]
pub(crate) struct PlaneHandle(mpsc::Sender<Command>);

/// The plane is gone, which only the end of the process makes it.
#[derive(Debug)]
pub(crate) struct Gone;

enum Command {
    Opened(Client, Arc<Outbox>),
    Came(Client, Chunk),
    Closed(Client),
    Units(Units),
    Forwarded(Forwarded),
    Reload(Limits),
    Drain,
    Count(oneshot::Sender<Figures>),
}

/// What the plane has counted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Figures {
    /// What the machine counts.
    pub relay: Counters,
    /// Packets and bursts that were handed to the system.
    pub packets_sent: u64,
    /// Calls of the system that this took.
    pub bursts_sent: u64,
    /// Packets for which the system had no room.
    pub packets_unsent: u64,
    /// Packets that a slow stream lost.
    pub messages_lost: u64,
    /// Packets for forwarding units that had no room for them, or did not know them.
    pub packets_not_forwarded: u64,
    /// Streams that there are now.
    pub streams: usize,
}

/// Starts the plane with bound sockets, and waits until they are read. Where the relay is open, it opens more by itself.
pub(crate) fn start(
    sockets: Vec<UdpSocket>,
    secret: &Private<[u8; 32]>,
    limits: Limits,
    opening: Option<Opening>,
) -> io::Result<PlaneHandle> {
    let (sender, commands) = mpsc::channel(WAITING);
    let (started, outcome) = std::sync::mpsc::channel();
    let secret = secret.clone();
    thread::Builder::new().name("plane".to_owned()).spawn(move || {
        let _alarm = Alarm;
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return drop(started.send(Err(error))),
        };
        LocalSet::new().block_on(&runtime, async {
            match open(sockets, &secret, limits, opening) {
                Ok(core) => {
                    let _ = started.send(Ok(()));
                    run(core, commands).await;
                }
                Err(error) => drop(started.send(Err(error))),
            }
        });
    })?;
    outcome.recv().unwrap_or_else(|_| Err(io::Error::other("the relay's thread ended at once")))?;
    Ok(PlaneHandle(sender))
}

impl PlaneHandle {
    /// A stream was opened; what goes there is put into its outbox.
    pub(crate) async fn opened(&self, client: Client, outbox: Arc<Outbox>) -> Result<(), Gone> {
        self.tell(Command::Opened(client, outbox)).await
    }

    /// Messages came in by a stream.
    pub(crate) async fn came(&self, client: Client, chunk: Chunk) -> Result<(), Gone> {
        self.tell(Command::Came(client, chunk)).await
    }

    /// A stream ended, and with it what the client had.
    pub(crate) async fn closed(&self, client: Client) {
        let _ = self.tell(Command::Closed(client)).await;
    }

    /// There are forwarding units from now on. To be said before anybody else can say anything.
    pub(crate) fn begin_forwarding(&self, units: Units) {
        // The channel is longer than this, and as yet empty.
        let _ = self.0.try_send(Command::Units(units));
    }

    /// Takes over what a unit sends to somebody on the relay, if there is room.
    pub(crate) fn forwarded(&self, packets: Forwarded) -> Result<(), Gone> {
        self.0.try_send(Command::Forwarded(packets)).map_err(|_| Gone)
    }

    /// Limits are others from now on.
    pub(crate) async fn reload(&self, limits: Limits) {
        let _ = self.tell(Command::Reload(limits)).await;
    }

    /// No allocations are made any more.
    pub(crate) async fn drain(&self) {
        let _ = self.tell(Command::Drain).await;
    }

    /// What was counted up to now.
    pub(crate) async fn figures(&self) -> Figures {
        let (answer, answered) = oneshot::channel();
        let _ = self.tell(Command::Count(answer)).await;
        answered.await.unwrap_or_default()
    }

    async fn tell(&self, command: Command) -> Result<(), Gone> {
        self.0.send(command).await.map_err(|_| Gone)
    }
}

/// The settings of the relay's machine.
fn settings(secret: &Private<[u8; 32]>, limits: Limits, unix_start: Millis) -> Settings {
    let mut settings = Settings::new(secret.reveal().to_vec(), unix_start);
    let relay = &mut settings.limits;
    relay.allocations = limits.allocations as usize;
    relay.allocations_per_source = limits.allocations_per_source as usize;
    relay.allocations_per_credential = limits.allocations_per_credential as usize;
    relay.bandwidth_per_allocation = rate(limits.bytes_per_second_each);
    relay.bandwidth = rate(limits.bytes_per_second);
    settings
}

/// Two seconds' worth may come at once, as the first picture of a screen does.
fn rate(bytes_per_second: u64) -> Option<Rate> {
    (bytes_per_second > 0).then_some(Rate { per_second: bytes_per_second, burst: bytes_per_second * 2 })
}

fn open(
    sockets: Vec<UdpSocket>,
    secret: &Private<[u8; 32]>,
    limits: Limits,
    opening: Option<Opening>,
) -> io::Result<Core> {
    let sockets = sockets.into_iter().map(|socket| Ok(Rc::new(Socket::new(socket)?)));
    let sockets = sockets.collect::<io::Result<Vec<_>>>()?;
    let seeds = crate::state::random().map_err(io::Error::other)?;
    let mut settings = settings(secret, limits, Millis(unix_millis()));
    if let Some(opening) = &opening {
        opening.apply(&mut settings)?;
    }
    let server = Server::new(settings, Seeds::new(*seeds.reveal()), Millis::default());
    let core = Core::new(server, sockets, secret.clone(), limits);
    Ok(match opening {
        Some(opening) => core.with_outside(opening),
        None => core,
    })
}

async fn run(core: Core, mut commands: mpsc::Receiver<Command>) {
    let sockets = core.sockets().to_vec();
    let core = Rc::new(RefCell::new(core));
    let mut tasks = tokio::task::JoinSet::new();
    for socket in sockets {
        tasks.spawn_local(listen(socket, core.clone()));
    }
    tasks.spawn_local(tick(core.clone()));
    tasks.spawn_local(keep_stock(core.clone()));
    while let Some(command) = commands.recv().await {
        let mut core = core.borrow_mut();
        core.perform(command);
        for _ in 0..WAITING {
            let Ok(command) = commands.try_recv() else { break };
            core.perform(command);
        }
        core.flush();
    }
}

async fn listen(socket: Rc<Socket>, core: Rc<RefCell<Core>>) {
    let mut inbox = Inbox::new();
    loop {
        if socket.arrived().await.is_err() {
            return;
        }
        match socket.receive(&mut inbox) {
            Ok(count) => {
                let mut core = core.borrow_mut();
                core.wake();
                for arrival in inbox.arrivals(count, socket.local()) {
                    core.arrived(arrival);
                }
                core.flush();
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            // A packet that could not be taken in is a lost packet.
            Err(_) => tokio::task::yield_now().await,
        }
    }
}

async fn tick(core: Rc<RefCell<Core>>) {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        core.borrow_mut().tick(Millis(unix_millis()));
    }
}
