//! From an open channel to a conversation, and out of it on purpose.

use heliograph_wire::control::Message;
use heliograph_wire::{Millis, PeerId};

use super::duty::Duty;
use super::{Session, Stage};
use crate::greeting::{Agreement, Met, Nonces};
use crate::link::Link;
use crate::patience::GOODBYE_LEAVES;
use crate::rendezvous::{Answered, GotThrough, MetByWords};
use crate::safety::Safety;
use crate::talk::Talk;
use crate::{Channel, Effect, Name, Problem, RendezvousProblem};

impl Session {
    pub(super) fn channel_opened(
        &mut self,
        peer: PeerId,
        nonces: Nonces,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        let Self { ground, stage, conversation, .. } = self;
        let context = &mut ground.context(now, effects);
        let token = conversation.token.as_ref();
        match stage {
            Stage::Inviting(invite) => invite.channel_opened(peer, nonces, token, context),
            Stage::Replying(reply) if reply.peer() == peer => match reply.channel() {
                Channel::Control => reply.channel_opened(nonces, token, context),
                Channel::Theirs => {
                    conversation.begin(None, effects);
                    self.aside = None;
                    self.stage = Stage::Talking(Box::new(Talk::plain(peer)));
                }
            },
            Stage::Meeting(meeting) => meeting.channel_opened(peer, nonces, token, context),
            Stage::Callee(callee) => callee.channel_opened(peer, nonces, token, context),
            Stage::Caller(caller) => caller.channel_opened(peer, nonces, token, context),
            // A connection that is gone.
            Stage::Home { .. }
            | Stage::Joining { .. }
            | Stage::Replying(_)
            | Stage::Visiting(_)
            | Stage::Stray { .. }
            | Stage::Talking(_) => {}
        }
    }

    pub(super) fn received(&mut self, peer: PeerId, bytes: &[u8], now: Millis, effects: &mut Vec<Effect>) {
        let message = Message::decode(bytes);
        let Self { ground, stage, conversation, .. } = self;
        let context = &mut ground.context(now, effects);
        let token = conversation.token.as_ref();
        let met = match stage {
            Stage::Inviting(invite) => {
                let message = message.ok().flatten();
                invite.received(peer, message, token, context)
            }
            Stage::Replying(reply) if reply.peer() == peer => {
                match reply.received(message.ok().flatten(), token) {
                    Ok(met) => met,
                    Err(unanswerable) => return self.unless_unanswerable(Err(unanswerable), effects),
                }
            }
            Stage::Meeting(meeting) => {
                let met = meeting.received(peer, message.ok().flatten(), token, context);
                if let Some(met) = met {
                    self.met_by_words(met, now, effects);
                }
                None
            }
            Stage::Callee(callee) => {
                let answered = callee.received(peer, message.ok().flatten(), token, context);
                if let Some(answered) = answered {
                    self.answered(answered, now, effects);
                }
                None
            }
            Stage::Caller(caller) => {
                let through = caller.received(peer, message.ok().flatten(), token, context);
                if let Some(GotThrough { met, name }) = through {
                    self.connected_as(met, name, now, effects);
                }
                None
            }
            Stage::Talking(talk) if talk.peer() == Some(peer) => {
                talk.received(message, conversation, context);
                None
            }
            // A connection that is gone.
            Stage::Home { .. }
            | Stage::Joining { .. }
            | Stage::Replying(_)
            | Stage::Visiting(_)
            | Stage::Stray { .. }
            | Stage::Talking(_) => None,
        };
        if let Some(met) = met {
            self.connected(met, now, effects);
        }
    }

    fn connected(&mut self, met: Met, now: Millis, effects: &mut Vec<Effect>) {
        let name = self.ground.preferences.name.clone();
        self.connected_as(met, name, now, effects);
    }

    /// Begins to talk, and calls oneself this.
    fn connected_as(&mut self, met: Met, name: Option<Name>, now: Millis, effects: &mut Vec<Effect>) {
        log::info!("two people are connected");
        if let Agreement::Begun(token) = met.agreement {
            self.conversation.begin(Some(token), effects);
        }
        self.conversation.arrived(met.arrival);
        let peer = met.peer;
        let secrets = self.conversation.token.as_ref().map(|token| token.reunion(&met.ingredients.prints));
        let link = Link::new(met.peer, met.ingredients.role, now);
        let (safety, commitment) = Safety::begin(met.ingredients, self.ground.language(), now);
        for message in commitment.into_iter().chain(self.conversation.chat.outstanding()) {
            link.send(&message, effects);
        }
        // What was under way between the same two goes on; with anybody else there is nothing.
        self.conversation.transfers.go_on(peer, &mut self.ground.context(now, effects));
        let context = &mut self.ground.context(now, effects);
        let talk = Talk::linked(link, safety, met.exchange, secrets, context);
        if let Some(name) = name {
            talk.call_oneself(Some(&name), &mut self.ground.context(now, effects));
        }
        self.scan.close(effects);
        self.aside = None;
        self.stage = Stage::Talking(Box::new(talk));
    }

    fn met_by_words(&mut self, met: MetByWords, now: Millis, effects: &mut Vec<Effect>) {
        self.connected(met.met, now, effects);
        if let (true, Stage::Talking(talk)) = (met.third, &mut self.stage) {
            talk.problem(Some(Problem::Rendezvous(RendezvousProblem::Third)));
        }
    }

    /// Whoever rang is known by name already, and the page can be rung again after the conversation.
    fn answered(&mut self, answered: Answered, now: Millis, effects: &mut Vec<Effect>) {
        let Answered { met, name, post } = answered;
        self.connected(met, now, effects);
        self.duty = Duty::Resting(post);
        if let Stage::Talking(talk) = &mut self.stage {
            talk.is_with(&name);
        }
    }

    /// The person leaves: to where they were answered, or to the beginning.
    pub(super) fn leave_chosen(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.leave(now, effects);
        if matches!(self.stage, Stage::Home { .. }) {
            self.go_back(now, effects);
        }
    }

    pub(super) fn leave(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.say_goodbye(effects);
        if let Stage::Talking(talk) = &mut self.stage {
            talk.end_call(&mut self.ground.context(now, effects));
            self.leaving.extend(talk.peer().map(|peer| (peer, now + GOODBYE_LEAVES)));
            self.stage = Stage::BEGINNING;
            self.forget_conversation(effects);
        }
    }

    pub(super) fn say_goodbye(&self, effects: &mut Vec<Effect>) {
        if let Stage::Talking(talk) = &self.stage {
            talk.say_goodbye(effects);
        }
    }
}
