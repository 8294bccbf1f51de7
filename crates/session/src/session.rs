mod app;
mod asides;
mod codes;
mod duty;
mod files;
mod keeping;
mod meeting;
mod relay;
mod rendezvous;
mod room;
pub(crate) mod screens;

use heliograph_wire::{Millis, PeerId, Private};

use crate::context::{Context, Ground, Incoming};
use crate::conversation::Conversation;
use crate::greeting::Nonces;
use crate::invite::Invite;
use crate::rendezvous::{AtCompanion, Callee, Caller, Meeting};
use crate::reply::{Reply, Unanswerable};
use crate::room::Visit;
use crate::scan::Scan;
use crate::talk::Talk;
use crate::{
    Arrival, Copied, Effect, Environment, Event, HomeView, JoinView, Memory, Network, Problem, Screen,
    SiteOnly, StrayView, TalkView, View,
};
use app::App;
use asides::Aside;
use duty::Duty;
use keeping::Kept;

/// The machine. Feed it events, perform its effects, wake it at its deadline, show its view.
pub struct Session {
    ground: Ground,
    stage: Stage,
    /// A page laid over the screen, which goes on below it.
    aside: Option<Aside>,
    app: App,
    scan: Scan,
    conversation: Conversation,
    kept: Kept,
    /// Connections that carry a goodbye, and when they close.
    leaving: Vec<(PeerId, Millis)>,
    duty: Duty,
    /// What stands behind the `#` of the address bar.
    fragment: Option<Private<String>>,
    /// When an age on show grows by a minute.
    next_minute: Option<Millis>,
}

enum Stage {
    Home { problem: Option<Problem>, memory: Memory },
    Inviting(Box<Invite>),
    Joining { problem: Option<Problem> },
    Replying(Box<Reply>),
    Meeting(SiteOnly<Meeting>),
    Callee(SiteOnly<Callee>),
    Caller(SiteOnly<Caller>),
    Visiting(SiteOnly<Visit>),
    Stray { text: Private<String>, state: Stray },
    Talking(Box<Talk>),
}

enum Stray {
    Asking { until: Millis },
    Taken,
    Unclaimed,
}

impl Stage {
    const BEGINNING: Self = Self::Home { problem: None, memory: Memory::Untouched };
}

impl Session {
    /// A session that has just begun, on its first screen.
    pub fn new(mut environment: Environment) -> Self {
        let conversation = Conversation::remembering(environment.kept_chat.as_ref());
        // Taken, so that it is not gone on with twice.
        let kept = environment.kept_meeting.take();
        let meeting = || SiteOnly::perhaps(|| Meeting::kept(kept.as_ref()?)).map(Stage::Meeting);
        let visit = || SiteOnly::perhaps(|| Visit::kept(kept.as_ref()?)).map(Stage::Visiting);
        let stage = meeting().or_else(visit).unwrap_or(Stage::BEGINNING);
        Self {
            ground: Ground::new(environment),
            stage,
            aside: None,
            app: App::default(),
            scan: Scan::default(),
            kept: Kept::of(&conversation),
            conversation,
            leaving: Vec::new(),
            duty: Duty::None,
            fragment: None,
            next_minute: None,
        }
    }

    /// Decides what to do about something that happened.
    pub fn handle(&mut self, now: Millis, event: Event, effects: &mut Vec<Effect>) {
        log::debug!("{}", event.name());
        if event.is_the_persons() {
            self.clear_problem();
        }
        let talked = self.is_talking();
        let rang = self.is_rung();
        self.act(event, now, effects);
        self.tick(now, effects);
        if self.is_rung() && !rang {
            // Who rings has to be seen.
            self.aside = None;
        }
        self.show_fragment(effects);
        if talked && !self.is_talking() {
            // How a conversation ended has to be seen.
            self.aside = None;
        }
        self.next_minute = self.made().map(|made| next_minute(made, now));
    }

    /// When the session wants to be woken.
    pub fn deadline(&self) -> Option<Millis> {
        let own = match &self.stage {
            Stage::Inviting(invite) => invite.deadline(),
            Stage::Replying(reply) => Some(reply.deadline()),
            Stage::Meeting(meeting) => meeting.deadline(),
            Stage::Callee(callee) => callee.deadline(),
            Stage::Caller(caller) => caller.deadline(),
            Stage::Visiting(visit) => visit.deadline(),
            Stage::Talking(talk) => talk.deadline(),
            Stage::Stray { state: Stray::Asking { until }, .. } => Some(*until),
            Stage::Home { .. } | Stage::Joining { .. } | Stage::Stray { .. } => None,
        };
        let leaving = self.leaving.iter().map(|(_, at)| *at).min();
        let duty = match &self.duty {
            Duty::Back(callee) => callee.deadline(),
            Duty::None | Duty::Resting(_) => None,
        };
        let others = [leaving, duty, self.next_minute, self.scan.deadline(), self.kept.deadline()];
        own.into_iter().chain(others.into_iter().flatten()).min()
    }

