//! People who find each other at the server that the page came from.

use heliograph_wire::Millis;

use super::{Session, Stage};
use crate::rendezvous::Meeting;
use crate::{Effect, RendezvousEvent, WordsEvent};

impl Session {
    pub(super) fn rendezvous_event(
        &mut self,
        event: RendezvousEvent,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        if event == RendezvousEvent::Words(WordsEvent::Chosen) {
            return self.go(Stage::Meeting(Box::new(Meeting::begin())), now, effects);
        }
        let Stage::Meeting(meeting) = &mut self.stage else {
            // What comes late, for something that is over.
            return;
        };
        let context = &mut self.ground.context(now, effects);
        match event {
            RendezvousEvent::Told { socket, notice } => meeting.told(socket, notice, context),
            RendezvousEvent::Closed(socket) => meeting.closed(socket, context),
            RendezvousEvent::Done(outcome) => meeting.done(outcome, context),
            RendezvousEvent::KeysFailed => meeting.keys_failed(context),
            RendezvousEvent::Words(event) => meeting.chosen(event, context),
        }
    }
}
