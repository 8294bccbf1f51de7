//! A call between two connected people: who is in it, and what each puts into it.
//!
//! Media sections are made once, by the side that made the offer of the conversation, so two people who begin a call
//! at the same moment cannot collide. From then on a call changes without negotiation: tracks are put into the
//! sections or taken out, and the other side is told by a message.

use std::rc::Rc;

use heliograph_wire::Millis;
use heliograph_wire::control::{Message, Microphone, Part, Switch};
use heliograph_wire::resume::Role;

use crate::context::Context;
use crate::link::Link;
use crate::patience::ALONE_IN_A_CALL;
use crate::{
    CallStage, CallView, Cameras, Capture, CaptureError, CaptureView, Captured, Company, DeviceId, Devices,
    DevicesView, Effect, Facing, Key, MineView, Pick, Sound, StartWith, Thrift, Voice, Who,
};

/// How long a ring is, its pause included.
const RING_EVERY: Millis = Millis::seconds(4);

/// How often it rings before it gives up: half a minute.
const RINGS: u8 = 8;

/// From one time that it began to ring to the next, however often the other side leaves and comes back.
const QUIET: Millis = Millis::minutes(1);

pub(crate) struct Call {
    stage: CallStage,
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
    /// Whether the person chooses devices during the call.
    choosing: Switch,
    thrift: Thrift,
    theirs: Option<Part>,
    company: Company,
    /// When this side, left alone, is captured no longer.
    alone_until: Option<Millis>,
    my_voice: Voice,
    their_voice: Voice,
    /// Whether this side has made media sections.
    sections: Switch,
    /// What the other side was told last.
    told: Option<Part>,
    ringing: Option<Ringing>,
    /// Whoever leaves and calls again before this is not rung for once more.
    quiet_until: Millis,
}

/// The other side waits for an answer.
struct Ringing {
    next: Millis,
    left: u8,
}

impl Default for Call {
    fn default() -> Self {
        Self {
            stage: CallStage::Out,
            microphone: CaptureView::Off,
            camera: CaptureView::Off,
            screen: CaptureView::Off,
            gate: Microphone::Live,
            talk_key: Switch::Off,
            camera_pick: Pick::Any,
            microphone_pick: Pick::Any,
            speaker: None,
            devices: Rc::default(),
            choosing: Switch::Off,
            thrift: Thrift::Full,
            theirs: None,
            company: Company::Awaited,
            alone_until: None,
            my_voice: Voice::Silent,
            their_voice: Voice::Silent,
            sections: Switch::Off,
            told: None,
            ringing: None,
            quiet_until: Millis(0),
        }
    }
}

impl Call {
    /// Whether this side is in the call.
    pub(crate) const fn is_on(&self) -> bool {
        matches!(self.stage, CallStage::In)
    }

    /// Opens what the call is to begin with, for the person to try.
    pub(crate) fn choose(&mut self, start: StartWith, context: &mut Context<'_>) {
        if self.stage == CallStage::In {
            return;
        }
        self.stage = CallStage::Trying;
        self.ringing = None;
        self.open(start, context);
        context.push(Effect::ListDevices);
    }

    /// Joins with what was tried.
    pub(crate) fn join(&mut self, link: &Link, context: &mut Context<'_>) {
        if self.stage == CallStage::Trying {
            self.enter(link, context);
        }
    }

    /// Joins at once.
    pub(crate) fn answer(&mut self, start: StartWith, link: &Link, context: &mut Context<'_>) {
        if self.stage == CallStage::In || self.theirs.is_none() {
            return;
        }
        self.open(start, context);
        self.enter(link, context);
    }

    pub(crate) fn decline(&mut self, link: &Link, context: &mut Context<'_>) {
        if matches!(self.stage, CallStage::Out) && self.theirs.is_some() {
            self.stage = CallStage::Declined;
            context.send(link.peer, &Message::NotNow);
        }
        self.ringing = None;
    }

    /// Ends the call, or the trying before it, on this side.
    pub(crate) fn hang_up(&mut self, link: &Link, context: &mut Context<'_>) {
        if !matches!(self.stage, CallStage::In | CallStage::Trying) {
            return;
        }
        if self.stage == CallStage::Trying && self.theirs.is_some() {
            context.send(link.peer, &Message::NotNow);
        }
        self.let_go(context);
        // Whoever is still in it would ring again at once otherwise.
        self.stage = if self.theirs.is_some() { CallStage::Declined } else { CallStage::Out };
        self.settle(link, context);
    }

    /// The connection is gone, and the call with it.
    pub(crate) fn end(&mut self, context: &mut Context<'_>) {
        self.let_go(context);
        *self = Self::default();
    }

