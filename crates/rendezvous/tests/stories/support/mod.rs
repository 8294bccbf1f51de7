//! People at sockets, a disk, and clocks that are moved.

mod people;

pub(crate) use people::{Callee, ask_attend, hash, link, push, put, subscription, wake, work};

use heliograph_rendezvous::{Action, Event, Guest, Now, Record, Rendezvous, Settings, Source};
use heliograph_wire::rendezvous::{Notice, Over, Request, RingOver};
use heliograph_wire::{Millis, Private};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Noon of a day, in seconds since 1970.
pub(crate) const BEGIN: u64 = TODAY as u64 * 86_400 + 43_200;
pub(crate) const TODAY: u32 = 20_000;

pub(crate) const MINUTE: Millis = Millis::minutes(1);
pub(crate) const HOUR: Millis = Millis::minutes(60);
pub(crate) const DAY: Millis = Millis::minutes(24 * 60);

/// What the disk does with what is to be kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disk {
    Works,
    Fails,
    /// It takes until [`World::write`].
    Slow,
}

pub(crate) struct World {
    pub(crate) machine: Rendezvous,
    pub(crate) now: Now,
    pub(crate) disk: Disk,
    /// What is on it.
    pub(crate) kept: BTreeMap<[u8; 32], Vec<u8>>,
    pub(crate) writes: usize,
    waiting: VecDeque<([u8; 32], Option<Vec<u8>>)>,
    writing: BTreeSet<[u8; 32]>,
    settings: Settings,
    starts: u8,
    guests: u64,
    told: BTreeMap<Guest, Vec<Told>>,
    /// Whom push services were to wake, and when.
    pub(crate) woken: Vec<(Millis, Action)>,
    closed: BTreeSet<Guest>,
    /// Every seat in a bucket that was ever given, in that order: their numbers begin anywhere.
    seats: Vec<u16>,
}