    /// What is true now.
    pub fn view(&self, now: Millis) -> View {
        let (screen, aside) = (self.screen(now), self.aside.as_ref().map(|aside| self.aside_view(aside)));
        View {
            screen,
            aside,
            update: self.update(),
            language: self.ground.language(),
            theme: self.ground.preferences.theme,
        }
    }

    /// Whether somebody waits for this page, so that closing it would lose something.
    pub fn is_waited_for(&self) -> bool {
        // What is under way goes on when the two meet again, unless the page has gone.
        if !self.conversation.transfers.open().is_empty() {
            return true;
        }
        match &self.stage {
            Stage::Home { .. } | Stage::Joining { .. } | Stage::Stray { .. } => false,
            Stage::Inviting(invite) => invite.is_waited_for(),
            Stage::Replying(_) => true,
            Stage::Meeting(meeting) => meeting.is_waited_for(),
            Stage::Callee(callee) => callee.is_waited_for(),
            Stage::Caller(caller) => caller.is_waited_for(),
            Stage::Visiting(visit) => visit.is_waited_for(),
            Stage::Talking(_) => self.is_talking() || self.is_rung(),
        }
    }

    const fn is_talking(&self) -> bool {
        matches!(&self.stage, Stage::Talking(talk) if !talk.is_over())
    }

    /// Whether the person is with somebody, so that what leads elsewhere has to wait.
    fn is_engaged(&self) -> bool {
        match &self.stage {
            Stage::Talking(_) => self.is_talking(),
            Stage::Visiting(visit) => visit.is_waited_for(),
            Stage::Home { .. }
            | Stage::Inviting(_)
            | Stage::Joining { .. }
            | Stage::Replying(_)
            | Stage::Meeting(_)
            | Stage::Callee(_)
            | Stage::Caller(_)
            | Stage::Stray { .. } => false,
        }
    }

    fn screen(&self, now: Millis) -> Screen {
        let environment = &self.ground.environment;
        match &self.stage {
            Stage::Home { problem, memory } => {
                Screen::Home(HomeView { problem: *problem, memory: *memory, services: self.ground.services })
            }
            Stage::Inviting(invite) => Screen::Invite(invite.view(now, self.scan.view(), &self.ground)),
            Stage::Joining { problem } => {
                Screen::Join(JoinView { scan: self.scan.view(), problem: *problem })
            }
            Stage::Replying(reply) => Screen::Reply(reply.view(now, environment)),
            Stage::Meeting(meeting) => Screen::Words(meeting.map(|meeting| meeting.view(now, environment))),
            Stage::Callee(callee) => Screen::Callee(callee.map(|callee| callee.view(&self.ground))),
            Stage::Caller(caller) => Screen::Caller(caller.map(|caller| caller.view(&self.ground))),
            Stage::Visiting(visit) => Screen::Room(visit.map(|visit| visit.view(now, &self.ground))),
            Stage::Stray { text, state } => Screen::Stray(match state {
                Stray::Asking { .. } => StrayView::Asking,
                Stray::Taken => StrayView::Taken,
                Stray::Unclaimed => StrayView::Unclaimed { text: text.clone() },
            }),
            Stage::Talking(talk) => {
                let callee = match &self.duty {
                    Duty::Back(callee) => Some(callee.map(|callee| callee.view(&self.ground))),
                    Duty::None | Duty::Resting(_) => None,
                };
                let talk = talk.view(&self.conversation, environment);
                Screen::Talk(Box::new(TalkView { callee, ..talk }))
            }
        }
    }

