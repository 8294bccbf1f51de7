//! Performs the effects of the session with the objects of a browser, and reports what came of them.
//!
//! What it is: one function for each effect, and owners for everything a browser hands out, each of which
//! unhooks, closes and forgets itself when it is dropped. What it is not: it decides nothing and knows no
//! user interface.
//!
//! ```no_run
//! use heliograph_browser::Browser;
//! use heliograph_session::{Event, Session};
//!
//! let mut session = Session::new(heliograph_browser::environment());
//! let mut browser = Browser::new(|_event: Event| { /* hand it to the session, later */ });
//! let mut effects = Vec::new();
//! session.handle(heliograph_browser::now(), Event::InviteChosen, &mut effects);
//! effects.into_iter().for_each(|effect| browser.perform(effect));
//! browser.wake_at(session.deadline());
//! ```
#![warn(missing_docs)]

mod app;
mod attendance;
mod blob_address;
mod call;
mod camera;
mod canvas;
mod carry;
mod census;
mod channel;
mod dress;
mod emit;
mod environment;
mod extent;
mod file;
mod files;
mod frames;
mod hold;
mod keep;
mod keys;
mod listener;
mod media;
mod notify;
mod page;
mod peer;
mod picture;
mod push;
mod reader;
mod redraw;
mod relay;
mod rendezvous;
mod reunion;
mod room;
mod scanner;
mod script;
mod seal;
mod sight;
mod stage;
mod tabs;
mod time_of_day;
mod timer;
mod web_socket;
mod work;
mod worker;

use std::collections::BTreeMap;

use heliograph_session::{Effect, Event};
use heliograph_wire::reunion::Arrival;
use heliograph_wire::{Millis, PeerId};

pub use attendance::{Attendance, attend};
pub use call::show_level;
pub use census::{Census, census};
pub use dress::{dress, entitle};
pub use environment::{environment, now, start_logging, take_fragment};
pub use extent::{Extent, ExtentWatch, watch_extent};
pub use file::open_file;
pub use files::pick_files;
pub use notify::{end_notice, notice};
pub use push::word_rings;
pub use sight::{Sight, Watch, watch};
pub use stage::{show_camera, show_scene, show_section};
pub use time_of_day::{TimeOfDay, date, date_and_time, time_of_day};

use crate::app::App;
use crate::call::Call;
use crate::camera::Camera;
use crate::carry::Parcel;
use crate::emit::Emit;
use crate::files::Files;
use crate::hold::Hold;
use crate::keep::Kept;
use crate::page::Page;
use crate::peer::{Peer, Start};
use crate::rendezvous::Rendezvous;
use crate::reunion::Reunion;
use crate::room::Room;
use crate::tabs::Tabs;
use crate::timer::Timer;

/// Everything this page holds of the browser.
pub struct Browser {
    emit: Emit,
    peers: BTreeMap<PeerId, Peer>,
    reunions: BTreeMap<PeerId, Reunion>,
    rendezvous: Rendezvous,
    room: Room,
    tabs: Option<Tabs>,
    timer: Option<Timer>,
    camera: Option<Camera>,
    call: Call,
    hold: Option<Hold>,
    files: Files,
    app: App,
    _page: Page,
}

impl Browser {
    /// Begins to listen to the page. Events arrive one by one, never from within a call of this crate's.
    pub fn new(emit: impl Fn(Event) + 'static) -> Self {
        let emit = Emit::new(emit);
        relay::find(&emit);
        Self {
            peers: BTreeMap::new(),
            reunions: BTreeMap::new(),
            rendezvous: Rendezvous::default(),
            room: Room::default(),
            tabs: Tabs::open(&emit),
            timer: None,
            camera: None,
            call: Call::new(&emit),
            hold: None,
            files: Files::new(&emit),
            app: App::start(&emit),
            _page: Page::listen(&emit),
            emit,
        }
    }

