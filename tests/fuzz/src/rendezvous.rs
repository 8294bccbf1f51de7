mod script;

pub(crate) use script::rendezvous_scripts;

use crate::steps::{Step, sign, steps};
use heliograph_rendezvous::{Action, Event, Guest, Now, Record, Rendezvous, Settings, Source};
use heliograph_wire::rendezvous::{
    LONGEST, Notice, Push, Request, SUBSCRIPTION_BYTES, SUBSCRIPTIONS_AT_MOST, Subscription, presence,
};
use heliograph_wire::{Millis, Private};
use script::Operation;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Noon of a day, in seconds since 1970.
const BEGIN: u64 = 1_800_014_400;

/// Plays a script to the rendezvous of a companion: what pages send it, valid or not, while time passes, disks fail and the
/// companion is started again.
///
/// Nobody hears anything after the last, nothing that is said is too long, and whoever leaves leaves nothing behind.
pub fn rendezvous(bytes: &[u8]) {
    play(bytes);
}

/// How many seats were given, how many rings taken, and how often devices were woken.
fn play(script: &[u8]) -> (u64, u64, u64) {
    let mut companion = Companion::new();
    steps(script, &Operation::ALL).for_each(|step| companion.take(&step));
    companion.end();
    let figures = companion.machine.figures();
    (figures.seated, figures.taken, companion.woken)
}

/// The machine, those who talk to it, and its disk.
struct Companion {
    machine: Rendezvous,
    now: Now,
    /// Everybody who ever came, with their challenge.
    guests: Vec<(Guest, [u8; 32])>,
    closed: BTreeSet<Guest>,
    kept: BTreeMap<[u8; 32], Vec<u8>>,
    writing: VecDeque<([u8; 32], Option<Vec<u8>>)>,
    learned: Learned,
    woken: u64,
}

/// What was told last that a page could say: chance would never find it.
#[derive(Default)]
struct Learned {
    nameplate: u32,
    ring: u32,
    ticket: Vec<u8>,
}

impl Companion {
    fn new() -> Self {
        let now = Now { monotonic: Millis(0), unix: BEGIN };
        Self {
            machine: start(Vec::new(), now),
            now,
            guests: Vec::new(),
            closed: BTreeSet::new(),
            kept: BTreeMap::new(),
            writing: VecDeque::new(),
            learned: Learned::default(),
            woken: 0,
        }
    }

    fn take(&mut self, step: &Step<'_, Operation>) {
        let count = self.guests.len();
        let at = count.checked_sub(1 + step.who).and_then(|place| self.guests.get(place));
        let (guest, challenge) = at.copied().unwrap_or((Guest(u64::MAX), [0; 32]));
        match step.operation {
            Operation::Arrive => {
                let guest = Guest(count as u64);
                self.guests.push((guest, [0; 32]));
                self.handle(Event::Arrived { guest, source: Source(step.number().into()) });
            }
            Operation::Ask => self.ask(guest, step.content),
            Operation::Attend => {
                let key = [step.byte(0); 32];
                let signature = sign(&key, &presence(&challenge));
                self.handle(Event::Asked { guest, request: Request::Attend { work: 0, key, signature } });
            }
            Operation::Come => {
                let nameplate = self.learned.nameplate;
                self.handle(Event::Asked { guest, request: Request::Come { work: 0, nameplate } });
            }
            Operation::Return => {
                let ticket = Private::new(self.learned.ticket.clone());
                self.handle(Event::Asked { guest, request: Request::Return { ticket } });
            }
            Operation::Take => {
                let (ring, sealed) = (self.learned.ring, Private::new(step.content.to_vec()));
                self.handle(Event::Asked { guest, request: Request::Take { ring, sealed } });
            }
            Operation::Lose => self.handle(Event::Left(guest)),
            Operation::Wait => self.wait(Millis(step.number().into())),
            Operation::SetClock => {
                self.now.unix = u64::from(step.number()) << 8;
                self.handle(Event::Woke);
            }
            Operation::Write => self.write(),
            Operation::Fail => {
                if let Some((key, _)) = self.writing.pop_front() {
                    self.handle(Event::NotStored { key });
                }
            }
            Operation::Subscribe => {
                let sealed = Private::new(vec![step.byte(0); SUBSCRIPTION_BYTES]);
                let new = Subscription { id: [step.byte(0); 16], sealed };
                self.handle(Event::Asked { guest, request: Request::Subscribe(new) });
            }
            Operation::Unsubscribed => {
                let (key, id) = ([step.byte(0); 32], [step.byte(1); 16]);
                self.handle(Event::Unsubscribed { key, id });
            }
            Operation::Restart => {
                self.writing.clear();
                self.closed.extend(self.guests.iter().map(|(guest, _)| *guest));
                let records = self.kept.values().filter_map(|bytes| Record::decode(bytes)).collect();
                self.machine = start(records, self.now);
            }
            Operation::Stop => self.handle(Event::Stopping),
        }
        let figures = self.machine.figures();
        assert!(figures.undecided + figures.devices + figures.rings <= figures.guests);
        assert!(figures.guests <= self.guests.len());
    }

