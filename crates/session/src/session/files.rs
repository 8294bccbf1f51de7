//! Files: what concerns them on every screen, since transfers outlive a connection.

use heliograph_wire::control::Holding;
use heliograph_wire::{Millis, PeerId};

use super::asides::Aside;
use super::{Session, Stage};
use crate::{Effect, Event, PickMeans, Picked, Problem};

impl Session {
    /// The person has picked, dropped or pasted something.
    pub(super) fn files_picked(&mut self, picked: Picked, now: Millis, effects: &mut Vec<Effect>) {
        match (&self.stage, picked.means) {
            (Stage::Talking(talk), _) if !talk.is_over() => {
                // The chat is where files on their way are seen.
                self.aside = self.aside.take().filter(|aside| !matches!(aside, Aside::About));
                self.with_talk(now, effects, |talk, conversation, context| {
                    talk.picked(picked, conversation, context);
                });
            }
            // Where nobody is connected, what is brought to the page is meant to be a code.
            (_, PickMeans::Brought) => effects.push(Effect::ReadAsCode(picked.id)),
            (_, PickMeans::Chosen) => {
                effects.push(Effect::DropPicked(picked.id));
                self.problem(Problem::NobodyToSendTo);
            }
        }
    }

    /// Something happened to a transfer, or its person wants something of it.
    pub(super) fn files_event(&mut self, event: Event, now: Millis, effects: &mut Vec<Effect>) {
        let peer = self.linked_peer();
        let transfers = &mut self.conversation.transfers;
        let context = &mut self.ground.context(now, effects);
        match (event, peer) {
            (Event::FilesAccepted(id), Some(peer)) => transfers.accept(id, peer, context),
            (Event::FilesRefused(id), Some(peer)) => transfers.refuse(id, peer, context),
            (Event::FilesPaused(id), _) => transfers.hold(id, Holding::Paused, peer, context),
            (Event::FilesContinued(id), _) => transfers.hold(id, Holding::Going, peer, context),
            (Event::FilesCancelled(id), _) => transfers.cancel(id, peer, context),
            (Event::FilesSaveChosen(id), _) => transfers.save(id, context),
            (Event::FilesReady { number, at }, _) => transfers.ready(number, at, peer, context),
            (Event::FilesPutBack { number }, _) => transfers.put_back(number),
            (Event::FilesMoved { transfer, bytes }, _) => transfers.moved(transfer, bytes, context),
            (Event::FilesStored { number, name, again }, _) => {
                transfers.stored(number, name, again);
                transfers.tell_stored(number, peer, context);
            }
            (Event::FilesFailed { transfer, fault }, _) => transfers.failed(transfer, fault, peer, context),
            (Event::PictureReady { number, address }, _) => transfers.picture_ready(number, address),
            // An answer to an offer waits for a connection.
            _ => {}
        }
    }

    pub(super) const fn linked_peer(&self) -> Option<PeerId> {
        match &self.stage {
            Stage::Talking(talk) => talk.linked_peer(),
            Stage::Home { .. }
            | Stage::Inviting(_)
            | Stage::Joining { .. }
            | Stage::Replying(_)
            | Stage::Meeting(_)
            | Stage::Callee(_)
            | Stage::Caller(_)
            | Stage::Visiting(_)
            | Stage::Stray { .. } => None,
        }
    }
}
