use std::cell::{Cell, RefCell};
use std::rc::Rc;

use heliograph_session::{DeviceId, Scene, SealingMeasured, Section, Thrift};
use heliograph_wire::control::{Microphone, Part, Switch};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    MediaStream, MediaStreamTrack, RtcPeerConnection, RtcRtpSender, RtcRtpTransceiver,
    RtcRtpTransceiverDirection, RtcRtpTransceiverInit,
};

use super::attention::Attention;
use super::captures::Outlet;
use super::player::Player;
use super::sealer::Sealer;
use super::{codecs, limits};
use crate::frames::Way;
use crate::script::{function, number, set};
use crate::stage::{Place, Shown};

/// Every section there is, in the order in which they stand in a description.
pub(crate) const SECTIONS: [Section; 4] =
    [Section::Voice, Section::Camera, Section::Screen, Section::ScreenSound];

/// What is captured, one for each section.
#[derive(Clone, Default)]
pub(crate) struct Tracks(pub(crate) [Option<MediaStreamTrack>; 4]);

/// The media sections of one connection, and what goes through them. They are negotiated once; after that, tracks
/// come and go without the other side having to agree (W3C WebRTC, `replaceTrack`).
pub(crate) struct Sections {
    connection: RtcPeerConnection,
    transceivers: RefCell<Option<[RtcRtpTransceiver; 4]>>,
    /// Seals what they carry; none where nothing is sealed but by DTLS-SRTP.
    sealer: RefCell<Option<Rc<Sealer>>>,
    captured: RefCell<Tracks>,
    sending: RefCell<Tracks>,
    part: Cell<Option<Part>>,
    thrift: Cell<Thrift>,
    attention: RefCell<Option<Rc<Attention>>>,
    /// When the other side's voice was sampled that was looked at last.
    looked_at: Cell<f64>,
    speaker: RefCell<Option<DeviceId>>,
    played: RefCell<Option<Played>>,
}

/// What comes from the other side, heard and on show.
struct Played {
    players: Vec<Player>,
    _shown: [Shown; 2],
}

impl Sections {
    pub(crate) fn new(connection: &RtcPeerConnection) -> Self {
        Self {
            connection: connection.clone(),
            transceivers: RefCell::default(),
            sealer: RefCell::default(),
            captured: RefCell::default(),
            sending: RefCell::default(),
            part: Cell::default(),
            thrift: Cell::default(),
            attention: RefCell::default(),
            looked_at: Cell::default(),
            speaker: RefCell::default(),
            played: RefCell::default(),
        }
    }

    pub(crate) const fn connection(&self) -> &RtcPeerConnection {
        &self.connection
    }

    /// From now on everything that goes through sections that are made is sealed.
    pub(crate) fn seal(&self, sealer: Rc<Sealer>) {
        *self.sealer.borrow_mut() = Some(sealer);
    }

    /// Nothing is sealed in sections that are made from now on; those that are there go on being sealed.
    pub(crate) fn unseal(&self) {
        if self.transceivers.borrow().is_none() {
            self.sealer.take();
        }
    }

    /// Heeds what a description says of the frames that go this way: out as the other side's says, in as one's own.
    pub(crate) fn heed(&self, way: Way, sdp: &str) {
        if let Some(sealer) = &*self.sealer.borrow() {
            sealer.name_payloads(way, sdp);
        }
    }

    /// What became of sealed frames so far, by section.
    pub(crate) fn sealing(&self) -> Vec<SealingMeasured> {
        self.sealer.borrow().as_ref().map_or_else(Vec::new, |sealer| sealer.measured())
    }

    /// Adds the sections, unless they are there already.
    pub(crate) fn add(&self) {
        if self.transceivers.borrow().is_some() {
            return;
        }
        let Some(streams) = Streams::new() else { return };
        let transceivers = SECTIONS.map(|section| {
            let init = RtcRtpTransceiverInit::new();
            init.set_direction(RtcRtpTransceiverDirection::Sendrecv);
            init.set_streams(&Array::of1(streams.of(section)));
            let transceiver = self.connection.add_transceiver_with_str_and_init(kind(section), &init);
            self.attach(&transceiver, section);
            codecs::prefer(&transceiver, section);
            transceiver
        });
        *self.transceivers.borrow_mut() = Some(transceivers);
        self.refresh();
    }

