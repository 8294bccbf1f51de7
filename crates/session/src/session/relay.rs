//! The relay of the server that the page came from: whether there is one, and for whom it is used.

use heliograph_wire::Millis;

use super::rendezvous::at_companion;
use super::{Session, Stage};
use crate::{Effect, Path, RelayEvent, StunServer};

impl Session {
    pub(super) fn relay_event(&mut self, event: RelayEvent, now: Millis, effects: &mut Vec<Effect>) {
        match event {
            RelayEvent::Found { stun, services } => {
                self.ground.services = services;
                self.relay_found(stun, now, effects);
            }
            RelayEvent::PathChosen(path) => self.path_chosen(path, now, effects),
            RelayEvent::DirectAnswered(consent) => {
                self.with_talk(now, effects, |talk, _, context| talk.direct_answered(consent, context));
            }
            RelayEvent::Granted { peer, relay, exchange } => {
                let Self { ground, stage, duty, .. } = self;
                let context = &mut ground.context(now, effects);
                match stage {
                    Stage::Inviting(invite) => invite.relay_granted(peer, (relay, exchange), context),
                    Stage::Replying(reply) => reply.relay_granted(peer, relay, context),
                    Stage::Talking(talk) => talk.relay_granted(peer, relay, context),
                    stage => {
                        if let Some(screen) = at_companion(stage, duty) {
                            screen.relay_granted(peer, (relay, exchange), context);
                        }
                    }
                }
            }
            RelayEvent::Reunion { peer, event } => {
                self.with_talk(now, effects, |talk, conversation, context| {
                    talk.reunion_event(peer, &event, conversation, context);
                });
            }
            RelayEvent::Refused { peer, fault } => match &mut self.stage {
                Stage::Inviting(invite) => invite.relay_refused(peer, fault, now),
                Stage::Replying(reply) => {
                    let outcome = reply.relay_refused(peer, fault);
                    self.unless_unanswerable(outcome, effects);
                }
                // What asked for it is gone, or has leave that may last a little longer.
                Stage::Home { .. }
                | Stage::Joining { .. }
                | Stage::Visiting(_)
                | Stage::Stray { .. }
                | Stage::Talking(_) => {}
                stage @ (Stage::Meeting(_) | Stage::Callee(_) | Stage::Caller(_)) => {
                    if let Some(screen) = at_companion(stage, &mut self.duty) {
                        screen.relay_refused(peer, fault, &mut self.ground.context(now, effects));
                    }
                }
            },
        }
    }

    fn relay_found(&mut self, stun: Vec<StunServer>, now: Millis, effects: &mut Vec<Effect>) {
        let before = self.ground.stun_servers();
        self.ground.path.get_or_insert_default();
        self.ground.origin = stun;
        if before == self.ground.stun_servers() {
            return;
        }
        let context = &mut self.ground.context(now, effects);
        match &mut self.stage {
            // What was begun before the server had answered lacks an address, and nobody has it yet.
            Stage::Inviting(invite) if context.path == Path::Direct && !invite.is_waited_for() => {
                invite.withdraw(context);
            }
            Stage::Replying(reply) if reply.path() == Path::Direct && !reply.is_waited_for() => {
                reply.begin_again(context);
            }
            // The other ones are what somebody may be holding in hand, or have no need of another address.
            Stage::Inviting(_) | Stage::Replying(_) | Stage::Meeting(_) | Stage::Talking(_) => {}
            Stage::Callee(_) | Stage::Caller(_) | Stage::Visiting(_) => {}
            Stage::Home { .. } | Stage::Joining { .. } | Stage::Stray { .. } => {}
        }
    }

    /// An invite that was made for another path tells what the person does not want told, or hides what need not be
    /// hidden any more.
    fn path_chosen(&mut self, chosen: Path, now: Millis, effects: &mut Vec<Effect>) {
        if let Stage::Talking(talk) = &mut self.stage {
            if chosen == Path::Direct {
                talk.direct_chosen(&mut self.ground.context(now, effects));
            }
            return;
        }
        if self.ground.path.is_none_or(|path| path == chosen) {
            return;
        }
        self.ground.path = Some(chosen);
        if let Stage::Inviting(invite) = &mut self.stage {
            invite.withdraw(&mut self.ground.context(now, effects));
        }
    }
}
