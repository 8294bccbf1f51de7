//! The companion at which people find each other, as it is, and the worker of each page that keeps its secrets.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use heliograph_keys::Keys;
use heliograph_rendezvous::{Action, Guest, Now, Record, Rendezvous, Settings, Source};
use heliograph_session::{Event, Notifications, RendezvousEffect, RendezvousEvent, SocketId};
use heliograph_wire::rendezvous::{Lane, Notice, Push, Request, SUBSCRIPTION_BYTES, Subscription, Task};
use heliograph_wire::{Millis, Private};

use super::browser::Browser;
use super::{Awake, Chance, START, Side};

/// What a page has of it.
#[derive(Default)]
pub(crate) struct Desk {
    keys: Option<Keys<Chance>>,
    sockets: BTreeMap<SocketId, Guest>,
    pub(crate) todo: VecDeque<RendezvousEffect>,
    /// What the tab keeps.
    pub(crate) kept: Option<String>,
    /// How many workers there were.
    pub(crate) workers: u64,
    /// Whether none works.
    pub(crate) is_without_keys: bool,
    /// Whether the worker hears, and answers nothing.
    pub(crate) is_asleep: bool,
    /// Lanes that the worker was asked for, and not to forget.
    pub(crate) lanes: BTreeSet<Lane>,
    /// What stands behind the `#` of the address bar.
    pub(crate) fragment: Option<String>,
    /// What was handed to other apps.
    pub(crate) shared: Vec<String>,
    /// What the person says when they are asked for notifications.
    pub(crate) allows: Notifications,
    /// What the browser has for being woken.
    pub(crate) awake: Awake,
}

impl Desk {
    fn note(&mut self, task: &Task) {
        match task {
            Task::Meet { lane, .. } | Task::Ring { lane, .. } | Task::HearRing { lane, .. } => {
                self.lanes.insert(*lane);
            }
            Task::Forget(lane) => drop(self.lanes.remove(lane)),
            _ => {}
        }
    }

    pub(crate) fn open_sockets(&self) -> Vec<SocketId> {
        self.sockets.keys().copied().collect()
    }
}

/// The companion.
pub(crate) struct Companion {
    machine: Rendezvous,
    /// Whether it can be reached.
    pub(crate) up: bool,
    guests: u64,
    /// All that ever crossed its sockets.
    pub(crate) heard: Vec<Vec<u8>>,
    /// Who it says that it is.
    pub(crate) identity: [u8; 16],
    /// What it keeps.
    records: BTreeMap<[u8; 32], Record>,
    /// To how many devices each ring was told that nobody else told.
    pub(crate) woken: Vec<usize>,
    /// The seat that it gave last.
    pub(crate) seat: u16,
    /// Whether it can keep what it is to keep.
    pub(crate) keeps: bool,
    /// What it does to what it carries, if it cheats.
    pub(crate) changes: Option<fn(&mut Vec<u8>)>,
    /// What it says instead of what it should to those who ring and are rung, if it cheats.
    pub(crate) meddles: Option<fn(Notice) -> Notice>,
}

impl Companion {
    pub(crate) fn new(now: Millis) -> Self {
        Self {
            machine: started(now, Vec::new(), None),
            up: true,
            guests: 0,
            heard: Vec::new(),
            identity: [0; 16],
            records: BTreeMap::new(),
            woken: Vec::new(),
            seat: 0,
            keeps: true,
            changes: None,
            meddles: None,
        }
    }

    /// It is started again, with the same secret and nothing else.
    pub(crate) fn restarts(&mut self, now: Millis) {
        self.machine = started(now, Vec::new(), None);
    }

    /// It is started again with all that it keeps, and wakes devices like this.
    pub(crate) fn restarts_waking(&mut self, now: Millis, push: Option<Push>) {
        self.machine = started(now, self.records.values().cloned().collect(), push);
    }

    /// It has forgotten the subscriptions of everybody.
    pub(crate) fn forgets_subscriptions(&mut self) {
        self.records.values_mut().for_each(|record| record.subscriptions.clear());
    }

