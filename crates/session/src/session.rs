mod codes;
mod screens;

use heliograph_wire::control::Message;
use heliograph_wire::resume::Role;
use heliograph_wire::{Millis, PeerId, Private};

use crate::context::{Context, Ground, Incoming};
use crate::conversation::Conversation;
use crate::greeting::Agreement;
use crate::invite::Invite;
use crate::link::Link;
use crate::patience::GOODBYE_LEAVES;
use crate::reply::{Reply, Unanswerable};
use crate::talk::Talk;
use crate::{
    Channel, Effect, Environment, Event, JoinView, Problem, Screen, SettingsView, StrayView, StunError,
    StunServer, View,
};

/// The machine. Feed it events, perform its effects, wake it at its deadline, show its view.
pub struct Session {
    ground: Ground,
    stage: Stage,
    conversation: Conversation,
    /// Connections that carry a goodbye, and when they close.
    leaving: Vec<(PeerId, Millis)>,
    /// When an age on show grows by a minute.
    next_minute: Option<Millis>,
}

enum Stage {
    Home { problem: Option<Problem> },
    Settings { problem: Option<StunError> },
    Inviting(Box<Invite>),
    Joining { problem: Option<Problem> },
    Replying(Box<Reply>),
    Stray { text: Private<String>, state: Stray },
    Talking(Box<Talk>),
}

enum Stray {
    Asking { until: Millis },
    Taken,
    Unclaimed,
}

impl Session {
    /// A session that has just begun, on its first screen.
    pub fn new(environment: Environment) -> Self {
        Self {
            ground: Ground::new(environment),
            stage: Stage::Home { problem: None },
            conversation: Conversation::default(),
            leaving: Vec::new(),
            next_minute: None,
        }
    }

    /// Decides what to do about something that happened.
    pub fn handle(&mut self, now: Millis, event: Event, effects: &mut Vec<Effect>) {
        log::debug!("{}", event.name());
        if event.is_the_persons() {
            self.clear_problem();
        }
        self.act(event, now, effects);
        self.tick(now, effects);
        self.next_minute = self.made().map(|made| next_minute(made, now));
    }

    /// When the session wants to be woken.
    pub fn deadline(&self) -> Option<Millis> {
        let own = match &self.stage {
            Stage::Inviting(invite) => invite.deadline(),
            Stage::Replying(reply) => Some(reply.deadline()),
            Stage::Talking(talk) => talk.deadline(),
            Stage::Stray { state: Stray::Asking { until }, .. } => Some(*until),
            Stage::Home { .. } | Stage::Settings { .. } | Stage::Joining { .. } | Stage::Stray { .. } => None,
        };
        let leaving = self.leaving.iter().map(|(_, at)| *at).min();
        own.into_iter().chain(leaving).chain(self.next_minute).min()
    }

    /// What is true now.
    pub fn view(&self, now: Millis) -> View {
        let screen = match &self.stage {
            Stage::Home { problem } => Screen::Home { problem: *problem },
            Stage::Settings { problem } => Screen::Settings(SettingsView {
                stun: self.ground.stun.as_ref().map(|server| server.url().clone()),
                problem: *problem,
            }),
            Stage::Inviting(invite) => Screen::Invite(invite.view(now, &self.ground.environment)),
            Stage::Joining { problem } => Screen::Join(JoinView { problem: *problem }),
            Stage::Replying(reply) => Screen::Reply(reply.view(now, &self.ground.environment)),
            Stage::Stray { text, state } => Screen::Stray(match state {
                Stray::Asking { .. } => StrayView::Asking,
                Stray::Taken => StrayView::Taken,
                Stray::Unclaimed => StrayView::Unclaimed { text: text.clone() },
            }),
            Stage::Talking(talk) => Screen::Talk(talk.view(&self.conversation)),
        };
        View { screen }
    }

