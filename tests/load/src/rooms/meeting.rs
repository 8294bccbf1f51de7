//! People in a room of some server, and what has come to them up to now.

use super::{
    client::{Client, Order},
    janus::{Janus, Threads},
    ours::{Line, Room},
    tally::Tally,
};
use crate::{
    cores::Cores,
    kernel,
    servers::{Program, Server},
    start::told,
};
use anyhow::{Context, Result, bail, ensure};
use heliograph_relay::{Config, Forwarding, Port, RoomMakers, Rooms, Running};
use heliograph_simnet::Feeds;
use heliograph_wire::{
    control::Switch,
    room::{MemberId, Part, Request, Source, Tile},
};
use std::{
    net::{IpAddr, Ipv4Addr, TcpListener},
    process,
    rc::Rc,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::{
    sync::mpsc::UnboundedSender,
    task::{AbortHandle, spawn_blocking, spawn_local},
    time::sleep,
};

/// How long anything may take that has to come about.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often it is looked at.
const TICK: Duration = Duration::from_millis(2);

/// A server with a room for one who shows something and others who watch.
pub enum House {
    /// Ours.
    Companion(Box<Server>, Room),
    /// Ours, in this process.
    Here(Rc<Here>, Room),
    /// Janus.
    Janus(Janus),
}

/// A companion in this process.
pub struct Here {
    running: Running,
    _folder: TempDir,
}

/// Who is there.
pub struct Meeting {
    house: House,
    people: Vec<Attending>,
}

/// Somebody who is there.
pub struct Attending {
    /// What is counted of them.
    pub tally: Rc<Tally>,
    orders: UnboundedSender<Order>,
    task: AbortHandle,
}

/// What was counted in a while.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// What the server's threads ran.
    pub processor: Duration,
    /// How long it was.
    pub took: Duration,
    /// What was sent.
    pub sent: u64,
    /// What came.
    pub came: u64,
    /// What is missing between what came.
    pub missing: u64,
}

impl House {
    /// The companion, with a room that nobody is in.
    pub fn companion(program: &Program, cores: Cores) -> Result<Self> {
        let server = program.start(cores)?;
        let room = Room::new(server.page)?;
        Ok(Self::Companion(Box::new(server), room))
    }

    /// The companion in this process, with rooms for all who come.
    pub fn here() -> Result<Self> {
        let folder = tempfile::tempdir().context("there is no place for temporary files")?;
        let mut config = Config::on_loopback(folder.path().join("state"));
        let (makers, port) = (RoomMakers::Anyone, Port::Exactly(0));
        config.rooms =
            Rooms::Sealed(Forwarding { makers, port, addresses: Vec::new(), shards: 2, revoked: Vec::new() });
        config.metrics = Some((Ipv4Addr::LOCALHOST, free_tcp_port()?).into());
        let running = Running::start(config)?;
        let room = Room::new(running.tcp()[0])?;
        Ok(Self::Here(Rc::new(Here { running, _folder: folder }), room))
    }

    /// The same companion, with a room that nobody is in.
    pub fn another_room(&self) -> Result<Self> {
        let Self::Here(here, _) = self else { bail!("only here are there several rooms") };
        Ok(Self::Here(Rc::clone(here), Room::new(here.running.tcp()[0])?))
    }

    /// Janus.
    pub fn janus(threads: Threads, cores: Cores) -> Result<Self> {
        Ok(Self::Janus(Janus::start(threads, cores)?))
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Companion(..) | Self::Here(..) => "the companion",
            Self::Janus(_) => "Janus",
        }
    }

    fn process(&self) -> u32 {
        match self {
            Self::Companion(server, _) => server.process(),
            Self::Here(..) => process::id(),
            Self::Janus(janus) => janus.process(),
        }
    }

    /// Somebody comes, the first to show something.
    async fn come(&self, number: usize, pictures: u8) -> Result<Client> {
        match self {
            Self::Companion(_, room) | Self::Here(_, room) if number == 0 => {
                room.open(source(number), pictures).await
            }
            Self::Companion(_, room) | Self::Here(_, room) => room.come(source(number), pictures).await,
            Self::Janus(janus) if number == 0 => janus.publisher().await,
            Self::Janus(janus) => janus.viewer().await,
        }
    }
}

impl Meeting {
    /// Nobody is there yet.
    pub const fn at(house: House) -> Self {
        Self { house, people: Vec::new() }
    }

    /// The number of the server's process.
    pub fn process(&self) -> u32 {
        self.house.process()
    }

    /// What memory the server has, in bytes.
    pub fn memory(&self) -> Result<u64> {
        kernel::resident(self.process()).with_context(|| format!("{} is asked", self.house.name()))
    }

    /// Who is there, whoever shows something first.
    pub fn people(&self) -> &[Attending] {
        &self.people
    }

    /// One of the figures that the companion tells.
    pub async fn told(&self, name: &str) -> Result<u64> {
        let figures = match &self.house {
            House::Companion(server, _) => server.figures(),
            House::Here(here, _) => here.running.metrics(),
            House::Janus(_) => None,
        };
        let (figures, name) = (figures.context("no figures are told")?, format!("heliograph_relay_{name}"));
        // A companion in this process answers only while this thread does other things.
        spawn_blocking(move || told(figures, &name)).await?
    }

    /// Whoever came last is gone, without a word.
    pub fn part(&mut self) {
        self.people.pop();
    }

