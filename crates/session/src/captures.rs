//! What this side captures for a call, or for a room: what is on, with which devices, and what is let through.

use std::rc::Rc;

use heliograph_wire::control::{Microphone, Part, Switch};

use crate::context::Context;
use crate::{
    Cameras, Capture, CaptureError, CaptureView, Captured, DeviceId, Devices, DevicesView, Effect, Facing,
    Key, MineView, Pick, StartWith, Voice,
};

/// Microphone, camera and screen of this side.
#[derive(Default)]
pub(crate) struct Captures {
    microphone: CaptureView,
    camera: CaptureView,
    screen: CaptureView,
    /// What is let through of the microphone, on or off.
    gate: Microphone,
    /// Whether the gate is open only for as long as a key is held.
    talk_key: Switch,
    camera_pick: Pick,
    microphone_pick: Pick,
    speaker: Option<DeviceId>,
    devices: Rc<Devices>,
    voice: Voice,
}

impl Captures {
    /// Nothing is on, and what is going to be is let through.
    pub(crate) fn new() -> Self {
        Self { gate: Microphone::Live, ..Self::default() }
    }

    /// Opens what a person begins with.
    pub(crate) fn open(&mut self, start: StartWith, context: &mut Context<'_>) {
        let wanted: &[Capture] = match start {
            StartWith::Video => &[Capture::Microphone, Capture::Camera],
            StartWith::Voice => &[Capture::Microphone],
            StartWith::Nothing => &[],
        };
        self.let_through(Microphone::Live, context);
        for &capture in wanted {
            if matches!(self.state(capture), CaptureView::Off | CaptureView::Failed(_)) {
                self.start(capture, context);
            }
        }
    }

    pub(crate) fn close_all(&mut self, context: &mut Context<'_>) {
        for capture in [Capture::Microphone, Capture::Camera, Capture::Screen] {
            self.stop(capture, context);
        }
        self.talk_key = Switch::Off;
    }

    /// Switches something on or off.
    pub(crate) fn switch(&mut self, capture: Capture, wanted: Switch, context: &mut Context<'_>) {
        let open = matches!(self.state(capture), CaptureView::On(_) | CaptureView::Starting);
        match (capture, wanted) {
            (Capture::Microphone, Switch::On) => {
                self.let_through(Microphone::Live, context);
                if !open {
                    self.start(capture, context);
                }
            }
            // A muted microphone stays open: it is heard again the moment its person wants that.
            (Capture::Microphone, Switch::Off) => self.let_through(Microphone::Muted, context),
            (Capture::Camera | Capture::Screen, Switch::On) if !open => self.start(capture, context),
            (Capture::Camera | Capture::Screen, Switch::Off) => self.stop(capture, context),
            (Capture::Camera | Capture::Screen, Switch::On) => {}
        }
        self.talk_key = Switch::Off;
    }

    /// Takes a key that means something in a call.
    pub(crate) fn key_pressed(&mut self, key: Key, context: &mut Context<'_>) {
        let can_talk = matches!(self.microphone, CaptureView::On(_));
        match key {
            Key::Microphone => {
                let muted = !can_talk || self.gate == Microphone::Muted;
                self.switch(Capture::Microphone, if muted { Switch::On } else { Switch::Off }, context);
            }
            Key::Camera => {
                let off = !matches!(self.camera, CaptureView::On(_) | CaptureView::Starting);
                self.switch(Capture::Camera, if off { Switch::On } else { Switch::Off }, context);
            }
            Key::TalkDown if can_talk && self.gate == Microphone::Muted => {
                self.let_through(Microphone::Live, context);
                self.talk_key = Switch::On;
            }
            Key::TalkUp if self.talk_key == Switch::On => {
                self.talk_key = Switch::Off;
                self.let_through(Microphone::Muted, context);
            }
            Key::TalkDown | Key::TalkUp => {}
        }
    }

    /// Turns to the camera that looks the other way.
    pub(crate) fn turn(&mut self, context: &mut Context<'_>) {
        let CaptureView::On(captured) = &self.camera else { return };
        let facing = captured.facing.unwrap_or(Facing::Front);
        self.camera_pick = Pick::Facing(facing.other());
        self.start(Capture::Camera, context);
    }

    pub(crate) fn device_picked(&mut self, capture: Capture, pick: Pick, context: &mut Context<'_>) {
        match capture {
            Capture::Microphone => self.microphone_pick = pick,
            Capture::Camera => self.camera_pick = pick,
            // The browser asks which one.
            Capture::Screen => return,
        }
        // A device that was chosen is to be used; one that is off stays off until it is switched on.
        if !matches!(self.state(capture), CaptureView::Off) {
            self.start(capture, context);
        }
    }

