//! Looking for a code with the camera.

use heliograph_wire::{Millis, Private};

use crate::patience::CAMERA_LINGERS;
use crate::{CaptureError, Effect, ScanView};

/// Which way a camera looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Facing {
    /// Away from the person, at what they look at.
    #[default]
    Back,
    /// At the person.
    Front,
}

impl Facing {
    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Back => Self::Front,
            Self::Front => Self::Back,
        }
    }
}

/// A camera's light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Torch {
    /// It has none.
    Absent,
    /// It is dark.
    Off,
    /// It shines.
    On,
}

/// How many cameras there are to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cameras {
    /// This one only.
    One,
    /// Others too.
    Several,
}

/// A camera that looks for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Camera {
    /// Which way it looks, as far as the browser knows.
    pub facing: Facing,
    /// Its light.
    pub torch: Torch,
    /// Whether there are others.
    pub cameras: Cameras,
}

/// The camera and what it is for.
#[derive(Default)]
pub(crate) struct Scan {
    state: State,
    facing: Facing,
    /// The text seen last; seeing it again says nothing new.
    seen: Option<Private<String>>,
}

#[derive(Default)]
enum State {
    #[default]
    Closed,
    Opening,
    Live(Camera),
    Failed(CaptureError),
    /// It has seen its code. The browser shows its real addresses while the camera is open, so it stays open
    /// until the answer has them.
    Lingering {
        until: Millis,
    },
}

impl Scan {
    pub(crate) fn open(&mut self, effects: &mut Vec<Effect>) {
        self.seen = None;
        self.state = State::Opening;
        effects.push(Effect::OpenCamera(self.facing));
    }

    pub(crate) fn close(&mut self, effects: &mut Vec<Effect>) {
        self.seen = None;
        let state = core::mem::take(&mut self.state);
        if matches!(state, State::Opening | State::Live(_) | State::Lingering { .. }) {
            effects.push(Effect::CloseCamera);
        }
    }

    /// The camera has done its work but stays open for a moment.
    pub(crate) fn linger(&mut self, now: Millis) {
        if let State::Live(_) = self.state {
            self.state = State::Lingering { until: now + CAMERA_LINGERS };
        }
    }

    /// What the camera stayed open for is there.
    pub(crate) fn enough(&mut self, effects: &mut Vec<Effect>) {
        if let State::Lingering { .. } = self.state {
            self.close(effects);
        }
    }

    pub(crate) fn opened(&mut self, camera: Camera) {
        if let State::Opening | State::Live(_) = self.state {
            self.facing = camera.facing;
            self.state = State::Live(camera);
        }
    }

    pub(crate) fn failed(&mut self, error: CaptureError, effects: &mut Vec<Effect>) {
        if let State::Opening | State::Live(_) = self.state {
            self.close(effects);
            self.state = State::Failed(error);
        }
    }

    pub(crate) fn turn(&mut self, effects: &mut Vec<Effect>) {
        if let State::Live(_) = self.state {
            self.facing = self.facing.other();
            self.open(effects);
        }
    }

    pub(crate) fn light(&self, torch: Torch, effects: &mut Vec<Effect>) {
        if let State::Live(camera) = &self.state
            && camera.torch != Torch::Absent
        {
            effects.push(Effect::SetTorch(torch));
        }
    }

    /// Whether a text that the camera sees is news.
    pub(crate) fn is_news(&mut self, text: &Private<String>) -> bool {
        let news = matches!(self.state, State::Live(_)) && self.seen.as_ref() != Some(text);
        if news {
            self.seen = Some(text.clone());
        }
        news
    }

    pub(crate) fn tick(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        if matches!(self.state, State::Lingering { until } if now >= until) {
            self.close(effects);
        }
    }

    pub(crate) const fn deadline(&self) -> Option<Millis> {
        match self.state {
            State::Lingering { until } => Some(until),
            State::Closed | State::Opening | State::Live(_) | State::Failed(_) => None,
        }
    }

    pub(crate) const fn view(&self) -> Option<ScanView> {
        match self.state {
            State::Closed | State::Lingering { .. } => None,
            State::Opening => Some(ScanView::Opening),
            State::Live(camera) => Some(ScanView::Live(camera)),
            State::Failed(error) => Some(ScanView::Failed(error)),
        }
    }
}