    /// Takes part in the sections that the other side has offered, before they are answered. Whatever else it may
    /// have offered stays without use.
    pub(crate) fn take_part(&self) {
        let offered: Vec<RtcRtpTransceiver> =
            self.connection.get_transceivers().iter().map(JsCast::unchecked_into).collect();
        if self.transceivers.borrow().is_none() {
            *self.transceivers.borrow_mut() = ours(&offered);
            self.accept();
        }
        let transceivers = self.transceivers.borrow();
        let ours = transceivers.as_ref().map_or(&[][..], |ours| &ours[..]);
        for other in offered.iter().filter(|transceiver| !ours.contains(transceiver)) {
            // One that was stopped stays so.
            set(other, "direction", &JsValue::from_str("inactive"));
        }
    }

    /// Puts this side's part in; what the page attends to meanwhile is held for as long.
    pub(crate) fn join(&self, part: Part, attention: Rc<Attention>) {
        *self.attention.borrow_mut() = Some(attention);
        self.part.set(Some(part));
        self.refresh();
    }

    /// Takes this side's part out.
    pub(crate) fn leave(&self) {
        let attention = self.attention.take();
        self.part.set(None);
        self.refresh();
        drop(attention);
    }

    pub(crate) fn set_thrift(&self, thrift: Thrift) {
        self.thrift.set(thrift);
        if let Some(transceivers) = &*self.transceivers.borrow() {
            for (transceiver, section) in transceivers.iter().zip(SECTIONS) {
                limits::limit(&transceiver.sender(), section, thrift);
            }
        }
    }

    /// The names of the sections in descriptions, once they have been negotiated.
    pub(crate) fn mids(&self) -> [Option<String>; 4] {
        let transceivers = self.transceivers.borrow();
        transceivers.as_ref().map_or_else(Default::default, |all| all.each_ref().map(RtcRtpTransceiver::mid))
    }

    /// In the very task in which it came to be: Chromium takes a transform later and never asks it.
    fn attach(&self, transceiver: &RtcRtpTransceiver, section: Section) {
        if let Some(sealer) = &*self.sealer.borrow() {
            sealer.attach(transceiver, section);
        }
    }

    /// Whether what is sent would go without being sealed.
    fn is_broken(&self) -> bool {
        self.sealer.borrow().as_ref().is_some_and(|sealer| sealer.is_broken())
    }

    fn accept(&self) {
        if let Some(transceivers) = &*self.transceivers.borrow()
            && let Some(streams) = Streams::new()
        {
            for (transceiver, section) in transceivers.iter().zip(SECTIONS) {
                self.attach(transceiver, section);
                set(transceiver, "direction", &JsValue::from_str("sendrecv"));
                codecs::prefer(transceiver, section);
                streams.name(transceiver, section);
            }
        }
        self.refresh();
    }

    /// Sends and plays what is to be sent and played by now.
    fn refresh(&self) {
        let transceivers = self.transceivers.borrow();
        let Some(transceivers) = &*transceivers else { return };
        let wanted = self.wanted();
        let sending = self.sending.replace(wanted.clone());
        for (place, section) in SECTIONS.into_iter().enumerate() {
            let wanted = &wanted.0[place];
            if *wanted != sending.0[place] {
                send(transceivers[place].sender(), wanted.as_ref(), section, self.thrift.get());
            }
        }
        let mut played = self.played.borrow_mut();
        match self.part.get().filter(|_| !self.is_broken()) {
            None => *played = None,
            Some(_) if played.is_none() => {
                *played = Played::begin(transceivers);
                if let (Some(played), Some(speaker)) = (&*played, &*self.speaker.borrow()) {
                    played.players.iter().for_each(|player| player.use_speaker(Some(speaker)));
                }
            }
            Some(_) => {}
        }
    }

