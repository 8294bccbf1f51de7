//! People in a room of the server that the page came from.

use heliograph_wire::{Millis, Private};

use super::rendezvous::Entered;
use super::{Session, Stage};
use crate::rendezvous::Damaged;
use crate::room::{FoundRoom, RoomLink, Visit};
use crate::{Effect, Problem, RoomEvent, RoomProblem, SiteOnly};

impl Session {
    pub(super) fn room_event(&mut self, event: RoomEvent, now: Millis, effects: &mut Vec<Effect>) {
        if event == RoomEvent::Chosen {
            self.go(Stage::BEGINNING, now, effects);
            let context = &mut self.ground.context(now, effects);
            let visit = SiteOnly::make(|| Visit::make(context));
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
        match RoomLink::find(text.reveal()) {
            Ok(None) => return Entered::Other,
            Ok(Some(FoundRoom { page, link })) if self.is_own_page(page) => {
                self.room_link_opened(link, now, effects);
            }
            Ok(Some(_)) => self.leads_nowhere(Problem::Room(RoomProblem::Elsewhere), now, effects),
            Err(Damaged) => self.leads_nowhere(Problem::Room(RoomProblem::DamagedLink), now, effects),
        }
        Entered::Taken
    }

    fn room_link_opened(&mut self, link: RoomLink, now: Millis, effects: &mut Vec<Effect>) {
        if self.is_engaged() {
            return self.problem(Problem::Busy);
        }
        self.go(Stage::BEGINNING, now, effects);
        let context = &mut self.ground.context(now, effects);
        let visit = SiteOnly::make(|| Visit::open(link, context));
        self.stage = visit.map_or(Stage::BEGINNING, Stage::Visiting);
    }
}
