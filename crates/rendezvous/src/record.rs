use heliograph_wire::Private;
use heliograph_wire::rendezvous::{Link, LinkHash, NOTES_AT_MOST, Note, SUBSCRIPTIONS_AT_MOST, Subscription};
use serde::{Deserialize, Serialize};

/// The first byte of a record, and how the rest is laid out.
const VERSION: u8 = 2;

/// All that is kept of one callee.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// The callee's public key.
    pub key: [u8; 32],
    /// The day on which it was last attended, counted from 1970 (UTC).
    pub last_day: u32,
    /// Whether its owner does anything with it.
    pub activation: Activation,
    /// Its links, oldest first.
    pub links: Vec<KeptLink>,
    /// Where its devices are woken, oldest first.
    pub subscriptions: Vec<Subscription>,
    /// Calls that it missed, oldest first.
    pub notes: Vec<Note>,
}

/// Whether a callee is more than a page that somebody looked at once.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Activation {
    /// A first link was made, and nothing came of it yet.
    Pending,
    /// It was attended again or for long, it was rung, or something was changed.
    Done,
}

/// A link, and what opens the push subscriptions of its callee to whoever rings by it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptLink {
    /// What the callee's devices hear of it.
    pub link: Link,
    /// The callee's wake key, sealed with the link's id.
    pub wake: Private<Vec<u8>>,
}

/// Whether there is room for one more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    Some,
    None,
}

#[derive(Serialize, Deserialize)]
struct Layout<Links, Subscriptions, Notes> {
    key: [u8; 32],
    last_day: u32,
    activation: Activation,
    links: Links,
    subscriptions: Subscriptions,
    notes: Notes,
}

impl Record {
    pub(crate) const fn new(key: [u8; 32], today: u32) -> Self {
        Self {
            key,
            last_day: today,
            activation: Activation::Pending,
            links: Vec::new(),
            subscriptions: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The link that is known by this.
    pub(crate) fn link(&self, hash: &LinkHash) -> Option<&KeptLink> {
        self.links.iter().find(|kept| kept.link.hash == *hash)
    }

    /// Puts a link behind all others; one that is there keeps its place and its day. The first comes with the page, and all
    /// further ones by its owner's wish.
    pub(crate) fn put_link(&mut self, mut new: KeptLink) {
        if !self.links.is_empty() {
            self.activation = Activation::Done;
        }
        match self.links.iter_mut().find(|kept| kept.link.hash == new.link.hash) {
            Some(kept) => {
                new.link.made = kept.link.made;
                *kept = new;
            }
            None => self.links.push(new),
        }
    }

    /// Puts a subscription in place of the one with its id, or behind all others. The oldest goes where there are too
    /// many, or where there is no room for one more.
    pub(crate) fn put_subscription(&mut self, new: Subscription, room: Room) {
        self.activation = Activation::Done;
        if let Some(old) = self.subscriptions.iter_mut().find(|old| old.id == new.id) {
            *old = new;
            return;
        }
        let is_full = self.subscriptions.len() >= SUBSCRIPTIONS_AT_MOST;
        if is_full || (room == Room::None && !self.subscriptions.is_empty()) {
            self.subscriptions.remove(0);
        }
        self.subscriptions.push(new);
    }

    /// Puts a note in place of the one with its number, or behind all others. The oldest goes where there are too many, or
    /// where there is no room for one more.
    pub(crate) fn put_note(&mut self, note: Note, room: Room) {
        self.activation = Activation::Done;
        if let Some(old) = self.notes.iter_mut().find(|old| old.number == note.number) {
            *old = note;
            return;
        }
        if self.notes.len() >= NOTES_AT_MOST || (room == Room::None && !self.notes.is_empty()) {
            self.notes.remove(0);
        }
        self.notes.push(note);
    }

    /// Its bytes: a version, and what postcard makes of the fields in their order.
    pub fn encode(&self) -> Vec<u8> {
        let layout = Layout {
            key: self.key,
            last_day: self.last_day,
            activation: self.activation,
            links: &self.links,
            subscriptions: &self.subscriptions,
            notes: &self.notes,
        };
        let fields = postcard::to_allocvec(&layout)
            .expect("what is put into memory cannot fail but by a faulty Serialize");
        [&[VERSION][..], &fields].concat()
    }

    /// None where these are no such bytes, or those of another version.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (&VERSION, fields) = bytes.split_first()? else { return None };
        let Layout { key, last_day, activation, links, subscriptions, notes } =
            postcard::from_bytes(fields).ok()?;
        Some(Self { key, last_day, activation, links, subscriptions, notes })
    }
}

#[cfg(test)]
mod tests {
    use super::{Activation, KeptLink, Record, Room};
    use heliograph_wire::Private;
    use heliograph_wire::rendezvous::{Link, LinkHash, Note, SUBSCRIPTIONS_AT_MOST, Subscription};

    fn sealed(text: &str) -> Private<Vec<u8>> {
        Private::new(text.as_bytes().to_vec())
    }

    fn subscription(number: u8) -> Subscription {
        Subscription { id: [number; 16], sealed: sealed("where") }
    }

    fn record() -> Record {
        let hash = LinkHash([2; 32]);
        let link = Link { hash, made: 20_000, label: sealed("label") };
        Record {
            key: [1; 32],
            last_day: 20_002,
            activation: Activation::Done,
            links: vec![KeptLink { link, wake: sealed("wake") }],
            subscriptions: vec![subscription(7)],
            notes: vec![Note { number: 9, hash, day: 20_001, sealed: sealed("note") }],
        }
    }

    #[test]
    fn a_record_has_fixed_bytes() {
        let mut bytes = vec![2];
        bytes.extend([1; 32]);
        bytes.extend([0xa2, 0x9c, 0x01, 1, 1]);
        bytes.extend([2; 32]);
        bytes.extend(b"\xa0\x9c\x01\x05label\x04wake\x01");
        bytes.extend([7; 16]);
        bytes.extend(b"\x05where\x01\x09");
        bytes.extend([2; 32]);
        bytes.extend(b"\xa1\x9c\x01\x04note");
        assert_eq!(record().encode(), bytes);
        assert!(Record::decode(&bytes) == Some(record()));
    }

    #[test]
    fn torn_and_later_records_are_none() {
        let bytes = record().encode();
        for length in 0..bytes.len() {
            assert!(Record::decode(&bytes[..length]).is_none(), "the first {length} bytes");
        }
        for other in [1, 3] {
            assert!(Record::decode(&[&[other][..], &bytes[1..]].concat()).is_none());
        }
    }

    #[test]
    fn one_more_subscription_takes_the_place_of_the_oldest() {
        let ids = |record: &Record| record.subscriptions.iter().map(|there| there.id[0]).collect::<Vec<_>>();
        let mut record = Record::new([1; 32], 0);
        (0..=SUBSCRIPTIONS_AT_MOST as u8).for_each(|n| record.put_subscription(subscription(n), Room::Some));
        assert_eq!(ids(&record), [1, 2, 3, 4, 5]);
        record.put_subscription(Subscription { sealed: sealed("elsewhere"), ..subscription(3) }, Room::None);
        assert_eq!(ids(&record), [1, 2, 3, 4, 5]);
        assert_eq!(record.subscriptions[2].sealed.reveal(), b"elsewhere");
        record.subscriptions.truncate(1);
        record.put_subscription(subscription(9), Room::None);
        assert_eq!(ids(&record), [9], "where there is no room, its own oldest goes");
    }
}
