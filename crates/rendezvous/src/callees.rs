use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use heliograph_machine::Allowance;
use heliograph_wire::Millis;
use heliograph_wire::rendezvous::LinkHash;

use crate::event::{Action, Guest, Source};
use crate::record::{Activation, Record, Room};

/// A callee's public key.
pub(crate) type Key = [u8; 32];

/// Notes that are kept of all callees together.
const NOTES: usize = 20_000;

/// Push subscriptions that are kept of all callees together.
const SUBSCRIPTIONS: usize = 20_000;

/// Everybody who can be rung, and whoever attends.
#[derive(Default)]
pub(crate) struct Callees {
    table: BTreeMap<Key, Callee>,
    /// Whom a link rings. Nobody but its callee can put it, since its id is made of the callee's key.
    owners: BTreeMap<LinkHash, Key>,
    records: usize,
    notes: usize,
    subscriptions: usize,
}

/// One of them.
#[derive(Default)]
pub(crate) struct Callee {
    /// What is known of it, if anything is to be kept.
    pub record: Option<Record>,
    /// What is being kept now.
    writing: Option<Box<Writing>>,
    /// Where it is attended, the first in front.
    pub devices: Vec<Guest>,
    /// Rings that may still be taken, or were.
    pub rings: Vec<u32>,
    /// How often it was rung.
    pub rung: Allowance,
    /// When it was last attended, since the start.
    pub seen: Option<Millis>,
    /// The number of the last note that it was left.
    pub last_note: u32,
    /// Whose limit it counts against.
    pub founder: Option<Source>,
    /// When it is forgotten if nothing comes of it.
    pub trial: Option<Millis>,
}

/// A record on its way to where it is kept.
struct Writing {
    change: Change,
    /// What was changed since.
    next: Option<Change>,
}

/// What was changed.
struct Change {
    /// The record as it was before.
    before: Option<Record>,
    /// The devices that asked for it.
    askers: Vec<Guest>,
}

/// What came of keeping something.
pub(crate) struct Kept {
    /// What is kept.
    pub record: Option<Record>,
    /// Those who asked; where nobody did, nobody needs to hear of it.
    pub askers: Vec<Guest>,
}

impl Callees {
    /// All who were kept.
    pub(crate) fn load(records: Vec<Record>) -> Self {
        let mut callees = Self::default();
        for record in records {
            let (key, last_note) = (record.key, record.notes.last().map_or(0, |note| note.number));
            callees.table.insert(key, Callee { last_note, ..Callee::default() });
            callees.replace(key, Some(record));
        }
        callees
    }

    /// The last day on which any of them was there.
    pub(crate) fn last_day(&self) -> Option<u32> {
        self.table.values().filter_map(|callee| callee.record.as_ref()).map(|record| record.last_day).max()
    }

    pub(crate) fn keys(&self) -> Vec<Key> {
        self.table.keys().copied().collect()
    }

    pub(crate) fn get(&mut self, key: &Key) -> Option<&mut Callee> {
        self.table.get_mut(key)
    }

    pub(crate) fn entry(&mut self, key: Key) -> &mut Callee {
        self.table.entry(key).or_default()
    }

    /// Whom a link rings.
    pub(crate) fn owner(&self, hash: &LinkHash) -> Option<&Key> {
        self.owners.get(hash)
    }

    /// Changes what is known of a callee, at once, and lets it be kept.
    pub(crate) fn change(
        &mut self,
        key: Key,
        asker: Option<Guest>,
        actions: &mut Vec<Action>,
        change: impl FnOnce(&mut Option<Record>),
    ) {
        let callee = self.table.entry(key).or_default();
        let before = callee.record.clone();
        let mut record = before.clone();
        change(&mut record);
        self.replace(key, record);
        let change = Change { before, askers: asker.into_iter().collect() };
        let Some(callee) = self.table.get_mut(&key) else { return };
        match callee.writing.as_deref_mut() {
            None => callee.write(key, change, actions),
            Some(Writing { next: Some(next), .. }) => {
                let devices = &callee.devices;
                next.askers.retain(|asker| devices.contains(asker));
                next.askers.extend(change.askers);
            }
            Some(writing) => writing.next = Some(change),
        }
    }

