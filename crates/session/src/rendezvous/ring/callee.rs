//! The page of somebody who can be rung, from the wish for it to an open channel.

use heliograph_wire::control::{Message, Switch};
use heliograph_wire::rendezvous::{Answer, Notice, Outcome, Task};
use heliograph_wire::resume::Token;
use heliograph_wire::{Millis, PeerId, Private};

use super::attending::{Attending, Next};
use super::link::PersonalLink;
use super::plain::plain;
use super::{NOTE_BYTES, RingEvent, RingProblem, address, of_connection};
use crate::context::{Context, Ground};
use crate::greeting::{Met, Nonces};
use crate::patience::SECRET_LIMIT;
use crate::rendezvous::AtCompanion;
use crate::rendezvous::bridge::Bridge;
use crate::view::{AttendedView, CalleeStage, CalleeView, CopiedView, RingNews, Standing};
use crate::{Copied, Effect, Event, Network, Problem, RendezvousEffect, SocketId, Sound, WakingEvent};

/// The screen of somebody who can be rung.
pub(crate) struct Callee {
    stage: Stage,
    sounds: Switch,
    news: Option<RingNews>,
    /// What was to be copied last.
    copying: Option<Private<String>>,
    copied: Option<Copied>,
    problem: Option<Problem>,
}

enum Stage {
    /// The worker makes the secret.
    Making {
        label: Private<String>,
        until: Millis,
    },
    Attending(Box<Attending>),
    /// Somebody was answered, the channel is open, and the companion has done its part.
    Greeting(Box<Greeting>),
    /// The page is not rung, until the person says so.
    Stopped(Private<[u8; 32]>),
    /// No secret could be made.
    Unmade,
    /// The companion has forgotten all.
    Erased,
}

struct Greeting {
    secret: Private<[u8; 32]>,
    /// What whoever rang calls themselves.
    name: Private<String>,
    bridge: Box<Bridge>,
}

/// What to come back to after a conversation.
pub(crate) struct Post {
    secret: Private<[u8; 32]>,
    sounds: Switch,
}

/// A ring was answered, and the two are connected.
pub(crate) struct Answered {
    pub(crate) met: Met,
    /// What whoever rang calls themselves.
    pub(crate) name: Private<String>,
    pub(crate) post: Post,
}

impl Callee {
    /// Makes a private link, and a first one to give away that is called this.
    pub(crate) fn begin(label: Private<String>, context: &mut Context<'_>) -> Self {
        context.keys(Task::NewCallee);
        Self::new(Stage::Making { label, until: context.now + SECRET_LIMIT }, Switch::On)
    }

    /// Is rung by the links of this secret.
    pub(crate) fn open(secret: Private<[u8; 32]>, context: &mut Context<'_>) -> Self {
        Self::again(Post { secret, sounds: Switch::On }, context)
    }

    /// Is rung again, after a conversation.
    pub(crate) fn again(post: Post, context: &mut Context<'_>) -> Self {
        let Post { secret, sounds } = post;
        Self::new(Stage::Attending(Box::new(Attending::begin(secret, None, context))), sounds)
    }

    const fn new(stage: Stage, sounds: Switch) -> Self {
        Self { stage, sounds, news: None, copying: None, copied: None, problem: None }
    }

    pub(crate) const fn problem(&mut self, problem: Option<Problem>) {
        self.problem = problem;
    }

    /// Whether somebody waits for this page at this moment.
    pub(crate) fn is_waited_for(&self) -> bool {
        match &self.stage {
            Stage::Attending(attending) => attending.is_waited_for(),
            Stage::Greeting(_) => true,
            Stage::Making { .. } | Stage::Stopped(_) | Stage::Unmade | Stage::Erased => false,
        }
    }

    /// Whether somebody rings.
    pub(crate) fn rings(&self) -> bool {
        matches!(&self.stage, Stage::Attending(attending) if attending.is_rung())
    }

    /// Whether somebody who rang is being connected.
    pub(crate) fn is_answering(&self) -> bool {
        match &self.stage {
            Stage::Attending(attending) => attending.answering.is_some(),
            Stage::Greeting(_) => true,
            Stage::Making { .. } | Stage::Stopped(_) | Stage::Unmade | Stage::Erased => false,
        }
    }

    /// Its private link, as it stands in the address bar while this page is on show.
    pub(crate) fn fragment(&self) -> Option<Private<String>> {
        self.secret().map(|secret| PersonalLink::Private(secret.clone()).fragment())
    }

