use super::{News, is_signed, keeper::Order, own_secret, store::Change};
use crate::{
    config::{Config, Limits, Ring},
    push::{Wake, Wakes},
    readers::Readers,
    shared::unix_seconds,
    state::{StateError, random},
};
use heliograph_rendezvous::{Action, Event, Guest, Now, Record, Rendezvous as Machine, Settings, Source};
use heliograph_wire::{
    Millis, Private,
    rendezvous::{Notice, Over, Request},
};
use std::{collections::VecDeque, future, time::Duration};
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
    readers: Readers<Guest>,
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
            readers: Readers::default(),
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
                self.readers.add(guest, outbox);
                self.handle(Event::Arrived { guest, source: Source(source.number()) });
            }
            News::Asked { guest, request, .. } => {
                if self.readers.has(guest) {
                    let served = request.filter(|request| self.serves(request));
                    self.handle(
                        served.map_or(Event::Garbled(guest), |request| Event::Asked { guest, request }),
                    );
                }
            }
            News::Left(guest) => {
                if self.readers.remove(guest) {
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
                self.readers.close();
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
            actions.drain(..).for_each(|action| self.perform(action, &mut events));
            self.actions = actions;
        }
    }

    /// Does something, and adds what came of it where that is known at once.
    fn perform(&mut self, action: Action, events: &mut VecDeque<Event>) {
        match action {
            Action::Tell { guest, notice } => self.tell(guest, &notice, events),
            Action::Dismiss(guest) => self.readers.dismiss(guest),
            Action::Store(record) => self.order(Order::Change(Change::Keep(record))),
            Action::Forget(key) => self.order(Order::Change(Change::Forget(key))),
            Action::Wake { key, link, wake, subscriptions, seconds } => {
                if let Some(wakes) = &self.ways.wakes {
                    wakes.wake(Wake { key, link, wake, subscriptions, seconds });
                }
            }
        }
    }

    fn tell(&mut self, guest: Guest, notice: &Notice, events: &mut VecDeque<Event>) {
        if let Notice::Over(Over::TooOften(_) | Over::Crowded(_)) = notice {
            self.readers.note_refusal(guest);
        }
        self.readers.tell(guest, &notice.encode().into(), |gone| events.push_back(Event::Left(gone)));
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
        site: |source| crate::source::Source::site_number(source.0).map(Source),
        push: wakes.map(|wakes| wakes.told().clone()),
        ..usual
    }
}

#[cfg(test)]
mod tests {
    use super::{Host, News, Ways};
    use crate::{config::Config, outbox::Outbox, rendezvous::BOUNDS, source::Source, state::random};
    use heliograph_rendezvous::Guest;
    use heliograph_wire::{
        Private,
        rendezvous::{Notice, Request, SEALED_LIMIT},
    };
    use std::{
        net::Ipv4Addr,
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
    };
    use tokio::sync::{Semaphore, mpsc};

    struct Page {
        guest: Guest,
        outbox: Arc<Outbox>,
    }

    impl Page {
        fn open(host: &mut Host, number: u64) -> Self {
            Self::with(host, number, Outbox::new(BOUNDS, Arc::default()))
        }

        fn with(host: &mut Host, number: u64, outbox: Outbox) -> Self {
            let page = Self { guest: Guest(number), outbox: Arc::new(outbox) };
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

    /// Somebody who opened a place and reads nothing.
    fn silent(host: &mut Host, number: u64, all: &Arc<AtomicUsize>) -> Page {
        let page = Page::with(host, number, Outbox::new(BOUNDS, all.clone()));
        page.ask(host, Some(Request::Open { work: 0 }));
        page
    }

    #[tokio::test]
    async fn where_all_is_full_whoever_has_the_most_waiting_is_let_go() {
        let (mut host, _orders) = host();
        let all = Arc::<AtomicUsize>::default();
        let (few, many) = (silent(&mut host, 1, &all), silent(&mut host, 2, &all));
        let long = Notice::Said { from: 1, sealed: Private::new(vec![7; SEALED_LIMIT]) };
        for page in [&many, &many, &few] {
            page.outbox.put(long.encode().into()).unwrap();
        }
        // As if others had taken the rest.
        all.store(BOUNDS.all, Ordering::Relaxed);
        let newcomer = Page::with(&mut host, 3, Outbox::new(BOUNDS, all.clone()));
        assert!(matches!(newcomer.hears().await, Some(Notice::Welcome { .. })));
        assert!(many.hears().await.is_none(), "what waited is thrown away");
        assert!(matches!(few.hears().await, Some(Notice::Welcome { .. })));
        assert_eq!(host.machine.figures().guests, 2);
    }

    #[tokio::test]
    async fn whoever_was_dismissed_and_does_not_read_gives_room_as_well() {
        let (mut host, _orders) = host();
        let all = Arc::<AtomicUsize>::default();
        let page = silent(&mut host, 1, &all);
        page.ask(&mut host, None);
        all.store(BOUNDS.all, Ordering::Relaxed);
        let newcomer = Page::with(&mut host, 2, Outbox::new(BOUNDS, all.clone()));
        assert!(matches!(newcomer.hears().await, Some(Notice::Welcome { .. })));
        assert!(page.hears().await.is_none());
        host.hear(News::Left(page.guest));
        assert!(host.readers.remove(newcomer.guest) && host.readers.is_empty());
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
        assert!(host.readers.is_empty());
    }
}
