use super::{
    Figures, News,
    shard::{Order, Shard},
};
use crate::{
    config::{Forwarding, Limits, RoomMakers},
    readers::Readers,
    server::Successor,
    shared::unix_seconds,
    state::{StateError, random},
};
use aws_lc_rs::{hmac, signature};
use heliograph_sfu::{
    self as sfu, Command, RoomNumber,
    rooms::{Action, Creation, Event, Guest, Now, Rooms as Machine, Settings, Source},
};
use heliograph_wire::{
    Millis, Private,
    room::{Notice, Over},
};
use std::{
    collections::{BTreeMap, VecDeque},
    future,
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, mpsc, oneshot},
    time::{self, Instant},
};

/// Owns the machine: tells it what happens, and does what it wants.
pub(super) struct Host {
    machine: Machine,
    forwarding: Forwarding,
    began: Instant,
    readers: Readers<Guest>,
    shards: Vec<Shard>,
    /// Which shard has which room.
    homes: BTreeMap<RoomNumber, usize>,
    actions: Vec<Action>,
}

impl Host {
    /// With these shards.
    pub(super) fn new(
        forwarding: Forwarding,
        limits: &Limits,
        secret: &Private<[u8; 32]>,
        shards: Vec<Shard>,
    ) -> Result<Self, StateError> {
        let began = Instant::now();
        let chance = *random()?.reveal();
        Ok(Self {
            machine: Machine::new(settings(&forwarding, limits), own_secret(secret), chance, now(began)),
            forwarding,
            began,
            readers: Readers::default(),
            shards,
            homes: BTreeMap::new(),
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
                () = passed(self.began, deadline) => self.handle(Event::Woke, None),
            }
        }
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Arrived { guest, source, outbox } => {
                self.readers.add(guest, outbox);
                self.handle(Event::Arrived { guest, source: Source(source.number()) }, None);
            }
            News::Asked { guest, request, permit } => {
                if self.readers.has(guest) {
                    let event =
                        request.map_or(Event::Garbled(guest), |request| Event::Asked { guest, request });
                    self.handle(event, Some(&Arc::new(permit)));
                }
            }
            News::Left(guest) => {
                if self.readers.remove(guest) {
                    self.handle(Event::Left(guest), None);
                }
            }
            News::Happened { happened, .. } => self.handle(Event::Unit(happened), None),
            News::Limits(limits) => {
                self.machine.set(settings(&self.forwarding, &limits));
                let each = unit_limits(&limits, self.shards.len());
                self.shards.iter().for_each(|shard| shard.tell(Order::Limit(each)));
            }
            News::Counted(reply) => self.count(reply),
            News::Stopping(successor) => {
                let event = match successor {
                    Successor::Expected => Event::Moving,
                    Successor::None => Event::Stopping,
                };
                self.handle(event, None);
                // What was said is still taken in, and then each of them leaves.
                self.readers.close();
            }
        }
    }

    fn handle(&mut self, event: Event, permit: Option<&Arc<OwnedSemaphorePermit>>) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            let mut actions = std::mem::take(&mut self.actions);
            self.machine.handle(now(self.began), event, &mut actions);
            actions.drain(..).for_each(|action| self.perform(action, permit, &mut events));
            self.actions = actions;
        }
    }

    /// Does something, and adds what came of it where that is known at once.
    fn perform(
        &mut self,
        action: Action,
        permit: Option<&Arc<OwnedSemaphorePermit>>,
        events: &mut VecDeque<Event>,
    ) {
        match action {
            Action::Tell { guest, notice } => self.tell(&[guest], &notice, events),
            Action::TellAll { guests, notice } => self.tell(&guests, &notice, events),
            Action::Dismiss(guest) => self.readers.dismiss(guest),
            Action::Do(room, command) => self.order(room, command, permit),
        }
    }

    fn tell(&mut self, guests: &[Guest], notice: &Notice, events: &mut VecDeque<Event>) {
        let bytes = notice.encode().into();
        for guest in guests {
            if let Notice::Over(Over::TooOften(_) | Over::Crowded) = notice {
                self.readers.note_refusal(*guest);
            }
            self.readers.tell(*guest, &bytes, |gone| events.push_back(Event::Left(gone)));
        }
    }

    /// Has the shard do something that has the room; a new room goes where there are the fewest.
    fn order(&mut self, room: RoomNumber, command: Command, permit: Option<&Arc<OwnedSemaphorePermit>>) {
        let home = match self.homes.get(&room) {
            Some(home) => *home,
            None => {
                let rooms = |shard: &usize| self.homes.values().filter(|home| *home == shard).count();
                let home = (0..self.shards.len()).min_by_key(rooms).unwrap_or_default();
                self.homes.insert(room, home);
                home
            }
        };
        if matches!(command, Command::End(_)) {
            self.homes.remove(&room);
        }
        if let Some(shard) = self.shards.get(home) {
            shard.tell(Order::Do(command, permit.cloned()));
        }
    }

    /// Asks all shards, and answers beside all else.
    fn count(&self, reply: oneshot::Sender<Figures>) {
        let hall = self.machine.figures();
        let asked: Vec<_> = self.shards.iter().map(Shard::figures).collect();
        tokio::spawn(async move {
            let mut shards = Vec::new();
            for figures in asked {
                shards.push(figures.await.unwrap_or_default());
            }
            // Whoever asked may have gone.
            let _ = reply.send(Figures { hall, shards });
        });
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

fn settings(forwarding: &Forwarding, limits: &Limits) -> Settings {
    let usual = Settings::new(is_signed);
    Settings {
        creation: match &forwarding.makers {
            RoomMakers::Anyone => Creation::Anyone,
            RoomMakers::Invited => {
                Creation::Invited { revoked: forwarding.revoked.iter().map(|id| id.0).collect() }
            }
            RoomMakers::Listed(keys) => Creation::Listed(keys.iter().map(|key| key.0).collect()),
        },
        guests: limits.connections,
        guests_per_source: limits.connections_per_source,
        rooms: limits.rooms as usize,
        members: limits.members as usize,
        members_per_room: limits.members_per_room,
        hours: (limits.room_hours > 0).then_some(limits.room_hours),
        bits_per_second: limits.room_bits_per_second_each,
        site: |source| crate::source::Source::site_number(source.0).map(Source),
        ..usual
    }
}

/// What each of so many units may use up. All of them together may use up what all may: each has its part of it.
pub(super) fn unit_limits(limits: &Limits, shards: usize) -> sfu::Limits {
    let usual = sfu::Limits::default();
    let bits_in_all = match limits.room_bits_per_second {
        0 => u64::MAX,
        bits => bits / shards.max(1) as u64,
    };
    sfu::Limits { members: limits.members as usize, bits_in_all, ..usual }
}

/// Whether a host signed this: Ed25519, RFC 8032.
fn is_signed(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    signature::UnparsedPublicKey::new(&signature::ED25519, key).verify(message, signature).is_ok()
}

/// What tickets and invites are signed with, so that they outlive the server.
pub(crate) fn own_secret(secret: &Private<[u8; 32]>) -> Private<[u8; 32]> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.reveal());
    let mut own = [0; 32];
    own.copy_from_slice(hmac::sign(&key, b"heliograph-relay rooms 1").as_ref());
    Private::new(own)
}