    pub(crate) fn speaker_picked(&mut self, speaker: DeviceId, context: &mut Context<'_>) {
        context.push(Effect::UseSpeaker(Some(speaker.clone())));
        self.speaker = Some(speaker);
    }

    pub(crate) fn devices_listed(&mut self, devices: Devices) {
        self.devices = Rc::new(devices);
    }

    pub(crate) fn started(&mut self, capture: Capture, captured: Captured, context: &mut Context<'_>) {
        match self.state(capture) {
            // Nobody wants it any longer.
            CaptureView::Off | CaptureView::Failed(_) => context.push(Effect::StopCapture(capture)),
            CaptureView::Starting | CaptureView::On(_) => {
                *self.state_mut(capture) = CaptureView::On(captured);
                // Names of devices are told once one of them may be used.
                context.push(Effect::ListDevices);
            }
        }
    }

    pub(crate) fn failed(&mut self, capture: Capture, error: CaptureError) {
        if !matches!(self.state(capture), CaptureView::Off) {
            // Who closes the browser's question which screen to share has changed their mind.
            let closed = capture == Capture::Screen && error == CaptureError::Refused;
            *self.state_mut(capture) = if closed { CaptureView::Off } else { CaptureView::Failed(error) };
            self.silence(capture);
        }
    }

    pub(crate) fn ended(&mut self, capture: Capture) {
        *self.state_mut(capture) = CaptureView::Off;
        self.silence(capture);
    }

    pub(crate) const fn voice_changed(&mut self, voice: Voice) {
        self.voice = voice;
    }

    /// Whether this side speaks.
    pub(crate) const fn voice(&self) -> Voice {
        self.voice
    }

    /// What of it a call carries.
    pub(crate) fn part(&self) -> Part {
        let is_on = |state: &CaptureView| match state {
            CaptureView::On(_) => Switch::On,
            CaptureView::Off | CaptureView::Starting | CaptureView::Failed(_) => Switch::Off,
        };
        let microphone = match is_on(&self.microphone) {
            Switch::On => self.gate,
            Switch::Off => Microphone::Absent,
        };
        Part { microphone, camera: is_on(&self.camera), screen: is_on(&self.screen) }
    }

    pub(crate) fn mine(&self) -> MineView {
        MineView {
            microphone: self.microphone.clone(),
            muted: self.gate,
            camera: self.camera.clone(),
            screen: self.screen.clone(),
        }
    }

    pub(crate) fn devices(&self) -> DevicesView {
        let device = |state: &CaptureView| match state {
            CaptureView::On(captured) => captured.device.clone(),
            CaptureView::Off | CaptureView::Starting | CaptureView::Failed(_) => None,
        };
        DevicesView {
            devices: Rc::clone(&self.devices),
            camera: device(&self.camera),
            microphone: device(&self.microphone),
            speaker: self.speaker.clone(),
        }
    }

    pub(crate) fn cameras(&self) -> Cameras {
        if self.devices.cameras.len() > 1 { Cameras::Several } else { Cameras::One }
    }

    fn start(&mut self, capture: Capture, context: &mut Context<'_>) {
        let pick = match capture {
            Capture::Microphone => self.microphone_pick.clone(),
            Capture::Camera => self.camera_pick.clone(),
            Capture::Screen => Pick::Any,
        };
        // What is on stays on show until the next one is there.
        if !matches!(self.state(capture), CaptureView::On(_)) {
            *self.state_mut(capture) = CaptureView::Starting;
        }
        context.push(Effect::StartCapture { capture, pick });
    }

    fn stop(&mut self, capture: Capture, context: &mut Context<'_>) {
        if !matches!(self.state(capture), CaptureView::Off) {
            *self.state_mut(capture) = CaptureView::Off;
            context.push(Effect::StopCapture(capture));
        }
        self.silence(capture);
    }

    fn silence(&mut self, capture: Capture) {
        if capture == Capture::Microphone {
            self.voice = Voice::Silent;
        }
    }

    fn let_through(&mut self, gate: Microphone, context: &mut Context<'_>) {
        self.gate = gate;
        if gate == Microphone::Muted {
            self.voice = Voice::Silent;
        }
        context.push(Effect::SetMicrophone(gate));
    }

    const fn state(&self, capture: Capture) -> &CaptureView {
        match capture {
            Capture::Microphone => &self.microphone,
            Capture::Camera => &self.camera,
            Capture::Screen => &self.screen,
        }
    }

    const fn state_mut(&mut self, capture: Capture) -> &mut CaptureView {
        match capture {
            Capture::Microphone => &mut self.microphone,
            Capture::Camera => &mut self.camera,
            Capture::Screen => &mut self.screen,
        }
    }
}