    /// Everybody has so many devices more, which are all away.
    pub(crate) fn adds_subscriptions(&mut self, count: u8) {
        let sealed = || Private::new(vec![0; SUBSCRIPTION_BYTES]);
        let subscriptions = || (1..=count).map(|id| Subscription { id: [id; 16], sealed: sealed() });
        self.records.values_mut().for_each(|record| record.subscriptions.extend(subscriptions()));
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        self.machine.deadline().map(|at| START + at)
    }

    /// What a page asked for last.
    pub(crate) fn last_request(&self) -> Option<Request> {
        Request::decode(self.heard.last()?)
    }

    /// The ring that was taken last.
    pub(crate) fn last_taken(&self) -> Option<u32> {
        self.heard.iter().rev().find_map(|bytes| match Request::decode(bytes) {
            Some(Request::Take { ring, .. }) => Some(ring),
            _ => None,
        })
    }

    /// Does what pages want of it.
    pub(crate) fn serve(&mut self, now: Millis, sides: &mut [Side; 3]) {
        if self.machine.deadline().is_some_and(|at| START + at <= now) {
            self.handle(now, heliograph_rendezvous::Event::Woke, sides);
        }
        for who in 0..sides.len() {
            while let Some(effect) = sides[who].browser.desk.todo.pop_front() {
                self.perform(now, who, effect, sides);
            }
        }
    }

    /// All sockets close, as when a network is gone.
    pub(crate) fn hangs_up(&mut self, now: Millis, sides: &mut [Side; 3]) {
        for who in 0..sides.len() {
            for (socket, guest) in std::mem::take(&mut sides[who].browser.desk.sockets) {
                sides[who].browser.is_told(RendezvousEvent::Closed(socket));
                self.handle(now, heliograph_rendezvous::Event::Left(guest), sides);
            }
        }
    }

    /// A page goes away, with its sockets.
    pub(crate) fn loses(&mut self, now: Millis, who: usize, sides: &mut [Side; 3]) {
        for guest in std::mem::take(&mut sides[who].browser.desk.sockets).into_values() {
            self.handle(now, heliograph_rendezvous::Event::Left(guest), sides);
        }
    }

    fn perform(&mut self, now: Millis, who: usize, effect: RendezvousEffect, sides: &mut [Side; 3]) {
        let browser = &mut sides[who].browser;
        let source = Source(who as u128);
        match effect {
            RendezvousEffect::Open(socket) if !self.up => browser.is_told(RendezvousEvent::Closed(socket)),
            RendezvousEffect::Open(socket) => {
                self.guests += 1;
                let guest = Guest(self.guests);
                browser.desk.sockets.insert(socket, guest);
                self.handle(now, heliograph_rendezvous::Event::Arrived { guest, source }, sides);
            }
            RendezvousEffect::Ask(socket, request) => {
                let Some(&guest) = browser.desk.sockets.get(&socket) else { return };
                let bytes = request.encode();
                let request = Request::decode(&bytes).expect("a page says what makes sense");
                self.heard.push(bytes);
                self.handle(now, heliograph_rendezvous::Event::Asked { guest, request }, sides);
            }
            RendezvousEffect::Close(socket) => {
                if let Some(guest) = browser.desk.sockets.remove(&socket) {
                    self.handle(now, heliograph_rendezvous::Event::Left(guest), sides);
                }
            }
            RendezvousEffect::Keys(_) if browser.desk.is_without_keys => {
                browser.is_told(RendezvousEvent::KeysFailed);
            }
            RendezvousEffect::Keys(_) if browser.desk.is_asleep => {}
            RendezvousEffect::Keys(task) => {
                let desk = &mut browser.desk;
                desk.note(&task);
                let keys = desk.keys.get_or_insert_with(|| {
                    desk.workers += 1;
                    Keys::new(Chance(source.0 as u64 * 1000 + desk.workers))
                });
                let outcome = keys.perform(task);
                browser.is_told(RendezvousEvent::Done(outcome));
            }
            RendezvousEffect::EndKeys => {
                browser.desk.keys = None;
                browser.desk.lanes.clear();
            }
            RendezvousEffect::KeepMeeting(text) => browser.desk.kept = Some(text.reveal().clone()),
            RendezvousEffect::ForgetMeeting => browser.desk.kept = None,
            RendezvousEffect::ShowFragment(fragment) => {
                browser.desk.fragment = Some(fragment.reveal().clone());
            }
            RendezvousEffect::HideFragment => browser.desk.fragment = None,
            RendezvousEffect::Share(text) => browser.desk.shared.push(text.reveal().clone()),
            RendezvousEffect::AskNotifications => {
                let allows = browser.desk.allows;
                browser.is_told(RendezvousEvent::NotificationsChanged(allows));
            }
            RendezvousEffect::Waking(effect) => {
                let allows = browser.desk.allows;
                let event = browser.desk.awake.perform(effect, allows);
                browser.is_told(event);
            }
        }
    }

