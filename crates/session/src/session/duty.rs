//! Whoever was answered on a callee's page: nobody rings it while the two talk, and everybody may as soon as that is over,
//! with what was said still on show.

use heliograph_wire::Millis;

use super::{Session, Stage};
use crate::rendezvous::{Callee, Post};
use crate::{Effect, SiteOnly};

/// What there is to come back to after a conversation.
pub(super) enum Duty {
    /// Nothing: nobody was answered here.
    None,
    /// The two talk.
    Resting(Post),
    /// The conversation is over, and the page is rung again.
    Back(SiteOnly<Callee>),
}

impl Session {
    /// Whether somebody rings, on the page of a callee or behind a conversation that is over.
    pub(super) fn is_rung(&self) -> bool {
        match (&self.stage, &self.duty) {
            (Stage::Callee(callee), _) | (Stage::Talking(_), Duty::Back(callee)) => callee.rings(),
            _ => false,
        }
    }

    /// Goes back on duty when a conversation is over, and to the callee's page when somebody is answered from there.
    pub(super) fn tick_duty(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        if !matches!(&self.stage, Stage::Talking(talk) if talk.is_over()) {
            return;
        }
        self.duty = match std::mem::replace(&mut self.duty, Duty::None) {
            Duty::Resting(post) => {
                let context = &mut self.ground.context(now, effects);
                SiteOnly::make(|| Callee::again(post, context)).map_or(Duty::None, Duty::Back)
            }
            other => other,
        };
        let Duty::Back(callee) = &mut self.duty else { return };
        callee.tick(&mut self.ground.context(now, effects));
        if callee.is_answering() {
            self.go_back(now, effects);
        }
    }

    /// Back from where the person is: to where they were answered, or to the beginning.
    pub(super) fn go_back(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let duty = std::mem::replace(&mut self.duty, Duty::None);
        self.go(Stage::BEGINNING, now, effects);
        let context = &mut self.ground.context(now, effects);
        let callee = match duty {
            Duty::None => None,
            Duty::Resting(post) => SiteOnly::make(|| Callee::again(post, context)),
            Duty::Back(callee) => Some(callee),
        };
        self.stage = callee.map_or(Stage::BEGINNING, Stage::Callee);
    }
}