    fn act(&mut self, event: Event, now: Millis, effects: &mut Vec<Effect>) {
        match event {
            Event::InviteChosen => self.invite(now, effects),
            Event::JoinChosen => self.go(Stage::Joining { problem: None }, now, effects),
            Event::SettingsChosen => self.go(Stage::Settings { problem: None }, now, effects),
            Event::BackChosen | Event::HomeChosen => {
                self.conversation = Conversation::default();
                self.go(Stage::Home { problem: None }, now, effects);
            }
            Event::TextEntered(text) => self.text_entered(&text, now, effects),
            Event::FileRefused => self.problem(Problem::NotACodeFile),
            Event::LinkOpened(fragment) => self.link_opened(&fragment, now, effects),
            Event::SwitchChosen => self.switch(now, effects),
            Event::StunServerEntered(text) => self.stun_server_entered(&text, now, effects),
            Event::MessageWritten(text) => {
                self.with_talk(now, effects, |talk, conversation, context| {
                    talk.write(&text, conversation, context);
                });
            }
            Event::LeaveChosen => self.leave(now, effects),
            Event::PageClosing => self.say_goodbye(effects),
            Event::ReplyHandedOver(text) => self.reply_handed_over(&text, now, effects),
            Event::ReplyTaken(taken) => {
                if let Stage::Stray { text, state } = &mut self.stage
                    && *text == taken
                {
                    *state = Stray::Taken;
                }
            }
            Event::Received { peer, bytes } => self.received(peer, bytes.reveal(), now, effects),
            Event::ChannelOpened { peer, nonce } => self.channel_opened(peer, nonce, now, effects),
            Event::TextReceived { peer, text } => self.with_talk(now, effects, |talk, conversation, _| {
                talk.text_received(peer, text, conversation);
            }),
            // Whatever is left concerns one screen alone.
            other => self.screen_event(other, now, effects),
        }
    }

    fn screen_event(&mut self, event: Event, now: Millis, effects: &mut Vec<Effect>) {
        let Self { ground, stage, .. } = self;
        let context = &mut ground.context(now, effects);
        match stage {
            Stage::Inviting(invite) => screens::inviting(invite, event, context),
            Stage::Replying(reply) => {
                let outcome = screens::replying(reply, event, context);
                self.unless_unanswerable(outcome, effects);
            }
            Stage::Talking(talk) => screens::talking(talk, event, context),
            // Late results of connections that are gone.
            Stage::Home { .. } | Stage::Settings { .. } | Stage::Joining { .. } | Stage::Stray { .. } => {}
        }
    }

    fn tick(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.leaving.retain(|&(peer, at)| {
            if now >= at {
                effects.push(Effect::Close(peer));
            }
            now < at
        });
        if let Stage::Stray { state, .. } = &mut self.stage
            && matches!(state, Stray::Asking { until } if now >= *until)
        {
            *state = Stray::Unclaimed;
        }
        let Self { ground, stage, .. } = self;
        let context = &mut ground.context(now, effects);
        match stage {
            Stage::Inviting(invite) => invite.tick(context),
            Stage::Replying(reply) => {
                let outcome = reply.tick(context);
                self.unless_unanswerable(outcome, effects);
            }
            Stage::Talking(talk) => talk.tick(context),
            Stage::Home { .. } | Stage::Settings { .. } | Stage::Joining { .. } | Stage::Stray { .. } => {}
        }
    }

    /// Goes back to the place for an invite where the one at hand has come to nothing.
    fn unless_unanswerable(&mut self, outcome: Result<(), Unanswerable>, effects: &mut Vec<Effect>) {
        if let (Err(Unanswerable(problem)), Stage::Replying(reply)) = (outcome, &self.stage) {
            effects.push(Effect::Close(reply.peer()));
            self.stage = Stage::Joining { problem: Some(problem) };
        }
    }

    /// Leaves the screen on show, closing what it had open, for another.
    fn go(&mut self, next: Stage, now: Millis, effects: &mut Vec<Effect>) {
        let Self { ground, stage, .. } = self;
        let context = &mut ground.context(now, effects);
        match stage {
            Stage::Inviting(invite) => invite.close(context),
            Stage::Replying(reply) => context.push(Effect::Close(reply.peer())),
            Stage::Talking(talk) => {
                if let Some(peer) = talk.peer() {
                    context.push(Effect::Close(peer));
                }
            }
            Stage::Home { .. } | Stage::Settings { .. } | Stage::Joining { .. } | Stage::Stray { .. } => {}
        }
        self.stage = next;
    }

    fn invite(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.go(Stage::Home { problem: None }, now, effects);
        let context = &mut self.ground.context(now, effects);
        self.stage = Stage::Inviting(Box::new(Invite::begin(context)));
    }

    fn join(&mut self, invite: Incoming, now: Millis, effects: &mut Vec<Effect>) {
        self.go(Stage::Home { problem: None }, now, effects);
        let context = &mut self.ground.context(now, effects);
        self.stage = Stage::Replying(Box::new(Reply::begin(invite, context)));
    }

