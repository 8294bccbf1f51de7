//! People in a room of some server, and what has come to them up to now.

use super::{
    client::{Client, Order},
    janus::{Janus, Threads},
    ours::Room,
    tally::Tally,
};
use crate::{
    cores::Cores,
    kernel,
    servers::{Program, Server},
};
use anyhow::{Context, Result, ensure};
use heliograph_simnet::Feeds;
use heliograph_wire::{
    control::Switch,
    room::{MemberId, Part, Request, Source, Tile},
};
use std::{
    net::{IpAddr, Ipv4Addr},
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::{
    sync::mpsc::UnboundedSender,
    task::{AbortHandle, spawn_local},
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
    /// Janus.
    Janus(Janus),
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

    /// Janus.
    pub fn janus(threads: Threads, cores: Cores) -> Result<Self> {
        Ok(Self::Janus(Janus::start(threads, cores)?))
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Companion(..) => "the companion",
            Self::Janus(_) => "Janus",
        }
    }

    fn process(&self) -> u32 {
        match self {
            Self::Companion(server, _) => server.process(),
            Self::Janus(janus) => janus.process(),
        }
    }

    /// Somebody comes, the first to show something.
    async fn come(&self, number: usize, pictures: u8) -> Result<Client> {
        match self {
            Self::Companion(_, room) if number == 0 => room.open(source(number), pictures).await,
            Self::Companion(_, room) => room.come(source(number), pictures).await,
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
