//! What there is to show of a visit.

use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use heliograph_wire::control::Switch;
use heliograph_wire::room::{Over, Waits, name};
use heliograph_wire::{Millis, Private};

use super::{Outside, Place, Stage, Visit};
use crate::context::Ground;
use crate::room::link::RoomLink;
use crate::{CopiedView, LinkView, LobbyView, Page, RoomEnd, RoomName, RoomOverView, RoomStage, RoomView};

impl Visit {
    pub(crate) fn view(&self, now: Millis, ground: &Ground) -> RoomView {
        let guest = self.place.as_ref().map(Place::guest);
        let copied = self.copying.clone().zip(self.copied);
        let chooses = self.choosing == Switch::On || matches!(self.stage, Stage::Lobby);
        RoomView {
            name: guest.as_ref().map(|link| RoomName { numbers: name(&link.secret) }),
            stage: self.stage_view(now, ground),
            mine: self.captures.mine(),
            my_voice: self.captures.voice(),
            devices: chooses.then(|| self.captures.devices()),
            cameras: self.captures.cameras(),
            thrift: self.thrift,
            abilities: Rc::clone(&ground.environment.abilities),
            guest_link: guest.map(|link| address(&RoomLink::Guest(link), ground)),
            host_link: match &self.place {
                Some(Place::Host(keys)) => Some(address(&RoomLink::Host(keys.secret.clone()), ground)),
                Some(Place::Guest(_)) | None => None,
            },
            share_sheet: ground.environment.share_sheet,
            copied: copied.map(|(text, copied)| CopiedView { text, copied }),
            problem: self.problem,
        }
    }

    /// A moment from which whole minutes lead to each change of what is shown.
    pub(crate) fn minutes_from(&self) -> Option<Millis> {
        match &self.stage {
            Stage::In { inside, .. } => inside.minutes_from(),
            Stage::Kept(_) | Stage::Making { .. } | Stage::Lobby | Stage::Outside(_) | Stage::Over(_) => None,
        }
    }

    fn stage_view(&self, now: Millis, ground: &Ground) -> RoomStage {
        match &self.stage {
            Stage::Kept(_) => RoomStage::Entering,
            Stage::Making { .. } if self.ticket.is_some() => RoomStage::Entering,
            Stage::Making { .. } => RoomStage::Making,
            Stage::Lobby => RoomStage::Lobby(LobbyView {
                name: self.name(ground),
                hosts: self.hosts(),
                rules: self.rules,
            }),
            Stage::Outside(Outside { waits: Some(Waits::ForHost), .. }) => RoomStage::ForHost,
            Stage::Outside(Outside { waits: Some(Waits::ForAdmission), .. }) => RoomStage::ForAdmission,
            Stage::Outside(Outside { waits: None, .. }) => RoomStage::Entering,
            Stage::In { door, inside } => RoomStage::In(Box::new(inside.view(door, now))),
            Stage::Over(why) => RoomStage::Over(RoomOverView {
                why: *why,
                again: self.again(*why),
                hosted: self.hosts(),
                key: match &self.place {
                    Some(Place::Host(keys)) if *why == RoomEnd::Over(Over::NotListed) => {
                        Some(URL_SAFE_NO_PAD.encode(keys.signing))
                    }
                    Some(_) | None => None,
                },
            }),
        }
    }

    /// What the person calls themselves, here or in general.
    fn name(&self, ground: &Ground) -> Private<String> {
        let own = || ground.preferences.name.as_ref().map(|name| name.text().clone());
        let here = self.card.as_ref().map(|card| card.name.clone());
        here.or_else(own).unwrap_or_else(|| Private::new(String::new()))
    }

    const fn hosts(&self) -> Switch {
        match self.place {
            Some(Place::Host(_)) => Switch::On,
            Some(Place::Guest(_)) | None => Switch::Off,
        }
    }

    /// Whether it is worth trying again.
    fn again(&self, why: RoomEnd) -> Switch {
        if self.place.is_none() {
            return Switch::Off;
        }
        match why {
            RoomEnd::Over(
                Over::Left
                | Over::Denied
                | Over::Locked
                | Over::Full
                | Over::NobodyCame
                | Over::NoSeat
                | Over::Crowded
                | Over::TooOften(_)
                | Over::Stopping
                | Over::Replaced
                | Over::NotListed
                | Over::Mistaken,
            )
            | RoomEnd::Silent
            | RoomEnd::NoRooms
            | RoomEnd::NoKeys
            | RoomEnd::BrowserRefused => Switch::On,
            // The host may open it again.
            RoomEnd::Over(Over::Ended | Over::TimeUp) => self.hosts(),
            RoomEnd::Over(Over::Removed | Over::NotHost | Over::NeedsInvite | Over::BadInvite) => Switch::Off,
        }
    }
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