    fn handle(&mut self, now: Millis, event: heliograph_rendezvous::Event, sides: &mut [Side; 3]) {
        let mut actions = Vec::new();
        self.machine.handle(at(now), event, &mut actions);
        for action in actions {
            match action {
                Action::Tell { guest, notice } => self.tell(guest, notice, sides),
                Action::Dismiss(guest) => dismiss(guest, sides),
                Action::Store(record) => {
                    let key = record.key;
                    self.records.insert(key, record);
                    self.keep(now, key, sides);
                }
                Action::Forget(key) => {
                    self.records.remove(&key);
                    self.keep(now, key, sides);
                }
                Action::Wake { subscriptions, .. } => self.woken.push(subscriptions.len()),
            }
        }
    }
}

impl Companion {
    fn keep(&mut self, now: Millis, key: [u8; 32], sides: &mut [Side; 3]) {
        let kept = if self.keeps {
            heliograph_rendezvous::Event::Stored { key }
        } else {
            heliograph_rendezvous::Event::NotStored { key }
        };
        self.handle(now, kept, sides);
    }
}

fn started(now: Millis, records: Vec<Record>, push: Option<Push>) -> Rendezvous {
    let settings = Settings { push, ..Settings::new(|_, _, _| true) };
    Rendezvous::new(settings, Private::new([5; 32]), [6; 32], records, at(now))
}

const fn at(now: Millis) -> Now {
    Now { monotonic: Millis(now.0 - START.0), unix: now.0 / 1000 }
}

fn whose(guest: Guest, sides: &[Side; 3]) -> Option<(usize, SocketId)> {
    sides.iter().enumerate().find_map(|(who, side)| {
        let found = side.browser.desk.sockets.iter().find(|(_, there)| **there == guest);
        found.map(|(socket, _)| (who, *socket))
    })
}

impl Companion {
    fn tell(&mut self, guest: Guest, notice: Notice, sides: &mut [Side; 3]) {
        if let Notice::Seated { seat, .. } = notice {
            self.seat = seat;
        }
        let notice = match (notice, self.changes) {
            (Notice::Welcome { challenge, bits, companion }, _) => {
                self.identity = companion;
                Notice::Welcome { challenge, bits, companion }
            }
            (Notice::Said { from, sealed }, Some(change)) => {
                let mut bytes = sealed.reveal().clone();
                change(&mut bytes);
                Notice::Said { from, sealed: Private::new(bytes) }
            }
            (notice, _) => notice,
        };
        let notice = match self.meddles {
            Some(meddle) => meddle(notice),
            None => notice,
        };
        let Some((who, socket)) = whose(guest, sides) else { return };
        let notice = Notice::decode(&notice.encode()).expect("a companion says what makes sense");
        sides[who].browser.is_told(RendezvousEvent::Told { socket, notice });
    }
}

fn dismiss(guest: Guest, sides: &mut [Side; 3]) {
    let Some((who, socket)) = whose(guest, sides) else { return };
    sides[who].browser.desk.sockets.remove(&socket);
    sides[who].browser.is_told(RendezvousEvent::Closed(socket));
}

impl Browser {
    fn is_told(&mut self, event: RendezvousEvent) {
        self.events.push_back(Event::Rendezvous(event));
    }

    /// How many sockets it holds.
    pub(crate) fn sockets(&self) -> usize {
        self.desk.sockets.len()
    }
}