    /// Performs one effect; what comes of it arrives as an event.
    pub fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::CreateOffer { peer, servers } => {
                self.start(Peer::start(peer, servers, Start::Offer, &self.emit), peer);
            }
            Effect::CreateAnswer { peer, offer, channel, servers } => {
                let start = Start::Answer { offer, channel };
                self.start(Peer::start(peer, servers, start, &self.emit), peer);
            }
            Effect::AskRelay { peer, exchange } => relay::ask(peer, exchange, self.emit.clone()),
            Effect::SetServers { peer, servers } => self.with(peer, |peer| peer.set_servers(&servers)),
            Effect::RenewRelay { peer, relay } => self.with(peer, |peer| peer.renew_relay(&relay)),
            Effect::AllowDirect { peer, servers } => self.with(peer, |peer| peer.allow_direct(&servers)),
            Effect::OpenReunion { peer, role, secrets } => {
                let reunion = self.reunions.entry(peer).or_insert_with(|| Reunion::new(role, &secrets));
                reunion.open(peer, &Arrival { role, place: secrets.place }, &self.emit);
            }
            Effect::SayAtReunion { peer, bytes } => {
                if let Some(reunion) = self.reunions.get(&peer) {
                    reunion.say(bytes);
                }
            }
            Effect::CloseReunion(peer) => drop(self.reunions.remove(&peer)),
            Effect::RestartIce(peer) => self.with(peer, Peer::restart_ice),
            Effect::MakeOffer(peer) => self.with(peer, Peer::make_offer),
            Effect::AcceptOffer { peer, sdp } => self.with(peer, |peer| peer.accept_offer(sdp)),
            Effect::AcceptAnswer { peer, sdp } => self.with(peer, |peer| peer.accept_answer(sdp)),
            Effect::AddCandidate { peer, candidate } => {
                self.with(peer, |peer| peer.add_candidate(candidate));
            }
            Effect::Send { peer, bytes } => self.with(peer, |peer| peer.send(&bytes)),
            Effect::SendText { peer, text } => self.with(peer, |peer| peer.send_text(&text)),
            Effect::Close(peer) => {
                self.files.disconnect(peer);
                drop(self.peers.remove(&peer));
                drop(self.reunions.remove(&peer));
            }
            Effect::Carry { peer, carrier, text, kind } => {
                carry::carry(Parcel { peer, carrier, kind }, &text, &self.emit);
            }
            Effect::OpenCamera(facing) => {
                let before = self.camera.take().and_then(Camera::close);
                self.camera = Some(Camera::open(facing, before, &self.emit));
            }
            Effect::CloseCamera => self.camera = None,
            Effect::SetTorch(torch) => {
                if let Some(camera) = &self.camera {
                    camera.set_torch(torch);
                }
            }
            Effect::StartCapture { capture, pick } => self.call.start(capture, pick),
            Effect::StopCapture(capture) => self.call.stop(capture),
            Effect::SetMicrophone(microphone) => self.call.set_microphone(microphone),
            Effect::UseSpeaker(speaker) => self.call.use_speaker(speaker),
            Effect::StartSealer { peer, keys } => self.with(peer, |peer| peer.start_sealer(&keys)),
            Effect::SealSections(peer) => self.with(peer, Peer::seal_sections),
            Effect::StopSealer(peer) => self.with(peer, Peer::stop_sealer),
            Effect::AddMedia(peer) => self.with(peer, |peer| peer.sections().add()),
            Effect::SetPart { peer, part } => {
                if let Some(peer) = self.peers.get(&peer) {
                    self.call.set_part(peer.sections(), part);
                }
            }
            Effect::SetThrift { peer, thrift } => {
                self.with(peer, |peer| peer.sections().set_thrift(thrift));
            }
            Effect::ListDevices => self.call.list_devices(),
            Effect::Measure(id) => {
                self.with(id, |peer| call::measure(id, peer.sections(), &self.emit));
            }
            Effect::Play(sound) => call::play(sound),
            Effect::FloatScene(scene) => call::float(scene),
            Effect::FillScreen => call::fill_screen(),
            Effect::SendFiles { peer, number, picked, from } => {
                self.connect_files(peer);
                self.files.send(peer, number, picked, from);
            }
            Effect::ReceiveFiles { peer, number, offered, into } => {
                self.connect_files(peer);
                self.files.receive(peer, number, offered, into);
            }
            Effect::HoldFiles(transfer, holding) => self.files.hold(transfer, holding),
            Effect::DropFiles(transfer) => self.files.forget(transfer),
            Effect::DropPicked(picked) => files::forget_picked(picked),
            Effect::DrawPicked(picked) => files::draw_picked(picked, &self.emit),
            Effect::ReadAsCode(picked) => self.files.read_as_code(picked),
            Effect::SaveFiles(transfer) => self.files.save(transfer),
            Effect::Copy(text) => carry::copy_text(text, self.emit.clone()),
            Effect::KeepChat(text) => {
                if keep::keep(Kept::Chat, &text).is_err() {
                    self.emit.later(Event::ChatKeepingFailed);
                }
            }
            Effect::ForgetChat => keep::forget(Kept::Chat),
            Effect::Keep(text) => {
                if keep::keep(Kept::Settings, &text).is_err() {
                    self.emit.later(Event::KeepingFailed);
                }
            }
            Effect::Forget => keep::forget(Kept::Settings),
            Effect::App(effect) => self.app.perform(effect),
            Effect::Rendezvous(effect) => self.rendezvous.perform(effect, &self.emit),
            Effect::Room(effect) => self.room.perform(effect, &mut self.call, &self.emit),
            Effect::HandOverReply(text) => {
                if let Some(tabs) = &self.tabs {
                    tabs.hand_over(&text);
                }
            }
            Effect::AcknowledgeReply(text) => {
                if let Some(tabs) = &self.tabs {
                    tabs.acknowledge(&text);
                }
            }
        }
    }

    /// Emits [`Event::Woke`] at this moment; an earlier wish is forgotten.
    pub fn wake_at(&mut self, deadline: Option<Millis>) {
        self.timer = deadline.and_then(|deadline| Timer::at(deadline, &self.emit));
    }

    /// Has the browser ask before it closes this page, since something would be lost.
    pub fn hold_page(&mut self) {
        if self.hold.is_none() {
            self.hold = Hold::begin();
        }
    }

    /// Lets the page be closed without a question.
    pub fn release_page(&mut self) {
        self.hold = None;
    }

    fn start(&mut self, started: Option<Peer>, id: PeerId) {
        match started {
            Some(peer) => {
                self.call.reach(peer.sections());
                self.peers.insert(id, peer);
            }
            None => {
                self.emit.later(Event::StepRefused { peer: id, step: heliograph_session::Step::Describe })
            }
        }
    }

    fn connect_files(&mut self, peer: PeerId) {
        self.files.connect(peer, self.peers.get(&peer).and_then(Peer::file_channel));
    }

    fn with(&self, id: PeerId, act: impl FnOnce(&Peer)) {
        if let Some(peer) = self.peers.get(&id) {
            act(peer);
        }
    }
}