    /// Somebody knocks, always from the same address, and is gone at once.
    pub async fn knock_and_run(&self) -> Result<()> {
        let (House::Here(_, room) | House::Companion(_, room)) = &self.house else {
            bail!("nobody knocks there")
        };
        let mut line = room.line(source(9_999)).await?;
        room.knock(&mut line).await
    }

    /// Somebody sits down, and reads nothing from then on.
    pub async fn sit_without_reading(&self) -> Result<Line> {
        let (House::Here(_, room) | House::Companion(_, room)) = &self.house else {
            bail!("nobody sits there")
        };
        let mut line = room.line(source(9_998)).await?;
        room.knock(&mut line).await?;
        line.seat().await?;
        Ok(line)
    }

    /// Somebody comes who sends this, and who has sections for so many pictures. They are connected.
    pub async fn come(
        &mut self,
        pictures: u8,
        sends: impl FnOnce(&mut Feeds, MemberId),
    ) -> Result<&Attending> {
        let mut client = self.house.come(self.people.len(), pictures).await?;
        let (tally, orders) = (client.tally(), client.orders());
        sends(client.feeds(), tally.member.get().unwrap_or(MemberId(0)));
        let task = spawn_local(async move {
            // Whoever is gone is seen by what does not come.
            let _ = client.run().await;
        });
        let attending = Attending { tally, orders, task: task.abort_handle() };
        wait_until("somebody is connected", || attending.tally.joined.get().is_some()).await?;
        self.people.push(attending);
        self.people.last().context("nobody is there")
    }

    /// Whoever is there first shows something to so many who watch.
    pub async fn show(&mut self, viewers: usize, sends: impl FnOnce(&mut Feeds)) -> Result<()> {
        self.come(1, |feeds, _| sends(feeds)).await?;
        self.put(0, Part { screen: Switch::On, ..Part::default() });
        self.watch(viewers).await
    }

    /// So many more come who watch what the first one shows.
    pub async fn watch(&mut self, viewers: usize) -> Result<()> {
        let shown = self.people.first().and_then(|first| first.tally.member.get());
        for _ in 0..viewers {
            let viewer = self.come(1, |_, _| ()).await?;
            if let Some(member) = shown {
                viewer.ask(Request::Show(vec![Tile {
                    section: 0,
                    member,
                    source: Source::Screen,
                    height: 720,
                    weight: 0,
                }]));
            }
        }
        Ok(())
    }

    /// What somebody puts in.
    pub fn put(&self, number: usize, part: Part) {
        if let Some(attending) = self.people.get(number) {
            attending.ask(Request::Put(part));
        }
    }

    /// The first one sends.
    pub fn send(&self) {
        self.people.iter().take(1).for_each(|first| first.order(Order::Send));
    }

    /// The first one sends nothing for a while.
    pub fn pause(&self) {
        self.people.iter().take(1).for_each(|first| first.order(Order::Pause));
    }

    /// Waits until everything that is sent comes to everybody who watches.
    pub async fn wait_for_all(&self) -> Result<()> {
        let began = Instant::now();
        loop {
            let counted = self.count(Duration::from_millis(500)).await?;
            let due = counted.sent * (self.people.len() as u64 - 1);
            if counted.sent > 0 && counted.came * 100 >= due * 95 {
                return Ok(());
            }
            ensure!(began.elapsed() < PATIENCE, "only {} of {due} packets come", counted.came);
        }
    }

    /// Counts for a while.
    pub async fn count(&self, lasts: Duration) -> Result<Counted> {
        for attending in &self.people {
            attending.tally.numbers.set(None);
        }
        let process = self.process();
        let (before, began) = (self.totals(), Instant::now());
        let processor = kernel::processor_time(process)?;
        sleep(lasts).await;
        let processor = kernel::processor_time(process)?.saturating_sub(processor);
        let (after, took) = (self.totals(), began.elapsed());
        let numbers = self.people.iter().filter_map(|attending| attending.tally.numbers.get());
        Ok(Counted {
            processor,
            took,
            sent: after[0] - before[0],
            came: after[1] - before[1],
            missing: numbers.map(|numbers| numbers.missing()).sum(),
        })
    }

    fn totals(&self) -> [u64; 2] {
        let sum =
            |count: fn(&Tally) -> u64| self.people.iter().map(|attending| count(&attending.tally)).sum();
        [sum(|tally| tally.sent.get()), sum(|tally| tally.packets.get())]
    }
}

impl Attending {
    /// They ask the companion for something.
    pub fn ask(&self, request: Request) {
        self.order(Order::Ask(request));
    }

    /// They do something else from now on.
    pub fn order(&self, order: Order) {
        // Whoever is gone does nothing any more.
        let _ = self.orders.send(order);
    }
}

impl Drop for Attending {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Counted {
    /// Processor time for each packet that came, in microseconds.
    pub fn microseconds_each(&self) -> f64 {
        self.processor.as_secs_f64() * 1e6 / self.came.max(1) as f64
    }

    /// How much of a core was used, in percent.
    pub fn percent(&self) -> f64 {
        self.processor.as_secs_f64() * 100.0 / self.took.as_secs_f64()
    }
}

/// Waits until something is so, however slow the machine is.
pub async fn wait_until(what: &str, is_so: impl Fn() -> bool) -> Result<()> {
    let began = Instant::now();
    while !is_so() {
        ensure!(began.elapsed() < PATIENCE, "it never comes about that {what}");
        sleep(TICK).await;
    }
    Ok(())
}

/// One of the many addresses of this machine.
fn source(number: usize) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from(u32::from(Ipv4Addr::new(127, 3, 0, 1)) + number as u32))
}

fn free_tcp_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no TCP port is free")?.local_addr()?.port())
}
