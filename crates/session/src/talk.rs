//! Two people connected: what comes in, what goes out, and how it ends.

use heliograph_wire::control::{ControlError, Message};
use heliograph_wire::{Millis, PeerId, Private};

use crate::chat::NotWritten;
use crate::context::Context;
use crate::conversation::Conversation;
use crate::link::Link;
use crate::safety::{Forged, Safety};
use crate::{
    Channel, Compared, Effect, Health, Name, Parting, Problem, Route, SafetyView, Step, TalkView, Vouch,
};

pub(crate) struct Talk {
    state: State,
    problem: Option<Problem>,
}

enum State {
    /// Both sides speak Heliograph.
    Linked { link: Box<Link>, safety: Box<Safety>, name: Option<Name> },
    /// The other side is another tool.
    Plain { peer: PeerId, health: Health },
    /// It is over; what was written stays on show.
    Parted { parting: Parting, channel: Channel },
}

impl Talk {
    pub(crate) fn linked(link: Link, safety: Safety) -> Self {
        let (link, safety) = (Box::new(link), Box::new(safety));
        Self { state: State::Linked { link, safety, name: None }, problem: None }
    }

    pub(crate) const fn plain(peer: PeerId) -> Self {
        Self { state: State::Plain { peer, health: Health::Steady }, problem: None }
    }

    pub(crate) const fn problem(&mut self, problem: Option<Problem>) {
        self.problem = problem;
    }

    pub(crate) const fn is_over(&self) -> bool {
        matches!(self.state, State::Parted { .. })
    }

    pub(crate) const fn peer(&self) -> Option<PeerId> {
        match &self.state {
            State::Linked { link, .. } => Some(link.peer),
            State::Plain { peer, .. } => Some(*peer),
            State::Parted { .. } => None,
        }
    }

    /// The link to `peer`, if that is who is on the other end.
    pub(crate) fn link(&mut self, peer: PeerId) -> Option<&mut Link> {
        match &mut self.state {
            State::Linked { link, .. } if link.peer == peer => Some(link),
            State::Linked { .. } | State::Plain { .. } | State::Parted { .. } => None,
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
        match (conversation.chat.write(text), &self.state) {
            (Ok(message), State::Linked { link, .. }) => context.send(link.peer, &message),
            (Ok(Message::Chat { id, text }), State::Plain { peer, .. }) => {
                context.push(Effect::SendText { peer: *peer, text });
                conversation.chat.sent(id);
            }
            (Err(NotWritten::TooLong), _) => self.problem = Some(Problem::MessageTooLong),
            // Nothing written is nothing sent.
            (Ok(_) | Err(NotWritten::Empty), _) => {}
        }
    }

    pub(crate) fn received(
        &mut self,
        message: Result<Option<Message>, ControlError>,
        conversation: &mut Conversation,
        context: &mut Context<'_>,
    ) {
        let State::Linked { link, safety, name } = &mut self.state else { return };
        link.heard(context.now);
        let Ok(message) = message else {
            log::warn!("a peer sent what is not a message");
            conversation.renounce();
            self.part(Parting::Hostile, context);
            return;
        };
        match message {
            Some(Message::Goodbye) => self.part(Parting::Left, context),
            Some(Message::Ping(number)) => link.send(&Message::Pong(number), context.effects),
            Some(Message::Offer(sdp)) => link.negotiation.offer_received(sdp, context.effects),
            Some(Message::Answer(sdp)) => link.negotiation.answer_received(sdp, context.effects),
            Some(Message::Candidate(candidate)) => {
                link.negotiation.candidate_received(candidate, context.effects);
            }
            Some(Message::Chat { id, text }) => {
                let answer = conversation.chat.hear(id, text);
                link.send(&answer, context.effects);
            }
            Some(Message::Delivered(id)) => conversation.chat.delivered(id),
            Some(Message::Pong(number)) => link.ponged(number),
            // A name that cannot be shown as it is is as good as none.
            Some(Message::Name(text)) => *name = Name::parse(text.reveal()).ok().flatten(),
            Some(Message::Commitment { digest, list }) => {
                let answer = safety.committed(digest, list).map(Some);
                self.safety_went_on(answer, conversation, context);
            }
            Some(Message::SafetyNonce(nonce)) => {
                let answer = safety.nonce_received(nonce).map(Some);
                self.safety_went_on(answer, conversation, context);
            }
            Some(Message::Opening(nonce)) => {
                let answer = safety.opened(nonce).map(|()| None);
                self.safety_went_on(answer, conversation, context);
            }
            // A second hello and later kinds say nothing.
            Some(Message::Hello(_)) | None => {}
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
                self.part(Parting::WordsDiffer, context);
            }
        }
    }

