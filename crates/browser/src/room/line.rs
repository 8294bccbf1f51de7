use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::future::{AbortHandle, abortable};
use heliograph_session::{DeviceId, Event, Relay, RoomEvent, RoomWay};
use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use heliograph_wire::room::{OWN_SECTIONS, Part, Source, VOICES_AT_MOST};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    MediaStream, RtcBundlePolicy, RtcConfiguration, RtcPeerConnection, RtcPeerConnectionState,
    RtcRtpReceiver, RtcRtpTransceiver, RtcRtpTransceiverDirection, RtcRtpTransceiverInit, RtcSdpType,
    RtcSessionDescriptionInit,
};

use super::dtx::with_dtx;
use super::encodings::{Tuning, Wishes, of_camera, of_screen};
use super::group::Frames;
use super::measure::Totals;
use crate::call::{Outlet, Player, Tracks, only_codecs};
use crate::census::Counted;
use crate::emit::Emit;
use crate::frames::{Way, needs_streams};
use crate::listener::Listener;
use crate::peer::relay_server;
use crate::script::{called, forget, set};
use crate::stage::{Place, Shown};

/// What is spoken in a room: what every browser has, so that a description of many sections stays short.
const SOUND: &[&str] = &["opus"];
const PICTURE: &[&str] = &["vp8", "rtx"];

/// The connection that carries sound and pictures between this page and the companion; closed, silent and dark when it is
/// dropped.
pub(super) struct Line {
    connection: RtcPeerConnection,
    /// Seals all that is sent, and opens all that comes.
    frames: Rc<Frames>,
    /// What this side sends: microphone, camera, screen and its sound.
    own: [RtcRtpTransceiver; OWN_SECTIONS],
    voices: Vec<Player>,
    /// What comes of pictures, by section.
    pictures: RefCell<Vec<Shown>>,
    captured: RefCell<Tracks>,
    sending: RefCell<Tracks>,
    part: Cell<Part>,
    tunings: [Rc<Tuning>; 2],
    speaker: RefCell<Option<DeviceId>>,
    /// What was counted when it was measured last.
    pub(super) totals: Cell<Totals>,
    work: UnboundedSender<Work>,
    working: AbortHandle,
    _listener: Listener,
    _counted: Counted,
}

/// What takes time, one after the other: WebRTC forbids doing two at once.
enum Work {
    Offer { number: u32 },
    Answer { number: u32, sdp: Private<String> },
}

impl Line {
    /// None where the browser has no WebRTC, or it is switched off.
    /// Nor where it lets nothing be sealed: then nothing is sent.
    pub(super) fn open(
        wishes: Wishes,
        relay: Option<&Relay>,
        frames: Rc<Frames>,
        emit: &Emit,
    ) -> Option<Self> {
        let configuration = RtcConfiguration::new();
        if needs_streams() {
            set(&configuration, "encodedInsertableStreams", &JsValue::TRUE);
        }
        configuration.set_bundle_policy(RtcBundlePolicy::MaxBundle);
        if let Some(relay) = relay {
            configuration.set_ice_servers(&Array::of1(&relay_server(relay)));
        }
        let connection = RtcPeerConnection::new_with_configuration(&configuration).ok()?;
        let (person, screen) = (MediaStream::new().ok()?, MediaStream::new().ok()?);
        let sends = RtcRtpTransceiverDirection::Sendonly;
        let own = [
            ("audio", &person, None, sends),
            ("video", &person, Some(of_camera(wishes)), sends),
            ("video", &screen, Some(of_screen(wishes)), sends),
            // The companion probes the line by packets of no stream, where nothing is opened: some browsers hand on what is
            // opened to the wrong stream after that.
            ("audio", &screen, None, RtcRtpTransceiverDirection::Sendrecv),
        ];
        let own = own.map(|(kind, stream, encodings, direction)| {
            let init = RtcRtpTransceiverInit::new();
            init.set_direction(direction);
            init.set_streams(&Array::of1(stream));
            if let Some(encodings) = encodings {
                init.set_send_encodings(&encodings);
            }
            section(&connection, kind, &init)
        });
        for (place, transceiver) in own.iter().enumerate() {
            frames.seal(place, &transceiver.sender())?;
        }
        let mut voices = Vec::new();
        for place in 0..VOICES_AT_MOST {
            let receiver = receiving(&connection, "audio");
            frames.open_voice(place, &receiver)?;
            voices.extend(Player::new(&receiver.track()));
        }
        let [_, camera, screen, _] = &own;
        let tunings = [
            Tuning::new(camera.sender(), Source::Camera, wishes),
            Tuning::new(screen.sender(), Source::Screen, wishes),
        ];
        let (work, queue) = unbounded();
        let work_through = work_through(connection.clone(), queue, Rc::clone(&frames), emit.clone());
        let (worked, working) = abortable(work_through);
        // How it ends does not matter: nobody waits for it.
        spawn_local(async move {
            let _ = worked.await;
        });
        let listener = Listener::on(&connection, "connectionstatechange", way_changed(&connection, emit));
        Some(Self {
            connection,
            frames,
            own,
            voices,
            pictures: RefCell::default(),
            captured: RefCell::default(),
            sending: RefCell::default(),
            part: Cell::default(),
            tunings,
            speaker: RefCell::default(),
            totals: Cell::default(),
            work,
            working,
            _listener: listener,
            _counted: Counted::connection(),
        })
    }

    pub(super) const fn connection(&self) -> &RtcPeerConnection {
        &self.connection
    }