    fn act(&mut self, event: Event, now: Millis, effects: &mut Vec<Effect>) {
        match event {
            Event::InviteChosen => self.invite(now, effects),
            Event::JoinChosen => self.go(Stage::Joining { problem: None }, now, effects),
            Event::HelpChosen => self.lay_over(Aside::Help, effects),
            Event::AboutChosen => self.about_chosen(effects),
            Event::App(event) => self.app_event(event, now, effects),
            Event::Relay(event) => self.relay_event(event, now, effects),
            Event::Rendezvous(event) => self.rendezvous_event(event, now, effects),
            Event::Room(event) => self.room_event(event, now, effects),
            Event::SettingsChosen => self.lay_over(Aside::Settings { problem: None }, effects),
            Event::BackChosen if self.aside.is_some() => self.aside = None,
            // What was said stays: the same two may go on with it.
            Event::BackChosen => self.go_back(now, effects),
            Event::HomeChosen => {
                self.go(Stage::BEGINNING, now, effects);
                self.forget_conversation(effects);
            }
            Event::TextEntered(text) => self.text_entered(&text, now, effects),
            Event::FileRefused => self.problem(Problem::NotACodeFile),
            Event::PictureRefused => self.problem(Problem::NoCodeInPicture),
            Event::PictureUnread => self.problem(Problem::PictureUnread),
            Event::LinkOpened(fragment) => self.link_opened(&fragment, now, effects),
            Event::ScanChosen => self.scan_chosen(now, effects),
            Event::ScanStopped => self.scan.close(effects),
            Event::OtherCameraChosen if !self.is_talking() && !matches!(self.stage, Stage::Visiting(_)) => {
                self.scan.turn(effects)
            }
            Event::TorchChosen(torch) => self.scan.light(torch, effects),
            Event::CameraOpened(camera) => self.scan.opened(camera),
            Event::CameraFailed(error) => self.scan.failed(error, effects),
            Event::CodeScanned(text) => self.code_scanned(&text, now, effects),
            Event::SwitchChosen => self.switch(now, effects),
            Event::SettingsEntered { stun, name } => self.settings_entered(&stun, &name, now, effects),
            Event::LanguageChosen(language) => self.prefer(effects, |it| it.language = language),
            Event::ThemeChosen(theme) => self.prefer(effects, |it| it.theme = theme),
            Event::SoundsChosen(sounds) => self.prefer(effects, |it| it.sounds = sounds),
            Event::SealingPreferred(sealing) => self.sealing_preferred(sealing, now, effects),
            Event::KeepingChosen(keeping) => self.keeping_chosen(keeping, effects),
            Event::KeepingFailed => self.keeping_failed(effects),
            Event::ForgetChosen => self.forget(now, effects),
            Event::ChatKeepingChosen(keeping) => self.chat_keeping_chosen(keeping, effects),
            Event::DraftLeft(text) => self.conversation.keep_draft(text),
            Event::ChatKeepingFailed => self.chat_keeping_failed(effects),
            Event::ChatForgetChosen => self.forget_chat(effects),
            Event::CopyChosen(text) if self.shows_about() => effects.push(Effect::Copy(text)),
            Event::Copied if self.shows_about() => self.digest_copied(Copied::Done),
            Event::CopyingFailed if self.shows_about() => self.digest_copied(Copied::Failed),
            Event::FilesPicked(picked) => self.files_picked(picked, now, effects),
            Event::PicturesPicked(picked) if self.linked_peer().is_some() => {
                self.with_talk(now, effects, |talk, _, _| talk.ask_about(picked));
            }
            Event::PicturesPicked(picked) => self.files_picked(picked, now, effects),
            Event::FilesAccepted(_)
            | Event::FilesRefused(_)
            | Event::FilesPaused(_)
            | Event::FilesContinued(_)
            | Event::FilesCancelled(_)
            | Event::FilesSaveChosen(_)
            | Event::FilesReady { .. }
            | Event::FilesPutBack { .. }
            | Event::FilesMoved { .. }
            | Event::FilesStored { .. }
            | Event::FilesFailed { .. }
            | Event::PictureReady { .. } => self.files_event(event, now, effects),
            Event::LeaveChosen => self.leave_chosen(now, effects),
            Event::PageClosing => self.page_closing(now, effects),
            Event::ReplyHandedOver(text) => self.reply_handed_over(&text, now, effects),
            Event::ReplyTaken(taken) => {
                if let Stage::Stray { text, state } = &mut self.stage
                    && *text == taken
                {
                    *state = Stray::Taken;
                }
            }
            Event::Received { peer, bytes } => self.received(peer, bytes.reveal(), now, effects),
            Event::ChannelOpened { peer, nonce, safety_nonce } => {
                let nonces = Nonces { hello: nonce, safety: safety_nonce };
                self.channel_opened(peer, nonces, now, effects);
            }
            // Whatever is left concerns one screen alone.
            other => self.screen_event(other, now, effects),
        }
    }

    fn screen_event(&mut self, event: Event, now: Millis, effects: &mut Vec<Effect>) {
        let Self { ground, stage, duty, conversation, .. } = self;
        let context = &mut ground.context(now, effects);
        if let (Event::NetworkChanged(Network::Present), Duty::Back(callee)) = (&event, duty) {
            callee.happened(Event::NetworkChanged(Network::Present), context);
        }
        match stage {
            Stage::Inviting(invite) => screens::inviting(invite, event, context),
            Stage::Replying(reply) => {
                let outcome = screens::replying(reply, event, context);
                self.unless_unanswerable(outcome, effects);
            }
            Stage::Meeting(meeting) => meeting.happened(event, context),
            Stage::Callee(callee) => callee.happened(event, context),
            Stage::Caller(caller) => caller.connection_event(event, context),
            Stage::Visiting(visit) => visit.happened(event, context),
            Stage::Talking(talk) => talk.happened(event, conversation, context),
            // Late results of connections that are gone.
            Stage::Home { .. } | Stage::Joining { .. } | Stage::Stray { .. } => {}
        }
    }