    /// The person chooses devices, or has done so.
    pub(crate) fn choose_devices(&mut self, choosing: Switch, context: &mut Context<'_>) {
        if self.stage == CallStage::In {
            self.choosing = choosing;
            if choosing == Switch::On {
                context.push(Effect::ListDevices);
            }
        }
    }

    pub(crate) fn devices_listed(&mut self, devices: Devices) {
        self.devices = Rc::new(devices);
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

    /// Switches something on or off.
    pub(crate) fn switch(
        &mut self,
        capture: Capture,
        wanted: Switch,
        link: &Link,
        context: &mut Context<'_>,
    ) {
        if !matches!(self.stage, CallStage::In | CallStage::Trying) {
            return;
        }
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
            (Capture::Screen, Switch::On) if self.stage == CallStage::Trying => {}
            (Capture::Camera | Capture::Screen, Switch::On) if !open => self.start(capture, context),
            (Capture::Camera | Capture::Screen, Switch::Off) => self.stop(capture, context),
            (Capture::Camera | Capture::Screen, Switch::On) => {}
        }
        self.talk_key = Switch::Off;
        self.settle(link, context);
    }

    /// Turns to the camera that looks the other way.
    pub(crate) fn turn(&mut self, context: &mut Context<'_>) {
        let CaptureView::On(captured) = &self.camera else { return };
        let facing = captured.facing.unwrap_or(Facing::Front);
        self.camera_pick = Pick::Facing(facing.other());
        self.start(Capture::Camera, context);
    }

    pub(crate) fn save_data(&mut self, thrift: Thrift, link: &Link, context: &mut Context<'_>) {
        self.thrift = thrift;
        context.push(Effect::SetThrift { peer: link.peer, thrift });
    }

    pub(crate) fn key_pressed(&mut self, key: Key, link: &Link, context: &mut Context<'_>) {
        if self.stage != CallStage::In {
            return;
        }
        let can_talk = matches!(self.microphone, CaptureView::On(_));
        match key {
            Key::Microphone => {
                let muted = !can_talk || self.gate == Microphone::Muted;
                self.switch(Capture::Microphone, if muted { Switch::On } else { Switch::Off }, link, context);
            }
            Key::Camera => {
                let off = !matches!(self.camera, CaptureView::On(_) | CaptureView::Starting);
                self.switch(Capture::Camera, if off { Switch::On } else { Switch::Off }, link, context);
            }
            Key::TalkDown if can_talk && self.gate == Microphone::Muted => {
                self.let_through(Microphone::Live, context);
                self.talk_key = Switch::On;
                self.settle(link, context);
            }
            Key::TalkUp if self.talk_key == Switch::On => {
                self.talk_key = Switch::Off;
                self.let_through(Microphone::Muted, context);
                self.settle(link, context);
            }
            Key::TalkDown | Key::TalkUp => {}
        }
    }

    pub(crate) fn capture_started(
        &mut self,
        capture: Capture,
        captured: Captured,
        link: &Link,
        context: &mut Context<'_>,
    ) {
        match self.state(capture) {
            // Nobody wants it any longer.
            CaptureView::Off | CaptureView::Failed(_) => context.push(Effect::StopCapture(capture)),
            CaptureView::Starting | CaptureView::On(_) => {
                *self.state_mut(capture) = CaptureView::On(captured);
                // Names of devices are told once one of them may be used.
                context.push(Effect::ListDevices);
            }
        }
        self.settle(link, context);
    }

    pub(crate) fn capture_failed(
        &mut self,
        capture: Capture,
        error: CaptureError,
        link: &Link,
        context: &mut Context<'_>,
    ) {
        if !matches!(self.state(capture), CaptureView::Off) {
            // Who closes the browser's question which screen to share has changed their mind.
            let closed = capture == Capture::Screen && error == CaptureError::Refused;
            *self.state_mut(capture) = if closed { CaptureView::Off } else { CaptureView::Failed(error) };
            self.silence(capture);
            self.settle(link, context);
        }
    }

    pub(crate) fn capture_ended(&mut self, capture: Capture, link: &Link, context: &mut Context<'_>) {
        *self.state_mut(capture) = CaptureView::Off;
        self.silence(capture);
        self.settle(link, context);
    }

    pub(crate) const fn voice_changed(&mut self, who: Who, voice: Voice) {
        match who {
            Who::Me => self.my_voice = voice,
            Who::Other => self.their_voice = voice,
        }
    }