    /// Makes a description with so many sections for pictures, by another way where the one at hand is gone.
    pub(super) fn offer(&self, number: u32, pictures: usize, restart: Switch) {
        let mut shown = self.pictures.borrow_mut();
        while shown.len() < pictures {
            let place = u8::try_from(shown.len()).unwrap_or(u8::MAX);
            let receiver = receiving(&self.connection, "video");
            // What is not opened is not shown.
            if self.frames.open_picture(place, &receiver).is_none() {
                log::warn!("a section cannot be opened, so nothing comes by it");
            }
            // A browser that makes no stream of a track shows nothing.
            let Ok(stream) = MediaStream::new_with_tracks(&Array::of1(&receiver.track())) else { break };
            shown.push(Shown::enter(Place::Room(place), stream));
        }
        if restart == Switch::On {
            // `restartIce`, which the bindings lack.
            called(&self.connection, "restartIce");
        }
        self.queue(Work::Offer { number });
    }

    pub(super) fn answer(&self, number: u32, sdp: Private<String>) {
        self.queue(Work::Answer { number, sdp });
    }

    pub(super) fn set_part(&self, part: Part) {
        self.part.set(part);
        self.refresh();
    }

    pub(super) fn follow(&self, wishes: Wishes) {
        self.tunings.iter().for_each(|tuning| tuning.follow(wishes));
    }

    fn queue(&self, work: Work) {
        // The other end lives as long as this one.
        let _ = self.work.unbounded_send(work);
    }

    /// Sends what is to be sent by now.
    fn refresh(&self) {
        let wanted = self.wanted();
        let sending = self.sending.replace(wanted.clone());
        for (place, transceiver) in self.own.iter().enumerate() {
            if wanted.0[place] != sending.0[place] {
                forget(Some(transceiver.sender().replace_track(wanted.0[place].as_ref()).into()));
            }
        }
    }

    fn wanted(&self) -> Tracks {
        let part = self.part.get();
        let Tracks([voice, camera, screen, sound]) = self.captured.borrow().clone();
        Tracks([
            // One that is muted carries silence, so that it is heard again at once.
            voice,
            camera.filter(|_| part.camera == Switch::On),
            screen.filter(|_| part.screen == Switch::On),
            sound.filter(|_| part.screen == Switch::On),
        ])
    }
}

impl Outlet for Line {
    fn take(&self, captured: Tracks) {
        *self.captured.borrow_mut() = captured;
        self.refresh();
    }

    fn use_speaker(&self, speaker: Option<&DeviceId>) {
        *self.speaker.borrow_mut() = speaker.cloned();
        self.voices.iter().for_each(|voice| voice.use_speaker(speaker));
    }

    /// The companion says who speaks.
    fn level(&self) -> f64 {
        0.0
    }

    fn is_joined(&self) -> bool {
        true
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.working.abort();
        self.connection.close();
    }
}

fn section(connection: &RtcPeerConnection, kind: &str, init: &RtcRtpTransceiverInit) -> RtcRtpTransceiver {
    let transceiver = connection.add_transceiver_with_str_and_init(kind, init);
    only_codecs(&transceiver, if kind == "audio" { SOUND } else { PICTURE });
    transceiver
}

fn receiving(connection: &RtcPeerConnection, kind: &str) -> RtcRtpReceiver {
    let init = RtcRtpTransceiverInit::new();
    init.set_direction(RtcRtpTransceiverDirection::Recvonly);
    section(connection, kind, &init).receiver()
}

fn way_changed(connection: &RtcPeerConnection, emit: &Emit) -> impl Fn(web_sys::Event) + use<> {
    let (connection, emit) = (connection.clone(), emit.clone());
    move |_| {
        let way = match connection.connection_state() {
            RtcPeerConnectionState::Connected => RoomWay::Open,
            RtcPeerConnectionState::Disconnected => RoomWay::Broken,
            RtcPeerConnectionState::Failed => RoomWay::Failed,
            // Nothing has come of it yet, or nothing is to come of it any more.
            _ => return,
        };
        emit.now(Event::Room(RoomEvent::WayChanged(way)));
    }
}

async fn work_through(
    connection: RtcPeerConnection,
    mut queue: UnboundedReceiver<Work>,
    frames: Rc<Frames>,
    emit: Emit,
) {
    let _counted = Counted::task();
    while let Some(work) = queue.next().await {
        let (number, done) = match work {
            Work::Offer { number } => {
                let sdp = describe(&connection).await;
                if let Ok(sdp) = &sdp {
                    frames.name_payloads(Way::In, sdp.reveal());
                }
                (number, sdp.map(|sdp| RoomEvent::Offered { number, sdp }))
            }
            Work::Answer { number, sdp } => {
                frames.name_payloads(Way::Out, sdp.reveal());
                (number, accept(&connection, &sdp).await.map(|()| RoomEvent::Settled(number)))
            }
        };
        // The browser's own words may quote addresses, so they go nowhere.
        emit.now(Event::Room(done.unwrap_or(RoomEvent::StepRefused(number))));
    }
}

/// Without candidates: the companion finds the page's by being found.
async fn describe(connection: &RtcPeerConnection) -> Result<Private<String>, JsValue> {
    let offer = JsFuture::from(connection.create_offer()).await?;
    JsFuture::from(connection.set_local_description(offer.unchecked_ref())).await?;
    let description = connection.local_description().ok_or(JsValue::NULL)?;
    Ok(Private::new(description.sdp()))
}

async fn accept(connection: &RtcPeerConnection, sdp: &Private<String>) -> Result<(), JsValue> {
    let description = RtcSessionDescriptionInit::new(RtcSdpType::Answer);
    description.set_sdp(&with_dtx(sdp.reveal()));
    JsFuture::from(connection.set_remote_description(&description)).await.map(drop)
}
