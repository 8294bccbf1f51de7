use super::{News, Outbox, is_signed, keeper::Order, own_secret, store::Change};
use crate::{
    config::{Config, Limits, Ring},
    push::{Wake, Wakes},
    shared::unix_seconds,
    state::{StateError, random},
};
use heliograph_rendezvous::{Action, Event, Guest, Now, Record, Rendezvous as Machine, Settings, Source};
use heliograph_wire::{Millis, Private, rendezvous::Request};
use std::{
    collections::{HashMap, VecDeque},
    future,
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::mpsc,
    time::{self, Instant},
};

/// Owns the machine: tells it what happens, and does what it wants.
pub(super) struct Host {
    machine: Machine,
    ring: Ring,
    words: bool,
    began: Instant,
    /// Those who are here and were not dismissed.
    present: HashMap<Guest, Arc<Outbox>>,
    ways: Ways,
    actions: Vec<Action>,
}

/// To whom the host hands on what it does not do itself.
pub(super) struct Ways {
    pub(super) orders: mpsc::UnboundedSender<Order>,
    /// Where devices are woken.
    pub(super) wakes: Option<Wakes>,
}

impl Host {
    /// With a machine that knows these; without them nobody can be rung.
    pub(super) fn new(
        config: &Config,
        secret: &Private<[u8; 32]>,
        records: Option<Vec<Record>>,
        ways: Ways,
    ) -> Result<Self, StateError> {
        let began = Instant::now();
        let chance = *random()?.reveal();
        let ring = if records.is_some() { config.ring } else { Ring::Off };
        let settings = settings(ring, &config.limits, ways.wakes.as_ref());
        let records = records.unwrap_or_default();
        Ok(Self {
            machine: Machine::new(settings, own_secret(secret), chance, records, now(began)),
            ring,
            words: config.words,
            began,
            present: HashMap::new(),
            ways,
            actions: Vec::new(),
        })
    }

    /// Goes on for as long as anybody may tell something.
    pub(super) async fn run(mut self, mut news: mpsc::UnboundedReceiver<News>) {
        loop {
            let deadline = self.machine.deadline();
            tokio::select! {
                next = news.recv() => match next {
                    Some(news) => self.hear(news),
                    None => return,
                },
                () = passed(self.began, deadline) => self.handle(Event::Woke),
            }
        }
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Arrived { guest, source, outbox } => {
                self.present.insert(guest, outbox);
                self.handle(Event::Arrived { guest, source: Source(source.number()) });
            }
            News::Asked { guest, request, .. } => {
                if self.present.contains_key(&guest) {
                    let served = request.filter(|request| self.serves(request));
                    self.handle(
                        served.map_or(Event::Garbled(guest), |request| Event::Asked { guest, request }),
                    );
                }
            }
            News::Left(guest) => {
                if self.present.remove(&guest).is_some() {
                    self.handle(Event::Left(guest));
                }
            }
            News::Kept { key } => self.handle(Event::Stored { key }),
            News::NotKept { key } => self.handle(Event::NotStored { key }),
            News::Unsubscribed { key, id } => self.handle(Event::Unsubscribed { key, id }),
            News::Limits(limits) => {
                self.machine.set(settings(self.ring, &limits, self.ways.wakes.as_ref()));
            }
            News::Counted(reply) => drop(reply.send(self.machine.figures())),
            News::Stopping => {
                self.handle(Event::Stopping);
                // What was said is still taken in, and then each of them leaves.
                self.present.values().for_each(|outbox| outbox.close());
            }
            News::Settle(reply) => self.order(Order::Done(reply)),
        }
    }

    /// Whether this server has what is asked for first. What is asked later comes from those who were served.
    fn serves(&self, request: &Request) -> bool {
        match request {
            Request::Open { .. } | Request::Come { .. } | Request::Wait { .. } | Request::Return { .. } => {
                self.words
            }
            Request::Attend { .. } | Request::Ring { .. } => self.ring != Ring::Off,
            _ => true,
        }
    }

    fn handle(&mut self, event: Event) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            let mut actions = std::mem::take(&mut self.actions);
            self.machine.handle(now(self.began), event, &mut actions);
            events.extend(actions.drain(..).filter_map(|action| self.perform(action)));
            self.actions = actions;
        }
    }

    /// Does something, and says what came of it where that is known at once.
    fn perform(&mut self, action: Action) -> Option<Event> {
        match action {
            Action::Tell { guest, notice } => {
                let told = self.present.get(&guest)?.put(&notice);
                if told.is_err() {
                    self.present.remove(&guest);
                    return Some(Event::Left(guest));
                }
            }
            Action::Dismiss(guest) => self.present.remove(&guest)?.close(),
            Action::Store(record) => self.order(Order::Change(Change::Keep(record))),
            Action::Forget(key) => self.order(Order::Change(Change::Forget(key))),
            Action::Wake { key, link, wake, subscriptions, seconds } => {
                self.ways.wakes.as_ref()?.wake(Wake { key, link, wake, subscriptions, seconds });
            }
        }
        None
    }

    fn order(&self, order: Order) {
        // Whoever takes orders lives as long as this.
        let _ = self.ways.orders.send(order);
    }
}

