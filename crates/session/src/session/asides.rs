//! Pages laid over a screen that goes on below them: help, settings, and the app itself.

use heliograph_wire::control::Switch;
use heliograph_wire::{Millis, Private};

use super::{Session, Stage};
use crate::preferences::{Preferences, entered, listed};
use crate::{
    AsideView, Effect, Keeping, Memory, Name, Origin, Path, PreferenceError, RendezvousEffect, SettingsView,
    Stun, StunEntry, StunServer, StunView, Waking, WakingEffect,
};

pub(super) enum Aside {
    Help,
    About,
    Settings { problem: Option<PreferenceError> },
}

impl Session {
    pub(super) fn lay_over(&mut self, aside: Aside, effects: &mut Vec<Effect>) {
        // Nobody would see what the camera sees.
        self.scan.close(effects);
        self.aside = Some(aside);
    }

    pub(super) const fn shows_about(&self) -> bool {
        matches!(self.aside, Some(Aside::About))
    }

    pub(super) fn aside_view(&self, aside: &Aside) -> AsideView {
        match aside {
            Aside::Help => AsideView::Help,
            Aside::About => AsideView::About(self.about()),
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
                let before = self.ground.stun_servers();
                let stun = self.unless_none_other(stun);
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

    /// Holds for the conversation that goes on, too, where it still can.
    pub(super) fn sealing_preferred(&mut self, sealing: Switch, now: Millis, effects: &mut Vec<Effect>) {
        self.prefer(effects, |it| it.sealing = sealing);
        if sealing == Switch::On {
            self.with_talk(now, effects, |talk, _, context| talk.want_sealing(context));
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
        self.forget_chat(effects);
        self.forget_conversation(effects);
        if self.ground.environment.waking == Waking::Present {
            // The browser may keep somebody's private link.
            effects.push(Effect::Rendezvous(RendezvousEffect::Waking(WakingEffect::GiveUp(None))));
        }
        self.go(Stage::Home { problem: None, memory: Memory::Forgotten }, now, effects);
    }

    /// Where the page's server cannot be asked at the moment, asking nobody is no choice against it.
    fn unless_none_other(&self, entered: Stun) -> Stun {
        let is_same = entered == Stun::Nobody && self.stun() == StunView::Nobody;
        if is_same { self.ground.preferences.stun.clone() } else { entered }
    }

    /// Sees to it that nobody is asked who was not chosen, whatever was begun before.
    fn servers_chosen(&mut self, before: &[StunServer], now: Millis, effects: &mut Vec<Effect>) {
        let chosen = self.ground.stun_servers();
        if before == chosen {
            return;
        }
        let only_more = before.iter().all(|server| chosen.contains(server));
        let Self { ground, stage, .. } = self;
        let context = &mut ground.context(now, effects);
        match stage {
            // A relay is asked, and nobody else.
            Stage::Inviting(_) if context.path == Path::Relayed => {}
            Stage::Replying(reply) if reply.path() == Path::Relayed => {}
            Stage::Talking(talk) if talk.path() == Path::Relayed => {}
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
            // The connection is made in a moment, and asks those that were chosen when it began.
            Stage::Meeting(_) | Stage::Callee(_) | Stage::Caller(_) => {}
            // The companion is the only one that is asked.
            Stage::Visiting(_) => {}
            Stage::Home { .. } | Stage::Joining { .. } | Stage::Stray { .. } => {}
        }
    }

    fn settings(&self, problem: Option<PreferenceError>) -> SettingsView {
        let preferences = &self.ground.preferences;
        SettingsView {
            language: preferences.language,
            theme: preferences.theme,
            stun: self.stun(),
            origin: self.origin(),
            name: preferences
                .name
                .as_ref()
                .map_or_else(|| Private::new(String::new()), |it| it.text().clone()),
            sounds: preferences.sounds,
            sealing: preferences.sealing,
            keeping: preferences.keeping,
            problem,
        }
    }

    fn stun(&self) -> StunView {
        match &self.ground.preferences.stun {
            Stun::Origin if self.origin() == Origin::AnswersStun => StunView::Origin,
            Stun::Origin | Stun::Nobody => StunView::Nobody,
            Stun::Own(servers) => StunView::Own(Private::new(listed(servers))),
            Stun::Public => StunView::Public,
        }
    }

    fn origin(&self) -> Origin {
        if self.ground.origin.is_empty() { Origin::Serves } else { Origin::AnswersStun }
    }
}
