//! What a pretended browser captures, sends and plays in a call.

use std::collections::{BTreeMap, VecDeque};

use heliograph_session::{
    Capture, CaptureError, Captured, DeviceId, Effect, Event, Facing, Pick, SealerState, Sound, Thrift,
};
use heliograph_wire::control::{Microphone, Part};
use heliograph_wire::{PeerId, Private};

#[derive(Default)]
pub(crate) struct Studio {
    /// What is captured at the moment: its light is on.
    pub(crate) open: BTreeMap<Capture, Captured>,
    /// What a capture says instead of beginning.
    pub(crate) errors: BTreeMap<Capture, CaptureError>,
    /// What is let through of the microphone.
    pub(crate) gate: Microphone,
    /// What peers get.
    pub(crate) parts: BTreeMap<PeerId, Option<Part>>,
    /// Connections that were given media sections, once for each time.
    pub(crate) sections: Vec<PeerId>,
    pub(crate) sounds: Vec<Sound>,
    pub(crate) thrift: Option<Thrift>,
    pub(crate) measurements: usize,
    /// What comes of getting ready to seal.
    pub(crate) sealer: Start,
    /// What was to be done about media sections and what seals them, in order.
    pub(crate) steps: Vec<&'static str>,
    /// The keys that frames were to be sealed with, and the index.
    pub(crate) keys: Vec<([u8; 32], u8)>,
}

/// What comes of getting ready to seal.
#[derive(Clone, Copy, Default)]
pub(crate) enum Start {
    #[default]
    Works,
    Fails,
    TakesForever,
}

impl Studio {
    /// Accepts an offer of the other side's.
    pub(crate) fn accept(&mut self, sdp: &str) {
        if sdp.contains("m=audio") {
            self.steps.push("accept media");
        }
    }

    /// Performs an effect of a call; gives back what is none.
    pub(crate) fn perform(&mut self, effect: Effect, events: &mut VecDeque<Event>) -> Option<Effect> {
        match effect {
            Effect::StartCapture { capture, pick } => match self.errors.get(&capture) {
                Some(&error) => events.push_back(Event::CaptureFailed { capture, error }),
                None => {
                    let captured = captured(&pick);
                    self.open.insert(capture, captured.clone());
                    events.push_back(Event::CaptureStarted { capture, captured });
                }
            },
            Effect::StopCapture(capture) => drop(self.open.remove(&capture)),
            Effect::SetMicrophone(gate) => self.gate = gate,
            Effect::AddMedia(peer) => {
                self.sections.push(peer);
                self.steps.push("add media");
                events.push_back(Event::NegotiationNeeded(peer));
            }
            Effect::StartSealer { peer, keys } => {
                self.steps.push("start sealer");
                self.keys.push((*keys.base.reveal(), keys.index));
                let sealer = match self.sealer {
                    Start::Works => Some(SealerState::Ready),
                    Start::Fails => Some(SealerState::Failed),
                    Start::TakesForever => None,
                };
                events.extend(sealer.map(|sealer| Event::SealerChanged { peer, sealer }));
            }
            Effect::SealSections(_) => self.steps.push("seal sections"),
            Effect::StopSealer(_) => self.steps.push("stop sealer"),
            Effect::SetPart { peer, part } => drop(self.parts.insert(peer, part)),
            Effect::SetThrift { thrift, .. } => self.thrift = Some(thrift),
            Effect::Play(sound) => self.sounds.push(sound),
            Effect::Measure(_) => self.measurements += 1,
            Effect::ListDevices | Effect::UseSpeaker(_) | Effect::FloatScene(_) | Effect::FillScreen => {}
            other => return Some(other),
        }
        None
    }
}

fn captured(pick: &Pick) -> Captured {
    let named = |name: &str| Some(DeviceId(Private::new(name.to_owned())));
    match pick {
        Pick::Any => Captured { device: named("first"), ..Captured::default() },
        Pick::Device(device) => Captured { device: Some(device.clone()), ..Captured::default() },
        Pick::Facing(facing) => {
            let device = match facing {
                Facing::Front => named("front"),
                Facing::Back => named("back"),
            };
            Captured { device, facing: Some(*facing), ..Captured::default() }
        }
    }
}
