use heliograph_wire::rendezvous::{Link, NOTES_AT_MOST, Note};
use serde::{Deserialize, Serialize};

/// The first byte of a record, and how the rest is laid out.
const VERSION: u8 = 1;

/// All that is kept of one callee.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// The callee's public key.
    pub key: [u8; 32],
    /// The day on which it was last attended, counted from 1970 (UTC).
    pub last_day: u32,
    /// Its links, oldest first.
    pub links: Vec<Link>,
    /// Calls that it missed, oldest first.
    pub notes: Vec<Note>,
}

/// Whether there is room for one more note.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    Some,
    None,
}

#[derive(Serialize, Deserialize)]
struct Layout<Links, Notes> {
    key: [u8; 32],
    last_day: u32,
    links: Links,
    notes: Notes,
}

impl Record {
    pub(crate) const fn new(key: [u8; 32], today: u32) -> Self {
        Self { key, last_day: today, links: Vec::new(), notes: Vec::new() }
    }

    /// Puts a note in place of the one with its number, or behind all others. The oldest goes where there are too many, or
    /// where there is no room for one more.
    pub(crate) fn put_note(&mut self, note: Note, room: Room) {
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
        let layout =
            Layout { key: self.key, last_day: self.last_day, links: &self.links, notes: &self.notes };
        let fields = postcard::to_allocvec(&layout)
            .expect("what is put into memory cannot fail but by a faulty Serialize");
        [&[VERSION][..], &fields].concat()
    }

    /// None where these are no such bytes, or those of a later version.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (&VERSION, fields) = bytes.split_first()? else { return None };
        let Layout { key, last_day, links, notes } = postcard::from_bytes(fields).ok()?;
        Some(Self { key, last_day, links, notes })
    }
}

#[cfg(test)]
mod tests {
    use super::Record;
    use heliograph_wire::Private;
    use heliograph_wire::rendezvous::{Link, LinkHash, Note};

    fn record() -> Record {
        let link = Link { hash: LinkHash([2; 32]), made: 20_000, label: Private::new(b"label".to_vec()) };
        let note =
            Note { number: 9, hash: LinkHash([2; 32]), day: 20_001, sealed: Private::new(b"note".to_vec()) };
        Record { key: [1; 32], last_day: 20_002, links: vec![link], notes: vec![note] }
    }

    #[test]
    fn a_record_has_fixed_bytes() {
        let mut bytes = vec![1];
        bytes.extend([1; 32]);
        bytes.extend([0xa2, 0x9c, 0x01, 1]);
        bytes.extend([2; 32]);
        bytes.extend(b"\xa0\x9c\x01\x05label\x01\x09");
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
        let later = [&[2][..], &bytes[1..]].concat();
        assert!(Record::decode(&later).is_none());
    }
}