#[cfg(test)]
mod tests {
    use super::{Host, News, is_signed, own_secret, settings};
    use crate::{
        config::{Config, Forwarding, Port, RoomMakers},
        outbox::{Bounds, Outbox},
        source::Source,
        state::random,
    };
    use aws_lc_rs::{
        digest::{SHA256, digest},
        signature::{Ed25519KeyPair, KeyPair},
    };
    use heliograph_sfu::rooms::Guest;
    use heliograph_wire::{
        Private,
        control::Switch,
        room::{Card, Notice, Opening, Request, RoomId, Rules, hosting, room_preimage},
    };
    use std::{net::Ipv4Addr, sync::Arc};
    use tokio::sync::{Semaphore, mpsc, oneshot};

    const ROOMY: Bounds = Bounds { each: 1 << 20, all: 1 << 22 };
    const NARROW: Bounds = Bounds { each: 2_000, all: 1 << 22 };

    struct Page {
        guest: Guest,
        outbox: Arc<Outbox>,
        news: mpsc::UnboundedSender<News>,
    }

    fn forwarding() -> Forwarding {
        let (makers, revoked) = (RoomMakers::Anyone, Vec::new());
        Forwarding { makers, revoked, port: Port::Exactly(0), addresses: Vec::new(), shards: 1 }
    }

    /// A host without shards, to whom this tells things.
    fn begin() -> mpsc::UnboundedSender<News> {
        let limits = Config::on_loopback("nowhere".into()).limits;
        let host = Host::new(forwarding(), &limits, &random().unwrap(), Vec::new()).unwrap();
        let (news, heard) = mpsc::unbounded_channel();
        tokio::spawn(host.run(heard));
        news
    }

