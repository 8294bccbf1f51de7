mod script;

pub(crate) use script::room_scripts;

use crate::steps::{Step, sign, steps};
use heliograph_sfu::rooms::{Action, Event, Guest, Now, Rooms, Settings, Source};
use heliograph_sfu::{Answer, Command, Happened, RoomNumber, Who};
use heliograph_wire::control::Switch;
use heliograph_wire::room::{
    Card, LONGEST, MemberId, Notice, Opening, Request, RoomId, Rules, TICKET_LIMIT, hosting, room_preimage,
};
use heliograph_wire::{Millis, Private};
use script::Operation;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Noon of a day, in seconds since 1970.
const BEGIN: u64 = 1_800_014_400;

/// Plays a script to the rooms of a companion: what pages send it, valid or not, while time passes, the unit answers, and the
/// companion is moved or started again.
///
/// Nobody hears anything after the last, nothing that is said is too long, the unit is asked for nothing in a room that is
/// over, and whoever leaves leaves nothing behind.
pub fn room(bytes: &[u8]) {
    play(bytes);
}

/// How many rooms were opened, how many seats given, how often somebody came back to one, how often something was said, and
/// how many commits counted.
fn play(script: &[u8]) -> [u64; 5] {
    let mut companion = Companion::new();
    steps(script, &Operation::ALL).for_each(|step| companion.take(&step));
    companion.end();
    companion.counted
}

/// The machine, and those who talk to it.
struct Companion {
    machine: Rooms,
    now: Now,
    /// Everybody who ever came, with their challenge.
    guests: Vec<(Guest, [u8; 32])>,
    closed: BTreeSet<Guest>,
    tickets: Vec<Private<Vec<u8>>>,
    offers: Vec<(Who, u32)>,
    ended: BTreeSet<RoomNumber>,
    starts: u8,
    counted: [u64; 5],
}

impl Companion {
    fn new() -> Self {
        let now = Now { monotonic: Millis(0), unix: BEGIN };
        Self {
            machine: start(0, now),
            now,
            guests: Vec::new(),
            closed: BTreeSet::new(),
            tickets: Vec::new(),
            offers: Vec::new(),
            ended: BTreeSet::new(),
            starts: 0,
            counted: [0; 5],
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
            Operation::Open => {
                let request = Request::Open(opening(step.byte(0), step.byte(1), &challenge));
                self.handle(Event::Asked { guest, request });
            }
            Operation::Knock => {
                let request = Request::Knock { room: room_of(step.byte(0)), card: card() };
                self.handle(Event::Asked { guest, request });
            }
            Operation::Return => {
                let place = usize::from(step.byte(0)) % self.tickets.len().max(1);
                if let Some(ticket) = self.tickets.iter().rev().nth(place).cloned() {
                    let request = Request::Return { ticket, card: card() };
                    self.handle(Event::Asked { guest, request });
                }
            }
            Operation::Lose => self.handle(Event::Left(guest)),
            Operation::Answer => {
                for (who, number) in std::mem::take(&mut self.offers) {
                    let answer = match step.byte(0) {
                        0 => Answer::Refused,
                        _ => Answer::Taken(Private::new("v=0".to_owned())),
                    };
                    self.handle(Event::Unit(Happened::Answered { who, number, answer }));
                }
            }
            Operation::Tell => {
                let member = MemberId(step.byte(1).into());
                let room = RoomNumber(step.byte(0).into());
                self.handle(Event::Unit(Happened::Speaking { room, members: vec![member] }));
                self.handle(Event::Unit(Happened::Short { who: Who { room, member }, tiles: Vec::new() }));
            }
            Operation::Wait => self.wait(Millis(step.number().into())),
            Operation::SetClock => {
                self.now.unix = u64::from(step.number()) << 8;
                self.handle(Event::Woke);
            }
            Operation::Restart => self.restart(),
            Operation::Move => self.handle(Event::Moving),
            Operation::Stop => self.handle(Event::Stopping),
        }
        let figures = self.machine.figures();
        assert!(figures.undecided + figures.early + figures.knocking <= figures.guests);
        assert!(figures.guests <= self.guests.len() && figures.rooms <= figures.members);
        let [.., groups] = self.machine.entries();
        assert!(
            groups <= figures.members + 64 * figures.rooms,
            "more is remembered of a group than its members and 64 commits"
        );
    }

