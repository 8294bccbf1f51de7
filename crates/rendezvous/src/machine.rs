mod attending;
mod keeping;
mod links;
mod meeting;
mod ringing;
mod seats;
mod welcome;

use std::collections::BTreeMap;

use heliograph_machine::{Allowance, Challenges, Chance, Quota, Rate, Talk, Timers, keyed};
use heliograph_wire::rendezvous::{Notice, Over, Request};
use heliograph_wire::{Millis, Private};

use crate::callees::{Callees, Key};
use crate::days::Days;
use crate::event::{Action, Event, Guest, Now, Source};
use crate::figures::Figures;
use crate::load::Load;
use crate::numbers::Numbers;
use crate::places::{Places, Spot};
use crate::record::Record;
use crate::rings::Rings;
use crate::settings::Settings;
use crate::sources::{Sources, Usage};
use crate::timers::Timer;

/// No more may be said at one socket, whatever it is.
const SAID: Quota = Quota { within: Millis::minutes(1), messages: 240, bytes: 256 * 1024 };

/// Brings people together. Nothing in it knows what they say to each other.
pub struct Rendezvous {
    settings: Settings,
    /// Signs tickets.
    secret: Private<[u8; 32]>,
    challenges: Challenges,
    /// What pages know this companion by.
    companion: [u8; 16],
    chance: Chance,
    now: Now,
    days: Days,
    /// Whether callees are to be looked through.
    review: Review,
    admission: Admission,
    load: Load,
    guests: BTreeMap<Guest, Present>,
    sources: Sources,
    numbers: Numbers,
    places: Places,
    callees: Callees,
    rings: Rings,
    timers: Timers<Timer>,
    /// Totals; what there is now is counted when it is asked for.
    figures: Figures,
}

/// Whether callees are to be looked through for those whose days are over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Review {
    Due,
    Done,
}

/// Whether anything new begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Admission {
    Open,
    Closed,
}

/// Somebody who is here.
struct Present {
    source: Source,
    part: Part,
    talk: Talk,
}

/// What a guest is here for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// It has not said so yet; so much work is asked for, until then.
    Undecided { bits: u8, until: Millis },
    /// It waits for somebody.
    Seated { spot: Spot, seat: u16 },
    /// It attends a callee.
    Device(Key),
    /// It rings.
    Caller(u32),
}

impl Rendezvous {
    /// Begins with all that was kept. The secret has to be the same after each start, and the seed another one.
    pub fn new(
        settings: Settings,
        secret: Private<[u8; 32]>,
        chance: [u8; 32],
        records: Vec<Record>,
        now: Now,
    ) -> Self {
        let (callees, site) = (Callees::load(records), settings.site);
        let chance = Chance::new(chance);
        let companion = keyed(&secret, b"heliograph companion 1", &[]);
        Self {
            settings,
            challenges: Challenges::new(&chance),
            companion: std::array::from_fn(|place| companion[place]),
            secret,
            chance,
            now,
            days: Days::new(now, callees.last_day()),
            review: Review::Due,
            admission: Admission::Open,
            load: Load::default(),
            guests: BTreeMap::new(),
            sources: Sources::new(site),
            numbers: Numbers::default(),
            places: Places::new(),
            callees,
            rings: Rings::new(),
            timers: Timers::default(),
            figures: Figures::default(),
        }
    }

    /// Takes what happened, and says what to do. A moment before one that it was handed earlier counts as that one.
    pub fn handle(&mut self, now: Now, event: Event, actions: &mut Vec<Action>) {
        self.go_on(now, actions);
        match event {
            Event::Arrived { guest, source } => self.arrived(guest, source, actions),
            Event::Asked { guest, request } => self.asked(guest, request, actions),
            Event::Garbled(guest) => self.refuse(guest, Over::Mistaken, actions),
            Event::Left(guest) => self.part(guest, actions),
            Event::Stored { key } => self.stored(key, actions),
            Event::NotStored { key } => self.not_stored(key, actions),
            Event::Unsubscribed { key, id } => self.unsubscribe(None, (key, id), actions),
            Event::Stopping => self.stop(actions),
            Event::Woke => {}
        }
    }

    /// When something is to be done though nothing happens, on the clock that only goes on.
    pub fn deadline(&self) -> Option<Millis> {
        match self.review {
            Review::Due => Some(self.now.monotonic),
            Review::Done => {
                Some(self.timers.next().map_or(self.days.next(), |due| due.min(self.days.next())))
            }
        }
    }

    /// What there is and was.
    pub fn figures(&self) -> Figures {
        let nameplates = self.numbers.open_count();
        Figures {
            guests: self.guests.len(),
            nameplates,
            buckets: self.places.len() - nameplates,
            burned: self.numbers.burned_count(),
            callees: self.callees.records(),
            links: self.callees.links(),
            notes: self.callees.notes(),
            rings: self.rings.len(),
            ..self.figures
        }
    }

    /// Goes on with other settings; whoever is here stays.
    pub fn set(&mut self, settings: Settings) {
        self.settings = settings;
        self.review = Review::Due;
    }

    /// How many entries there are in all tables: what tests hold against the number of guests.
    #[doc(hidden)]
    pub fn entries(&self) -> [usize; 7] {
        [
            self.guests.len(),
            self.sources.count(),
            self.places.len(),
            self.places.values().map(|place| place.seats.len()).sum(),
            self.callees.count(),
            self.rings.len(),
            self.timers.count(),
        ]
    }