async fn passed(began: Instant, deadline: Option<Millis>) {
    match deadline {
        Some(Millis(millis)) => time::sleep_until(began + Duration::from_millis(millis)).await,
        None => future::pending().await,
    }
}

fn now(began: Instant) -> Now {
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Now { monotonic: Millis(millis), unix: unix_seconds() }
}

fn settings(ring: Ring, limits: &Limits, wakes: Option<&Wakes>) -> Settings {
    let usual = Settings::new(is_signed);
    Settings {
        days: match ring {
            Ring::On { days } => days,
            Ring::Off => usual.days,
        },
        guests: limits.waiting,
        guests_per_source: limits.waiting_per_source,
        arrivals: limits.arrivals,
        push: wakes.map(|wakes| wakes.told().clone()),
        ..usual
    }
}

#[cfg(test)]
mod tests {
    use super::{Host, News, Ways};
    use crate::{config::Config, rendezvous::outbox::Outbox, source::Source, state::random};
    use heliograph_rendezvous::Guest;
    use heliograph_wire::{
        Private,
        rendezvous::{Notice, Request, SEALED_LIMIT},
    };
    use std::{net::Ipv4Addr, sync::Arc};
    use tokio::sync::{Semaphore, mpsc};

    struct Page {
        guest: Guest,
        outbox: Arc<Outbox>,
    }

    impl Page {
        fn open(host: &mut Host, number: u64) -> Self {
            let page = Self { guest: Guest(number), outbox: Arc::new(Outbox::new(Arc::default())) };
            let source = Source::from(std::net::IpAddr::from(Ipv4Addr::LOCALHOST));
            host.hear(News::Arrived { guest: page.guest, source, outbox: page.outbox.clone() });
            page
        }

        fn ask(&self, host: &mut Host, request: Option<Request>) {
            let _permit = Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap();
            host.hear(News::Asked { guest: self.guest, request, _permit });
        }

        /// What was said since it was last asked; none behind the end.
        async fn hears(&self) -> Option<Notice> {
            Notice::decode(&self.outbox.take().await?)
        }
    }

    fn host() -> (Host, mpsc::UnboundedReceiver<super::Order>) {
        let (orders, taken) = mpsc::unbounded_channel();
        let config = Config::on_loopback("nowhere".into());
        let ways = Ways { orders, wakes: None };
        (Host::new(&config, &random().unwrap(), Some(Vec::new()), ways).unwrap(), taken)
    }

    /// Two at one place, who have heard of each other, and the seat of the second.
    async fn two(host: &mut Host) -> (Page, Page, u16) {
        let ana = Page::open(host, 1);
        ana.ask(host, Some(Request::Open { work: 0 }));
        assert!(matches!(ana.hears().await, Some(Notice::Welcome { .. })));
        let Some(Notice::Seated { nameplate: Some(nameplate), .. }) = ana.hears().await else {
            panic!("there is no place")
        };
        let ben = Page::open(host, 2);
        ben.ask(host, Some(Request::Come { work: 0, nameplate }));
        let Some(Notice::Here(seat)) = ana.hears().await else { panic!("nobody came") };
        (ana, ben, seat)
    }

    #[tokio::test]
    async fn whoever_takes_nothing_in_is_let_go_and_the_other_hears_of_it() {
        let (mut host, _orders) = host();
        let (ana, ben, seat) = two(&mut host).await;
        for _ in 0..10 {
            let sealed = Private::new(vec![7; SEALED_LIMIT]);
            ana.ask(&mut host, Some(Request::Say { to: seat, sealed }));
        }
        assert!(ana.hears().await == Some(Notice::Gone(seat)));
        assert!(ben.hears().await.is_none(), "what waited is thrown away");
        host.hear(News::Left(ben.guest));
        assert_eq!(host.machine.figures().guests, 1);
    }

    #[tokio::test]
    async fn what_is_said_behind_the_end_means_nothing() {
        let (mut host, _orders) = host();
        let (ana, ben, seat) = two(&mut host).await;
        ben.ask(&mut host, None);
        ben.ask(&mut host, Some(Request::Say { to: 0, sealed: Private::new(vec![7]) }));
        host.hear(News::Left(ben.guest));
        assert!(ana.hears().await == Some(Notice::Gone(seat)));
        host.hear(News::Left(ana.guest));
        ana.outbox.close();
        assert!(ana.hears().await.is_none(), "it was said all the same");
        assert!(host.present.is_empty());
    }
}
