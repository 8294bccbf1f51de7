//! One person's page: its session, and a browser without packets.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use heliograph_group::Group;
use heliograph_keys::Keys;
use heliograph_session::{
    Capture, Captured, Effect, Environment, Event, RelayEvent, RendezvousEffect, RendezvousEvent, RoomEffect,
    RoomEvent, RoomWay, Services, Session, SocketId, Sound, Thrift,
};
use heliograph_wire::control::{Microphone, Switch};
use heliograph_wire::group::Task;
use heliograph_wire::room::{Layer, Part, Request, Source};

use super::chance::Chance;
use super::private;

pub(crate) struct Page {
    name: usize,
    pub(crate) session: Session,
    pub(crate) events: VecDeque<Event>,
    keys: Option<Keys<Chance>>,
    workers: u64,
    /// Its member of the group, in a worker.
    pub(crate) group: Option<Group>,
    /// Whose pictures are expected by which section.
    pub(crate) expected: BTreeMap<u8, (u8, Source)>,
    /// Whether no worker works.
    pub(crate) is_without_keys: bool,
    /// What the tab keeps.
    pub(crate) kept: Option<String>,
    /// What stands behind the `#`.
    pub(crate) fragment: Option<String>,
    /// What is captured at the moment.
    pub(crate) open: BTreeSet<Capture>,
    pub(crate) gate: Microphone,
    pub(crate) sockets: BTreeSet<SocketId>,
    /// What it asked the companion for.
    pub(crate) asked: Vec<Request>,
    pub(crate) line: Option<Line>,
    /// How many connections there were.
    pub(crate) lines: u32,
    /// What every offer was made with: sections for pictures, and whether another way was wanted.
    pub(crate) offers: Vec<(u8, Switch)>,
    /// Whether the browser makes descriptions.
    pub(crate) describes: bool,
    /// Whether packets come through.
    pub(crate) has_way: bool,
    /// Whether they would through the relay.
    pub(crate) has_relay: bool,
    /// How often it asked for that.
    pub(crate) relays: usize,
    pub(crate) part: Part,
    pub(crate) layers: BTreeMap<Source, Vec<Layer>>,
    pub(crate) thrift: Option<Thrift>,
    pub(crate) sounds: Vec<Sound>,
    pub(crate) shared: Vec<String>,
    pub(crate) copied: Vec<String>,
    pub(crate) measurements: usize,
}

/// A connection to the companion's media.
pub(crate) struct Line {
    pub(crate) pictures: u8,
    /// How often another way was wanted.
    ways: u32,
    is_open: bool,
    is_relayed: bool,
}

impl Page {
    pub(crate) fn new(name: usize) -> Self {
        let mut page = Self {
            name,
            session: Session::new(environment(None)),
            events: VecDeque::new(),
            keys: None,
            workers: 0,
            group: None,
            expected: BTreeMap::new(),
            is_without_keys: false,
            kept: None,
            fragment: None,
            open: BTreeSet::new(),
            gate: Microphone::Absent,
            sockets: BTreeSet::new(),
            asked: Vec::new(),
            line: None,
            lines: 0,
            offers: Vec::new(),
            describes: true,
            has_way: true,
            has_relay: false,
            relays: 0,
            part: Part::default(),
            layers: BTreeMap::new(),
            thrift: None,
            sounds: Vec::new(),
            shared: Vec::new(),
            copied: Vec::new(),
            measurements: 0,
        };
        page.finds_rooms();
        page
    }

    /// It is loaded again, in the same tab.
    pub(crate) fn reload(&mut self) {
        self.session = Session::new(environment(self.kept.clone()));
        self.events.clear();
        self.keys = None;
        self.group = None;
        self.expected.clear();
        self.open.clear();
        self.sockets.clear();
        self.line = None;
        self.finds_rooms();
    }

    fn finds_rooms(&mut self) {
        let services = Services { words: false, ring: false, rooms: true };
        self.events.push_back(Event::Relay(RelayEvent::Found { stun: Vec::new(), services }));
    }

    /// Performs an effect; gives back what is the companion's.
    pub(crate) fn perform(&mut self, effect: Effect) -> Option<RoomEffect> {
        match effect {
            Effect::StartCapture { capture, .. } => {
                self.open.insert(capture);
                self.events.push_back(Event::CaptureStarted { capture, captured: Captured::default() });
            }
            Effect::StopCapture(capture) => drop(self.open.remove(&capture)),
            Effect::SetMicrophone(gate) => self.gate = gate,
            Effect::Play(sound) => self.sounds.push(sound),
            Effect::Copy(text) => {
                self.copied.push(text.reveal().clone());
                self.events.push_back(Event::Copied);
            }
            Effect::Rendezvous(effect) => self.rendezvous(effect),
            Effect::Room(effect) => return self.room(effect),
            _ => {}
        }
        None
    }

