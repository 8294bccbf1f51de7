//! Attending a callee: what its devices ask for.

use heliograph_wire::Private;
use heliograph_wire::rendezvous::{LinkHash, Note, Notice, Over, Request, RingOver, presence};

use super::links::NewLink;
use super::{Part, Rendezvous, tell};
use crate::callees::Key;
use crate::event::{Action, Guest};
use crate::record::{Record, Room};
use crate::rings::Stage;

/// Devices of one callee at a time.
const DEVICES: usize = 8;

/// Notes in one notice, so that it is not longer than may be.
const NOTES_AT_A_TIME: usize = 12;

impl Rendezvous {
    /// Somebody is here for a callee, and shows that they may be.
    pub(super) fn attend(
        &mut self,
        guest: Guest,
        key: Key,
        signature: &[u8],
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        self.take_one(guest, |usage| &mut usage.attends, self.settings.attends_per_minute)?;
        let signature = signature.try_into().map_err(|_| Over::Mistaken)?;
        if !(self.settings.verify)(&key, &presence(&self.challenges.of(guest)), signature) {
            return Err(Over::Mistaken);
        }
        let callee = self.callees.entry(key);
        callee.seen = Some(self.now.monotonic);
        let oldest = (callee.devices.len() >= DEVICES).then(|| callee.devices.remove(0));
        callee.devices.push(guest);
        let (rings, kept) = (callee.rings.clone(), callee.kept().cloned());
        let notes = callee.record.as_ref().map_or_else(Vec::new, |record| record.notes.clone());
        self.figures.devices += 1;
        self.take_part(guest, Part::Device(key));
        if let Some(oldest) = oldest {
            self.refuse(oldest, Over::Replaced, actions);
        }
        actions.push(tell(guest, self.attended(kept.as_ref())));
        actions
            .extend(notes.chunks(NOTES_AT_A_TIME).map(|notes| tell(guest, Notice::Missed(notes.to_vec()))));
        actions.extend(
            rings.iter().filter_map(|ring| self.rings_notice(*ring)).map(|notice| tell(guest, notice)),
        );
        self.note_presence(key, actions);
        self.activate(key, actions);
        Ok(())
    }

    /// What a device says, once it attends.
    pub(super) fn by_device(
        &mut self,
        guest: Guest,
        key: Key,
        request: Request,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        match request {
            Request::PutLink { salt, label, wake } => {
                return self.put_link(guest, key, NewLink { salt, label, wake }, actions);
            }
            Request::Revoke(hash) => self.revoke(guest, key, hash, actions),
            Request::Erase => self.erase(guest, key, actions),
            Request::Subscribe(new) => return self.subscribe(guest, key, new, actions),
            Request::Unsubscribe { id } => self.unsubscribe(Some(guest), (key, id), actions),
            Request::NotesRead { up_to } => self.forget_notes(guest, key, up_to, actions),
            Request::Take { ring, sealed } => return self.take_ring(guest, key, (ring, sealed), actions),
            Request::Tell { ring, sealed } => return self.tell_caller(guest, key, (ring, sealed), actions),
            Request::Leave => self.leave(guest, actions),
            // All else is for others.
            _ => return Err(Over::Mistaken),
        }
        Ok(())
    }

    /// A device is not here any more.
    pub(super) fn device_left(&mut self, guest: Guest, key: Key, actions: &mut Vec<Action>) {
        self.figures.devices -= 1;
        let now = self.now.monotonic;
        let Some(callee) = self.callees.get(&key) else { return };
        callee.devices.retain(|device| *device != guest);
        callee.seen = Some(now);
        for ring in callee.rings.clone() {
            if self.rings.get(&ring).is_some_and(|ring| ring.stage == Stage::Taken(guest)) {
                self.ring_dropped(ring, actions);
            }
        }
        self.tidy_callee(key);
    }

    /// What a device hears of what is kept.
    pub(super) fn attended(&self, record: Option<&Record>) -> Notice {
        let (links, subscriptions) = record.map_or_else(Default::default, |record| {
            let links = record.links.iter().map(|kept| kept.link.clone()).collect();
            (links, record.subscriptions.iter().map(|there| there.id).collect())
        });
        Notice::Attended { links, days: self.settings.days, push: self.settings.push.clone(), subscriptions }
    }

    fn forget_notes(&mut self, guest: Guest, key: Key, up_to: u32, actions: &mut Vec<Action>) {
        let record = self.callees.get(&key).and_then(|callee| callee.record.as_ref());
        let has_some = record.is_some_and(|record| record.notes.iter().any(|note| note.number <= up_to));
        if has_some {
            self.callees.change(key, Some(guest), actions, |record| {
                if let Some(record) = record {
                    record.notes.retain(|note| note.number > up_to);
                }
            });
        }
    }

    /// Ends open rings for the devices of a callee, by one link or by all; their callers notice nothing.
    pub(super) fn silence(&mut self, key: Key, hash: Option<LinkHash>, actions: &mut Vec<Action>) {
        let Some(callee) = self.callees.get(&key) else { return };
        let devices = callee.devices.clone();
        for number in callee.rings.clone() {
            let Some(ring) = self.rings.get_mut(&number) else { continue };
            if !ring.stage.is_open() || hash.is_some_and(|hash| ring.hash != hash) {
                continue;
            }
            ring.callee = None;
            if ring.stage == Stage::Rings {
                let over =
                    |device| tell(device, Notice::RingOver { ring: number, why: RingOver::CallerGone });
                actions.extend(devices.iter().copied().map(over));
            }
            if let Some(callee) = self.callees.get(&key) {
                callee.rings.retain(|other| *other != number);
            }
        }
    }

    /// Leaves a note for a callee, and says its number: that of the one that it replaces, if that is still there.
    pub(super) fn leave_note(
        &mut self,
        key: Key,
        (hash, sealed): (LinkHash, Private<Vec<u8>>),
        replaces: Option<u32>,
        actions: &mut Vec<Action>,
    ) -> Option<u32> {
        let day = self.days.latest();
        let room = self.callees.room_for_a_note();
        let callee = self.callees.get(&key)?;
        let record = callee.record.as_ref()?;
        if record.link(&hash).is_none() || (room == Room::None && record.notes.is_empty()) {
            return None;
        }
        let replaces = replaces.filter(|number| record.notes.iter().any(|note| note.number == *number));
        let number = replaces.unwrap_or_else(|| callee.next_note(day));
        let note = Note { number, hash, day, sealed };
        let missed = Notice::Missed(vec![note.clone()]);
        actions.extend(callee.devices.iter().map(|device| tell(*device, missed.clone())));
        self.callees.change(key, None, actions, |record| {
            if let Some(record) = record {
                record.put_note(note, room);
            }
        });
        Some(number)
    }
}
