//! People at sockets, a unit that says nothing by itself, and clocks that are moved.

mod words;

pub(crate) use words::{done, words};

use heliograph_sfu::rooms::{Action, Event, Guest, Now, Rooms, Settings, Source};
use heliograph_sfu::{Command, Happened, RoomNumber, Who};
use heliograph_wire::control::Switch;
use heliograph_wire::room::{
    Card, LONGEST, MemberId, Notice, Opening, Over, Part, Request, RoomId, Rules, hosting, room_preimage,
};
use heliograph_wire::{Millis, Private};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Noon of a day, in seconds since 1970.
pub(crate) const BEGIN: u64 = 20_000 * 86_400 + 43_200;

pub(crate) const SECOND: Millis = Millis::seconds(1);
pub(crate) const MINUTE: Millis = Millis::minutes(1);
pub(crate) const HOUR: Millis = Millis::minutes(60);

pub(crate) const SECRET: Private<[u8; 32]> = Private::new([9; 32]);

pub(crate) struct World {
    pub(crate) machine: Rooms,
    pub(crate) now: Now,
    settings: Settings,
    starts: u8,
    guests: u64,
    told: BTreeMap<Guest, Vec<Notice>>,
    closed: BTreeSet<Guest>,
    challenges: BTreeMap<Guest, [u8; 32]>,
    tickets: BTreeMap<Guest, Private<Vec<u8>>>,
    commands: Vec<Command>,
    ended: BTreeSet<RoomNumber>,
}

/// Somebody who can open a room, and the room.
#[derive(Clone, Copy)]
pub(crate) struct Key {
    pub(crate) key: [u8; 32],
    salt: [u8; 16],
    pub(crate) room: RoomId,
}

impl Key {
    pub(crate) fn new(number: u8) -> Self {
        let (key, salt) = ([number; 32], [number ^ 0xff; 16]);
        let digest = Sha256::digest(room_preimage(&key, &salt));
        Self { key, salt, room: RoomId(std::array::from_fn(|place| digest[place])) }
    }

    /// What opens the room at a socket with this challenge.
    pub(crate) fn opening(&self, challenge: &[u8; 32], name: &str, rules: Rules) -> Opening {
        Opening {
            room: self.room,
            key: self.key,
            salt: Private::new(self.salt),
            signature: sign(&self.key, &hosting(challenge, self.room)),
            permit: None,
            rules,
            card: card(name),
        }
    }
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
            machine: Rooms::new(settings.clone(), SECRET, [0; 32], now),
            now,
            settings,
            starts: 0,
            guests: 0,
            told: BTreeMap::new(),
            closed: BTreeSet::new(),
            challenges: BTreeMap::new(),
            tickets: BTreeMap::new(),
            commands: Vec::new(),
            ended: BTreeSet::new(),
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

    /// Somebody opens a room with a lobby, or comes back to it as its host.
    pub(crate) fn open(&mut self, key: &Key, name: &str) -> Guest {
        self.open_with(key, name, Rules::default())
    }

    /// Somebody opens a room that everybody may enter.
    pub(crate) fn open_wide(&mut self, key: &Key, name: &str) -> Guest {
        self.open_with(key, name, Rules { lobby: Switch::Off, ..Rules::default() })
    }

    pub(crate) fn open_with(&mut self, key: &Key, name: &str, rules: Rules) -> Guest {
        let guest = self.arrive();
        let opening = key.opening(&self.challenge(guest), name, rules);
        self.ask(guest, Request::Open(opening));
        guest
    }

    pub(crate) fn knock(&mut self, key: &Key, name: &str) -> Guest {
        let guest = self.arrive();
        self.knock_as(guest, key, name);
        guest
    }

    pub(crate) fn knock_as(&mut self, guest: Guest, key: &Key, name: &str) {
        self.ask(guest, Request::Knock { room: key.room, card: card(name) });
    }

    /// Somebody comes back with the last ticket of another socket.
    pub(crate) fn come_back(&mut self, before: Guest, name: &str) -> Guest {
        let ticket = self.ticket(before);
        self.come_back_with(ticket, name)
    }

    pub(crate) fn come_back_with(&mut self, ticket: Private<Vec<u8>>, name: &str) -> Guest {
        let guest = self.arrive();
        self.ask(guest, Request::Return { ticket, card: card(name) });
        guest
    }

    /// A room that everybody may enter, with these in it; nothing that they were told is of interest.
    pub(crate) fn room<const COUNT: usize>(key: &Key, names: [&str; COUNT]) -> (Self, [Guest; COUNT]) {
        let mut world = Self::new();
        let guests = world.gather(key, names);
        (world, guests)
    }

    pub(crate) fn gather<const COUNT: usize>(&mut self, key: &Key, names: [&str; COUNT]) -> [Guest; COUNT] {
        let mut is_first = true;
        let guests = names.map(|name| {
            let guest = if is_first { self.open_wide(key, name) } else { self.knock(key, name) };
            is_first = false;
            guest
        });
        self.settle();
        guests
    }