    fn tick(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.leaving.retain(|&(peer, at)| {
            if now >= at {
                effects.push(Effect::Close(peer));
            }
            now < at
        });
        self.tick_app(effects);
        if let Stage::Stray { state, .. } = &mut self.stage
            && matches!(state, Stray::Asking { until } if now >= *until)
        {
            *state = Stray::Unclaimed;
        }
        self.scan.tick(now, effects);
        match &self.stage {
            Stage::Inviting(invite) if invite.is_connecting() => self.scan.close(effects),
            Stage::Replying(reply) if reply.has_candidates() => self.scan.enough(effects),
            // Only an invite that waits has something to look for, and only a reply something to wait for.
            _ => {}
        }
        self.tick_keeping(now, effects);
        let Self { ground, stage, conversation, .. } = self;
        let context = &mut ground.context(now, effects);
        match stage {
            Stage::Inviting(invite) => invite.tick(context),
            Stage::Replying(reply) => {
                let outcome = reply.tick(context);
                self.unless_unanswerable(outcome, effects);
            }
            Stage::Meeting(meeting) => meeting.tick(context),
            Stage::Callee(callee) => callee.tick(context),
            Stage::Caller(caller) => caller.tick(context),
            Stage::Visiting(visit) => visit.tick(context),
            Stage::Talking(talk) => talk.tick(conversation, context),
            Stage::Home { .. } | Stage::Joining { .. } | Stage::Stray { .. } => {}
        }
        self.tick_duty(now, effects);
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
        self.scan.close(effects);
        self.change(next, now, effects);
    }

    /// Does so with the camera as it is.
    fn change(&mut self, next: Stage, now: Millis, effects: &mut Vec<Effect>) {
        self.aside = None;
        let Self { ground, stage, conversation, .. } = self;
        let context = &mut ground.context(now, effects);
        if let Duty::Back(mut callee) = std::mem::replace(&mut self.duty, Duty::None) {
            callee.close(context);
        }
        match stage {
            Stage::Inviting(invite) => invite.close(context),
            Stage::Replying(reply) => context.push(Effect::Close(reply.peer())),
            Stage::Meeting(meeting) => meeting.close(context),
            Stage::Callee(callee) => callee.close(context),
            Stage::Caller(caller) => caller.close(context),
            Stage::Visiting(visit) => visit.close(context),
            Stage::Talking(talk) => {
                talk.close(context);
                conversation.transfers.wait();
            }
            Stage::Home { .. } | Stage::Joining { .. } | Stage::Stray { .. } => {}
        }
        self.stage = next;
    }

    fn invite(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.go(Stage::BEGINNING, now, effects);
        let context = &mut self.ground.context(now, effects);
        self.stage = Stage::Inviting(Box::new(Invite::begin(context)));
    }

    fn join(&mut self, invite: Incoming, arrival: Arrival, now: Millis, effects: &mut Vec<Effect>) {
        match arrival {
            Arrival::Scanned => self.scan.linger(now),
            Arrival::Sent => self.scan.close(effects),
        }
        self.change(Stage::BEGINNING, now, effects);
        let context = &mut self.ground.context(now, effects);
        self.stage = Stage::Replying(Box::new(Reply::begin(invite, arrival, context)));
    }

    fn scan_chosen(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        match &self.stage {
            Stage::Joining { .. } => {}
            Stage::Inviting(invite) if !invite.is_connecting() => {}
            Stage::Home { .. } | Stage::Stray { .. } => {
                self.go(Stage::Joining { problem: None }, now, effects);
            }
            Stage::Talking(talk) if talk.is_over() => {
                self.go(Stage::Joining { problem: None }, now, effects);
            }
            // There is nothing to look for.
            Stage::Inviting(_)
            | Stage::Replying(_)
            | Stage::Meeting(_)
            | Stage::Callee(_)
            | Stage::Caller(_)
            | Stage::Visiting(_)
            | Stage::Talking(_) => return,
        }
        self.aside = None;
        self.scan.open(effects);
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
            Stage::Meeting(meeting) => meeting.minutes_from(),
            Stage::Visiting(visit) => visit.minutes_from(),
            Stage::Home { .. }
            | Stage::Joining { .. }
            | Stage::Callee(_)
            | Stage::Caller(_)
            | Stage::Stray { .. }
            | Stage::Talking(_) => None,
        }
    }
}

fn next_minute(made: Millis, now: Millis) -> Millis {
    let minute = Millis::minutes(1).0;
    Millis(made.0 + (now.since(made).0 / minute + 1) * minute)
}