/// What somebody was told, and when.
#[derive(Clone)]
pub(crate) struct Told {
    pub(crate) at: Millis,
    pub(crate) notice: Notice,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings::new(verify);
        change(&mut settings);
        let now = Now { monotonic: Millis(5), unix: BEGIN };
        Self {
            machine: start(settings.clone(), 0, Vec::new(), now),
            now,
            disk: Disk::Works,
            kept: BTreeMap::new(),
            writes: 0,
            waiting: VecDeque::new(),
            writing: BTreeSet::new(),
            settings,
            starts: 0,
            guests: 0,
            told: BTreeMap::new(),
            woken: Vec::new(),
            closed: BTreeSet::new(),
            seats: Vec::new(),
        }
    }

    /// Somebody from anywhere opens a socket.
    pub(crate) fn arrive(&mut self) -> Guest {
        self.arrive_from(1_000_000 + u128::from(self.guests))
    }

    pub(crate) fn arrive_from(&mut self, source: u128) -> Guest {
        self.guests += 1;
        let guest = Guest(self.guests);
        self.handle(Event::Arrived { guest, source: Source(source) });
        guest
    }

    /// Somebody comes and asks for something.
    pub(crate) fn come(&mut self, request: Request) -> Guest {
        let guest = self.arrive();
        self.ask(guest, request);
        guest
    }

    pub(crate) fn ask(&mut self, guest: Guest, request: Request) {
        self.handle(Event::Asked { guest, request });
    }

    /// A socket breaks.
    pub(crate) fn lose(&mut self, guest: Guest) {
        self.handle(Event::Left(guest));
    }

    pub(crate) fn handle(&mut self, event: Event) {
        let mut actions = Vec::new();
        self.machine.handle(self.now, event, &mut actions);
        self.perform(actions);
    }

    /// What somebody was told since this was last asked, in words. Seats in buckets are named by the order in which they
    /// were first given.
    pub(crate) fn heard(&mut self, guest: Guest) -> Vec<String> {
        let told = self.told.remove(&guest).unwrap_or_default();
        let mut words: Vec<_> = told.into_iter().map(|told| words(&self.by_order(told.notice))).collect();
        if self.closed.remove(&guest) {
            words.push("closed".to_owned());
        }
        words
    }

    /// The number of the seat in a bucket that was first given so many seats later than the first.
    pub(crate) fn seat(&self, order: usize) -> u16 {
        self.seats[order]
    }

    fn by_order(&self, mut notice: Notice) -> Notice {
        if let Notice::Seated { seat, .. }
        | Notice::Here(seat)
        | Notice::Gone(seat)
        | Notice::Said { from: seat, .. } = &mut notice
            && let Some(order) = self.seats.iter().position(|given| given == seat)
        {
            *seat = order as u16;
        }
        notice
    }

    /// The same, as it was told.
    pub(crate) fn told(&mut self, guest: Guest) -> Vec<Told> {
        self.told.remove(&guest).unwrap_or_default()
    }

    /// What somebody was told first that nobody has asked for yet.
    pub(crate) fn peek(&self, guest: Guest) -> Option<&Told> {
        self.told.get(&guest).filter(|_| !self.closed.contains(&guest))?.first()
    }

    /// Whatever was told to anybody is of no interest.
    pub(crate) fn forget(&mut self) {
        self.told.clear();
        self.closed.clear();
    }

    /// Time passes, and the machine is woken whenever it asks for it.
    pub(crate) fn advance(&mut self, span: Millis) {
        let end = self.now.later(span);
        while let Some(due) = self.machine.deadline().filter(|due| *due <= end.monotonic) {
            self.now = self.now.later(due.since(self.now.monotonic));
            self.handle(Event::Woke);
            assert!(self.machine.deadline().is_none_or(|next| next > due), "it is woken for nothing");
        }
        self.now = end;
    }

    /// The clock on the wall is set.
    pub(crate) fn set_clock(&mut self, seconds: i64) {
        self.now.unix = self.now.unix.saturating_add_signed(seconds);
        self.handle(Event::Woke);
    }

    /// The companion is started again; all sockets are closed.
    pub(crate) fn restart(&mut self) {
        self.restart_after(Millis(0));
    }

    pub(crate) fn restart_after(&mut self, off: Millis) {
        self.starts += 1;
        self.forget();
        self.waiting.clear();
        self.writing.clear();
        self.now = Now { monotonic: Millis(5), unix: self.now.unix.saturating_add(off.0 / 1_000) };
        let records = self.kept.values().map(|bytes| Record::decode(bytes).unwrap()).collect();
        self.machine = start(self.settings.clone(), self.starts, records, self.now);
    }

    /// The slow disk has written all that waits.
    pub(crate) fn write(&mut self) {
        while let Some((key, bytes)) = self.waiting.pop_front() {
            self.written(key, bytes);
        }
    }

    /// The slow disk could not write what waits.
    pub(crate) fn lose_writes(&mut self) {
        while let Some((key, _)) = self.waiting.pop_front() {
            self.writing.remove(&key);
            self.handle(Event::NotStored { key });
        }
    }

    fn perform(&mut self, actions: Vec<Action>) {
        let mut writes = Vec::new();
        for action in actions {
            match action {
                Action::Tell { guest, notice } => {
                    assert!(!self.closed.contains(&guest), "told after the last: {}", words(&notice));
                    assert!(notice.encode().len() <= heliograph_wire::rendezvous::LONGEST);
                    if let Notice::Seated { seat, nameplate: None, .. } = notice
                        && !self.seats.contains(&seat)
                    {
                        self.seats.push(seat);
                    }
                    let told = Told { at: self.now.monotonic, notice };
                    self.told.entry(guest).or_default().push(told);
                }
                Action::Dismiss(guest) => assert!(self.closed.insert(guest), "dismissed twice"),
                Action::Store(record) => writes.push((record.key, Some(record.encode()))),
                Action::Forget(key) => writes.push((key, None)),
                Action::Wake { .. } => self.woken.push((self.now.monotonic, action)),
            }
        }
        writes.into_iter().for_each(|(key, bytes)| self.keep(key, bytes));
    }

    fn keep(&mut self, key: [u8; 32], bytes: Option<Vec<u8>>) {
        assert!(self.writing.insert(key), "one at a time is kept of a callee");
        self.writes += 1;
        match self.disk {
            Disk::Works => self.written(key, bytes),
            Disk::Fails => {
                self.writing.remove(&key);
                self.handle(Event::NotStored { key });
            }
            Disk::Slow => self.waiting.push_back((key, bytes)),
        }
    }

    fn written(&mut self, key: [u8; 32], bytes: Option<Vec<u8>>) {
        match bytes {
            Some(bytes) => self.kept.insert(key, bytes),
            None => self.kept.remove(&key),
        };
        self.writing.remove(&key);
        self.handle(Event::Stored { key });
    }
}

