//! Keeping callees, and forgetting them when their days are over.

use heliograph_wire::Millis;
use heliograph_wire::rendezvous::{Notice, Over};

use super::{Rendezvous, tell};
use crate::callees::Key;
use crate::event::Action;
use crate::record::Activation;
use crate::timers::Timer;

/// So many days notes are kept.
const NOTE_DAYS: u32 = 7;

/// How long a callee is kept of which nothing comes: many look at the page once.
const TRIAL: Millis = Millis::minutes(60);

impl Rendezvous {
    /// What was to be kept of a callee is: its devices hear what that comes to, where one of them asked for it.
    pub(super) fn stored(&mut self, key: Key, actions: &mut Vec<Action>) {
        let Some(kept) = self.callees.kept(key, actions) else { return };
        if !kept.askers.is_empty() {
            let attended = self.attended(kept.record.as_ref());
            let devices = self.callees.get(&key).map_or_else(Vec::new, |callee| callee.devices.clone());
            actions.extend(devices.into_iter().map(|device| tell(device, attended.clone())));
        }
        self.watch(key);
        self.tidy_callee(key);
    }

    /// What was to be kept is not: those who asked for it hear so.
    pub(super) fn not_stored(&mut self, key: Key, actions: &mut Vec<Action>) {
        let askers = self.callees.not_kept(key);
        let devices = self.callees.get(&key).map_or_else(Vec::new, |callee| callee.devices.clone());
        let told = askers.into_iter().filter(|asker| devices.contains(asker));
        actions.extend(told.map(|asker| tell(asker, Notice::Over(Over::NotKept))));
        self.watch(key);
        self.tidy_callee(key);
    }

    /// Forgets what nobody needs any more of a callee.
    pub(super) fn tidy_callee(&mut self, key: Key) {
        if let Some(founder) = self.callees.tidy(key) {
            self.sources.give_back(founder, |usage| &mut usage.callees);
        }
    }

    /// Something came of a callee: it is kept for as long as all others.
    pub(super) fn activate(&mut self, key: Key, actions: &mut Vec<Action>) {
        if self.callees.get(&key).is_some_and(|callee| callee.is_on_trial()) {
            self.callees.change(key, None, actions, |record| {
                if let Some(record) = record {
                    record.activation = Activation::Done;
                }
            });
        }
    }

    /// Nothing has come of a callee, unless somebody is still there.
    pub(super) fn trial_over(&mut self, key: Key, actions: &mut Vec<Action>) {
        let Some(callee) = self.callees.get(&key) else { return };
        callee.trial = None;
        if !callee.is_on_trial() {
            // Something came of it, or it was erased, and the disk has not said yet whether that is kept.
            return;
        }
        if callee.devices.is_empty() {
            self.callees.change(key, None, actions, |record| *record = None);
        } else {
            self.activate(key, actions);
        }
    }

    /// Begins or ends the trial of a callee, by what is known of it. After a restart it begins anew.
    fn watch(&mut self, key: Key) {
        let ends = self.now.monotonic + TRIAL;
        let Some(callee) = self.callees.get(&key) else { return };
        match (callee.is_on_trial(), callee.trial) {
            (true, None) => {
                callee.trial = Some(ends);
                self.timers.set(ends, Timer::Trial(key));
            }
            (false, Some(ends)) => {
                callee.trial = None;
                self.timers.clear(ends, Timer::Trial(key));
            }
            (true, Some(_)) | (false, None) => {}
        }
    }

    /// A callee is attended: its days begin anew. That is written down once a day.
    pub(super) fn note_presence(&mut self, key: Key, actions: &mut Vec<Action>) {
        let today = self.days.today();
        let last_day = self.callees.get(&key).and_then(|callee| Some(callee.record.as_ref()?.last_day));
        if last_day.is_some_and(|last_day| last_day < today) {
            self.callees.change(key, None, actions, |record| {
                if let Some(record) = record {
                    record.last_day = today;
                }
            });
        }
    }

    /// Goes through all callees, once a day: those whose days are over are forgotten, and so are old notes.
    pub(super) fn review_callees(&mut self, actions: &mut Vec<Action>) {
        for key in self.callees.keys() {
            self.review_callee(key, actions);
            self.watch(key);
            self.tidy_callee(key);
        }
    }

    fn review_callee(&mut self, key: Key, actions: &mut Vec<Action>) {
        let today = self.days.today();
        let Some(callee) = self.callees.get(&key) else { return };
        let Some(record) = &callee.record else { return };
        // What the clock said when the callee was there may have been wrong.
        let seen = if callee.devices.is_empty() { callee.seen } else { Some(self.now.monotonic) };
        let last_day = seen.map_or(0, |moment| self.days.day_at(moment)).max(record.last_day);
        let is_over = today.saturating_sub(last_day) > self.settings.days.clamp(1, 365).into();
        let is_old = |day: u32| today.saturating_sub(day) > NOTE_DAYS;
        if is_over {
            self.callees.change(key, None, actions, |record| *record = None);
        } else if last_day != record.last_day || record.notes.iter().any(|note| is_old(note.day)) {
            self.callees.change(key, None, actions, |record| {
                if let Some(record) = record {
                    record.last_day = last_day;
                    record.notes.retain(|note| !is_old(note.day));
                }
            });
        }
    }
}
