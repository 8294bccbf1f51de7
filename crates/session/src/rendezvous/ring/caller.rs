//! The page of somebody who rings, from the link to an open channel.

use heliograph_wire::control::{Message, Switch};
use heliograph_wire::rendezvous::{Lane, Notice, Outcome};
use heliograph_wire::resume::Token;
use heliograph_wire::{Millis, PeerId, Private};

use super::calling::{Calling, Next, Who};
use super::link::{CallerLink, PersonalLink};
use super::{NOTE_BYTES, RingEvent, RingProblem, of_connection};
use crate::context::{Context, Ground};
use crate::greeting::{Met, Nonces};
use crate::rendezvous::AtCompanion;
use crate::rendezvous::bridge::Bridge;
use crate::view::{CallerStage, CallerView};
use crate::{Name, Problem, SocketId};

/// The screen of somebody who rings.
pub(crate) struct Caller {
    link: CallerLink,
    /// What they call themselves; none until they have said so.
    name: Option<Name>,
    direct: Switch,
    /// How many lanes there have been.
    lanes: u32,
    stage: Stage,
    problem: Option<Problem>,
}

enum Stage {
    Introducing,
    Calling(Box<Calling>),
    /// The channel is open, and the companion has done its part.
    Greeting(Box<Bridge>),
    Declined,
    NotNow(Private<String>),
}

/// Somebody answered, and the two are connected.
pub(crate) struct GotThrough {
    pub(crate) met: Met,
    /// What this side's person calls themselves in this conversation.
    pub(crate) name: Option<Name>,
}

impl Caller {
    pub(crate) const fn open(link: CallerLink) -> Self {
        Self { link, name: None, direct: Switch::Off, lanes: 0, stage: Stage::Introducing, problem: None }
    }

    pub(crate) const fn problem(&mut self, problem: Option<Problem>) {
        self.problem = problem;
    }

    /// Whether something would be lost by leaving.
    pub(crate) const fn is_waited_for(&self) -> bool {
        match &self.stage {
            Stage::Calling(calling) => calling.is_waited_for(),
            Stage::Greeting(_) => true,
            Stage::Introducing | Stage::Declined | Stage::NotNow(_) => false,
        }
    }

    /// The link, as it stands in the address bar while this page is on show.
    pub(crate) fn fragment(&self) -> Private<String> {
        PersonalLink::Caller(self.link.clone()).fragment()
    }

    /// Whether it rings by this link.
    pub(crate) fn is(&self, link: &CallerLink) -> bool {
        self.link == *link
    }

    pub(crate) fn channel_opened(
        &mut self,
        peer: PeerId,
        nonces: Nonces,
        token: Option<&Token>,
        context: &mut Context<'_>,
    ) {
        let Stage::Calling(calling) = &mut self.stage else { return };
        let Some(bridge) = calling.bridge() else { return };
        if !bridge.channel_opened(peer, nonces, token, context) {
            return;
        }
        calling.leave(context);
        if let Stage::Calling(calling) = std::mem::replace(&mut self.stage, Stage::Introducing)
            && let Some(bridge) = calling.into_bridge()
        {
            self.stage = Stage::Greeting(bridge);
        }
    }

    pub(crate) fn received(
        &mut self,
        peer: PeerId,
        message: Option<Message>,
        token: Option<&Token>,
        context: &mut Context<'_>,
    ) -> Option<GotThrough> {
        let Stage::Greeting(bridge) = &mut self.stage else { return None };
        match bridge.received(peer, message, token, context) {
            Ok(met) => met.map(|met| GotThrough { met, name: self.name.clone() }),
            Err(problem) => {
                self.fail(of_connection(problem), context);
                None
            }
        }
    }

    pub(crate) fn tick(&mut self, context: &mut Context<'_>) {
        if let Stage::Calling(calling) = &mut self.stage {
            let next = calling.tick(context);
            self.go_on(next, context);
        }
        self.tick_connection(context);
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        match &self.stage {
            Stage::Calling(calling) => calling.deadline(),
            Stage::Greeting(bridge) => Some(bridge.deadline()),
            Stage::Introducing | Stage::Declined | Stage::NotNow(_) => None,
        }
    }

    pub(crate) fn view(&self, ground: &Ground) -> CallerView {
        let stage = match &self.stage {
            Stage::Introducing => {
                let name = self.name.as_ref().or(ground.preferences.name.as_ref());
                let name = name.map_or_else(|| Private::new(String::new()), |name| name.text().clone());
                CallerStage::Introducing { name, direct: self.direct }
            }
            Stage::Calling(calling) => calling.view(),
            Stage::Greeting(bridge) => CallerStage::Connecting(bridge.path()),
            Stage::Declined => CallerStage::Declined,
            Stage::NotNow(note) => CallerStage::NotNow(note.clone()),
        };
        CallerView { stage, problem: self.problem }
    }

