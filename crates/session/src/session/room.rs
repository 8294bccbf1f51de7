//! People in a room of the server that the page came from.

use heliograph_wire::{Millis, Private};

use super::rendezvous::Entered;
use super::{Session, Stage};
use crate::fragment::{Damaged, Found};
use crate::room::{RoomLink, Visit};
use crate::{Effect, IS_SITE, Problem, RoomEvent, RoomProblem, SiteOnly};

impl Session {
    pub(super) fn room_event(&mut self, event: RoomEvent, now: Millis, effects: &mut Vec<Effect>) {
        if event == RoomEvent::Chosen {
            self.go(Stage::BEGINNING, now, effects);
            let permit = self.ground.permit.clone();
            let context = &mut self.ground.context(now, effects);
            let visit = SiteOnly::make(|| Visit::make(permit, context));
            self.stage = visit.map_or(Stage::BEGINNING, Stage::Visiting);
            return;
        }
        // What comes late, for a room that is left, is nobody's.
        if let Stage::Visiting(visit) = &mut self.stage {
            visit.hear(event, &mut self.ground.context(now, effects));
        }
    }

    /// Takes a link that leads to a room.
    pub(super) fn room_link_entered(
        &mut self,
        text: &Private<String>,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Entered {
        if !IS_SITE {
            // No server could have a room for this page, whatever leads there.
            return Entered::Other;
        }
        match RoomLink::find(text.reveal()) {
            Ok(None) => return Entered::Other,
            Ok(Some(Found { page, link })) if self.is_own_page(page) => {
                self.room_link_opened(link, now, effects);
            }
            Ok(Some(_)) => self.leads_nowhere(Problem::Room(RoomProblem::Elsewhere), now, effects),
            Err(Damaged) => self.leads_nowhere(Problem::Room(RoomProblem::DamagedLink), now, effects),
        }
        Entered::Taken
    }

    fn room_link_opened(&mut self, link: RoomLink, now: Millis, effects: &mut Vec<Effect>) {
        if let Stage::Visiting(visit) = &mut self.stage {
            if visit.is(&link) {
                visit.come_again();
                return;
            }
            if let RoomLink::Permit(permit) = &link
                && visit.take_permit(permit)
            {
                self.ground.permit = Some(permit.clone());
                return;
            }
        }
        if self.is_engaged() {
            return self.problem(Problem::Busy);
        }
        self.go(Stage::BEGINNING, now, effects);
        if let RoomLink::Permit(permit) = &link {
            self.ground.permit = Some(permit.clone());
        }
        let permit = self.ground.permit.clone();
        let context = &mut self.ground.context(now, effects);
        let visit = SiteOnly::make(|| match link {
            RoomLink::Guest(link) => Visit::open(link),
            RoomLink::Host(secret) => Visit::open_as_host(secret, permit, context),
            // Whoever was invited to make rooms makes one.
            RoomLink::Permit(_) => Visit::make(permit, context),
        });
        self.stage = visit.map_or(Stage::BEGINNING, Stage::Visiting);
    }
}