    fn wanted(&self) -> Tracks {
        let Some(part) = self.part.get().filter(|_| !self.is_broken()) else { return Tracks::default() };
        let Tracks([voice, camera, screen, sound]) = self.captured.borrow().clone();
        Tracks([
            voice.filter(|_| part.microphone != Microphone::Absent),
            camera.filter(|_| part.camera == Switch::On),
            screen.filter(|_| part.screen == Switch::On),
            sound.filter(|_| part.screen == Switch::On),
        ])
    }
}

impl Outlet for Sections {
    fn take(&self, captured: Tracks) {
        *self.captured.borrow_mut() = captured;
        self.refresh();
    }

    fn use_speaker(&self, speaker: Option<&DeviceId>) {
        *self.speaker.borrow_mut() = speaker.cloned();
        if let Some(played) = &*self.played.borrow() {
            played.players.iter().for_each(|player| player.use_speaker(speaker));
        }
    }

    /// Nothing while none of it arrives, or while this side is not in the call.
    fn level(&self) -> f64 {
        let transceivers = self.transceivers.borrow();
        let Some([voice, ..]) = transceivers.as_ref().filter(|_| self.part.get().is_some()) else {
            return 0.0;
        };
        let source = voice.receiver().get_synchronization_sources().get(0);
        let sampled = number(&source, "rtpTimestamp").unwrap_or_default();
        // Who is silent sends nothing, and then the last level stays.
        if sampled == self.looked_at.replace(sampled) {
            return 0.0;
        }
        number(&source, "audioLevel").unwrap_or_default()
    }

    fn is_joined(&self) -> bool {
        self.part.get().is_some()
    }
}

/// A picture's limits depend on its size, so they follow the track.
fn send(sender: RtcRtpSender, track: Option<&MediaStreamTrack>, section: Section, thrift: Thrift) {
    let replaced = JsFuture::from(sender.replace_track(track));
    spawn_local(async move {
        if replaced.await.is_ok() {
            limits::limit(&sender, section, thrift);
        }
    });
}

impl Played {
    fn begin([voice, camera, screen, sound]: &[RtcRtpTransceiver; 4]) -> Option<Self> {
        let players =
            [voice, sound].into_iter().filter_map(|it| Player::new(&it.receiver().track())).collect();
        let shown = |transceiver: &RtcRtpTransceiver, scene| {
            let stream = MediaStream::new_with_tracks(&Array::of1(&transceiver.receiver().track())).ok()?;
            Some(Shown::enter(Place::Call(scene), stream))
        };
        let _shown = [shown(camera, Scene::TheirCamera)?, shown(screen, Scene::TheirScreen)?];
        Some(Self { players, _shown })
    }
}

/// What belongs together, and so is heard and seen at the same time: voice and camera, screen and its sound.
struct Streams {
    person: MediaStream,
    screen: MediaStream,
}

impl Streams {
    fn new() -> Option<Self> {
        Some(Self { person: MediaStream::new().ok()?, screen: MediaStream::new().ok()? })
    }

    const fn of(&self, section: Section) -> &MediaStream {
        match section {
            Section::Voice | Section::Camera => &self.person,
            Section::Screen | Section::ScreenSound => &self.screen,
        }
    }

    /// As `addTransceiver` does by its options.
    fn name(&self, transceiver: &RtcRtpTransceiver, section: Section) {
        let sender = transceiver.sender();
        if let Some(name) = function(&sender, "setStreams") {
            // Without it, sound and picture are played as they come.
            let _ = name.call1(&sender, self.of(section));
        }
    }
}

/// The sections of a call, where they were offered.
fn ours(offered: &[RtcRtpTransceiver]) -> Option<[RtcRtpTransceiver; 4]> {
    let first: &[RtcRtpTransceiver; 4] = offered.first_chunk()?;
    let matches =
        first.iter().zip(SECTIONS).all(|(it, section)| it.receiver().track().kind() == kind(section));
    matches.then(|| first.clone())
}

const fn kind(section: Section) -> &'static str {
    match section {
        Section::Voice | Section::ScreenSound => "audio",
        Section::Camera | Section::Screen => "video",
    }
}