    /// Everybody leaves, and nothing is left of them.
    fn end(&mut self) {
        while !self.writing.is_empty() {
            self.write();
        }
        for (guest, _) in self.guests.clone() {
            self.handle(Event::Left(guest));
        }
        self.wait(Millis::minutes(60));
        let figures = self.machine.figures();
        assert_eq!([figures.guests, figures.nameplates, figures.buckets, figures.rings], [0; 4]);
    }

    fn ask(&mut self, guest: Guest, bytes: &[u8]) {
        match Request::decode(bytes) {
            Some(request) => {
                assert!(Request::decode(&request.encode()) == Some(request.clone()));
                self.handle(Event::Asked { guest, request });
            }
            None => self.handle(Event::Garbled(guest)),
        }
    }

    fn wait(&mut self, span: Millis) {
        let end = self.now.later(span);
        while let Some(due) = self.machine.deadline().filter(|due| *due <= end.monotonic) {
            self.now = self.now.later(due.since(self.now.monotonic));
            self.handle(Event::Woke);
            while !self.writing.is_empty() {
                self.write();
            }
            let next = self.machine.deadline();
            assert!(next.is_none_or(|next| next > self.now.monotonic), "it is woken for nothing");
        }
        self.now = end;
    }

    fn write(&mut self) {
        let Some((key, bytes)) = self.writing.pop_front() else { return };
        match bytes {
            Some(bytes) => self.kept.insert(key, bytes),
            None => self.kept.remove(&key),
        };
        self.handle(Event::Stored { key });
    }

    fn handle(&mut self, event: Event) {
        let mut actions = Vec::new();
        self.machine.handle(self.now, event, &mut actions);
        for action in actions {
            match action {
                Action::Tell { guest, notice } => self.hear(guest, &notice),
                Action::Dismiss(guest) => assert!(self.closed.insert(guest), "somebody is dismissed twice"),
                Action::Store(record) => self.keep(record.key, Some(record.encode())),
                Action::Forget(key) => self.keep(key, None),
                Action::Wake { subscriptions, .. } => {
                    assert!((1..=SUBSCRIPTIONS_AT_MOST).contains(&subscriptions.len()));
                    self.woken += 1;
                }
            }
        }
    }

    fn hear(&mut self, guest: Guest, notice: &Notice) {
        assert!(!self.closed.contains(&guest), "somebody hears something after the last");
        assert!(notice.encode().len() <= LONGEST);
        match notice {
            Notice::Welcome { challenge, .. } => self.guests[guest.0 as usize].1 = *challenge,
            Notice::Seated { nameplate, ticket, .. } => {
                self.learned.nameplate = nameplate.unwrap_or(self.learned.nameplate);
                self.learned.ticket = ticket.reveal().clone();
            }
            Notice::Rings { ring, .. } => self.learned.ring = *ring,
            // The rest names nothing that could be said again.
            _ => {}
        }
    }

    fn keep(&mut self, key: [u8; 32], bytes: Option<Vec<u8>>) {
        assert!(self.writing.iter().all(|(other, _)| *other != key), "two writes at a time");
        self.writing.push_back((key, bytes));
    }
}

fn start(records: Vec<Record>, now: Now) -> Rendezvous {
    let mut settings =
        Settings::new(|key, message, signature| sign(key, message).as_flattened() == signature);
    settings.push = Some(Push { key: vec![4; 65], services: Vec::new() });
    Rendezvous::new(settings, Private::new([1; 32]), [2; 32], records, now)
}

#[cfg(test)]
mod tests {
    use super::{play, rendezvous_scripts};

    #[test]
    fn the_honest_scripts_meet_and_answer() {
        let played: Vec<_> = rendezvous_scripts().iter().map(|script| play(script)).collect();
        assert_eq!(played, [(3, 0, 0), (2, 0, 0), (0, 1, 1), (0, 0, 1)]);
    }
}
