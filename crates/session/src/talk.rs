//! Two people connected: how it stands, and how it ends. What comes in is in `received.rs`, what the person and the
//! shell say in `happened.rs`.

mod happened;
mod paths;
mod received;
mod refusals;
mod reunion;
mod sealing;
mod typing;

use std::collections::VecDeque;

use heliograph_wire::control::{Consent, Message, Switch};
use heliograph_wire::{Millis, PeerId, Private};

use crate::call::Call;
use crate::chat::NotWritten;
use crate::context::Context;
use crate::conversation::Conversation;
use crate::link::Link;
use crate::negotiation::Way;
use crate::safety::{Forged, Safety};
use crate::statistics::Statistics;
use crate::{
    Channel, Compared, Copied, Effect, Environment, Exchange, Health, Name, Parting, Path, Picked, Problem,
    Relay, RelayState, ReunionEvent, Route, SafetyView, Secrets, Step, TalkView, Vouch,
};
use paths::Paths;
use reunion::Reunion;
use sealing::Sealing;
use typing::Typing;

pub(crate) struct Talk {
    state: State,
    paths: Paths,
    copied: Option<Copied>,
    /// Pictures that wait for a word on how to send them.
    pictures: VecDeque<Picked>,
    problem: Option<Problem>,
}

enum State {
    /// Both sides speak Heliograph.
    Linked(Box<Linked>),
    /// The other side is another tool.
    Plain { peer: PeerId, health: Health },
    /// It is over; what was written stays on show.
    Parted { parting: Parting, channel: Channel },
}

/// One connection and what goes on over it.
struct Linked {
    link: Link,
    safety: Safety,
    sealing: Sealing,
    name: Option<Name>,
    call: Call,
    statistics: Statistics,
    typing: Typing,
    reunion: Option<Reunion>,
}

impl Talk {
    /// Those who are relayed can come back to each other with these secrets.
    pub(crate) fn linked(
        mut link: Link,
        safety: Safety,
        exchange: Option<Exchange>,
        secrets: Option<Secrets>,
        context: &mut Context<'_>,
    ) -> Self {
        let secrets = secrets.filter(|_| exchange.is_some());
        let sealing = Sealing::begin(&link, context);
        let reunion = secrets.map(|secrets| Reunion::begin(&mut link, secrets, exchange.clone(), context));
        let linked = State::Linked(Box::new(Linked {
            link,
            safety,
            sealing,
            name: None,
            call: Call::default(),
            statistics: Statistics::default(),
            typing: Typing::default(),
            reunion,
        }));
        Self::new(linked, exchange)
    }

    pub(crate) fn plain(peer: PeerId) -> Self {
        Self::new(State::Plain { peer, health: Health::Steady }, None)
    }

    fn new(state: State, exchange: Option<Exchange>) -> Self {
        Self { state, paths: Paths::new(exchange), copied: None, pictures: VecDeque::new(), problem: None }
    }

    pub(crate) const fn path(&self) -> Path {
        self.paths.path()
    }

    /// The person wants to connect directly.
    pub(crate) fn direct_chosen(&mut self, context: &mut Context<'_>) {
        if let Self { state: State::Linked(linked), paths, .. } = self {
            self.problem = None;
            paths.choose(&mut linked.link, context);
        }
    }

    /// The person says whether they agree to connect directly.
    pub(crate) fn direct_answered(&mut self, consent: Consent, context: &mut Context<'_>) {
        if let Self { state: State::Linked(linked), paths, .. } = self {
            paths.answer(consent, &mut linked.link, context);
        }
    }

    /// The relay may be used for longer.
    pub(crate) fn relay_granted(&mut self, peer: PeerId, relay: Relay, context: &mut Context<'_>) {
        if self.peer() == Some(peer) {
            context.push(Effect::RenewRelay { peer, relay });
        }
        if let Some((link, reunion)) = self.reunion(peer) {
            reunion.granted(link, context);
        }
    }

    /// Something happened at the socket where this side can be found again.
    pub(crate) fn reunion_event(
        &mut self,
        peer: PeerId,
        event: &ReunionEvent,
        conversation: &mut Conversation,
        context: &mut Context<'_>,
    ) {
        let State::Linked(linked) = &mut self.state else { return };
        let Linked { link, safety, sealing, reunion: Some(reunion), .. } = &mut **linked else { return };
        if link.peer != peer {
            return;
        }
        reunion.happened(event, link, context);
        let ReunionEvent::Said(bytes) = event else { return };
        // The other side's version may say more there than this one's.
        let Ok(Some(message)) = Message::decode(bytes.reveal()) else { return };
        match message {
            Message::RestartWanted => reunion.wanted(link, context),
            Message::Sealing(readiness) => {
                sealing.heard(readiness, context);
                sealing.look(safety.frame_key(), context);
            }
            Message::Offer(sdp) => {
                reunion.offered(context.now);
                sealing.offered(&sdp, context);
                link.negotiation.offer_received(sdp, context.effects);
            }
            Message::Answer(sdp) => link.negotiation.answer_received(sdp, Way::Reunion, context.effects),
            Message::Candidate(candidate) => link.negotiation.candidate_received(candidate, context.effects),
            Message::Goodbye => self.part(Parting::Left, conversation, context),
            _ => {}
        }
    }