    /// Whether it is rung by the links of this secret.
    pub(crate) fn is(&self, secret: &Private<[u8; 32]>) -> bool {
        self.secret() == Some(secret)
    }

    fn secret(&self) -> Option<&Private<[u8; 32]>> {
        match &self.stage {
            Stage::Making { .. } | Stage::Unmade | Stage::Erased => None,
            Stage::Attending(attending) => Some(attending.secret()),
            Stage::Greeting(greeting) => Some(&greeting.secret),
            Stage::Stopped(secret) => Some(secret),
        }
    }

    /// Takes what concerns the connection on its way.
    pub(crate) fn happened(&mut self, event: Event, context: &mut Context<'_>) {
        match event {
            Event::CopyChosen(text) => {
                (self.copying, self.copied) = (Some(text.clone()), None);
                self.used(context);
                return context.push(Effect::Copy(text));
            }
            Event::Copied => self.copied = Some(Copied::Done),
            Event::CopyingFailed => self.copied = Some(Copied::Failed),
            Event::NetworkChanged(Network::Present) => {
                if let Stage::Attending(attending) = &mut self.stage {
                    attending.renew(context);
                }
            }
            // Whatever is left concerns the connection.
            _ => {}
        }
        self.connection_event(event, context);
    }

    pub(crate) fn channel_opened(
        &mut self,
        peer: PeerId,
        nonces: Nonces,
        token: Option<&Token>,
        context: &mut Context<'_>,
    ) {
        let Stage::Attending(attending) = &mut self.stage else { return };
        let Some(bridge) = attending.bridge() else { return };
        if !bridge.channel_opened(peer, nonces, token, context) {
            return;
        }
        let secret = attending.secret().clone();
        attending.leave(context);
        if let Some(answering) = attending.answering.take() {
            let (name, bridge) = (answering.name, answering.bridge);
            self.stage = Stage::Greeting(Box::new(Greeting { secret, name, bridge }));
        }
    }

    pub(crate) fn received(
        &mut self,
        peer: PeerId,
        message: Option<Message>,
        token: Option<&Token>,
        context: &mut Context<'_>,
    ) -> Option<Answered> {
        let Stage::Greeting(greeting) = &mut self.stage else { return None };
        match greeting.bridge.received(peer, message, token, context) {
            Ok(met) => {
                let post = Post { secret: greeting.secret.clone(), sounds: self.sounds };
                met.map(|met| Answered { met, name: greeting.name.clone(), post })
            }
            Err(problem) => {
                self.not_connected(problem, context);
                None
            }
        }
    }

    pub(crate) fn tick(&mut self, context: &mut Context<'_>) {
        match &mut self.stage {
            Stage::Making { until, .. } if context.now >= *until => self.keys_failed(context),
            Stage::Attending(attending) => {
                let next = attending.tick(self.sounds, context);
                self.go_on(next, context);
            }
            Stage::Making { .. } | Stage::Greeting(_) | Stage::Stopped(_) | Stage::Unmade | Stage::Erased => {
            }
        }
        self.tick_connection(context);
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        match &self.stage {
            Stage::Attending(attending) => attending.deadline(self.sounds),
            Stage::Greeting(greeting) => Some(greeting.bridge.deadline()),
            Stage::Making { until, .. } => Some(*until),
            Stage::Stopped(_) | Stage::Unmade | Stage::Erased => None,
        }
    }

    pub(crate) fn view(&self, ground: &Ground) -> CalleeView {
        let (stage, rings) = match &self.stage {
            Stage::Making { .. } => (CalleeStage::Making, Vec::new()),
            Stage::Attending(attending) => match &attending.answering {
                Some(answering) => (CalleeStage::Connecting(answering.bridge.path()), Vec::new()),
                None => (CalleeStage::Attended(Box::new(attending.view(ground))), attending.rings()),
            },
            Stage::Greeting(greeting) => (CalleeStage::Connecting(greeting.bridge.path()), Vec::new()),
            Stage::Stopped(secret) => (CalleeStage::Attended(Box::new(stopped(secret, ground))), Vec::new()),
            Stage::Unmade => (CalleeStage::Unmade, Vec::new()),
            Stage::Erased => (CalleeStage::Erased, Vec::new()),
        };
        let copied = self.copying.clone().zip(self.copied);
        CalleeView {
            stage,
            rings,
            news: self.news.clone(),
            sounds: self.sounds,
            hushed: match ground.preferences.sounds {
                Switch::On => Switch::Off,
                Switch::Off => Switch::On,
            },
            notifications: ground.notifications,
            share_sheet: ground.environment.share_sheet,
            copied: copied.map(|(text, copied)| CopiedView { text, copied }),
            problem: self.problem,
        }
    }

