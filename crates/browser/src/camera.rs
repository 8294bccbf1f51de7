//! The camera: opened, shown, read from, and let go of.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use futures::future::{AbortHandle, abortable};
use heliograph_session::{CaptureError, Event, Facing, Pick, Torch};
use heliograph_wire::Millis;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlVideoElement, MediaDeviceKind, MediaStream};

use crate::canvas::Canvas;
use crate::emit::Emit;
use crate::listener::Listener;
use crate::media::{self, Stream, Wish};
use crate::reader::Reader;
use crate::stage::{self, Place, Shown};
use crate::timer::{Waited, pause};

/// At most about eight looks a second: nobody holds a phone still for longer than they have to, and more would
/// only warm it.
const BETWEEN_LOOKS: Millis = Millis(120);

/// The longer side of what is looked at, in pixels.
const LONGEST_SIDE: u32 = 1_280;

/// A camera that opens, or is open; it is let go of when this is dropped.
pub(crate) struct Camera {
    state: Rc<RefCell<State>>,
    emit: Emit,
}

enum State {
    Opening,
    Open(Open),
}

struct Open {
    _shown: Shown,
    stream: Stream,
    asked: Facing,
    looking: AbortHandle,
    _ended: Option<Listener>,
}

impl Camera {
    /// Opens the camera that looks this way; another one than before, where there is one.
    pub(crate) fn open(facing: Facing, before: Option<String>, emit: &Emit) -> Self {
        let state = Rc::new(RefCell::new(State::Opening));
        // The browser may answer when nobody wants the camera any longer, so the question is never dropped.
        spawn_local(answer(facing, before, Rc::downgrade(&state), emit.clone()));
        Self { state, emit: emit.clone() }
    }

    /// Lets go of the camera, and names it.
    pub(crate) fn close(self) -> Option<String> {
        match &*self.state.borrow() {
            State::Open(open) => open.stream.device(),
            State::Opening => None,
        }
    }

    pub(crate) fn set_torch(&self, torch: Torch) {
        let (state, emit) = (Rc::downgrade(&self.state), self.emit.clone());
        let State::Open(open) = &*self.state.borrow() else { return };
        let changed = open.stream.set_torch(torch);
        spawn_local(async move {
            // Whether it shines by now is asked of the camera itself.
            let _ = changed.await;
            tell(&state, &emit).await;
        });
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.looking.abort();
    }
}

async fn answer(asked: Facing, before: Option<String>, state: Weak<RefCell<State>>, emit: Emit) {
    let answer = media::camera(Wish { pick: Pick::Facing(asked), before }).await;
    // Dropping a stream stops it.
    let Some(camera) = state.upgrade() else { return };
    match answer {
        Ok(stream) => {
            let shown = Shown::enter(Place::Scanner, Clone::clone(stream.media()));
            let (looking, abort) = abortable(look(Clone::clone(stream.media()), emit.clone()));
            let ended = stream.picture().map(|track| Listener::on(&track, "ended", ended(&state, &emit)));
            *camera.borrow_mut() =
                State::Open(Open { _shown: shown, stream, asked, looking: abort, _ended: ended });
            drop(camera);
            tell(&state, &emit).await;
            // How it ends does not matter: nobody waits for it.
            let _ = looking.await;
        }
        Err(error) => {
            drop(camera);
            emit.now(Event::CameraFailed(error));
        }
    }
}

/// Says what is known of the camera, if it is still wanted when that is known.
async fn tell(state: &Weak<RefCell<State>>, emit: &Emit) {
    let cameras = media::cameras().await;
    let Some(state) = state.upgrade() else { return };
    let camera = match &*state.borrow() {
        State::Open(open) => open.stream.camera(open.asked, cameras),
        State::Opening => return,
    };
    emit.now(Event::CameraOpened(camera));
}

/// A camera ends by itself where it was unplugged, or taken away by the system or the person.
fn ended(state: &Weak<RefCell<State>>, emit: &Emit) -> impl Fn(web_sys::Event) + use<> {
    let (state, emit) = (Weak::clone(state), emit.clone());
    move |_| {
        let (state, emit) = (Weak::clone(&state), emit.clone());
        spawn_local(async move {
            let present = media::any(MediaDeviceKind::Videoinput).await;
            let error = if present { CaptureError::Failed } else { CaptureError::Absent };
            // Another camera may have been opened meanwhile.
            if state.upgrade().is_some() {
                emit.now(Event::CameraFailed(error));
            }
        });
    }
}

/// Takes a frame whenever the reader is idle, so that none pile up.
async fn look(stream: MediaStream, emit: Emit) {
    let failed = || emit.now(Event::CameraFailed(CaptureError::Failed));
    let (Some(video), Some(canvas)) = (eye(&stream), Canvas::new()) else { return failed() };
    let Ok(mut reader) = Reader::open().await else { return failed() };
    while let Waited::ToTheEnd = pause(BETWEEN_LOOKS).await {
        let Some(frame) = canvas.frame(&video, LONGEST_SIDE) else { continue };
        match reader.read(frame).await {
            Ok(Some(text)) => emit.now(Event::CodeScanned(text)),
            Ok(None) => {}
            Err(_) => return failed(),
        }
    }
    failed();
}

/// An element that plays the stream unseen: what is read does not depend on what is shown.
fn eye(stream: &MediaStream) -> Option<HtmlVideoElement> {
    let document = web_sys::window()?.document()?;
    let video: HtmlVideoElement = document.create_element("video").ok()?.dyn_into().ok()?;
    stage::play(&video, stream);
    Some(video)
}