    /// Does all that has become due.
    fn go_on(&mut self, now: Now, actions: &mut Vec<Action>) {
        self.now = now.after(self.now);
        if self.days.observe(self.now) {
            self.review = Review::Due;
        }
        if self.review == Review::Due {
            self.review = Review::Done;
            self.review_callees(actions);
        }
        while let Some((due, timer)) = self.timers.take(self.now.monotonic) {
            match timer {
                Timer::Undecided(guest) => self.refuse(guest, Over::Expired, actions),
                Timer::Seat(spot, seat) => self.seat_due(spot, seat, actions),
                Timer::Ring(ring) => self.ring_due(ring, due, actions),
                Timer::Wake(ring) => self.wake_devices(ring, actions),
                Timer::Trial(key) => self.trial_over(key, actions),
            }
        }
    }

    fn asked(&mut self, guest: Guest, request: Request, actions: &mut Vec<Action>) {
        let Some(present) = self.guests.get_mut(&guest) else { return };
        if !present.talk.counts(self.now.monotonic, weight(&request), SAID) {
            return self.refuse(guest, Over::TooOften(60), actions);
        }
        let taken = match present.part {
            Part::Undecided { bits, until } => {
                self.timers.clear(until, Timer::Undecided(guest));
                self.first_request(guest, bits, request, actions)
            }
            Part::Seated { spot, seat } => self.at_seat(guest, (spot, seat), request, actions),
            Part::Device(key) => self.by_device(guest, key, request, actions),
            Part::Caller(ring) => self.by_caller(guest, ring, request, actions),
        };
        if let Err(over) = taken {
            self.refuse(guest, over, actions);
        }
    }

    fn stop(&mut self, actions: &mut Vec<Action>) {
        if self.admission == Admission::Open {
            self.admission = Admission::Closed;
            actions.extend(self.guests.keys().map(|guest| tell(*guest, Notice::Over(Over::Stopping))));
        }
    }

    /// Says why there is no more for a guest, and lets it go.
    fn refuse(&mut self, guest: Guest, over: Over, actions: &mut Vec<Action>) {
        if self.guests.contains_key(&guest) {
            self.figures.refused += 1;
            actions.push(tell(guest, Notice::Over(over)));
            self.dismiss(guest, actions);
        }
    }

    /// Lets a guest go.
    fn dismiss(&mut self, guest: Guest, actions: &mut Vec<Action>) {
        actions.push(Action::Dismiss(guest));
        self.part(guest, actions);
    }

    /// A guest is not here any more, and did not say for how long.
    fn part(&mut self, guest: Guest, actions: &mut Vec<Action>) {
        let Some(present) = self.guests.remove(&guest) else { return };
        self.sources.give_back(present.source, |usage| &mut usage.guests);
        self.end_part(guest, &present, actions);
    }

    fn end_part(&mut self, guest: Guest, present: &Present, actions: &mut Vec<Action>) {
        match present.part {
            Part::Undecided { until, .. } => {
                self.timers.clear(until, Timer::Undecided(guest));
                self.decide(present.source);
            }
            Part::Seated { spot, seat } => self.seat_left(guest, (spot, seat), actions),
            Part::Device(key) => self.device_left(guest, key, actions),
            Part::Caller(ring) => self.caller_left(ring, actions),
        }
    }

    /// A guest says what it is here for.
    fn take_part(&mut self, guest: Guest, part: Part) {
        if let Some(present) = self.guests.get_mut(&guest) {
            let source = present.source;
            if let Part::Undecided { .. } = std::mem::replace(&mut present.part, part) {
                self.decide(source);
            }
        }
    }

    fn decide(&mut self, source: Source) {
        self.sources.give_back(source, |usage| &mut usage.undecided);
        self.figures.undecided -= 1;
    }

    fn source_of(&self, guest: Guest) -> Result<Source, Over> {
        self.guests.get(&guest).map(|present| present.source).ok_or(Over::Mistaken)
    }

    /// Takes one of what a guest's source may do so often in a minute. Says which source that is.
    fn take_one(
        &mut self,
        guest: Guest,
        what: fn(&mut Usage) -> &mut Allowance,
        per_minute: u32,
    ) -> Result<Source, Over> {
        let (source, rate) = (self.source_of(guest)?, Rate::per_minute(per_minute));
        self.sources.take(source, what, rate, self.now.monotonic).map_err(Over::TooOften)?;
        Ok(source)
    }
}

/// The bytes of a request that are somebody's own.
fn weight(request: &Request) -> usize {
    match request {
        Request::Say { sealed, .. } | Request::Take { sealed, .. } | Request::Tell { sealed, .. } => {
            sealed.reveal().len()
        }
        Request::Ring { intro, .. } => intro.reveal().len(),
        Request::PutLink { label, wake, .. } => label.reveal().len() + wake.reveal().len(),
        Request::Subscribe(subscription) => subscription.sealed.reveal().len(),
        Request::LeaveNote { note } => note.reveal().len(),
        Request::Return { ticket } => ticket.reveal().len(),
        Request::Open { .. }
        | Request::Come { .. }
        | Request::Wait { .. }
        | Request::Attend { .. }
        | Request::Leave
        | Request::Revoke(_)
        | Request::Erase
        | Request::Unsubscribe { .. }
        | Request::NotesRead { .. } => 0,
    }
}

const fn tell(guest: Guest, notice: Notice) -> Action {
    Action::Tell { guest, notice }
}
