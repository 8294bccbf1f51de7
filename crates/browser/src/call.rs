//! A call below the session: what is captured, which connections it goes to, and what comes back from them.

mod attention;
mod audio;
mod captures;
mod codecs;
mod devices;
mod keys;
mod level;
mod limits;
mod measure;
mod player;
mod sealer;
mod sections;
mod sounds;
mod voices;
mod windows;

use std::rc::{Rc, Weak};

use heliograph_session::{Capture, DeviceId, Pick};
use heliograph_wire::control::{Microphone, Part};

use crate::emit::Emit;

use captures::Captures;
use devices::DeviceWatch;

pub(crate) use attention::Attention;
pub(crate) use captures::Outlet;
pub(crate) use codecs::only as only_codecs;
pub use level::show_level;
pub(crate) use measure::{Report, measure};
pub(crate) use player::Player;
pub(crate) use sealer::Sealer;
pub(crate) use sections::{Sections, Tracks};
pub(crate) use sounds::play;
pub(crate) use windows::{fill_screen, float};

/// What this page captures and plays for calls; all of it ends when this is dropped.
pub(crate) struct Call {
    captures: Rc<Captures>,
    attention: Weak<Attention>,
    devices: Option<DeviceWatch>,
}

impl Call {
    pub(crate) fn new(emit: &Emit) -> Self {
        Self { captures: Captures::new(emit), attention: Weak::new(), devices: None }
    }

    /// From now on a connection has what is captured; whether it sends any of it is its own part.
    pub(crate) fn reach(&self, outlet: &Rc<impl Outlet + 'static>) {
        self.captures.reach(outlet);
    }

    /// Attends to what this side does while it is in a call, for as long as what this gives is held.
    pub(crate) fn attend(&mut self) -> Rc<Attention> {
        let attention = self.attention.upgrade().unwrap_or_else(|| Rc::new(Attention::begin(&self.captures)));
        self.attention = Rc::downgrade(&attention);
        attention
    }

    pub(crate) fn start(&self, capture: Capture, pick: Pick) {
        self.captures.start(capture, pick);
    }

    pub(crate) fn stop(&mut self, capture: Capture) {
        self.captures.stop(capture);
        self.rest();
    }

    pub(crate) fn set_microphone(&self, microphone: Microphone) {
        self.captures.set_microphone(microphone);
    }

    pub(crate) fn use_speaker(&self, speaker: Option<DeviceId>) {
        self.captures.use_speaker(speaker);
    }

    pub(crate) fn list_devices(&mut self) {
        let emit = self.captures.emit();
        self.devices.get_or_insert_with(|| DeviceWatch::begin(emit));
        devices::tell(emit.clone());
    }

    pub(crate) fn set_part(&mut self, sections: &Sections, part: Option<Part>) {
        let Some(part) = part else {
            sections.leave();
            windows::return_to_page();
            return self.rest();
        };
        sections.join(part, self.attend());
    }

    /// Watches no devices while none is wanted.
    pub(crate) fn rest(&mut self) {
        if self.captures.are_idle() {
            self.devices = None;
        }
    }
}
