//! People who find each other at the server that the page came from.

use heliograph_wire::{Millis, Private};

use super::duty::Duty;
use super::{Session, Stage};
use crate::fragment::{Damaged, Found};
use crate::rendezvous::{AtCompanion, Callee, Caller, Meeting, PersonalLink};
use crate::{
    Effect, IS_SITE, Memory, Page, Problem, RendezvousEffect, RendezvousEvent, RingEvent, RingProblem,
    SiteOnly, WordsEvent,
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
                self.go(Stage::BEGINNING, now, effects);
                self.stage = SiteOnly::make(Meeting::begin).map_or(Stage::BEGINNING, Stage::Meeting);
                return;
            }
            RendezvousEvent::Ring(RingEvent::Chosen { label }) => {
                self.go(Stage::BEGINNING, now, effects);
                let context = &mut self.ground.context(now, effects);
                let callee = SiteOnly::make(|| Callee::begin(label, context));
                self.stage = callee.map_or(Stage::BEGINNING, Stage::Callee);
                return;
            }
            RendezvousEvent::NotificationsChanged(notifications) => {
                self.ground.notifications = notifications;
                return;
            }
            // What else happens concerns the screen on show.
            _ => {}
        }
        let Self { ground, stage, duty, .. } = self;
        if let Some(screen) = at_companion(stage, duty) {
            screen.hear(event, &mut ground.context(now, effects));
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
            Ok(Some(_)) => self.leads_nowhere(Problem::Ring(RingProblem::Elsewhere), now, effects),
            Err(Damaged) => self.leads_nowhere(Problem::Ring(RingProblem::DamagedLink), now, effects),
        }
        Entered::Taken
    }

    /// Whether a link with this page before it leads here.
    pub(super) fn is_own_page(&self, page: Option<&str>) -> bool {
        let bare = |page: &str| page.trim_end_matches("index.html").to_owned();
        match (&self.ground.environment.page, page) {
            _ if !IS_SITE => false,
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
        if self.is_engaged() {
            return self.problem(Problem::Busy);
        }
        self.go(Stage::BEGINNING, now, effects);
        let context = &mut self.ground.context(now, effects);
        let screen = match link {
            PersonalLink::Private(secret) => {
                SiteOnly::make(|| Callee::open(secret, context)).map(Stage::Callee)
            }
            PersonalLink::Caller(link) => SiteOnly::make(|| Caller::open(link)).map(Stage::Caller),
        };
        self.stage = screen.unwrap_or(Stage::BEGINNING);
    }

    /// A link leads nowhere, for this reason. Whoever waits goes on waiting.
    pub(super) fn leads_nowhere(&mut self, problem: Problem, now: Millis, effects: &mut Vec<Effect>) {
        if !self.is_waited_for() && !matches!(self.stage, Stage::Callee(_)) {
            self.go(Stage::Home { problem: None, memory: Memory::Untouched }, now, effects);
        }
        self.problem(problem);
    }

    /// Has the address bar hold the link of the page on show, so that it can be kept, and loaded again.
    pub(super) fn show_fragment(&mut self, effects: &mut Vec<Effect>) {
        let fragment = match (&self.stage, &self.duty) {
            (Stage::Callee(callee), _) | (Stage::Talking(_), Duty::Back(callee)) => callee.fragment(),
            (Stage::Caller(caller), _) => Some(caller.fragment()),
            (Stage::Visiting(visit), _) => visit.fragment(),
            _ => None,
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

/// Who has to do with the companion now.
pub(super) fn at_companion<'a>(stage: &'a mut Stage, duty: &'a mut Duty) -> Option<&'a mut dyn AtCompanion> {
    match (stage, duty) {
        (Stage::Meeting(meeting), _) => Some(&mut **meeting),
        (Stage::Callee(callee), _) | (Stage::Talking(_), Duty::Back(callee)) => Some(&mut **callee),
        (Stage::Caller(caller), _) => Some(&mut **caller),
        (Stage::Visiting(visit), _) => Some(&mut **visit),
        // What comes late, for something that is over.
        _ => None,
    }
}