    fn rendezvous(&mut self, effect: RendezvousEffect) {
        match effect {
            RendezvousEffect::Keys(_) if self.is_without_keys => self.tell(RendezvousEvent::KeysFailed),
            RendezvousEffect::Keys(task) => {
                let seed = self.name as u64 * 1_000 + self.workers;
                if self.keys.is_none() {
                    self.workers += 1;
                }
                let outcome = self.keys.get_or_insert_with(|| Keys::new(Chance(seed))).perform(task);
                self.tell(RendezvousEvent::Done(outcome));
            }
            RendezvousEffect::EndKeys => self.keys = None,
            RendezvousEffect::KeepMeeting(text) => self.kept = Some(text.reveal().clone()),
            RendezvousEffect::ForgetMeeting => self.kept = None,
            RendezvousEffect::ShowFragment(fragment) => self.fragment = Some(fragment.reveal().clone()),
            RendezvousEffect::HideFragment => self.fragment = None,
            RendezvousEffect::Share(text) => self.shared.push(text.reveal().clone()),
            _ => panic!("a room has nothing to do with that"),
        }
    }

    fn tell(&mut self, event: RendezvousEvent) {
        self.events.push_back(Event::Rendezvous(event));
    }

    pub(crate) fn told(&mut self, event: RoomEvent) {
        self.events.push_back(Event::Room(event));
    }

    fn room(&mut self, effect: RoomEffect) -> Option<RoomEffect> {
        match effect {
            RoomEffect::Offer { number, pictures, restart } => {
                self.offers.push((pictures, restart));
                if self.describes {
                    self.describe(number, pictures, restart);
                } else {
                    self.told(RoomEvent::StepRefused(number));
                }
            }
            RoomEffect::FindRelay => {
                self.relays += 1;
                self.told(RoomEvent::RelayKnown);
            }
            RoomEffect::Answer { number, .. } => {
                let line = self.line.as_mut().expect("an answer is to an offer");
                self.events.push_back(Event::Room(RoomEvent::Settled(number)));
                if (self.has_way || line.is_relayed) && !line.is_open {
                    line.is_open = true;
                    self.told(RoomEvent::WayChanged(RoomWay::Open));
                }
            }
            RoomEffect::SetPart(part) => self.part = part,
            RoomEffect::SetLayers { source, layers } => drop(self.layers.insert(source, layers)),
            RoomEffect::SetThrift(thrift) => self.thrift = Some(thrift),
            RoomEffect::Measure => self.measurements += 1,
            RoomEffect::EndMedia => self.line = None,
            RoomEffect::Group(_) if self.is_without_keys => self.told(RoomEvent::GroupFailed),
            RoomEffect::Group(task) => {
                let task = Task::decode(&task.encode()).expect("a page asks what makes sense");
                let outcome = self.group.get_or_insert_default().perform(task);
                self.told(RoomEvent::Grouped(outcome));
            }
            RoomEffect::EndGroup => self.group = None,
            RoomEffect::Expect { section, of } => {
                match of {
                    Some(of) => self.expected.insert(section, of),
                    None => self.expected.remove(&section),
                };
            }
            effect => return Some(effect),
        }
        None
    }

    fn describe(&mut self, number: u32, pictures: u8, restart: Switch) {
        if self.line.is_none() {
            self.lines += 1;
        }
        let is_relayed = self.has_relay && self.relays > 0;
        let line = self.line.get_or_insert(Line { pictures: 0, ways: 0, is_open: false, is_relayed });
        assert!(pictures >= line.pictures, "no section is ever taken away");
        line.pictures = pictures;
        if restart == Switch::On {
            line.ways += 1;
            line.is_open = false;
        }
        let sdp = format!("page {} line {} way {}", self.name, self.lines, line.ways);
        self.told(RoomEvent::Offered { number, sdp: private(&sdp) });
    }

    /// The way to the companion's media breaks, and is not found again while `has_way` is false.
    pub(crate) fn way(&mut self, way: RoomWay) {
        if let Some(line) = &mut self.line {
            line.is_open = way == RoomWay::Open;
        }
        self.told(RoomEvent::WayChanged(way));
    }
}

fn environment(kept: Option<String>) -> Environment {
    Environment {
        page: heliograph_session::Page::Shared(private("https://example.org/")),
        kept_meeting: kept.map(|kept| private(&kept)),
        ..Environment::default()
    }
}