    /// Closes all that it holds.
    pub(crate) fn close(&mut self, context: &mut Context<'_>) {
        match &mut self.stage {
            Stage::Making { .. } => context.push(Effect::Rendezvous(RendezvousEffect::EndKeys)),
            Stage::Attending(attending) => {
                if let Some(answering) = attending.answering.take() {
                    answering.close(context);
                }
                attending.leave(context);
            }
            Stage::Greeting(greeting) => greeting.bridge.close(context),
            Stage::Stopped(_) | Stage::Unmade | Stage::Erased => {}
        }
    }

    fn used(&mut self, context: &mut Context<'_>) {
        if let Stage::Attending(attending) = &mut self.stage {
            attending.used(context);
        }
    }

    fn at_socket(&mut self, id: SocketId) -> Option<&mut Attending> {
        match &mut self.stage {
            Stage::Attending(attending) if attending.is(id) => Some(attending),
            Stage::Attending(_)
            | Stage::Making { .. }
            | Stage::Greeting(_)
            | Stage::Stopped(_)
            | Stage::Unmade
            | Stage::Erased => None,
        }
    }

    fn go_on(&mut self, next: Next, context: &mut Context<'_>) {
        match next {
            Next::Wait => self.say_letters(context),
            Next::Attended => {
                if matches!(self.problem, Some(Problem::Ring(problem)) if problem.passes()) {
                    self.problem = None;
                }
            }
            Next::News(news) => self.news = Some(news),
            Next::Lost(news) => {
                self.hang_up(context);
                self.news = Some(news);
            }
            Next::Warn(problem) => self.problem = Some(Problem::Ring(problem)),
            Next::NotConnected(problem) => self.not_connected(problem, context),
            Next::Stop(problem) => self.stop(problem, context),
            Next::Erased => {
                if let Stage::Attending(attending) = &mut self.stage {
                    attending.erased(context);
                }
                self.close(context);
                self.stage = Stage::Erased;
            }
        }
    }

    /// Ends the connection on its way; the page can be rung again.
    fn hang_up(&mut self, context: &mut Context<'_>) {
        match &mut self.stage {
            Stage::Attending(attending) => attending.hang_up(context),
            Stage::Greeting(greeting) => {
                greeting.bridge.close(context);
                let attending = Attending::begin(greeting.secret.clone(), None, context);
                self.stage = Stage::Attending(Box::new(attending));
            }
            Stage::Making { .. } | Stage::Stopped(_) | Stage::Unmade | Stage::Erased => {}
        }
    }

    fn stop(&mut self, problem: RingProblem, context: &mut Context<'_>) {
        log::info!("this page is not rung any more: {problem:?}");
        self.close(context);
        if let Some(secret) = self.secret().cloned() {
            self.stage = Stage::Stopped(secret);
        }
        self.problem = Some(Problem::Ring(problem));
    }
}

