use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use heliograph_session::{Capture, CaptureError, Captured, DeviceId, Event, Pick, Scene};
use heliograph_wire::Private;
use heliograph_wire::control::{Microphone, Switch};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MediaDeviceKind, MediaStreamTrack};

use super::audio::Meter;
use super::level;
use super::sections::Tracks;
use crate::emit::Emit;
use crate::listener::Listener;
use crate::media::{self, Stream, Wish};
use crate::script::set;
use crate::stage::{Place, Shown};

/// A connection that may send what is captured, and plays what others say.
pub(crate) trait Outlet {
    /// From now on these are captured.
    fn take(&self, captured: Tracks);
    /// Plays over this device; none is the system's own choice.
    fn use_speaker(&self, speaker: Option<&DeviceId>);
    /// How loud the other side's voice is, from 0 to 1; nothing where nobody has to be told.
    fn level(&self) -> f64;
    /// Whether this side takes part.
    fn is_joined(&self) -> bool;
}

/// Microphone, camera and screen, and the connections that may send them.
pub(crate) struct Captures {
    emit: Emit,
    slots: RefCell<BTreeMap<Capture, Slot>>,
    turns: Cell<u64>,
    microphone: Cell<Microphone>,
    speaker: RefCell<Option<DeviceId>>,
    reached: RefCell<Vec<Weak<dyn Outlet>>>,
}

/// One capture that is wanted.
struct Slot {
    /// Which wish it is; an answer to an earlier one comes too late.
    turn: u64,
    live: Option<Live>,
}

/// A capture that is on.
struct Live {
    _shown: Option<Shown>,
    stream: Stream,
    meter: Option<Rc<Meter>>,
    _ended: Option<Listener>,
}

impl Captures {
    pub(crate) fn new(emit: &Emit) -> Rc<Self> {
        Rc::new(Self {
            emit: emit.clone(),
            slots: RefCell::default(),
            turns: Cell::default(),
            microphone: Cell::default(),
            speaker: RefCell::default(),
            reached: RefCell::default(),
        })
    }

    pub(crate) fn reach(&self, outlet: &Rc<impl Outlet + 'static>) {
        if let Some(speaker) = &*self.speaker.borrow() {
            outlet.use_speaker(Some(speaker));
        }
        outlet.take(self.tracks());
        let outlet = Rc::downgrade(outlet);
        let mut reached = self.reached.borrow_mut();
        reached.retain(|one| one.strong_count() > 0);
        reached.push(outlet);
    }

    /// What was captured before stays until the new one is there, so that nobody sees or hears a gap.
    pub(crate) fn start(self: &Rc<Self>, capture: Capture, pick: Pick) {
        let turn = self.turns.get() + 1;
        self.turns.set(turn);
        let before = {
            let mut slots = self.slots.borrow_mut();
            let slot = slots.entry(capture).or_insert(Slot { turn, live: None });
            slot.turn = turn;
            slot.live.as_ref().and_then(|live| live.stream.device())
        };
        // The browser may answer when nobody wants the capture any longer, so the question is never dropped.
        spawn_local(answer(Rc::downgrade(self), Question { capture, turn, pick, before }));
    }

    pub(crate) fn stop(&self, capture: Capture) {
        let stopped = self.slots.borrow_mut().remove(&capture);
        self.hand_out();
        drop(stopped);
    }

    pub(crate) fn set_microphone(&self, microphone: Microphone) {
        self.microphone.set(microphone);
        self.let_through();
    }

    pub(crate) fn use_speaker(&self, speaker: Option<DeviceId>) {
        *self.speaker.borrow_mut() = speaker;
        for outlet in self.reached() {
            outlet.use_speaker(self.speaker.borrow().as_ref());
        }
    }

    /// How loud this side is to the others.
    pub(crate) fn level(&self) -> f64 {
        if self.microphone.get() != Microphone::Live {
            return 0.0;
        }
        let slots = self.slots.borrow();
        let live = slots.get(&Capture::Microphone).and_then(|slot| slot.live.as_ref());
        live.and_then(|live| live.meter.as_ref()).map_or(0.0, |meter| meter.level())
    }

    /// How loud the loudest of the others is.
    pub(crate) fn level_of_others(&self) -> f64 {
        self.reached().iter().map(|outlet| outlet.level()).fold(0.0, f64::max)
    }

    /// Whether nothing is captured, and this side is in no call.
    pub(crate) fn are_idle(&self) -> bool {
        self.slots.borrow().is_empty() && !self.reached().iter().any(|outlet| outlet.is_joined())
    }

    pub(crate) const fn emit(&self) -> &Emit {
        &self.emit
    }

    /// The connections of this page that still are.
    fn reached(&self) -> Vec<Rc<dyn Outlet>> {
        self.reached.borrow().iter().filter_map(Weak::upgrade).collect()
    }

    fn hand_out(&self) {
        for outlet in self.reached() {
            outlet.take(self.tracks());
        }
    }

    fn tracks(&self) -> Tracks {
        let slots = self.slots.borrow();
        let stream = |capture| Some(&slots.get(&capture)?.live.as_ref()?.stream);
        Tracks([
            stream(Capture::Microphone).and_then(Stream::sound),
            stream(Capture::Camera).and_then(Stream::picture),
            stream(Capture::Screen).and_then(Stream::picture),
            stream(Capture::Screen).and_then(Stream::sound),
        ])
    }

