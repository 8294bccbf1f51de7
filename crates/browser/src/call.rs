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

use attention::Attention;
use captures::Captures;
use devices::DeviceWatch;

pub use level::show_level;
pub(crate) use measure::measure;
pub(crate) use sealer::{Sealer, Way, can_seal, needs_streams};
pub(crate) use sections::Sections;
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
    pub(crate) fn reach(&self, sections: &Rc<Sections>) {
        self.captures.reach(sections);
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
        let attention = self.attention.upgrade().unwrap_or_else(|| Rc::new(Attention::begin(&self.captures)));
        self.attention = Rc::downgrade(&attention);
        sections.join(part, attention);
    }

    /// Watches no devices while none is wanted.
    fn rest(&mut self) {
        if self.captures.are_idle() {
            self.devices = None;
        }
    }
}
