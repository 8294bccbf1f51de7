//! The app itself: what runs, how it is passed on, and that no other version takes its place unasked.

use heliograph_wire::Millis;
use heliograph_wire::control::Switch;

use super::asides::Aside;
use super::{Session, Stage};
use crate::patience::LOOK_FOR_UPDATE_AFTER;
use crate::{
    Ability, AboutView, AppEffect, AppEvent, Copied, Effect, FileView, Form, Offline, RunningView, Update,
    UpdateStage, UpdateView,
};

/// What is known of the app itself.
#[derive(Default)]
pub(super) struct App {
    running: RunningView,
    file: FileView,
    copied: Option<Copied>,
    stored: Switch,
    install: Switch,
    /// When it was last looked for another version.
    looked: Option<Millis>,
    update: Option<Taking>,
    /// The version that the person does not want now.
    put_off: Option<String>,
}

/// Another version, on its way to take the place of this one.
struct Taking {
    update: Update,
    stage: UpdateStage,
    /// Whether the person agreed that what goes on here ends.
    agreed: Switch,
}

impl Session {
    pub(super) fn about_chosen(&mut self, effects: &mut Vec<Effect>) {
        (self.app.file, self.app.copied) = (FileView::Untouched, None);
        if !matches!(self.app.running, RunningView::Known(_)) {
            self.app.running = RunningView::Reading;
            effects.push(Effect::App(AppEffect::Identify));
        }
        self.lay_over(Aside::About, effects);
    }

    pub(super) fn app_event(&mut self, event: AppEvent, now: Millis, effects: &mut Vec<Effect>) {
        let at_stake = self.at_stake();
        let app = &mut self.app;
        let mut push = |effect| effects.push(Effect::App(effect));
        match event {
            AppEvent::Known(digest) => app.running = RunningView::Known(digest),
            AppEvent::Unreadable => app.running = RunningView::Unreadable,
            AppEvent::SaveChosen => {
                app.file = FileView::Fetching;
                push(AppEffect::Save);
            }
            AppEvent::SendChosen => {
                app.file = FileView::Fetching;
                push(AppEffect::Pick);
            }
            AppEvent::Saved(digest) => app.file = FileView::Saved(digest),
            AppEvent::FileMissing => app.file = FileView::Missing,
            AppEvent::InstallOffered(offered) => app.install = offered,
            AppEvent::InstallChosen => push(AppEffect::Install),
            AppEvent::LinksChosen => push(AppEffect::OpenLinks),
            AppEvent::Stored => {
                app.stored = Switch::On;
                app.looked = Some(now);
                push(AppEffect::LookForUpdate);
            }
            AppEvent::Shown => {
                if app.looked.is_some_and(|looked| now >= looked + LOOK_FOR_UPDATE_AFTER) {
                    app.looked = Some(now);
                    push(AppEffect::LookForUpdate);
                }
            }
            AppEvent::UpdateFound(update) => app.found(update),
            AppEvent::UpdateChosen => self.update_chosen(at_stake, now, effects),
            AppEvent::UpdatePutOff => app.put_off = app.update.take().map(|taking| taking.update.id),
            AppEvent::UpdateTaken => self.update_taken(at_stake, now, effects),
            AppEvent::UpdateFailed => {
                app.turn(UpdateStage::Failed);
                // The server may have gone on to yet another version, which is then the one to try.
                push(AppEffect::LookForUpdate);
            }
        }
    }

    /// What came of copying the SHA-256.
    pub(super) const fn digest_copied(&mut self, copied: Copied) {
        self.app.copied = Some(copied);
    }

    fn update_chosen(&mut self, at_stake: Switch, now: Millis, effects: &mut Vec<Effect>) {
        let Some(taking) = &mut self.app.update else { return };
        match taking.stage {
            UpdateStage::Offered | UpdateStage::Failed => {
                (taking.stage, taking.agreed) = (UpdateStage::Taking, at_stake);
                effects.push(Effect::App(AppEffect::TakeUpdate(taking.update.id.clone())));
            }
            UpdateStage::Ready => self.restart(now, effects),
            // A second press changes nothing.
            UpdateStage::Taking | UpdateStage::Restarting => {}
        }
    }

    /// Starts the new version, unless that would end what was begun since the person chose it.
    fn update_taken(&mut self, at_stake: Switch, now: Millis, effects: &mut Vec<Effect>) {
        let Some(taking) = &self.app.update else { return };
        if at_stake == Switch::On && taking.agreed == Switch::Off {
            self.app.turn(UpdateStage::Ready);
        } else {
            self.restart(now, effects);
        }
    }

    fn restart(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.leave_chosen(now, effects);
        self.forget_conversation(effects);
        // Whoever can be rung, or wants to ring, is there again with the page, by what stands in the address bar.
        if !matches!(self.stage, Stage::Callee(_) | Stage::Caller(_)) {
            self.go(Stage::BEGINNING, now, effects);
        }
        self.app.turn(UpdateStage::Restarting);
    }

    /// Starts the page anew once every goodbye has left.
    pub(super) fn tick_app(&mut self, effects: &mut Vec<Effect>) {
        let restarting = |taking: &Taking| taking.stage == UpdateStage::Restarting;
        if self.leaving.is_empty() && self.app.update.as_ref().is_some_and(restarting) {
            self.app.update = None;
            effects.push(Effect::App(AppEffect::Restart));
        }
    }

    pub(super) fn about(&self) -> AboutView {
        let (app, environment) = (&self.app, &self.ground.environment);
        let able = |ability| environment.abilities.contains(&ability);
        AboutView {
            form: environment.form,
            running: app.running.clone(),
            file: app.file.clone(),
            offline: match (environment.form, app.stored) {
                (Form::File | Form::Extension, _) | (Form::Site, Switch::On) => Offline::Yes,
                (Form::Site, Switch::Off) if able(Ability::StoreApp) => Offline::NotYet,
                (Form::Site, Switch::Off) => Offline::NotHere,
            },
            install: app.install,
            opens_links: if able(Ability::OpenLinks) { Switch::On } else { Switch::Off },
            company: if self.linked_peer().is_some() { Switch::On } else { Switch::Off },
            copied: app.copied,
        }
    }

    pub(super) fn update(&self) -> Option<UpdateView> {
        let Taking { update, stage, .. } = self.app.update.as_ref()?;
        Some(UpdateView {
            version: update.version.clone(),
            changes: update.changes(self.ground.language()).to_vec(),
            stage: *stage,
            at_stake: self.at_stake(),
        })
    }

    /// Whether starting anew would end or lose something.
    fn at_stake(&self) -> Switch {
        if self.is_waited_for() || self.conversation.would_lose_words() { Switch::On } else { Switch::Off }
    }
}

impl App {
    /// Offers a version, unless the person has said what they want of it.
    fn found(&mut self, update: Update) {
        let undecided = match &self.update {
            // That the same version failed is still to be read.
            Some(Taking { update: known, stage: UpdateStage::Failed, .. }) => known.id != update.id,
            Some(taking) => taking.stage == UpdateStage::Offered,
            None => self.put_off.as_ref() != Some(&update.id),
        };
        if undecided {
            self.update = Some(Taking { update, stage: UpdateStage::Offered, agreed: Switch::Off });
        }
    }

    const fn turn(&mut self, stage: UpdateStage) {
        if let Some(taking) = &mut self.update {
            taking.stage = stage;
        }
    }
}