fn start(settings: Settings, starts: u8, records: Vec<Record>, now: Now) -> Rendezvous {
    Rendezvous::new(settings, Private::new([9; 32]), [starts; 32], records, now)
}

/// What stands for a signature here.
pub(crate) fn sign(key: &[u8; 32], message: &[u8]) -> [[u8; 32]; 2] {
    let half =
        |number: u8| Sha256::new().chain_update([number]).chain_update(key).chain_update(message).finalize();
    [half(0).into(), half(1).into()]
}

pub(crate) fn verify(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    sign(key, message).as_flattened() == signature
}

pub(crate) fn sealed(text: &str) -> Private<Vec<u8>> {
    Private::new(text.as_bytes().to_vec())
}

pub(crate) fn say(to: u16, text: &str) -> Request {
    Request::Say { to, sealed: sealed(text) }
}

pub(crate) fn over(over: Over) -> Vec<String> {
    vec![format!("over: {over:?}"), "closed".to_owned()]
}

/// A notice as a person would tell of it.
pub(crate) fn words(notice: &Notice) -> String {
    let text = |sealed: &Private<Vec<u8>>| String::from_utf8_lossy(sealed.reveal()).into_owned();
    match notice {
        Notice::Welcome { bits: 0, .. } => "welcome".to_owned(),
        Notice::Welcome { bits, .. } => format!("welcome to {bits} bits"),
        Notice::Seated { seat, nameplate: Some(_), seconds, .. } => format!("seat {seat} for {seconds} s"),
        Notice::Seated { seat, nameplate: None, seconds, .. } => {
            format!("seat {seat} in a bucket for {seconds} s")
        }
        Notice::Here(seat) => format!("{seat} is here"),
        Notice::Gone(seat) => format!("{seat} is gone"),
        Notice::Said { from, sealed } => format!("{from} says {}", text(sealed)),
        Notice::Crowd => "crowd".to_owned(),
        Notice::Attended { links, days, subscriptions, .. } => {
            let labels: Vec<_> = links.iter().map(|link| text(&link.label)).collect();
            let woken: String = subscriptions.iter().map(|id| format!("; woken at {}", id[0])).collect();
            format!("attended for {days} days: {}{woken}", labels.join(", "))
        }
        Notice::Missed(notes) => {
            let notes: Vec<_> = notes.iter().map(|note| text(&note.sealed)).collect();
            format!("missed: {}", notes.join(", "))
        }
        Notice::Rings { intro, .. } => format!("{} rings", text(intro)),
        Notice::RingOver { why: RingOver::CallerGone, .. } => "caller gone".to_owned(),
        Notice::RingOver { why: RingOver::Elsewhere, .. } => "taken elsewhere".to_owned(),
        Notice::RingOver { why: RingOver::Unanswered, .. } => "rang in vain".to_owned(),
        Notice::Told { sealed, .. } => format!("caller says {}", text(sealed)),
        Notice::Ringing => "ringing".to_owned(),
        Notice::Heard(sealed) => format!("callee says {}", text(sealed)),
        Notice::Unanswered => "unanswered".to_owned(),
        Notice::Noted => "noted".to_owned(),
        Notice::Over(over) => format!("over: {over:?}"),
    }
}
