//! One person and one room: from the link, or the wish for a room, to the end.

use std::rc::Rc;

use heliograph_wire::control::{Microphone, Switch};
use heliograph_wire::rendezvous::{Notice, Outcome, RoomKeys, Task};
use heliograph_wire::room::{Rules, name};
use heliograph_wire::{Millis, Private};

use super::RoomEvent;
use super::link::{GuestLink, RoomLink};
use crate::context::{Context, Ground};
use crate::patience::SECRET_LIMIT;
use crate::rendezvous::{AtCompanion, Bridge};
use crate::{
    Cameras, CaptureView, Copied, CopiedView, Effect, Event, LinkView, LobbyView, MineView, Page, Problem,
    RendezvousEffect, RoomEnd, RoomName, RoomOverView, RoomStage, RoomView, SocketId, Thrift, Voice,
};

/// The screen of a room.
pub(crate) struct Visit {
    stage: Stage,
    /// What was copied last, and what came of it.
    copying: Option<Private<String>>,
    copied: Option<Copied>,
    problem: Option<Problem>,
}

enum Stage {
    /// The worker makes the room's keys.
    Making {
        until: Millis,
    },
    Lobby(Place),
    Over(RoomEnd),
}

/// Which room it is.
enum Place {
    Guest(GuestLink),
    Host(Box<RoomKeys>),
}

impl Visit {
    /// Makes a room.
    pub(crate) fn make(context: &mut Context<'_>) -> Self {
        context.keys(Task::NewRoom);
        Self::at(Stage::Making { until: context.now + SECRET_LIMIT })
    }

    /// Goes where a link leads.
    pub(crate) fn open(link: RoomLink, context: &mut Context<'_>) -> Self {
        let stage = match link {
            RoomLink::Guest(link) => Stage::Lobby(Place::Guest(link)),
            RoomLink::Host(secret) => {
                context.keys(Task::ReadRoom(secret));
                Stage::Making { until: context.now + SECRET_LIMIT }
            }
            RoomLink::Permit(_) => Stage::Over(RoomEnd::NoRooms),
        };
        Self::at(stage)
    }

    const fn at(stage: Stage) -> Self {
        Self { stage, copying: None, copied: None, problem: None }
    }

    pub(crate) const fn problem(&mut self, problem: Option<Problem>) {
        self.problem = problem;
    }

    pub(crate) fn happened(&mut self, event: Event, context: &mut Context<'_>) {
        match event {
            Event::CopyChosen(text) => {
                (self.copying, self.copied) = (Some(text.clone()), None);
                context.push(Effect::Copy(text));
            }
            Event::Copied => self.copied = Some(Copied::Done),
            Event::CopyingFailed => self.copied = Some(Copied::Failed),
            // Nothing else concerns a room.
            _ => {}
        }
    }

    pub(crate) fn hear(&mut self, event: RoomEvent, context: &mut Context<'_>) {
        if let RoomEvent::ShareChosen(text) = event {
            (self.copying, self.copied) = (Some(text.clone()), None);
            context.push(Effect::Rendezvous(RendezvousEffect::Share(text)));
        }
    }

    pub(crate) fn tick(&mut self, context: &mut Context<'_>) {
        if let Stage::Making { until } = self.stage
            && context.now >= until
        {
            self.keys_failed(context);
        }
    }

    pub(crate) const fn deadline(&self) -> Option<Millis> {
        match self.stage {
            Stage::Making { until } => Some(until),
            Stage::Lobby(_) | Stage::Over(_) => None,
        }
    }

    pub(crate) const fn is_waited_for(&self) -> bool {
        false
    }

    /// The link for everybody who is to come: whatever is copied out of the address bar makes nobody a host.
    pub(crate) fn fragment(&self) -> Option<Private<String>> {
        match &self.stage {
            Stage::Lobby(place) => Some(RoomLink::Guest(place.guest()).fragment()),
            Stage::Making { .. } | Stage::Over(_) => None,
        }
    }

