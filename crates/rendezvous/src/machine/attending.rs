//! Attending a callee: what its devices ask for.

use heliograph_wire::Private;
use heliograph_wire::rendezvous::{
    LABEL_LIMIT, LINKS_AT_MOST, Link, LinkHash, Note, Notice, Over, Request, RingOver, presence,
};

use super::{Part, Rendezvous, tell};
use crate::callees::Key;
use crate::event::{Action, Guest};
use crate::record::{Record, Room};
use crate::rings::Stage;
use crate::settings::Rate;

/// Devices of one callee at a time.
const DEVICES: usize = 8;

/// Notes in one notice, so that it is not longer than may be.
const NOTES_AT_A_TIME: usize = 12;

/// A source that has as many callees as it may have.
const MANY_CALLEES: Over = Over::TooOften(3_600);

impl Rendezvous {
    /// Somebody is here for a callee, and shows that they may be.
    pub(super) fn attend(
        &mut self,
        guest: Guest,
        key: Key,
        signature: &[u8],
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        let now = self.now.monotonic;
        let source = self.source_of(guest).ok_or(Over::Mistaken)?;
        let rate = Rate::per_minute(self.settings.attends_per_minute);
        self.sources.of(source).attends.take(now, rate).map_err(Over::TooOften)?;
        let signature = signature.try_into().map_err(|_| Over::Mistaken)?;
        if !(self.settings.verify)(&key, &presence(&self.challenge(guest)), signature) {
            return Err(Over::Mistaken);
        }
        let callee = self.callees.entry(key);
        callee.seen = Some(now);
        let oldest = (callee.devices.len() >= DEVICES).then(|| callee.devices.remove(0));
        callee.devices.push(guest);
        let (rings, links) = (callee.rings.clone(), callee.kept_links());
        let notes = callee.record.as_ref().map_or_else(Vec::new, |record| record.notes.clone());
        self.figures.devices += 1;
        self.take_part(guest, Part::Device(key));
        if let Some(oldest) = oldest {
            self.refuse(oldest, Over::Replaced, actions);
        }
        actions.push(tell(guest, Notice::Attended { links, days: self.settings.days }));
        actions
            .extend(notes.chunks(NOTES_AT_A_TIME).map(|notes| tell(guest, Notice::Missed(notes.to_vec()))));
        actions.extend(
            rings.iter().filter_map(|ring| self.rings_notice(*ring)).map(|notice| tell(guest, notice)),
        );
        self.note_presence(key, actions);
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
            Request::PutLink { hash, label } => return self.put_link(guest, key, (hash, label), actions),
            Request::Revoke(hash) => self.revoke(guest, key, hash, actions),
            Request::Erase => self.erase(guest, key, actions),
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

    fn put_link(
        &mut self,
        guest: Guest,
        key: Key,
        (hash, label): (LinkHash, Private<Vec<u8>>),
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        if label.reveal().len() > LABEL_LIMIT {
            return Err(Over::Mistaken);
        }
        let record = self.callees.entry(key).record.as_ref();
        let is_new = record.is_none();
        let has_room = record.is_none_or(|record| {
            record.links.len() < LINKS_AT_MOST || record.links.iter().any(|link| link.hash == hash)
        });
        if !has_room {
            self.figures.refused += 1;
            actions.push(tell(guest, Notice::Over(Over::TooManyLinks)));
            return Ok(());
        }
        if is_new {
            self.found(guest, key)?;
        }
        let (today, made) = (self.days.today(), self.days.latest());
        self.callees.change(key, Some(guest), actions, |record| {
            let record = record.get_or_insert_with(|| Record::new(key, today));
            match record.links.iter_mut().find(|link| link.hash == hash) {
                Some(link) => link.label = label,
                None => record.links.push(Link { hash, made, label }),
            }
        });
        Ok(())
    }

    /// Begins a record, if there is room for it.
    fn found(&mut self, guest: Guest, key: Key) -> Result<(), Over> {
        let now = self.now.monotonic;
        if self.callees.records() >= self.settings.callees {
            return Err(Over::Crowded(3_600));
        }
        let source = self.source_of(guest).ok_or(Over::Mistaken)?;
        let usage = self.sources.of(source);
        let is_counted = self.callees.entry(key).founder.is_some();
        if !is_counted && usage.callees >= self.settings.callees_per_source {
            return Err(MANY_CALLEES);
        }
        usage
            .new_callees
            .take(now, Rate::per_hour(self.settings.new_callees_per_hour))
            .map_err(Over::TooOften)?;
        if !is_counted {
            usage.callees += 1;
            self.callees.entry(key).founder = Some(source);
        }
        Ok(())
    }

    /// A link rings nobody from now on.
    fn revoke(&mut self, guest: Guest, key: Key, hash: LinkHash, actions: &mut Vec<Action>) {
        let record = self.callees.get(&key).and_then(|callee| callee.record.as_ref());
        if !record.is_some_and(|record| record.links.iter().any(|link| link.hash == hash)) {
            return self.tell_kept(guest, key, actions);
        }
        self.callees.change(key, Some(guest), actions, |record| {
            if let Some(record) = record {
                record.links.retain(|link| link.hash != hash);
            }
        });
        self.silence(key, Some(hash), actions);
    }

    /// Nothing is known of a callee from now on.
    fn erase(&mut self, guest: Guest, key: Key, actions: &mut Vec<Action>) {
        if self.callees.get(&key).is_none_or(|callee| callee.record.is_none()) {
            return self.tell_kept(guest, key, actions);
        }
        self.callees.change(key, Some(guest), actions, |record| *record = None);
        self.silence(key, None, actions);
    }

    /// There was nothing to change.
    fn tell_kept(&mut self, guest: Guest, key: Key, actions: &mut Vec<Action>) {
        let links = self.callees.get(&key).map_or_else(Vec::new, |callee| callee.kept_links());
        actions.push(tell(guest, Notice::Attended { links, days: self.settings.days }));
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
    fn silence(&mut self, key: Key, hash: Option<LinkHash>, actions: &mut Vec<Action>) {
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
        if !record.links.iter().any(|link| link.hash == hash)
            || (room == Room::None && record.notes.is_empty())
        {
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