    /// Closes all that it holds; the person may ring again.
    pub(crate) fn close(&mut self, context: &mut Context<'_>) {
        match std::mem::replace(&mut self.stage, Stage::Introducing) {
            Stage::Calling(mut calling) => {
                if let Some(bridge) = calling.bridge() {
                    bridge.close(context);
                }
                calling.leave(context);
            }
            Stage::Greeting(mut bridge) => bridge.close(context),
            Stage::Introducing | Stage::Declined | Stage::NotNow(_) => {}
        }
    }

    fn ring(&mut self, context: &mut Context<'_>) {
        let Some(name) = &self.name else { return };
        let who = Who { name: name.text().clone(), direct: self.direct };
        self.close(context);
        if context.services.is_some_and(|services| !services.ring) {
            self.problem = Some(Problem::Ring(RingProblem::Elsewhere));
            return;
        }
        self.lanes += 1;
        let calling = Calling::begin(self.link.clone(), who, Lane(self.lanes), context);
        self.stage = Stage::Calling(Box::new(calling));
    }

    fn go_on(&mut self, next: Next, context: &mut Context<'_>) {
        match next {
            Next::Wait => self.say_letters(context),
            Next::Declined => {
                self.close(context);
                self.stage = Stage::Declined;
            }
            Next::NotNow(note) => {
                self.close(context);
                self.stage = Stage::NotNow(note);
            }
            Next::Fail(problem) => self.fail(problem, context),
        }
    }

    fn fail(&mut self, problem: Problem, context: &mut Context<'_>) {
        log::info!("nobody was reached by a link: {problem:?}");
        self.close(context);
        self.problem = Some(problem);
    }
}

impl AtCompanion for Caller {
    fn ring_chosen(&mut self, event: RingEvent, context: &mut Context<'_>) {
        match (event, &mut self.stage) {
            (RingEvent::DirectChosen(direct), Stage::Introducing) => self.direct = direct,
            (RingEvent::Rung { name }, Stage::Introducing) => match Name::parse(name.reveal()) {
                Ok(Some(name)) => {
                    self.name = Some(name);
                    self.ring(context);
                }
                Ok(None) => self.problem = Some(Problem::Ring(RingProblem::NoName)),
                Err(error) => self.problem = Some(Problem::Ring(RingProblem::Name(error))),
            },
            (RingEvent::RungAgain, stage) if !matches!(stage, Stage::Greeting(_)) => self.ring(context),
            (RingEvent::NoteLeft(note), Stage::Calling(calling)) => {
                let text = note.reveal().trim();
                if text.len() > NOTE_BYTES {
                    self.problem = Some(Problem::Ring(RingProblem::NoteTooLong));
                } else if !text.is_empty() {
                    self.lanes += 1;
                    calling.leave_note(Private::new(text.to_owned()), Lane(self.lanes), context);
                }
            }
            (RingEvent::HungUp, _) => self.close(context),
            // What was pressed in the moment in which it went away.
            _ => {}
        }
    }

    fn told(&mut self, id: SocketId, notice: Notice, context: &mut Context<'_>) {
        if let Stage::Calling(calling) = &mut self.stage
            && calling.is(id)
        {
            let next = calling.told(notice, context);
            self.go_on(next, context);
        }
    }

    fn closed(&mut self, id: SocketId, context: &mut Context<'_>) {
        if let Stage::Calling(calling) = &mut self.stage
            && calling.is(id)
        {
            let next = calling.closed(context);
            self.go_on(next, context);
        }
    }

    fn done(&mut self, outcome: Outcome, context: &mut Context<'_>) {
        if let Stage::Calling(calling) = &mut self.stage {
            let next = calling.done(outcome, context);
            self.go_on(next, context);
        }
    }

    fn keys_failed(&mut self, context: &mut Context<'_>) {
        if let Stage::Calling(_) = &self.stage {
            self.fail(Problem::Ring(RingProblem::NoKeys), context);
        }
    }

    fn bridge(&mut self) -> Option<&mut Bridge> {
        match &mut self.stage {
            Stage::Calling(calling) => calling.bridge(),
            Stage::Greeting(bridge) => Some(&mut **bridge),
            Stage::Introducing | Stage::Declined | Stage::NotNow(_) => None,
        }
    }

    fn say_letters(&mut self, context: &mut Context<'_>) {
        if let Stage::Calling(calling) = &mut self.stage {
            calling.say_letters(context);
        }
    }

    fn not_connected(&mut self, problem: Problem, context: &mut Context<'_>) {
        self.fail(of_connection(problem), context);
    }
}