    /// The other side says what it puts into the call.
    pub(crate) fn heard(&mut self, theirs: Option<Part>, link: &Link, context: &mut Context<'_>) {
        let before = core::mem::replace(&mut self.theirs, theirs);
        match (before, theirs, self.stage) {
            (None, Some(_), CallStage::Out) => {
                if context.now >= self.quiet_until {
                    self.ringing = Some(Ringing { next: context.now, left: RINGS });
                    self.quiet_until = context.now + QUIET;
                }
            }
            (None, Some(_), CallStage::In) => {
                (self.company, self.alone_until) = (Company::Present, None);
                context.play(Sound::Joined);
            }
            (Some(_), None, stage) => {
                self.ringing = None;
                self.their_voice = Voice::Silent;
                match stage {
                    CallStage::Declined => self.stage = CallStage::Out,
                    CallStage::In => {
                        (self.company, self.alone_until) =
                            (Company::Gone, Some(context.now + ALONE_IN_A_CALL));
                        context.play(Sound::Left);
                    }
                    CallStage::Out | CallStage::Trying => {}
                }
            }
            (None, Some(_), CallStage::Trying | CallStage::Declined)
            | (Some(_), Some(_), _)
            | (None, None, _) => {}
        }
        self.settle(link, context);
    }

    /// The other side says that its person does not come now.
    pub(crate) fn declined(&mut self) {
        if self.stage == CallStage::In && self.theirs.is_none() {
            self.company = Company::Declined;
        }
    }

    pub(crate) fn tick(&mut self, link: &Link, context: &mut Context<'_>) {
        if self.alone_until.take_if(|until| context.now >= *until).is_some() {
            self.close_all(context);
            self.settle(link, context);
        }
        if let Some(ringing) = &mut self.ringing
            && context.now >= ringing.next
        {
            ringing.next = context.now + RING_EVERY;
            ringing.left = ringing.left.saturating_sub(1);
            if ringing.left == 0 {
                self.ringing = None;
            }
            context.play(Sound::Ringing);
        }
    }

    /// Whether somebody is in the call, and this side has yet to make the media sections.
    pub(crate) fn wants_sections(&self, link: &Link) -> bool {
        let somebody = self.stage == CallStage::In || self.theirs.is_some();
        somebody && self.sections == Switch::Off && link.role() == Role::Offerer
    }

    pub(crate) fn make_sections(&mut self, link: &Link, context: &mut Context<'_>) {
        self.sections = Switch::On;
        context.push(Effect::AddMedia(link.peer));
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        let ring = self.ringing.as_ref().map(|ringing| ringing.next);
        [ring, self.alone_until].into_iter().flatten().min()
    }

    pub(crate) fn view(&self, context: &crate::Environment) -> CallView {
        let device = |state: &CaptureView| match state {
            CaptureView::On(captured) => captured.device.clone(),
            CaptureView::Off | CaptureView::Starting | CaptureView::Failed(_) => None,
        };
        let choosing = self.stage == CallStage::Trying || self.choosing == Switch::On;
        CallView {
            stage: self.stage,
            mine: MineView {
                microphone: self.microphone.clone(),
                muted: self.gate,
                camera: self.camera.clone(),
                screen: self.screen.clone(),
            },
            theirs: self.theirs,
            company: self.company,
            my_voice: self.my_voice,
            their_voice: self.their_voice,
            devices: choosing.then(|| DevicesView {
                devices: Rc::clone(&self.devices),
                camera: device(&self.camera),
                microphone: device(&self.microphone),
                speaker: self.speaker.clone(),
            }),
            cameras: self.cameras(),
            thrift: self.thrift,
            abilities: Rc::clone(&context.abilities),
        }
    }

    fn cameras(&self) -> Cameras {
        if self.devices.cameras.len() > 1 { Cameras::Several } else { Cameras::One }
    }

    fn open(&mut self, start: StartWith, context: &mut Context<'_>) {
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

    fn enter(&mut self, link: &Link, context: &mut Context<'_>) {
        self.stage = CallStage::In;
        self.company = if self.theirs.is_some() { Company::Present } else { Company::Awaited };
        self.ringing = None;
        self.settle(link, context);
    }

    fn let_go(&mut self, context: &mut Context<'_>) {
        self.close_all(context);
        self.choosing = Switch::Off;
        (self.company, self.alone_until) = (Company::Awaited, None);
    }

    fn close_all(&mut self, context: &mut Context<'_>) {
        for capture in [Capture::Microphone, Capture::Camera, Capture::Screen] {
            self.stop(capture, context);
        }
        self.talk_key = Switch::Off;
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
            self.my_voice = Voice::Silent;
        }
    }

    fn let_through(&mut self, gate: Microphone, context: &mut Context<'_>) {
        self.gate = gate;
        if gate == Microphone::Muted {
            self.my_voice = Voice::Silent;
        }
        context.push(Effect::SetMicrophone(gate));
    }

    /// Tells the browser and the other side what this side puts in, where that has changed.
    fn settle(&mut self, link: &Link, context: &mut Context<'_>) {
        let part = (self.stage == CallStage::In).then(|| self.part());
        if part != self.told {
            self.told = part;
            context.push(Effect::SetPart { peer: link.peer, part });
            context.send(link.peer, &Message::Call(part));
        }
    }

    fn part(&self) -> Part {
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