    /// What was being kept is.
    pub(crate) fn kept(&mut self, key: Key, actions: &mut Vec<Action>) -> Option<Kept> {
        let callee = self.table.get_mut(&key)?;
        let Writing { change, next } = *callee.writing.take()?;
        let record = next.as_ref().map_or(&callee.record, |next| &next.before).clone();
        if let Some(next) = next {
            callee.write(key, next, actions);
        }
        Some(Kept { record, askers: change.askers })
    }

    /// What was being kept is not, nor is what was changed since: it goes back to what was kept before.
    pub(crate) fn not_kept(&mut self, key: Key) -> Vec<Guest> {
        let Some(writing) = self.table.get_mut(&key).and_then(|callee| callee.writing.take()) else {
            return Vec::new();
        };
        self.replace(key, writing.change.before);
        let mut askers = writing.change.askers;
        askers.extend(writing.next.into_iter().flat_map(|next| next.askers));
        askers.sort_unstable();
        askers.dedup();
        askers
    }

    /// Forgets one of whom nothing is to be kept and who is not here. Says whose limit it counted against.
    pub(crate) fn tidy(&mut self, key: Key) -> Option<Source> {
        let Entry::Occupied(callee) = self.table.entry(key) else { return None };
        let is_nothing = {
            let callee = callee.get();
            callee.record.is_none() && callee.writing.is_none() && callee.devices.is_empty()
        };
        if is_nothing { callee.remove().founder } else { None }
    }

    /// Whether one more note may be kept in place of none.
    pub(crate) const fn room_for_a_note(&self) -> Room {
        if self.notes < NOTES { Room::Some } else { Room::None }
    }

    /// Whether one more push subscription may be kept in place of none.
    pub(crate) const fn room_for_a_subscription(&self) -> Room {
        if self.subscriptions < SUBSCRIPTIONS { Room::Some } else { Room::None }
    }

    pub(crate) const fn records(&self) -> usize {
        self.records
    }

    pub(crate) fn links(&self) -> usize {
        self.owners.len()
    }

    pub(crate) const fn notes(&self) -> usize {
        self.notes
    }

    pub(crate) fn count(&self) -> usize {
        self.table.len()
    }

    fn replace(&mut self, key: Key, record: Option<Record>) {
        let Some(callee) = self.table.get_mut(&key) else { return };
        if let Some(record) = &callee.record {
            self.records -= 1;
            self.notes -= record.notes.len();
            self.subscriptions -= record.subscriptions.len();
            for kept in &record.links {
                self.owners.remove(&kept.link.hash);
            }
        }
        if let Some(record) = &record {
            self.records += 1;
            self.notes += record.notes.len();
            self.subscriptions += record.subscriptions.len();
            self.owners.extend(record.links.iter().map(|kept| (kept.link.hash, key)));
        }
        callee.record = record;
    }
}

impl Callee {
    /// The number of the next note. Numbers only grow, also where the last was forgotten over a restart.
    pub(crate) fn next_note(&mut self, day: u32) -> u32 {
        self.last_note = self.last_note.saturating_add(1).max(day.saturating_mul(1 << 12));
        self.last_note
    }

    /// Whether it is forgotten unless something comes of it.
    pub(crate) fn is_on_trial(&self) -> bool {
        self.record.as_ref().is_some_and(|record| record.activation == Activation::Pending)
    }

    /// What is kept of it, which may be less than is known where it is being kept.
    pub(crate) fn kept(&self) -> Option<&Record> {
        self.writing.as_ref().map_or(&self.record, |writing| &writing.change.before).as_ref()
    }

    fn write(&mut self, key: Key, change: Change, actions: &mut Vec<Action>) {
        actions.push(self.record.clone().map_or(Action::Forget(key), Action::Store));
        self.writing = Some(Box::new(Writing { change, next: None }));
    }
}
