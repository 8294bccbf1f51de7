//! Pages laid over a screen that goes on below them: help and settings.

use heliograph_wire::{Millis, Private};

use super::{Session, Stage};
use crate::conversation::Conversation;
use crate::preferences::{Preferences, entered, listed};
use crate::{
    Effect, Keeping, Memory, Name, PreferenceError, Screen, SettingsView, Stun, StunEntry, StunView,
};

pub(super) enum Aside {
    Help,
    Settings { problem: Option<PreferenceError> },
}

impl Session {
    pub(super) fn aside_screen(&self, aside: &Aside) -> Screen {
        match aside {
            Aside::Help => Screen::Help,
            Aside::Settings { problem } => Screen::Settings(self.settings(*problem)),
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
                let servers_changed = self.ground.preferences.stun != stun;
                let name_changed = self.ground.preferences.name != name;
                self.prefer(effects, |it| (it.stun, it.name) = (stun, name.clone()));
                if servers_changed {
                    self.servers_changed(now, effects);
                }
                if name_changed {
                    self.with_talk(now, effects, |talk, _, context| {
                        talk.call_oneself(name.as_ref(), context)
                    });
                }
            }
            Err(error) => self.aside = Some(Aside::Settings { problem: Some(error) }),
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

    pub(super) fn keeping_failed(&mut self) {
        self.ground.preferences.keeping = Keeping::ForThisPage;
        if let Some(Aside::Settings { problem }) = &mut self.aside {
            *problem = Some(PreferenceError::NotKept);
        }
    }

    /// Ends whatever goes on, and forgets it together with all preferences.
    pub(super) fn forget(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.leave(now, effects);
        effects.push(Effect::Forget);
        self.ground.preferences = Preferences::default();
        self.conversation = Conversation::default();
        self.go(Stage::Home { problem: None, memory: Memory::Forgotten }, now, effects);
    }

    /// An invite that nobody has answered is made again with the servers that count now.
    fn servers_changed(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let Self { ground, stage, .. } = self;
        if let Stage::Inviting(invite) = stage
            && !invite.is_connecting()
        {
            invite.renew(&mut ground.context(now, effects));
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