    pub(crate) fn challenge(&self, guest: Guest) -> [u8; 32] {
        self.challenges.get(&guest).copied().unwrap_or_default()
    }

    /// The last ticket that somebody was given.
    pub(crate) fn ticket(&self, guest: Guest) -> Private<Vec<u8>> {
        self.tickets.get(&guest).cloned().expect("nobody has a ticket without a seat")
    }

    /// One of all tickets that anybody was ever given last.
    pub(crate) fn any_ticket(&self, place: usize) -> Option<Private<Vec<u8>>> {
        self.tickets.values().rev().nth(place).cloned()
    }

    pub(crate) fn ask(&mut self, guest: Guest, request: Request) {
        self.handle(Event::Asked { guest, request });
    }

    /// A socket breaks.
    pub(crate) fn lose(&mut self, guest: Guest) {
        self.handle(Event::Left(guest));
    }

    pub(crate) fn unit(&mut self, happened: Happened) {
        self.handle(Event::Unit(happened));
    }

    pub(crate) fn handle(&mut self, event: Event) {
        let mut actions = Vec::new();
        self.machine.handle(self.now, event, &mut actions);
        actions.into_iter().for_each(|action| self.perform(action));
    }

    /// What somebody was told since this was last asked, in words; tickets apart.
    pub(crate) fn heard(&mut self, guest: Guest) -> Vec<String> {
        let told = self.told.remove(&guest).unwrap_or_default();
        let mut words: Vec<_> = told.iter().filter_map(words).collect();
        if self.closed.remove(&guest) {
            words.push("closed".to_owned());
        }
        words
    }

    /// The same, as it was told.
    pub(crate) fn told(&mut self, guest: Guest) -> Vec<Notice> {
        self.told.remove(&guest).unwrap_or_default()
    }

    /// What the unit was to do since this was last asked, in words.
    pub(crate) fn done(&mut self) -> Vec<String> {
        std::mem::take(&mut self.commands).iter().map(done).collect()
    }

    pub(crate) fn commands(&mut self) -> Vec<Command> {
        std::mem::take(&mut self.commands)
    }

    /// What has changed is told, and of no interest.
    pub(crate) fn settle(&mut self) {
        self.advance(SECOND);
        self.forget();
    }

    /// Whatever was told to anybody is of no interest.
    pub(crate) fn forget(&mut self) {
        self.told.clear();
        self.closed.clear();
        self.commands.clear();
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

    /// The companion is started again; all sockets are closed.
    pub(crate) fn restart(&mut self) {
        self.starts += 1;
        self.forget();
        self.ended.clear();
        self.now = Now { monotonic: Millis(5), unix: self.now.unix };
        self.machine = Rooms::new(self.settings.clone(), SECRET, [self.starts; 32], self.now);
    }

    fn perform(&mut self, action: Action) {
        match action {
            Action::Tell { guest, notice } => self.tell(guest, notice),
            Action::TellAll { guests, notice } => {
                assert!(guests.len() > 1, "one is told alone");
                guests.into_iter().for_each(|guest| self.tell(guest, notice.clone()));
            }
            Action::Dismiss(guest) => assert!(self.closed.insert(guest), "dismissed twice"),
            Action::Do(room, command) => {
                assert!(!self.ended.contains(&room), "nothing is to be done for a room that is over");
                assert!(room_of(&command) == room);
                if let Command::End(_) = command {
                    self.ended.insert(room);
                }
                self.commands.push(command);
            }
        }
    }

    fn tell(&mut self, guest: Guest, notice: Notice) {
        assert!(!self.closed.contains(&guest), "told after the last: {:?}", words(&notice));
        assert!(notice.encode().len() <= LONGEST);
        match &notice {
            Notice::Welcome { challenge, .. } => drop(self.challenges.insert(guest, *challenge)),
            Notice::Seated(seat) => drop(self.tickets.insert(guest, seat.ticket.clone())),
            Notice::Ticket(ticket) => drop(self.tickets.insert(guest, ticket.clone())),
            // The rest is of interest to the test alone.
            _ => {}
        }
        self.told.entry(guest).or_default().push(notice);
    }
}

const fn room_of(command: &Command) -> RoomNumber {
    match command {
        Command::Offer { who: Who { room, .. }, .. }
        | Command::Show { who: Who { room, .. }, .. }
        | Command::Let { who: Who { room, .. }, .. }
        | Command::Remove(Who { room, .. })
        | Command::End(room) => *room,
    }
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

pub(crate) fn card(name: &str) -> Card {
    Card { name: Private::new(name.to_owned()) }
}

pub(crate) fn say(to: Option<u16>, text: &str) -> Request {
    Request::Say { to: to.map(MemberId), bytes: Private::new(text.as_bytes().to_vec()) }
}

pub(crate) fn offer(number: u32, sdp: &str) -> Request {
    Request::Offer { number, sdp: Private::new(sdp.to_owned()) }
}

pub(crate) const ALL: Part = Part { microphone: Switch::On, camera: Switch::On, screen: Switch::On };

pub(crate) fn over(over: Over) -> Vec<String> {
    vec![format!("over: {over:?}"), "closed".to_owned()]
}