    fn stun_server_entered(&mut self, text: &Private<String>, now: Millis, effects: &mut Vec<Effect>) {
        let Stage::Settings { problem } = &mut self.stage else { return };
        let entered = text.reveal().trim();
        let server = if entered.is_empty() { Ok(None) } else { StunServer::parse(entered).map(Some) };
        match server {
            Ok(server) => {
                self.ground.stun = server;
                self.go(Stage::Home { problem: None }, now, effects);
            }
            Err(error) => *problem = Some(error),
        }
    }

    fn channel_opened(&mut self, peer: PeerId, nonce: [u8; 16], now: Millis, effects: &mut Vec<Effect>) {
        let Self { ground, stage, conversation, .. } = self;
        let context = &mut ground.context(now, effects);
        let token = conversation.token.as_ref();
        match stage {
            Stage::Inviting(invite) => invite.channel_opened(peer, nonce, token, context),
            Stage::Replying(reply) if reply.peer() == peer => match reply.channel() {
                Channel::Control => reply.channel_opened(nonce, token, context),
                Channel::Theirs => {
                    self.conversation = Conversation::default();
                    self.stage = Stage::Talking(Box::new(Talk::plain(peer)));
                }
            },
            // A connection that is gone.
            Stage::Home { .. }
            | Stage::Settings { .. }
            | Stage::Joining { .. }
            | Stage::Replying(_)
            | Stage::Stray { .. }
            | Stage::Talking(_) => {}
        }
    }

    fn received(&mut self, peer: PeerId, bytes: &[u8], now: Millis, effects: &mut Vec<Effect>) {
        let message = Message::decode(bytes);
        let Self { ground, stage, conversation, .. } = self;
        let context = &mut ground.context(now, effects);
        let token = conversation.token.as_ref();
        let agreed = match stage {
            Stage::Inviting(invite) => {
                let message = message.ok().flatten();
                invite.received(peer, message, token, context).map(|agreement| (Role::Offerer, agreement))
            }
            Stage::Replying(reply) if reply.peer() == peer => {
                match reply.received(message.ok().flatten(), token) {
                    Ok(agreement) => agreement.map(|agreement| (Role::Answerer, agreement)),
                    Err(unanswerable) => return self.unless_unanswerable(Err(unanswerable), effects),
                }
            }
            Stage::Talking(talk) if talk.peer() == Some(peer) => {
                talk.received(message, conversation, context);
                None
            }
            // A connection that is gone.
            Stage::Home { .. }
            | Stage::Settings { .. }
            | Stage::Joining { .. }
            | Stage::Replying(_)
            | Stage::Stray { .. }
            | Stage::Talking(_) => None,
        };
        if let Some((role, agreement)) = agreed {
            self.connected(Link::new(peer, role, now), agreement, effects);
        }
    }

    fn connected(&mut self, link: Link, agreement: Agreement, effects: &mut Vec<Effect>) {
        log::info!("two people are connected");
        if let Agreement::Begun(token) = agreement {
            self.conversation.token = Some(token);
            self.conversation.chat.begin_anew();
        }
        for message in self.conversation.chat.outstanding() {
            link.send(&message, effects);
        }
        self.stage = Stage::Talking(Box::new(Talk::linked(link)));
    }

    fn leave(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.say_goodbye(effects);
        if let Stage::Talking(talk) = &self.stage {
            self.leaving.extend(talk.peer().map(|peer| (peer, now + GOODBYE_LEAVES)));
            self.conversation = Conversation::default();
            self.stage = Stage::Home { problem: None };
        }
    }

    fn say_goodbye(&mut self, effects: &mut Vec<Effect>) {
        if let Stage::Talking(talk) = &mut self.stage
            && let Some(peer) = talk.peer()
            && let Some(link) = talk.link(peer)
        {
            link.send(&Message::Goodbye, effects);
        }
    }

    fn with_talk(
        &mut self,
        now: Millis,
        effects: &mut Vec<Effect>,
        act: impl FnOnce(&mut Talk, &mut Conversation, &mut Context<'_>),
    ) {
        let Self { ground, stage, conversation, .. } = self;
        if let Stage::Talking(talk) = stage {
            let context = &mut ground.context(now, effects);
            act(talk, conversation, context);
        }
    }

    fn made(&self) -> Option<Millis> {
        match &self.stage {
            Stage::Inviting(invite) => invite.made(),
            Stage::Replying(reply) => reply.made(),
            Stage::Home { .. }
            | Stage::Settings { .. }
            | Stage::Joining { .. }
            | Stage::Stray { .. }
            | Stage::Talking(_) => None,
        }
    }
}

fn next_minute(made: Millis, now: Millis) -> Millis {
    let minute = Millis::minutes(1).0;
    Millis(made.0 + (now.since(made).0 / minute + 1) * minute)
}
