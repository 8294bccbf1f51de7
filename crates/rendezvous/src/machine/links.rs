//! What devices have kept of a callee: its links, and where it is woken.

use heliograph_machine::Rate;
use heliograph_wire::Private;
use heliograph_wire::rendezvous::{
    LABEL_LIMIT, LINKS_AT_MOST, Link, LinkHash, Notice, Over, SUBSCRIPTION_BYTES, Subscription, WAKE_BYTES,
    link_preimage,
};
use sha2::{Digest, Sha256};

use super::{Rendezvous, tell};
use crate::callees::Key;
use crate::event::{Action, Guest};
use crate::record::{KeptLink, Record, Room};

/// A source that has as many callees as it may have.
const MANY_CALLEES: Over = Over::TooOften(3_600);

/// A link as a device puts it.
pub(super) struct NewLink {
    pub salt: Private<[u8; 16]>,
    pub label: Private<Vec<u8>>,
    pub wake: Private<Vec<u8>>,
}

/// What a link is known by.
pub(super) fn hash_of(link: &[u8]) -> LinkHash {
    LinkHash(Sha256::digest(link).into())
}

impl NewLink {
    /// Made of the key of whoever puts it: nobody can put a link that rings somebody else.
    fn hash(&self, key: &Key) -> LinkHash {
        hash_of(&Sha256::digest(link_preimage(key, self.salt.reveal()))[..16])
    }
}

impl Rendezvous {
    pub(super) fn put_link(
        &mut self,
        guest: Guest,
        key: Key,
        new: NewLink,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        if new.label.reveal().len() > LABEL_LIMIT || new.wake.reveal().len() != WAKE_BYTES {
            return Err(Over::Mistaken);
        }
        let hash = new.hash(&key);
        let record = self.callees.entry(key).record.as_ref();
        let has_room =
            record.is_none_or(|record| record.links.len() < LINKS_AT_MOST || record.link(&hash).is_some());
        if !has_room {
            self.figures.refused += 1;
            actions.push(tell(guest, Notice::Over(Over::TooManyLinks)));
            return Ok(());
        }
        self.found(guest, key)?;
        let (today, made) = (self.days.today(), self.days.latest());
        let kept = KeptLink { link: Link { hash, made, label: new.label }, wake: new.wake };
        self.callees.change(key, Some(guest), actions, |record| {
            record.get_or_insert_with(|| Record::new(key, today)).put_link(kept);
        });
        Ok(())
    }

    /// A link rings nobody from now on.
    pub(super) fn revoke(&mut self, guest: Guest, key: Key, hash: LinkHash, actions: &mut Vec<Action>) {
        let record = self.callees.get(&key).and_then(|callee| callee.record.as_ref());
        if record.is_none_or(|record| record.link(&hash).is_none()) {
            return self.tell_kept(guest, key, actions);
        }
        self.callees.change(key, Some(guest), actions, |record| {
            if let Some(record) = record {
                record.links.retain(|kept| kept.link.hash != hash);
            }
        });
        self.silence(key, Some(hash), actions);
    }

    /// A device is woken from now on. It may say so before there is a link: whoever switches it on need not think of what
    /// comes first.
    pub(super) fn subscribe(
        &mut self,
        guest: Guest,
        key: Key,
        new: Subscription,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        if new.sealed.reveal().len() != SUBSCRIPTION_BYTES {
            return Err(Over::Mistaken);
        }
        let room = self.callees.room_for_a_subscription();
        let record = self.callees.entry(key).record.as_ref();
        let has_none = record.is_none_or(|record| record.subscriptions.is_empty());
        let is_full = room == Room::None && has_none;
        // Whoever cannot be woken can be rung nevertheless, so the socket stays.
        if self.settings.push.is_none() || is_full || self.found(guest, key).is_err() {
            self.figures.refused += 1;
            actions.push(tell(guest, Notice::Over(Over::NotKept)));
            return Ok(());
        }
        let today = self.days.today();
        self.callees.change(key, Some(guest), actions, |record| {
            record.get_or_insert_with(|| Record::new(key, today)).put_subscription(new, room);
        });
        Ok(())
    }

    /// A device is woken no more: it said so, or its push service did.
    pub(super) fn unsubscribe(
        &mut self,
        asker: Option<Guest>,
        (key, id): (Key, [u8; 16]),
        actions: &mut Vec<Action>,
    ) {
        let record = self.callees.get(&key).and_then(|callee| callee.record.as_ref());
        if record.is_some_and(|record| record.subscriptions.iter().any(|there| there.id == id)) {
            self.callees.change(key, asker, actions, |record| {
                if let Some(record) = record {
                    record.subscriptions.retain(|there| there.id != id);
                }
            });
        } else if let Some(guest) = asker {
            self.tell_kept(guest, key, actions);
        }
    }

    /// Nothing is known of a callee from now on.
    pub(super) fn erase(&mut self, guest: Guest, key: Key, actions: &mut Vec<Action>) {
        if self.callees.get(&key).is_none_or(|callee| callee.record.is_none()) {
            return self.tell_kept(guest, key, actions);
        }
        self.callees.change(key, Some(guest), actions, |record| *record = None);
        self.silence(key, None, actions);
    }

    /// Has room made for a callee of which nothing is kept yet, if there is any.
    fn found(&mut self, guest: Guest, key: Key) -> Result<(), Over> {
        let now = self.now.monotonic;
        if self.callees.entry(key).record.is_some() {
            return Ok(());
        }
        if self.callees.records() >= self.settings.callees {
            return Err(Over::Crowded(3_600));
        }
        let source = self.source_of(guest)?;
        let most = self.settings.callees_per_source;
        let is_counted = self.callees.entry(key).founder.is_some();
        if !is_counted && !self.sources.has_room(source, |usage| &mut usage.callees, most) {
            return Err(MANY_CALLEES);
        }
        let rate = Rate::per_hour(self.settings.new_callees_per_hour);
        self.sources.take(source, |usage| &mut usage.new_callees, rate, now).map_err(Over::TooOften)?;
        if !is_counted {
            self.sources.count_one(source, |usage| &mut usage.callees);
            self.callees.entry(key).founder = Some(source);
        }
        Ok(())
    }

    /// There was nothing to change.
    fn tell_kept(&mut self, guest: Guest, key: Key, actions: &mut Vec<Action>) {
        let kept = self.callees.get(&key).and_then(|callee| callee.kept().cloned());
        actions.push(tell(guest, self.attended(kept.as_ref())));
    }
}