    /// A track that is not enabled carries silence (W3C Media Capture and Streams, section 4.3.1).
    fn let_through(&self) {
        let Tracks([sound, ..]) = self.tracks();
        if let Some(sound) = sound {
            sound.set_enabled(self.microphone.get() == Microphone::Live);
        }
    }

    fn wants(&self, capture: Capture, turn: u64) -> bool {
        self.slots.borrow().get(&capture).is_some_and(|slot| slot.turn == turn)
    }

    /// Takes away what is there already, and says whether there was anything.
    fn make_room(&self, capture: Capture) -> bool {
        let old = self.slots.borrow_mut().get_mut(&capture).and_then(|slot| slot.live.take());
        self.hand_out();
        old.is_some()
    }

    fn open(&self, capture: Capture, live: Live) {
        let captured = captured(capture, &live.stream);
        let old = self.slots.borrow_mut().get_mut(&capture).and_then(|slot| slot.live.replace(live));
        self.let_through();
        self.hand_out();
        drop(old);
        self.emit.now(Event::CaptureStarted { capture, captured });
    }

    /// It has ended without this page's doing.
    async fn ended(self: Rc<Self>, capture: Capture, turn: u64) {
        if !self.wants(capture, turn) {
            return;
        }
        self.stop(capture);
        let kind = match capture {
            Capture::Screen => return self.emit.now(Event::CaptureEnded(capture)),
            Capture::Camera => MediaDeviceKind::Videoinput,
            Capture::Microphone => MediaDeviceKind::Audioinput,
        };
        let error = if media::any(kind).await { CaptureError::Failed } else { CaptureError::Absent };
        // Another one may have been wanted meanwhile.
        if !self.slots.borrow().contains_key(&capture) {
            self.emit.now(Event::CaptureFailed { capture, error });
        }
    }
}

/// What the browser is asked for.
struct Question {
    capture: Capture,
    turn: u64,
    pick: Pick,
    before: Option<String>,
}

impl Question {
    async fn ask(&self) -> Result<Stream, CaptureError> {
        let pick = match self.pick.clone() {
            Pick::Device(device) if device.0.reveal().is_empty() => Pick::Any,
            pick => pick,
        };
        match self.capture {
            Capture::Microphone => media::microphone(pick).await,
            Capture::Camera => media::camera(Wish { pick, before: self.before.clone() }).await,
            Capture::Screen => media::screen().await,
        }
    }
}

async fn answer(captures: Weak<Captures>, question: Question) {
    let mut answer = question.ask().await;
    let Question { capture, turn, .. } = question;
    let wanting = || captures.upgrade().filter(|captures| captures.wants(capture, turn));
    // A phone has one camera at a time: the old one makes room for the new one.
    if let Err(CaptureError::Busy) = answer
        && wanting().is_some_and(|captures| captures.make_room(capture))
    {
        answer = question.ask().await;
    }
    // Dropping a stream stops it.
    let Some(wanting) = wanting() else { return };
    match answer {
        Ok(stream) => wanting.open(capture, Live::new(capture, turn, stream, &captures)),
        Err(error) => {
            wanting.stop(capture);
            wanting.emit.now(Event::CaptureFailed { capture, error });
        }
    }
}

impl Live {
    fn new(capture: Capture, turn: u64, stream: Stream, captures: &Weak<Captures>) -> Self {
        let track = stream.picture().or_else(|| stream.sound());
        hint(capture, &stream);
        let ended = track.map(|track| {
            let captures = Weak::clone(captures);
            Listener::on(&track, "ended", move |_: web_sys::Event| {
                if let Some(captures) = captures.upgrade() {
                    spawn_local(captures.ended(capture, turn));
                }
            })
        });
        let scene = match capture {
            Capture::Microphone => None,
            Capture::Camera => Some(Scene::MyCamera),
            Capture::Screen => Some(Scene::MyScreen),
        };
        let shown = scene.map(|scene| Shown::enter(Place::Call(scene), Clone::clone(stream.media())));
        let meter =
            (capture == Capture::Microphone).then(|| Meter::on(stream.media())).flatten().map(Rc::new);
        if let Some(meter) = &meter {
            level::measure(meter);
        }
        Self { _shown: shown, stream, meter, _ended: ended }
    }
}

/// What matters in what is captured (W3C MediaStreamTrack Content Hints).
fn hint(capture: Capture, stream: &Stream) {
    let (picture, sound) = match capture {
        Capture::Microphone => ("", "speech"),
        Capture::Camera => ("motion", ""),
        Capture::Screen => ("detail", "music"),
    };
    let say = |track: Option<MediaStreamTrack>, hint| {
        if let Some(track) = track {
            set(&track, "contentHint", &JsValue::from_str(hint));
        }
    };
    say(stream.picture(), picture);
    say(stream.sound(), sound);
}

fn captured(capture: Capture, stream: &Stream) -> Captured {
    let device = stream.device().filter(|_| capture != Capture::Screen);
    let sound = if capture == Capture::Screen && stream.sound().is_some() { Switch::On } else { Switch::Off };
    Captured { device: device.map(|device| DeviceId(Private::new(device))), facing: stream.facing(), sound }
}