    /// Tells the other side that this one leaves, by every way that may be left.
    pub(crate) fn say_goodbye(&self, effects: &mut Vec<Effect>) {
        match &self.state {
            State::Linked(linked) => {
                linked.link.send(&Message::Goodbye, effects);
                if let Some(reunion) = &linked.reunion {
                    reunion.say_goodbye(&linked.link, effects);
                }
            }
            State::Plain { .. } | State::Parted { .. } => {}
        }
    }

    fn reunion(&mut self, peer: PeerId) -> Option<(&mut Link, &mut Reunion)> {
        match &mut self.state {
            State::Linked(linked) if linked.link.peer == peer => {
                let Linked { link, reunion, .. } = &mut **linked;
                Some((link, reunion.as_mut()?))
            }
            State::Linked(_) | State::Plain { .. } | State::Parted { .. } => None,
        }
    }

    pub(crate) const fn problem(&mut self, problem: Option<Problem>) {
        self.problem = problem;
    }

    pub(crate) const fn is_over(&self) -> bool {
        matches!(self.state, State::Parted { .. })
    }

    pub(crate) const fn peer(&self) -> Option<PeerId> {
        match &self.state {
            State::Linked(linked) => Some(linked.link.peer),
            State::Plain { peer, .. } => Some(*peer),
            State::Parted { .. } => None,
        }
    }

    /// Who is on the other end, where they speak Heliograph.
    pub(crate) const fn linked_peer(&self) -> Option<PeerId> {
        match &self.state {
            State::Linked(linked) => Some(linked.link.peer),
            State::Plain { .. } | State::Parted { .. } => None,
        }
    }

    /// The link to `peer`, if that is who is on the other end.
    pub(crate) fn link(&mut self, peer: PeerId) -> Option<&mut Link> {
        match &mut self.state {
            State::Linked(linked) if linked.link.peer == peer => Some(&mut linked.link),
            State::Linked(_) | State::Plain { .. } | State::Parted { .. } => None,
        }
    }

    pub(crate) fn write(
        &mut self,
        text: &Private<String>,
        conversation: &mut Conversation,
        context: &mut Context<'_>,
    ) {
        if self.is_over() {
            return;
        }
        self.copied = None;
        let replies_to = match &self.state {
            State::Linked(_) => conversation.replying_to,
            // Another tool knows no replies.
            State::Plain { .. } | State::Parted { .. } => None,
        };
        match (conversation.chat.at(context.now).write(text, replies_to), &mut self.state) {
            (Ok(message), State::Linked(linked)) => {
                linked.typing.wrote();
                context.send(linked.link.peer, &message);
                (conversation.replying_to, conversation.draft) = (None, None);
            }
            (Ok(Message::Chat { id, text, .. }), State::Plain { peer, .. }) => {
                context.push(Effect::SendText { peer: *peer, text });
                conversation.chat.sent(id);
            }
            (Err(NotWritten::TooLong), _) => self.problem = Some(Problem::MessageTooLong),
            // Nothing written is nothing sent.
            (Ok(_) | Err(NotWritten::Empty), _) => {}
        }
    }

    /// The person compared the safety words.
    pub(crate) fn compared(
        &mut self,
        compared: Compared,
        conversation: &mut Conversation,
        context: &mut Context<'_>,
    ) {
        if !matches!(self.safety(conversation), SafetyView::Shown { .. }) {
            return;
        }
        match compared {
            Compared::NotYet | Compared::Same => conversation.trust.compared = compared,
            Compared::Different => {
                conversation.renounce();
                self.part(Parting::WordsDiffer, conversation, context);
            }
        }
    }

    /// The person says that they scanned the other person's own screen.
    pub(crate) fn vouched(&self, conversation: &mut Conversation) {
        if conversation.trust.vouch == Vouch::Scanned && matches!(self.state, State::Linked(_)) {
            conversation.trust.vouch = Vouch::Vouched;
        }
    }