    impl Page {
        fn open(news: &mpsc::UnboundedSender<News>, number: u64, bounds: Bounds) -> Self {
            let (guest, outbox) = (Guest(number), Arc::new(Outbox::new(bounds, Arc::default())));
            let source = Source::from(std::net::IpAddr::from(Ipv4Addr::LOCALHOST));
            assert!(news.send(News::Arrived { guest, source, outbox: outbox.clone() }).is_ok());
            Self { guest, outbox, news: news.clone() }
        }

        fn ask(&self, request: Request) {
            let permit = Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap();
            let news = News::Asked { guest: self.guest, request: Some(request), permit };
            assert!(self.news.send(news).is_ok());
        }

        /// The next that is said; none behind the end.
        async fn hears(&self) -> Option<Notice> {
            Notice::decode(&self.outbox.take().await?)
        }

        async fn waits<T>(&self, pick: impl Fn(&Notice) -> Option<T>) -> T {
            loop {
                let notice = self.hears().await.expect("it ended before");
                if let Some(picked) = pick(&notice) {
                    return picked;
                }
            }
        }
    }

    fn card() -> Card {
        Card { name: Private::new("somebody".to_owned()) }
    }

    /// Opens a room where nobody has to wait.
    async fn open_room(page: &Page) -> RoomId {
        let keys = Ed25519KeyPair::from_seed_unchecked(&[1; 32]).unwrap();
        let key = keys.public_key().as_ref().try_into().unwrap();
        let salt = [2; 16];
        let id = digest(&SHA256, &room_preimage(&key, &salt));
        let room = RoomId(id.as_ref()[..16].try_into().unwrap());
        let Some(Notice::Welcome { challenge, .. }) = page.hears().await else { panic!("no welcome") };
        let signature: [u8; 64] = keys.sign(&hosting(&challenge, room)).as_ref().try_into().unwrap();
        let (signature, _) = signature.as_chunks();
        let signature = [signature[0], signature[1]];
        let rules = Rules { lobby: Switch::Off, ..Rules::default() };
        let salt = Private::new(salt);
        page.ask(Request::Open(Opening { room, key, salt, signature, permit: None, rules, card: card() }));
        room
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_reads_nothing_is_let_go_and_the_others_go_on() {
        let news = begin();
        let ana = Page::open(&news, 1, ROOMY);
        let room = open_room(&ana).await;
        let (ben, eve) = (Page::open(&news, 2, ROOMY), Page::open(&news, 3, NARROW));
        for page in [&ben, &eve] {
            page.ask(Request::Knock { room, card: card() });
        }
        let eves = eve.waits(|notice| match notice {
            Notice::Seated(seat) => Some(seat.member),
            _ => None,
        });
        let eves = eves.await;
        ana.ask(Request::Say { to: None, bytes: Private::new(vec![7; 2_000]) });
        ben.waits(|notice| matches!(notice, Notice::Said { .. }).then_some(())).await;
        while eve.hears().await.is_some() {}
        ben.waits(|notice| match notice {
            Notice::Here(attendees) => {
                attendees.iter().any(|it| it.member == eves && it.present == Switch::Off).then_some(())
            }
            _ => None,
        })
        .await;
        assert!(news.send(News::Left(eve.guest)).is_ok());
        let (reply, figures) = oneshot::channel();
        assert!(news.send(News::Counted(reply)).is_ok());
        assert_eq!(figures.await.unwrap().hall.guests, 2);
    }

    #[test]
    fn limits_become_those_of_the_machine_and_each_shard_has_its_part() {
        let mut limits = Config::on_loopback("nowhere".into()).limits;
        limits.room_hours = 0;
        limits.room_bits_per_second = 900;
        assert_eq!(settings(&forwarding(), &limits).hours, None);
        assert_eq!(super::unit_limits(&limits, 3).bits_in_all, 300);
        limits.room_bits_per_second = 0;
        assert_eq!(super::unit_limits(&limits, 3).bits_in_all, u64::MAX);
    }

    #[test]
    fn secrets_of_other_things_sign_no_tickets() {
        let secret = random().unwrap();
        assert!(own_secret(&secret).reveal() != secret.reveal());
        assert!(!is_signed(&[0; 32], b"", &[0; 64]));
    }
}
