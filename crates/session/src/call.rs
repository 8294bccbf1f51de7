//! A call between two connected people: who is in it, and what each puts into it.
//!
//! Media sections are made once, by the side that made the offer of the conversation, so two people who begin a call
//! at the same moment cannot collide. From then on a call changes without negotiation: tracks are put into the
//! sections or taken out, and the other side is told by a message.

use std::rc::Rc;

use heliograph_wire::Millis;
use heliograph_wire::control::{Message, Part, Switch};
use heliograph_wire::resume::Role;

use crate::captures::Captures;
use crate::context::Context;
use crate::link::Link;
use crate::patience::ALONE_IN_A_CALL;
use crate::{
    CallStage, CallView, Capture, CaptureError, Captured, Company, DeviceId, Devices, Effect, Key, Pick,
    Sound, StartWith, Thrift, Voice, Who,
};

/// How long a ring is, its pause included.
const RING_EVERY: Millis = Millis::seconds(4);

/// How often it rings before it gives up: half a minute.
const RINGS: u8 = 8;

/// From one time that it began to ring to the next, however often the other side leaves and comes back.
const QUIET: Millis = Millis::minutes(1);

pub(crate) struct Call {
    stage: CallStage,
    captures: Captures,
    /// Whether the person chooses devices during the call.
    choosing: Switch,
    thrift: Thrift,
    theirs: Option<Part>,
    company: Company,
    /// When this side, left alone, is captured no longer.
    alone_until: Option<Millis>,
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
            captures: Captures::new(),
            choosing: Switch::Off,
            thrift: Thrift::Full,
            theirs: None,
            company: Company::Awaited,
            alone_until: None,
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
        self.captures.open(start, context);
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
        self.captures.open(start, context);
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
        self.captures.devices_listed(devices);
    }

    pub(crate) fn device_picked(&mut self, capture: Capture, pick: Pick, context: &mut Context<'_>) {
        self.captures.device_picked(capture, pick, context);
    }

    pub(crate) fn speaker_picked(&mut self, speaker: DeviceId, context: &mut Context<'_>) {
        self.captures.speaker_picked(speaker, context);
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
        // Nobody is there who would see a screen.
        if (capture, wanted, self.stage) == (Capture::Screen, Switch::On, CallStage::Trying) {
            return;
        }
        self.captures.switch(capture, wanted, context);
        self.settle(link, context);
    }

    /// Turns to the camera that looks the other way.
    pub(crate) fn turn(&mut self, context: &mut Context<'_>) {
        self.captures.turn(context);
    }

    pub(crate) fn save_data(&mut self, thrift: Thrift, link: &Link, context: &mut Context<'_>) {
        self.thrift = thrift;
        context.push(Effect::SetThrift { peer: link.peer, thrift });
    }

    pub(crate) fn key_pressed(&mut self, key: Key, link: &Link, context: &mut Context<'_>) {
        if self.stage != CallStage::In {
            return;
        }
        self.captures.key_pressed(key, context);
        self.settle(link, context);
    }

    pub(crate) fn capture_started(
        &mut self,
        capture: Capture,
        captured: Captured,
        link: &Link,
        context: &mut Context<'_>,
    ) {
        self.captures.started(capture, captured, context);
        self.settle(link, context);
    }

    pub(crate) fn capture_failed(
        &mut self,
        capture: Capture,
        error: CaptureError,
        link: &Link,
        context: &mut Context<'_>,
    ) {
        self.captures.failed(capture, error);
        self.settle(link, context);
    }

    pub(crate) fn capture_ended(&mut self, capture: Capture, link: &Link, context: &mut Context<'_>) {
        self.captures.ended(capture);
        self.settle(link, context);
    }

    pub(crate) const fn voice_changed(&mut self, who: Who, voice: Voice) {
        match who {
            Who::Me => self.captures.voice_changed(voice),
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
            self.captures.close_all(context);
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
        let choosing = self.stage == CallStage::Trying || self.choosing == Switch::On;
        CallView {
            stage: self.stage,
            mine: self.captures.mine(),
            theirs: self.theirs,
            company: self.company,
            my_voice: self.captures.voice(),
            their_voice: self.their_voice,
            devices: choosing.then(|| self.captures.devices()),
            cameras: self.captures.cameras(),
            thrift: self.thrift,
            abilities: Rc::clone(&context.abilities),
        }
    }

    fn enter(&mut self, link: &Link, context: &mut Context<'_>) {
        self.stage = CallStage::In;
        self.company = if self.theirs.is_some() { Company::Present } else { Company::Awaited };
        self.ringing = None;
        self.settle(link, context);
    }

    fn let_go(&mut self, context: &mut Context<'_>) {
        self.captures.close_all(context);
        self.choosing = Switch::Off;
        (self.company, self.alone_until) = (Company::Awaited, None);
    }

    /// Tells the browser and the other side what this side puts in, where that has changed.
    fn settle(&mut self, link: &Link, context: &mut Context<'_>) {
        let part = (self.stage == CallStage::In).then(|| self.captures.part());
        if part != self.told {
            self.told = part;
            context.push(Effect::SetPart { peer: link.peer, part });
            context.send(link.peer, &Message::Call(part));
        }
    }
}