    /// The other side has said already what it calls itself.
    pub(crate) fn is_with(&mut self, name: &Private<String>) {
        if let State::Linked(linked) = &mut self.state {
            linked.name = Name::parse(name.reveal()).ok().flatten();
        }
    }

    /// Tells the other side what this one is called.
    pub(crate) fn call_oneself(&self, name: Option<&Name>, context: &mut Context<'_>) {
        if let State::Linked(linked) = &self.state {
            let text = name.map_or_else(|| Private::new(String::new()), |name| name.text().clone());
            context.send(linked.link.peer, &Message::Name(text));
        }
    }

    pub(crate) fn text_received(
        &self,
        peer: PeerId,
        text: Private<String>,
        conversation: &mut Conversation,
        context: &Context<'_>,
    ) {
        if matches!(&self.state, State::Plain { peer: other, .. } if *other == peer) {
            conversation.chat.at(context.now).hear_plain(text);
        }
    }

    pub(crate) fn route_changed(
        &mut self,
        peer: PeerId,
        route: Route,
        conversation: &mut Conversation,
        context: &mut Context<'_>,
    ) {
        match &mut self.state {
            State::Linked(linked) if linked.link.peer == peer => {
                linked.link.route_changed(context.now, route);
            }
            State::Plain { peer: other, health } if *other == peer => match route {
                Route::Open => *health = Health::Steady,
                Route::Broken => *health = Health::Broken,
                // Nobody can restart ICE with a tool that has no control channel.
                Route::Failed => self.part(Parting::NoWayBack, conversation, context),
                Route::Seeking => {}
            },
            // A connection that is gone.
            State::Linked(_) | State::Plain { .. } | State::Parted { .. } => {}
        }
    }

    pub(crate) fn channel_closed(
        &mut self,
        peer: PeerId,
        conversation: &mut Conversation,
        context: &mut Context<'_>,
    ) {
        if self.peer() != Some(peer) {
            return;
        }
        // Firefox closes a channel itself when its route has failed.
        let parting = match self.health() {
            Health::Broken => self.no_way_back(),
            Health::Steady | Health::Weak => Parting::Closed,
        };
        self.part(parting, conversation, context);
    }

    pub(crate) fn step_refused(
        &mut self,
        peer: PeerId,
        step: Step,
        conversation: &mut Conversation,
        context: &mut Context<'_>,
    ) {
        match (self.link(peer), step) {
            (Some(_), Step::AcceptDescription) => self.part(Parting::Refused, conversation, context),
            (Some(link), Step::Describe) => link.negotiation.refused(),
            // A candidate is a hint, a message that was not sent ends with its channel, and the rest is late.
            (Some(_), Step::AcceptCandidate | Step::Send) | (None, _) => {}
        }
    }

    pub(crate) fn tick(&mut self, conversation: &mut Conversation, context: &mut Context<'_>) {
        let State::Linked(linked) = &mut self.state else { return };
        let Linked { link, safety, sealing, call, statistics, typing, reunion, .. } = &mut **linked;
        safety.tick(context.now);
        typing.tick(context.now);
        call.tick(link, context);
        sealing.look(safety.frame_key(), context);
        if !sealing.may_need_the_key() {
            safety.forget_frame_key();
        }
        if !call.wants_sections(link) {
            sealing.nobody_waits();
        } else if sealing.lets_sections_be_made(link, context) {
            call.make_sections(link, context);
        }
        let watched = call.is_on() || self.paths.seeks_another_than(statistics.route());
        let watched = if watched { Switch::On } else { Switch::Off };
        statistics.tick(link.peer, watched, context.now, context.effects);
        if link.health() == Health::Broken {
            conversation.transfers.stall();
        }
        if self.paths.has_left_the_relay(statistics.route())
            && let Some(reunion) = reunion.take()
        {
            reunion.end(link, context.effects);
        }
        if let Some(reunion) = reunion {
            reunion.tick(link, context);
        }
        if link.tick(context.now, context.effects).is_err() {
            let parting = self.no_way_back();
            self.part(parting, conversation, context);
        }
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        let State::Linked(linked) = &self.state else { return None };
        let Linked { link, safety, sealing, call, statistics, typing, reunion, .. } = &**linked;
        let reunion = reunion.as_ref().and_then(|reunion| reunion.deadline(link));
        let agreeing = [safety.deadline(), sealing.deadline(), reunion];
        let others = [call.deadline(), statistics.deadline(), typing.deadline()].into_iter().chain(agreeing);
        Some(others.flatten().fold(link.deadline(), Millis::min))
    }

    /// Closes the connection without a word.
    pub(crate) fn close(&mut self, context: &mut Context<'_>) {
        self.end_call(context);
        if let Some(peer) = self.peer() {
            context.push(Effect::Close(peer));
        }
    }

