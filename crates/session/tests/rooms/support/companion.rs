//! The companion: its machine of rooms as it is, and a unit that answers every offer and forwards nothing.

use std::collections::BTreeMap;

use heliograph_session::{RoomEffect, RoomEvent, SocketId};
use heliograph_sfu::rooms::{Action, Event, Guest, Now, Rooms, Settings, Source};
use heliograph_sfu::{Answer, Command, Happened};
use heliograph_wire::room::{MemberId, Notice, Request, Tile};
use heliograph_wire::{Millis, Private};

use super::{Page, START};

pub(crate) struct Companion {
    machine: Rooms,
    /// Whether it can be reached.
    pub(crate) up: bool,
    /// Whether its unit answers offers, and how.
    pub(crate) answers: Answers,
    sockets: BTreeMap<Guest, (usize, SocketId)>,
    guests: u64,
    /// How often it was started.
    process: u8,
    settings: Settings,
    /// What each member has on show.
    pub(crate) shown: BTreeMap<MemberId, Vec<Tile>>,
    /// All descriptions that its unit was offered.
    pub(crate) offered: Vec<String>,
}

/// What comes of offers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answers {
    Taken,
    Refused,
    Never,
}

impl Companion {
    pub(crate) fn new(now: Millis) -> Self {
        let settings = Settings::new(|_, _, _| true);
        Self {
            machine: machine(&settings, 1, now),
            up: true,
            answers: Answers::Taken,
            sockets: BTreeMap::new(),
            guests: 0,
            process: 1,
            settings,
            shown: BTreeMap::new(),
            offered: Vec::new(),
        }
    }

    /// From now on, it has other settings.
    pub(crate) fn sets(&mut self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.settings);
        self.machine.set(self.settings.clone());
    }

    pub(crate) fn restarts(&mut self, now: Millis) {
        self.process += 1;
        self.machine = machine(&self.settings, self.process, now);
    }

    pub(crate) fn moves(&mut self, now: Millis, pages: &mut [Page]) {
        self.handle(now, Event::Moving, pages);
        self.restarts(now);
        self.sockets.clear();
    }

    /// It is about to be stopped, and says so.
    pub(crate) fn stops(&mut self, now: Millis, pages: &mut [Page]) {
        self.handle(now, Event::Stopping, pages);
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        self.machine.deadline().map(|at| START + at)
    }

    pub(crate) fn wake(&mut self, now: Millis, pages: &mut [Page]) {
        if self.deadline().is_some_and(|at| at <= now) {
            self.handle(now, Event::Woke, pages);
        }
    }

    pub(crate) fn hangs_up(&mut self, now: Millis, pages: &mut [Page]) {
        for who in 0..pages.len() {
            self.loses(now, who, pages);
        }
    }

    /// A page's sockets break.
    pub(crate) fn loses(&mut self, now: Millis, who: usize, pages: &mut [Page]) {
        let lost: Vec<_> = self.sockets.iter().filter(|(_, (whose, _))| *whose == who).collect();
        let lost: Vec<_> = lost.into_iter().map(|(guest, (_, socket))| (*guest, *socket)).collect();
        for (guest, socket) in lost {
            self.sockets.remove(&guest);
            pages[who].sockets.remove(&socket);
            pages[who].told(RoomEvent::Closed(socket));
            self.handle(now, Event::Left(guest), pages);
        }
    }

    pub(crate) fn perform(&mut self, now: Millis, who: usize, effect: RoomEffect, pages: &mut [Page]) {
        match effect {
            RoomEffect::Open(socket) if !self.up => pages[who].told(RoomEvent::Closed(socket)),
            RoomEffect::Open(socket) => {
                self.guests += 1;
                let guest = Guest(self.guests);
                self.sockets.insert(guest, (who, socket));
                pages[who].sockets.insert(socket);
                self.handle(now, Event::Arrived { guest, source: Source(who as u128) }, pages);
            }
            RoomEffect::Ask(socket, request) => {
                let request = Request::decode(&request.encode()).expect("a page says what makes sense");
                pages[who].asked.push(request.clone());
                if let Some(guest) = self.guest(who, socket) {
                    self.handle(now, Event::Asked { guest, request }, pages);
                }
            }
            RoomEffect::Close(socket) => {
                pages[who].sockets.remove(&socket);
                if let Some(guest) = self.guest(who, socket) {
                    self.sockets.remove(&guest);
                    self.handle(now, Event::Left(guest), pages);
                }
            }
            _ => unreachable!("a page does the rest"),
        }
    }

    /// Something happens at the unit.
    pub(crate) fn unit(&mut self, now: Millis, happened: Happened, pages: &mut [Page]) {
        self.handle(now, Event::Unit(happened), pages);
    }

    /// Says something to a page that its machine would not.
    pub(crate) fn says(&self, who: usize, notice: Notice, pages: &mut [Page]) {
        if let Some((_, socket)) = self.sockets.values().find(|(whose, _)| *whose == who) {
            pages[who].told(RoomEvent::Told { socket: *socket, notice });
        }
    }

    fn guest(&self, who: usize, socket: SocketId) -> Option<Guest> {
        self.sockets.iter().find(|(_, at)| **at == (who, socket)).map(|(guest, _)| *guest)
    }

    fn handle(&mut self, now: Millis, event: Event, pages: &mut [Page]) {
        let mut actions = Vec::new();
        self.machine.handle(at(now), event, &mut actions);
        for action in actions {
            match action {
                Action::Tell { guest, notice } => self.tell(guest, &notice, pages),
                Action::TellAll { guests, notice } => {
                    guests.into_iter().for_each(|guest| self.tell(guest, &notice, pages));
                }
                Action::Dismiss(guest) => {
                    if let Some((who, socket)) = self.sockets.remove(&guest) {
                        pages[who].sockets.remove(&socket);
                        pages[who].told(RoomEvent::Closed(socket));
                    }
                }
                Action::Do(_, command) => self.command(now, command, pages),
            }
        }
    }

    fn command(&mut self, now: Millis, command: Command, pages: &mut [Page]) {
        match command {
            Command::Offer { who, number, sdp, .. } => {
                let offer = sdp.reveal();
                self.offered.push(offer.clone());
                let answer = match self.answers {
                    Answers::Taken => {
                        let end = format!(
                            "v=0\r\na=ice-ufrag:{} {offer}\r\na=fingerprint:sha-256 {}\r\n",
                            self.process, self.process,
                        );
                        Answer::Taken(Private::new(end))
                    }
                    Answers::Refused => Answer::Refused,
                    Answers::Never => return,
                };
                self.handle(now, Event::Unit(Happened::Answered { who, number, answer }), pages);
            }
            Command::Show { who, tiles } => drop(self.shown.insert(who.member, tiles)),
            Command::Let { .. } | Command::Remove(_) | Command::End(_) => {}
        }
    }

    fn tell(&self, guest: Guest, notice: &Notice, pages: &mut [Page]) {
        let Some((who, socket)) = self.sockets.get(&guest) else { return };
        let notice = Notice::decode(&notice.encode()).expect("a companion says what makes sense");
        pages[*who].told(RoomEvent::Told { socket: *socket, notice });
    }
}

fn machine(settings: &Settings, process: u8, now: Millis) -> Rooms {
    Rooms::new(settings.clone(), Private::new([5; 32]), [process; 32], at(now))
}

const fn at(now: Millis) -> Now {
    Now { monotonic: Millis(now.0 - START.0), unix: now.0 / 1_000 }
}
