//! What a person lets a room see and hear of them.

use heliograph_wire::control::Switch;
use heliograph_wire::room::{Declined, Part};

use super::{Stage, Visit};
use crate::context::Context;
use crate::room::{RoomEffect, RoomProblem};
use crate::{Capture, Copied, Effect, Event, Key, Problem, StartWith, Who};

impl Visit {
    /// Takes what is not of rooms alone.
    pub(crate) fn happened(&mut self, event: Event, context: &mut Context<'_>) {
        match event {
            Event::CopyChosen(text) => {
                (self.copying, self.copied) = (Some(text.clone()), None);
                context.push(Effect::Copy(text));
            }
            Event::Copied => self.copied = Some(Copied::Done),
            Event::CopyingFailed => self.copied = Some(Copied::Failed),
            Event::NetworkChanged(network) => self.network_changed(network, context),
            Event::CaptureStarted { capture, captured } => self.captures.started(capture, captured, context),
            Event::CaptureFailed { capture, error } => self.captures.failed(capture, error),
            Event::CaptureEnded(capture) => self.captures.ended(capture),
            Event::DevicesListed(devices) => self.captures.devices_listed(devices),
            Event::VoiceChanged { who: Who::Me, voice } => self.captures.voice_changed(voice),
            event if self.is_seen() => self.switched(event, context),
            // Nothing else concerns a room.
            _ => {}
        }
    }

    fn switched(&mut self, event: Event, context: &mut Context<'_>) {
        let is_in = matches!(self.stage, Stage::In { .. });
        match event {
            Event::CallChosen(start) if !is_in => {
                self.captures.open(start, context);
                context.push(Effect::ListDevices);
            }
            Event::MicrophoneChosen(wanted) => self.speak(wanted, context),
            Event::CameraChosen(wanted) => self.captures.switch(Capture::Camera, wanted, context),
            Event::ScreenChosen(wanted) if is_in => self.share(wanted, context),
            Event::OtherCameraChosen => self.captures.turn(context),
            Event::DevicesChosen(choosing) => {
                self.choosing = choosing;
                if choosing == Switch::On {
                    context.push(Effect::ListDevices);
                }
            }
            Event::DevicePicked { capture, pick } => self.captures.device_picked(capture, pick, context),
            Event::SpeakerPicked(speaker) => self.captures.speaker_picked(speaker, context),
            Event::ThriftChosen(thrift) => {
                self.thrift = thrift;
                if let Stage::In { inside, .. } = &mut self.stage {
                    inside.save_data(context.now, thrift);
                    context.push(Effect::Room(RoomEffect::SetThrift(thrift)));
                }
            }
            // What the keys say, too, is for those who may speak.
            Event::KeyPressed(Key::Microphone | Key::TalkDown) if self.is_kept_silent() => {}
            Event::KeyPressed(key) if is_in => self.captures.key_pressed(key, context),
            Event::FloatChosen(scene) => context.push(Effect::FloatScene(scene)),
            Event::FullScreenChosen => context.push(Effect::FillScreen),
            // Nothing else concerns what is captured.
            _ => {}
        }
    }

    fn share(&mut self, wanted: Switch, context: &mut Context<'_>) {
        if wanted == Switch::On
            && let Stage::In { inside, .. } = &self.stage
            && inside.keeps(inside.seat.rules.guests_share)
        {
            return self.is_against_rules();
        }
        self.captures.switch(Capture::Screen, wanted, context);
    }

    fn speak(&mut self, wanted: Switch, context: &mut Context<'_>) {
        if wanted == Switch::On && self.is_kept_silent() {
            return self.is_against_rules();
        }
        self.captures.switch(Capture::Microphone, wanted, context);
    }

    /// Whether the rules keep speaking for hosts.
    fn is_kept_silent(&self) -> bool {
        match &self.stage {
            Stage::In { inside, .. } => inside.keeps(inside.seat.rules.guests_speak),
            Stage::Kept(_) | Stage::Making { .. } | Stage::Lobby | Stage::Outside(_) | Stage::Over(_) => {
                false
            }
        }
    }

    const fn is_against_rules(&mut self) {
        self.problem = Some(Problem::Room(RoomProblem::Declined(Declined::AgainstRules)));
    }

    /// The rules keep speaking for hosts, and this side is heard.
    pub(super) fn mute(&mut self, context: &mut Context<'_>) {
        self.captures.switch(Capture::Microphone, Switch::Off, context);
    }

    /// A host ended what this side shows of its screen, or it may not be shown.
    pub(super) fn stop_screen(&mut self, context: &mut Context<'_>) {
        self.captures.switch(Capture::Screen, Switch::Off, context);
    }

    /// Opens what was open before the page was loaded again.
    pub(super) fn restore(&mut self, part: Part, context: &mut Context<'_>) {
        let start = match (part.microphone, part.camera) {
            (Switch::On, Switch::On) => StartWith::Video,
            (Switch::On, Switch::Off) => StartWith::Voice,
            (Switch::Off, _) => StartWith::Nothing,
        };
        self.captures.open(start, context);
        if part.camera == Switch::On && start == StartWith::Nothing {
            self.captures.switch(Capture::Camera, Switch::On, context);
        }
    }

    /// Whether the person is where they can be captured.
    const fn is_seen(&self) -> bool {
        match self.stage {
            Stage::Lobby | Stage::Outside(_) | Stage::In { .. } => true,
            Stage::Kept(_) | Stage::Making { .. } | Stage::Over(_) => false,
        }
    }
}
