//! People who find each other at the server that the page came from.

use heliograph_wire::{Millis, Private};

use super::{Session, Stage};
use crate::context::Context;
use crate::rendezvous::{AtCompanion, Callee, Caller, Damaged, Found, Meeting, PersonalLink};
use crate::{
    Effect, Memory, Page, Problem, RendezvousEffect, RendezvousEvent, RingEvent, RingProblem, WordsEvent,
};

/// What came of a text.
#[derive(PartialEq, Eq)]
pub(super) enum Entered {
    /// It holds a link of somebody who can be rung, or what is left of one.
    Taken,
    /// It holds something else, if anything.
    Other,
}

impl Session {
    pub(super) fn rendezvous_event(
        &mut self,
        event: RendezvousEvent,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        match event {
            RendezvousEvent::Words(WordsEvent::Chosen) => {
                return self.go(Stage::Meeting(Box::new(Meeting::begin())), now, effects);
            }
            RendezvousEvent::Ring(RingEvent::Chosen { label }) => {
                self.go(Stage::BEGINNING, now, effects);
                let callee = Callee::begin(label, &mut self.ground.context(now, effects));
                self.stage = Stage::Callee(Box::new(callee));
                return;
            }
            RendezvousEvent::NotificationsChanged(notifications) => {
                self.ground.notifications = notifications;
                return;
            }
            // What else happens concerns the screen on show.
            _ => {}
        }
        let context = &mut self.ground.context(now, effects);
        match (event, &mut self.stage) {
            (RendezvousEvent::Words(event), Stage::Meeting(meeting)) => meeting.chosen(event, context),
            (RendezvousEvent::Ring(event), Stage::Callee(callee)) => callee.chosen(event, context),
            (RendezvousEvent::Waking(event), Stage::Callee(callee)) => callee.waking(event, context),
            (RendezvousEvent::Ring(event), Stage::Caller(caller)) => caller.chosen(event, context),
            (event, stage) => {
                if let Some(screen) = at_companion(stage) {
                    happened(screen, event, context);
                }
            }
        }
    }

    /// Takes a link by which somebody is rung, or by which they ring.
    pub(super) fn personal_link_entered(
        &mut self,
        text: &Private<String>,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Entered {
        match PersonalLink::find(text.reveal()) {
            Ok(None) => return Entered::Other,
            Ok(Some(Found { page, link })) if self.is_own_page(page) => {
                self.personal_link_opened(link, now, effects);
            }
            Ok(Some(_)) => self.not_rung(RingProblem::Elsewhere, now, effects),
            Err(Damaged) => self.not_rung(RingProblem::DamagedLink, now, effects),
        }
        Entered::Taken
    }

    /// Whether a link with this page before it leads here.
    fn is_own_page(&self, page: Option<&str>) -> bool {
        let bare = |page: &str| page.trim_end_matches("index.html").to_owned();
        match (&self.ground.environment.page, page) {
            (Page::Local, _) => false,
            (Page::Shared(_) | Page::ThisDevice(_), None) => true,
            (Page::Shared(own) | Page::ThisDevice(own), Some(page)) => bare(own.reveal()) == bare(page),
        }
    }

    fn personal_link_opened(&mut self, link: PersonalLink, now: Millis, effects: &mut Vec<Effect>) {
        let is_here = match (&self.stage, &link) {
            (Stage::Callee(callee), PersonalLink::Private(secret)) => callee.is(secret),
            (Stage::Caller(caller), PersonalLink::Caller(link)) => caller.is(link),
            _ => false,
        };
        if is_here {
            return;
        }
        if self.is_talking() {
            return self.problem(Problem::Busy);
        }
        self.go(Stage::BEGINNING, now, effects);
        self.stage = match link {
            PersonalLink::Private(secret) => {
                let context = &mut self.ground.context(now, effects);
                Stage::Callee(Box::new(Callee::open(secret, context)))
            }
            PersonalLink::Caller(link) => Stage::Caller(Box::new(Caller::open(link))),
        };
    }

    /// A link leads nowhere, for this reason.
    fn not_rung(&mut self, problem: RingProblem, now: Millis, effects: &mut Vec<Effect>) {
        if !self.is_talking() {
            self.go(Stage::Home { problem: None, memory: Memory::Untouched }, now, effects);
        }
        self.problem(Problem::Ring(problem));
    }

    pub(super) fn is_rung(&self) -> bool {
        matches!(&self.stage, Stage::Callee(callee) if callee.rings())
    }

    /// Has the address bar hold the link of the page on show, so that it can be kept, and loaded again.
    pub(super) fn show_fragment(&mut self, effects: &mut Vec<Effect>) {
        let fragment = match &self.stage {
            Stage::Callee(callee) => callee.fragment(),
            Stage::Caller(caller) => Some(caller.fragment()),
            Stage::Home { .. }
            | Stage::Inviting(_)
            | Stage::Joining { .. }
            | Stage::Replying(_)
            | Stage::Meeting(_)
            | Stage::Stray { .. }
            | Stage::Talking(_) => None,
        };
        if fragment != self.fragment {
            effects.push(Effect::Rendezvous(match &fragment {
                Some(fragment) => RendezvousEffect::ShowFragment(fragment.clone()),
                None => RendezvousEffect::HideFragment,
            }));
            self.fragment = fragment;
        }
    }
}

/// The screen on show, where it has to do with the companion.
fn at_companion(stage: &mut Stage) -> Option<&mut dyn AtCompanion> {
    match stage {
        Stage::Meeting(meeting) => Some(&mut **meeting),
        Stage::Callee(callee) => Some(&mut **callee),
        Stage::Caller(caller) => Some(&mut **caller),
        // What comes late, for something that is over.
        Stage::Home { .. }
        | Stage::Inviting(_)
        | Stage::Joining { .. }
        | Stage::Replying(_)
        | Stage::Stray { .. }
        | Stage::Talking(_) => None,
    }
}

fn happened(screen: &mut dyn AtCompanion, event: RendezvousEvent, context: &mut Context<'_>) {
    match event {
        RendezvousEvent::Told { socket, notice } => screen.told(socket, notice, context),
        RendezvousEvent::Closed(socket) => screen.closed(socket, context),
        RendezvousEvent::Done(outcome) => screen.done(outcome, context),
        RendezvousEvent::KeysFailed => screen.keys_failed(context),
        // What the person pressed on another screen, in the moment in which it went away, and what came of it.
        RendezvousEvent::Words(_)
        | RendezvousEvent::Ring(_)
        | RendezvousEvent::NotificationsChanged(_)
        | RendezvousEvent::Waking(_) => {}
    }
}