    /// Everybody leaves, and nothing is left of them.
    fn end(&mut self) {
        for (guest, _) in self.guests.clone() {
            self.handle(Event::Left(guest));
        }
        self.wait(Millis::minutes(60));
        let figures = self.machine.figures();
        assert_eq!([figures.guests, figures.early, figures.knocking, figures.rooms, figures.members], [0; 5]);
        assert_eq!(self.machine.deadline(), None);
        self.count();
    }

    fn restart(&mut self) {
        self.count();
        self.starts = self.starts.wrapping_add(1);
        self.closed.extend(self.guests.iter().map(|(guest, _)| *guest));
        self.offers.clear();
        self.ended.clear();
        self.machine = start(self.starts, self.now);
    }

    fn count(&mut self) {
        let figures = self.machine.figures();
        let new = [figures.opened, figures.seated, figures.returned, figures.said, figures.committed];
        self.counted.iter_mut().zip(new).for_each(|(counted, new)| *counted += new);
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
            let next = self.machine.deadline();
            assert!(next.is_none_or(|next| next > self.now.monotonic), "it is woken for nothing");
        }
        self.now = end;
    }

    fn handle(&mut self, event: Event) {
        let mut actions = Vec::new();
        self.machine.handle(self.now, event, &mut actions);
        for action in actions {
            match action {
                Action::Tell { guest, notice } => self.hear(guest, &notice),
                Action::TellAll { guests, notice } => {
                    guests.into_iter().for_each(|guest| self.hear(guest, &notice));
                }
                Action::Dismiss(guest) => assert!(self.closed.insert(guest), "somebody is dismissed twice"),
                Action::Do(room, command) => self.perform(room, command),
            }
        }
    }

    fn perform(&mut self, room: RoomNumber, command: Command) {
        assert!(!self.ended.contains(&room), "the unit is asked for something in a room that is over");
        match command {
            Command::Offer { who, number, .. } => self.offers.push((who, number)),
            Command::End(room) => assert!(self.ended.insert(room)),
            // The rest is answered by nothing.
            Command::Show { .. } | Command::Let { .. } | Command::Remove(_) => {}
        }
    }

    fn hear(&mut self, guest: Guest, notice: &Notice) {
        assert!(!self.closed.contains(&guest), "somebody hears something after the last");
        assert!(notice.encode().len() <= LONGEST);
        let ticket = match notice {
            Notice::Welcome { challenge, .. } => {
                self.guests[guest.0 as usize].1 = *challenge;
                return;
            }
            Notice::Seated(seat) => &seat.ticket,
            Notice::Ticket(ticket) => ticket,
            // The rest names nothing that could be said again.
            _ => return,
        };
        assert!(ticket.reveal().len() <= TICKET_LIMIT);
        self.tickets.push(ticket.clone());
    }
}

fn start(starts: u8, now: Now) -> Rooms {
    let verify =
        |key: &[u8; 32], message: &[u8], signature: &[u8; 64]| sign(key, message).as_flattened() == signature;
    Rooms::new(Settings::new(verify), Private::new([1; 32]), [starts; 32], now)
}

fn opening(number: u8, rules: u8, challenge: &[u8; 32]) -> Opening {
    let (room, key) = (room_of(number), [number; 32]);
    let switch = |bit: u8| if rules & (1 << bit) == 0 { Switch::Off } else { Switch::On };
    Opening {
        room,
        key,
        salt: Private::new([number; 16]),
        signature: sign(&key, &hosting(challenge, room)),
        permit: None,
        rules: Rules {
            lobby: switch(0),
            locked: switch(1),
            guests_share: switch(2),
            guests_speak: switch(3),
        },
        card: card(),
    }
}

fn room_of(number: u8) -> RoomId {
    let digest = Sha256::digest(room_preimage(&[number; 32], &[number; 16]));
    RoomId(std::array::from_fn(|place| digest[place]))
}

fn card() -> Card {
    Card { name: Private::new("Ana".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::{play, room_scripts};

    #[test]
    fn the_honest_scripts_meet_moderate_and_come_back() {
        let played: Vec<_> = room_scripts().iter().map(|script| play(script)).collect();
        assert_eq!(played, [[1, 2, 0, 2, 0], [1, 3, 0, 0, 0], [3, 6, 3, 1, 0], [3, 5, 3, 0, 4]]);
    }
}
