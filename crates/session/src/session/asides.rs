//! Pages laid over a screen that goes on below them: help and settings.

use heliograph_wire::{Millis, Private};

use super::{Session, Stage};
use crate::conversation::Conversation;
use crate::preferences::{Preferences, entered, listed};
use crate::{
    AsideView, Effect, Keeping, Memory, Name, PreferenceError, SettingsView, Stun, StunEntry, StunServer,
    StunView,
};

pub(super) enum Aside {
    Help,
    Settings { problem: Option<PreferenceError> },
}

impl Session {
    pub(super) fn lay_over(&mut self, aside: Aside, effects: &mut Vec<Effect>) {
        // Nobody would see what the camera sees.
        self.scan.close(effects);
        self.aside = Some(aside);
    }

    pub(super) fn aside_view(&self, aside: &Aside) -> AsideView {
        match aside {
            Aside::Help => AsideView::Help,
            Aside::Settings { problem } => AsideView::Settings(self.settings(*problem)),
        }
    }

    pub(super) fn settings_entered(
        &mut self,
        stun: &StunEntry,
        name: &Private<String>,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        match entered(stun).and_then(|stun| Ok((stun, Name::parse(name.reveal())?))) {
            Ok((stun, name)) => {
                self.aside = None;
                let before = self.ground.preferences.stun.servers();
                let name_changed = self.ground.preferences.name != name;
                self.prefer(effects, |it| (it.stun, it.name) = (stun, name.clone()));
                self.servers_chosen(&before, now, effects);
                if name_changed {
                    self.with_talk(now, effects, |talk, _, context| {
                        talk.call_oneself(name.as_ref(), context)
                    });
                }
            }
            Err(error) => self.lay_over(Aside::Settings { problem: Some(error) }, effects),
        }
    }

    /// Changes what the person prefers, and keeps it where they wish so.
    pub(super) fn prefer(&mut self, effects: &mut Vec<Effect>, change: impl FnOnce(&mut Preferences)) {
        let preferences = &mut self.ground.preferences;
        change(preferences);
        if preferences.keeping == Keeping::OnThisDevice {
            effects.push(Effect::Keep(preferences.to_text()));
        }
    }

    pub(super) fn keeping_chosen(&mut self, keeping: Keeping, effects: &mut Vec<Effect>) {
        if let Some(Aside::Settings { problem }) = &mut self.aside {
            *problem = None;
        }
        if keeping == Keeping::ForThisPage {
            effects.push(Effect::Forget);
        }
        self.prefer(effects, |it| it.keeping = keeping);
    }

    /// What was kept before goes too: it is not what the person wishes to be kept.
    pub(super) fn keeping_failed(&mut self, effects: &mut Vec<Effect>) {
        effects.push(Effect::Forget);
        self.ground.preferences.keeping = Keeping::ForThisPage;
        self.lay_over(Aside::Settings { problem: Some(PreferenceError::NotKept) }, effects);
    }

    /// Ends whatever goes on, and forgets it together with all preferences.
    pub(super) fn forget(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.leave(now, effects);
        effects.push(Effect::Forget);
        self.ground.preferences = Preferences::default();
        self.conversation = Conversation::default();
        self.go(Stage::Home { problem: None, memory: Memory::Forgotten }, now, effects);
    }

    /// Sees to it that nobody is asked who was not chosen, whatever was begun before.
    fn servers_chosen(&mut self, before: &[StunServer], now: Millis, effects: &mut Vec<Effect>) {
        let chosen = self.ground.preferences.stun.servers();
        if before == chosen {
            return;
        }
        let only_more = before.iter().all(|server| chosen.contains(server));
        let Self { ground, stage, .. } = self;
        let context = &mut ground.context(now, effects);
        match stage {
            Stage::Inviting(invite) if only_more && !invite.is_connecting() => invite.renew(context),
            Stage::Inviting(invite) => invite.withdraw(context),
            Stage::Replying(reply) if only_more || reply.is_connecting() => {}
            Stage::Replying(reply) => reply.begin_again(context),
            // A conversation is worth more than its route; when it seeks another, it asks the ones chosen now.
            Stage::Talking(talk) => {
                if let Some(peer) = talk.peer() {
                    context.push(Effect::SetServers { peer, servers: chosen });
                }
            }
            Stage::Home { .. } | Stage::Joining { .. } | Stage::Stray { .. } => {}
        }
    }

    fn settings(&self, problem: Option<PreferenceError>) -> SettingsView {
        let preferences = &self.ground.preferences;
        SettingsView {
            language: preferences.language,
            theme: preferences.theme,
            stun: match &preferences.stun {
                Stun::Nobody => StunView::Nobody,
                Stun::Own(servers) => StunView::Own(Private::new(listed(servers))),
                Stun::Public => StunView::Public,
            },
            name: preferences
                .name
                .as_ref()
                .map_or_else(|| Private::new(String::new()), |it| it.text().clone()),
            keeping: preferences.keeping,
            problem,
        }
    }
}