impl AtCompanion for Callee {
    fn ring_chosen(&mut self, event: RingEvent, context: &mut Context<'_>) {
        self.news = None;
        match (event, &mut self.stage) {
            (RingEvent::SoundsChosen(sounds), _) => self.sounds = sounds,
            (RingEvent::SoundTried, _) => context.push(Effect::Play(Sound::Ringing)),
            (RingEvent::NotificationsWanted, _) => {
                context.push(Effect::Rendezvous(RendezvousEffect::AskNotifications));
            }
            (RingEvent::WakingChosen(wish), Stage::Attending(attending)) => {
                attending.waking_chosen(wish, context);
            }
            (RingEvent::ShareChosen(text), _) => {
                (self.copying, self.copied) = (Some(text.clone()), None);
                self.used(context);
                context.push(Effect::Rendezvous(RendezvousEffect::Share(text)));
            }
            (RingEvent::LinkUsed, _) => self.used(context),
            (RingEvent::Resumed, Stage::Stopped(secret)) => {
                let attending = Attending::begin(secret.clone(), None, context);
                self.stage = Stage::Attending(Box::new(attending));
            }
            (RingEvent::HungUp, _) => self.hang_up(context),
            (RingEvent::Answered { ring, direct }, Stage::Attending(attending)) => {
                attending.answer(ring, direct, context);
            }
            (RingEvent::Declined(ring), Stage::Attending(attending)) => {
                attending.rings.refuse(ring, &Answer::Declined, context);
            }
            (RingEvent::NotNow { ring, note }, Stage::Attending(attending)) => {
                let note = plain(note.reveal(), NOTE_BYTES);
                attending.rings.refuse(ring, &Answer::NotNow(note), context);
            }
            (RingEvent::Silenced(ring), Stage::Attending(attending)) => attending.rings.silence(ring),
            (event, Stage::Attending(attending)) => {
                let next = attending.chosen(event, context);
                self.go_on(next, context);
            }
            // What was pressed in the moment in which it went away.
            (
                _,
                Stage::Making { .. } | Stage::Greeting(_) | Stage::Stopped(_) | Stage::Unmade | Stage::Erased,
            ) => {}
        }
    }

    fn waking_happened(&mut self, event: WakingEvent, context: &mut Context<'_>) {
        if let Stage::Attending(attending) = &mut self.stage {
            attending.waking_happened(event, context);
        }
    }

    fn told(&mut self, id: SocketId, notice: Notice, context: &mut Context<'_>) {
        if let Some(attending) = self.at_socket(id) {
            let next = attending.told(notice, context);
            self.go_on(next, context);
        }
    }

    fn closed(&mut self, id: SocketId, context: &mut Context<'_>) {
        if let Some(attending) = self.at_socket(id) {
            let next = attending.closed(context);
            self.go_on(next, context);
        }
    }

    fn done(&mut self, outcome: Outcome, context: &mut Context<'_>) {
        match (outcome, &mut self.stage) {
            (Outcome::Callee(secret), Stage::Making { label, .. }) => {
                let attending = Attending::begin(secret, Some(label.clone()), context);
                self.stage = Stage::Attending(Box::new(attending));
            }
            (Outcome::Worked { challenge, work }, Stage::Attending(attending)) => {
                attending.worked(&challenge, work, context);
            }
            (outcome, Stage::Attending(attending)) => {
                let next = attending.done(outcome, context);
                self.go_on(next, context);
            }
            // What was asked for before.
            (
                _,
                Stage::Making { .. } | Stage::Greeting(_) | Stage::Stopped(_) | Stage::Unmade | Stage::Erased,
            ) => {}
        }
    }

    fn keys_failed(&mut self, context: &mut Context<'_>) {
        match &self.stage {
            Stage::Making { .. } => {
                self.stage = Stage::Unmade;
                self.problem = Some(Problem::Ring(RingProblem::NoKeys));
            }
            Stage::Attending(_) => self.stop(RingProblem::NoKeys, context),
            // It has done its part.
            Stage::Greeting(_) | Stage::Stopped(_) | Stage::Unmade | Stage::Erased => {}
        }
    }

    fn bridge(&mut self) -> Option<&mut Bridge> {
        match &mut self.stage {
            Stage::Attending(attending) => attending.bridge(),
            Stage::Greeting(greeting) => Some(&mut *greeting.bridge),
            Stage::Making { .. } | Stage::Stopped(_) | Stage::Unmade | Stage::Erased => None,
        }
    }

    fn say_letters(&mut self, context: &mut Context<'_>) {
        if let Stage::Attending(attending) = &mut self.stage {
            attending.say_letters(context);
        }
    }

    fn not_connected(&mut self, problem: Problem, context: &mut Context<'_>) {
        let problem = of_connection(problem);
        log::info!("somebody who rang was not connected: {problem:?}");
        if let (Stage::Attending(attending), Problem::Ring(RingProblem::NoWay)) = (&mut self.stage, problem) {
            attending.give_up(context);
        }
        self.hang_up(context);
        self.problem = Some(problem);
    }
}

fn stopped(secret: &Private<[u8; 32]>, ground: &Ground) -> AttendedView {
    AttendedView {
        private_link: address(&PersonalLink::Private(secret.clone()), &ground.environment),
        standing: Standing::Stopped,
        days: None,
        links: Vec::new(),
        has_room: Switch::Off,
        missed: Vec::new(),
        waking: None,
    }
}