    /// Lets go of camera, microphone and screen, and of pictures that nobody has sent.
    pub(crate) fn end_call(&mut self, context: &mut Context<'_>) {
        context.effects.extend(self.pictures.drain(..).map(|picked| Effect::DropPicked(picked.id)));
        if let State::Linked(linked) = &mut self.state {
            linked.call.end(context);
        }
    }

    pub(crate) fn view(&self, conversation: &Conversation, environment: &Environment) -> TalkView {
        let (parting, channel) = match &self.state {
            State::Linked(_) => (None, Channel::Control),
            State::Plain { .. } => (None, Channel::Theirs),
            State::Parted { parting, channel } => (Some(*parting), *channel),
        };
        let linked = match &self.state {
            State::Linked(linked) => Some(linked),
            State::Plain { .. } | State::Parted { .. } => None,
        };
        TalkView {
            entries: conversation.chat.entries(),
            transfers: conversation.transfers.views(),
            replying_to: conversation.replying_to.and_then(|key| conversation.chat.line(key)),
            draft: conversation.draft.clone(),
            typing: linked.map(|linked| linked.typing.heard()).unwrap_or_default(),
            keeping: conversation.keeping,
            pictures: if self.pictures.is_empty() { Switch::Off } else { Switch::On },
            copied: self.copied,
            health: self.health(),
            path: self.path(),
            route: linked.map(|linked| self.paths.route(linked.statistics.route())).unwrap_or_default(),
            relay: linked.and_then(|linked| linked.reunion.as_ref()).map(Reunion::relay).unwrap_or_default(),
            path_change: linked.and_then(|_| self.paths.change()),
            parting,
            channel,
            name: linked.and_then(|linked| linked.name.as_ref().map(|name| name.text().clone())),
            safety: self.safety(conversation),
            sealing: linked.map(|linked| linked.sealing.view()),
            call: linked.map(|linked| linked.call.view(environment)),
            statistics: linked.and_then(|linked| linked.statistics.view()),
            callee: None,
            problem: self.problem,
        }
    }

    const fn safety(&self, conversation: &Conversation) -> SafetyView {
        match &self.state {
            State::Linked(linked) => linked.safety.view(conversation.trust),
            State::Plain { .. } | State::Parted { .. } => SafetyView::Absent,
        }
    }

    /// Sends the next message of the exchange, or ends a connection whose other side broke its rules.
    fn safety_went_on(
        &mut self,
        next: Result<Option<Message>, Forged>,
        conversation: &mut Conversation,
        context: &mut Context<'_>,
    ) {
        match (next, &self.state) {
            (Ok(Some(message)), State::Linked(linked)) => context.send(linked.link.peer, &message),
            (Ok(_), _) => {}
            (Err(Forged), _) => {
                log::warn!("a peer broke the rules of the safety words");
                conversation.renounce();
                self.part(Parting::Forged, conversation, context);
            }
        }
    }

    /// Why there is no way back: it may be the relay's fault.
    fn no_way_back(&self) -> Parting {
        match &self.state {
            State::Linked(linked) => match linked.reunion.as_ref().map(Reunion::relay) {
                Some(RelayState::Away) => Parting::RelayAway,
                Some(RelayState::Fine | RelayState::Stopping) | None => Parting::NoWayBack,
            },
            State::Plain { .. } | State::Parted { .. } => Parting::NoWayBack,
        }
    }

    const fn health(&self) -> Health {
        match &self.state {
            State::Linked(linked) => match linked.link.health() {
                Health::Steady if linked.statistics.is_weak() => Health::Weak,
                health => health,
            },
            State::Plain { health, .. } => *health,
            State::Parted { .. } => Health::Broken,
        }
    }

    fn part(&mut self, parting: Parting, conversation: &mut Conversation, context: &mut Context<'_>) {
        let (peer, channel) = match &self.state {
            State::Linked(linked) => (linked.link.peer, Channel::Control),
            State::Plain { peer, .. } => (*peer, Channel::Theirs),
            State::Parted { .. } => return,
        };
        log::info!("a conversation ended: {parting:?}");
        self.end_call(context);
        match parting {
            // Whoever left has forgotten the conversation, and nobody goes on with one who was found to be false.
            Parting::Left | Parting::Forged | Parting::WordsDiffer | Parting::Hostile => {
                conversation.transfers.lose(context.effects);
            }
            Parting::Closed | Parting::NoWayBack | Parting::RelayAway | Parting::Refused => {
                conversation.transfers.wait()
            }
        }
        context.push(Effect::Close(peer));
        self.state = State::Parted { parting, channel };
    }
}