    pub(crate) fn close(&self, context: &mut Context<'_>) {
        if let Stage::Making { .. } = self.stage {
            context.push(Effect::Rendezvous(RendezvousEffect::EndKeys));
        }
    }

    pub(crate) fn view(&self, _now: Millis, ground: &Ground) -> RoomView {
        let place = match &self.stage {
            Stage::Lobby(place) => Some(place),
            Stage::Making { .. } | Stage::Over(_) => None,
        };
        let guest = place.map(Place::guest);
        let empty = || Private::new(String::new());
        RoomView {
            name: guest.as_ref().map(|link| RoomName { numbers: name(&link.secret) }),
            stage: match &self.stage {
                Stage::Making { .. } => RoomStage::Making,
                Stage::Lobby(place) => RoomStage::Lobby(LobbyView {
                    name: ground.preferences.name.as_ref().map_or_else(empty, |name| name.text().clone()),
                    hosts: if matches!(place, Place::Host(_)) { Switch::On } else { Switch::Off },
                    rules: Rules::default(),
                }),
                Stage::Over(why) => RoomStage::Over(RoomOverView {
                    why: *why,
                    again: Switch::Off,
                    hosted: Switch::Off,
                    key: None,
                }),
            },
            sealing: None,
            mine: MineView {
                microphone: CaptureView::Off,
                muted: Microphone::Live,
                camera: CaptureView::Off,
                screen: CaptureView::Off,
            },
            my_voice: Voice::Silent,
            devices: None,
            cameras: Cameras::One,
            thrift: Thrift::Full,
            abilities: Rc::clone(&ground.environment.abilities),
            guest_link: guest.map(|link| address(&RoomLink::Guest(link), ground)),
            host_link: match place {
                Some(Place::Host(keys)) => Some(address(&RoomLink::Host(keys.secret.clone()), ground)),
                Some(Place::Guest(_)) | None => None,
            },
            share_sheet: ground.environment.share_sheet,
            copied: self.copying.clone().zip(self.copied).map(|(text, copied)| CopiedView { text, copied }),
            problem: self.problem,
        }
    }
}

impl Place {
    fn guest(&self) -> GuestLink {
        match self {
            Self::Guest(link) => link.clone(),
            Self::Host(keys) => GuestLink { secret: keys.shared.clone(), room: keys.id },
        }
    }
}

impl AtCompanion for Visit {
    fn told(&mut self, _socket: SocketId, _notice: Notice, _context: &mut Context<'_>) {}

    fn closed(&mut self, _socket: SocketId, _context: &mut Context<'_>) {}

    fn done(&mut self, outcome: Outcome, _context: &mut Context<'_>) {
        if let (Outcome::Room(keys), Stage::Making { .. }) = (outcome, &self.stage) {
            self.stage = Stage::Lobby(Place::Host(Box::new(keys)));
        }
    }

    fn keys_failed(&mut self, _context: &mut Context<'_>) {
        self.stage = Stage::Over(RoomEnd::NoKeys);
    }

    fn bridge(&mut self) -> Option<&mut Bridge> {
        None
    }

    fn say_letters(&mut self, _context: &mut Context<'_>) {}

    fn not_connected(&mut self, _problem: Problem, _context: &mut Context<'_>) {}
}

/// A link with the address of the page before it.
fn address(link: &RoomLink, ground: &Ground) -> LinkView {
    let fragment = link.fragment();
    let under = |page: &Private<String>| Private::new(format!("{}#{}", page.reveal(), fragment.reveal()));
    match &ground.environment.page {
        Page::Shared(page) => LinkView::Shared(under(page)),
        Page::ThisDevice(page) => LinkView::ThisDevice(under(page)),
        // A page without an address has no rooms, so nobody sees this.
        Page::Local => LinkView::ThisDevice(fragment),
    }
}
