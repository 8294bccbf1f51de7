//! What a code means, wherever it is entered: one screen's reply is another's mistake.

use heliograph_signal::{Kind, Reading, read};
use heliograph_wire::{Millis, Private};

use super::rendezvous::Entered;
use super::{Session, Stage, Stray};
use crate::context::{Incoming, unreadable};
use crate::patience::HAND_OVER_LIMIT;
use crate::{Arrival, Effect, Memory, Problem};

impl Session {
    pub(super) fn switch(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        if let Stage::Inviting(invite) = &mut self.stage
            && let Some(other) = invite.other.take()
        {
            let (other, arrival) = other;
            self.join(other, arrival, now, effects);
        }
    }

    pub(super) fn text_entered(&mut self, text: &Private<String>, now: Millis, effects: &mut Vec<Effect>) {
        self.entered(text, Arrival::Sent, now, effects);
    }

    /// The camera sees a QR code, and will see it many times a second.
    pub(super) fn code_scanned(&mut self, text: &Private<String>, now: Millis, effects: &mut Vec<Effect>) {
        if !self.scan.is_news(text) {
            return;
        }
        self.clear_problem();
        self.entered(text, Arrival::Scanned, now, effects);
    }

    fn entered(&mut self, text: &Private<String>, arrival: Arrival, now: Millis, effects: &mut Vec<Effect>) {
        // Whatever is pasted beside a conversation concerns it only when it is a code.
        if !self.is_engaged()
            && (self.personal_link_entered(text, now, effects) == Entered::Taken
                || self.room_link_entered(text, now, effects) == Entered::Taken)
        {
            return;
        }
        let reading = match read(text.reveal()) {
            Ok(reading) => reading,
            Err(_) if self.is_engaged() => return,
            Err(error) => return self.problem(unreadable(&error)),
        };
        self.aside = None;
        match reading {
            Reading::Answer(answer) => {
                let Self { ground, stage, .. } = self;
                let context = &mut ground.context(now, effects);
                match stage {
                    Stage::Inviting(invite) => invite.reply_entered(&answer, arrival, context),
                    Stage::Replying(reply) => reply.reply_entered(&answer),
                    Stage::Talking(talk) if !talk.is_over() => self.problem(Problem::Busy),
                    Stage::Home { .. }
                    | Stage::Joining { .. }
                    | Stage::Meeting(_)
                    | Stage::Callee(_)
                    | Stage::Caller(_)
                    | Stage::Visiting(_)
                    | Stage::Talking(_)
                    | Stage::Stray { .. } => self.problem(Problem::ReplyInsteadOfInvite),
                }
            }
            Reading::Foreign(foreign) if foreign.kind == Kind::Answer => {
                self.problem(Problem::ForeignReply);
            }
            Reading::Offer(offer) => self.invite_entered(Incoming::Ours(offer), arrival, now, effects),
            Reading::Foreign(foreign) => match foreign.description() {
                Ok(description) => self.invite_entered(Incoming::Foreign(description), arrival, now, effects),
                Err(_) => self.problem(Problem::BadDescription),
            },
        }
    }

    fn invite_entered(
        &mut self,
        incoming: Incoming,
        arrival: Arrival,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        match &mut self.stage {
            Stage::Inviting(invite) => invite.invite_entered(incoming, arrival),
            Stage::Talking(talk) if !talk.is_over() => talk.problem(Some(Problem::Busy)),
            Stage::Visiting(visit) if visit.is_waited_for() => visit.problem(Some(Problem::Busy)),
            Stage::Replying(reply) if matches!(&incoming, Incoming::Ours(offer) if reply.answers(offer.tag)) =>
            {
                // The same invite again: its reply is on show already.
            }
            Stage::Home { .. }
            | Stage::Joining { .. }
            | Stage::Replying(_)
            | Stage::Meeting(_)
            | Stage::Callee(_)
            | Stage::Caller(_)
            | Stage::Visiting(_)
            | Stage::Stray { .. }
            | Stage::Talking(_) => self.join(incoming, arrival, now, effects),
        }
    }

    pub(super) fn link_opened(&mut self, fragment: &Private<String>, now: Millis, effects: &mut Vec<Effect>) {
        // The shell has taken it out of the address bar.
        self.fragment = None;
        if self.personal_link_entered(fragment, now, effects) == Entered::Taken
            || self.room_link_entered(fragment, now, effects) == Entered::Taken
        {
            return;
        }
        let elsewhere = match (&self.stage, read(fragment.reveal())) {
            // This page's own invite is the one that is answered.
            (Stage::Inviting(invite), Ok(Reading::Answer(answer))) => !invite.answers(answer.tag),
            (_, Ok(Reading::Answer(_))) => true,
            (_, Ok(Reading::Offer(_) | Reading::Foreign(_)) | Err(_)) => false,
        };
        let idle = match &self.stage {
            Stage::Home { .. } | Stage::Joining { .. } | Stage::Stray { .. } => true,
            Stage::Talking(talk) => talk.is_over(),
            Stage::Inviting(_)
            | Stage::Replying(_)
            | Stage::Meeting(_)
            | Stage::Callee(_)
            | Stage::Caller(_)
            | Stage::Visiting(_) => false,
        };
        if elsewhere && idle {
            let state = Stray::Asking { until: now + HAND_OVER_LIMIT };
            effects.push(Effect::HandOverReply(fragment.clone()));
            self.go(Stage::Stray { text: fragment.clone(), state }, now, effects);
        } else {
            self.text_entered(fragment, now, effects);
        }
    }

    pub(super) fn reply_handed_over(
        &mut self,
        text: &Private<String>,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        let Ok(Reading::Answer(answer)) = read(text.reveal()) else { return };
        if !matches!(&self.stage, Stage::Inviting(invite) if invite.answers(answer.tag)) {
            return;
        }
        self.text_entered(text, now, effects);
        if matches!(&self.stage, Stage::Inviting(invite) if invite.connects_by(answer.tag)) {
            effects.push(Effect::AcknowledgeReply(text.clone()));
        }
    }

    pub(super) fn clear_problem(&mut self) {
        match &mut self.stage {
            Stage::Home { problem, memory } => (*problem, *memory) = (None, Memory::Untouched),
            Stage::Joining { problem } => *problem = None,
            Stage::Inviting(invite) => invite.problem(None),
            Stage::Replying(reply) => reply.problem(None),
            Stage::Meeting(meeting) => meeting.problem(None),
            Stage::Callee(callee) => callee.problem(None),
            Stage::Caller(caller) => caller.problem(None),
            Stage::Visiting(visit) => visit.problem(None),
            Stage::Talking(talk) => talk.problem(None),
            Stage::Stray { .. } => {}
        }
    }

    pub(super) fn problem(&mut self, found: Problem) {
        self.aside = None;
        match &mut self.stage {
            Stage::Home { problem, .. } | Stage::Joining { problem } => *problem = Some(found),
            Stage::Inviting(invite) => invite.problem(Some(found)),
            Stage::Replying(reply) => reply.problem(Some(found)),
            Stage::Meeting(meeting) => meeting.problem(Some(found)),
            Stage::Callee(callee) => callee.problem(Some(found)),
            Stage::Caller(caller) => caller.problem(Some(found)),
            Stage::Visiting(visit) => visit.problem(Some(found)),
            Stage::Talking(talk) => talk.problem(Some(found)),
            // This screen asks for no code; what it is offered all the same is taken or ignored.
            Stage::Stray { .. } => {}
        }
    }
}