    /// The person says that they scanned the other person's own screen.
    pub(crate) fn vouched(&self, conversation: &mut Conversation) {
        if conversation.trust.vouch == Vouch::Scanned && matches!(self.state, State::Linked { .. }) {
            conversation.trust.vouch = Vouch::Vouched;
        }
    }

    /// Tells the other side what this one is called.
    pub(crate) fn call_oneself(&self, name: Option<&Name>, context: &mut Context<'_>) {
        if let State::Linked { link, .. } = &self.state {
            let text = name.map_or_else(|| Private::new(String::new()), |name| name.text().clone());
            context.send(link.peer, &Message::Name(text));
        }
    }

    pub(crate) fn text_received(&self, peer: PeerId, text: Private<String>, conversation: &mut Conversation) {
        if matches!(&self.state, State::Plain { peer: other, .. } if *other == peer) {
            conversation.chat.hear_plain(text);
        }
    }

    pub(crate) fn route_changed(&mut self, peer: PeerId, route: Route, context: &mut Context<'_>) {
        match &mut self.state {
            State::Linked { link, .. } if link.peer == peer => link.route_changed(context.now, route),
            State::Plain { peer: other, health } if *other == peer => match route {
                Route::Open => *health = Health::Steady,
                Route::Broken => *health = Health::Broken,
                // Nobody can restart ICE with a tool that has no control channel.
                Route::Failed => self.part(Parting::NoWayBack, context),
                Route::Seeking => {}
            },
            // A connection that is gone.
            State::Linked { .. } | State::Plain { .. } | State::Parted { .. } => {}
        }
    }

    pub(crate) fn channel_closed(&mut self, peer: PeerId, context: &mut Context<'_>) {
        if self.peer() != Some(peer) {
            return;
        }
        // Firefox closes a channel itself when its route has failed.
        let parting = match self.health() {
            Health::Broken => Parting::NoWayBack,
            Health::Steady => Parting::Closed,
        };
        self.part(parting, context);
    }

    pub(crate) fn step_refused(&mut self, peer: PeerId, step: Step, context: &mut Context<'_>) {
        match (self.link(peer), step) {
            (Some(_), Step::AcceptDescription) => self.part(Parting::Refused, context),
            (Some(link), Step::Describe) => link.negotiation.refused(),
            // A candidate is a hint, a message that was not sent ends with its channel, and the rest is late.
            (Some(_), Step::AcceptCandidate | Step::Send) | (None, _) => {}
        }
    }

    pub(crate) fn tick(&mut self, context: &mut Context<'_>) {
        let State::Linked { link, safety, .. } = &mut self.state else { return };
        safety.tick(context.now);
        if link.tick(context.now, context.effects).is_err() {
            self.part(Parting::NoWayBack, context);
        }
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        match &self.state {
            State::Linked { link, safety, .. } => {
                Some(safety.deadline().into_iter().fold(link.deadline(), Millis::min))
            }
            State::Plain { .. } | State::Parted { .. } => None,
        }
    }

    pub(crate) fn view(&self, conversation: &Conversation) -> TalkView {
        let (parting, channel) = match &self.state {
            State::Linked { .. } => (None, Channel::Control),
            State::Plain { .. } => (None, Channel::Theirs),
            State::Parted { parting, channel } => (Some(*parting), *channel),
        };
        let (entries, health) = (conversation.chat.entries(), self.health());
        let name = match &self.state {
            State::Linked { name, .. } => name.as_ref().map(|name| name.text().clone()),
            State::Plain { .. } | State::Parted { .. } => None,
        };
        let safety = self.safety(conversation);
        TalkView { entries, health, parting, channel, name, safety, problem: self.problem }
    }

    const fn safety(&self, conversation: &Conversation) -> SafetyView {
        match &self.state {
            State::Linked { safety, .. } => safety.view(conversation.trust),
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
            (Ok(Some(message)), State::Linked { link, .. }) => context.send(link.peer, &message),
            (Ok(_), _) => {}
            (Err(Forged), _) => {
                log::warn!("a peer broke the rules of the safety words");
                conversation.renounce();
                self.part(Parting::Forged, context);
            }
        }
    }

    const fn health(&self) -> Health {
        match &self.state {
            State::Linked { link, .. } => link.health(),
            State::Plain { health, .. } => *health,
            State::Parted { .. } => Health::Broken,
        }
    }

    fn part(&mut self, parting: Parting, context: &mut Context<'_>) {
        let (peer, channel) = match &self.state {
            State::Linked { link, .. } => (link.peer, Channel::Control),
            State::Plain { peer, .. } => (*peer, Channel::Theirs),
            State::Parted { .. } => return,
        };
        log::info!("a conversation ended: {parting:?}");
        context.push(Effect::Close(peer));
        self.state = State::Parted { parting, channel };
    }
}
