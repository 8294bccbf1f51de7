//! What is said on a lane once both ends agree: eight bytes that count the letters of one side, and the sealed letter.

use aes_gcm::aead::Aead;
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use heliograph_wire::Private;
use heliograph_wire::rendezvous::SEALED_LIMIT;

use crate::padding;

/// The bytes of AES-GCM's tag.
pub(crate) const TAG: usize = 16;

const COUNT: usize = 8;

/// How many steps of padding fit into what may be said at once.
const MOST_STEPS: usize = (SEALED_LIMIT - COUNT - TAG) / padding::STEP;

/// Seals what one side says, and opens what the other does, each with a key of its own and a count that never comes
/// twice.
pub(crate) trait Sealing {
    fn seal(&self, count: u64, letter: &[u8]) -> Option<Vec<u8>>;
    fn open(&self, count: u64, sealed: &[u8]) -> Option<Private<Vec<u8>>>;
}

/// One end of a lane.
pub(crate) struct Letters<S> {
    sealing: S,
    said: u64,
    heard: u64,
}

impl<S: Sealing> Letters<S> {
    /// Nothing was said yet.
    pub(crate) const fn new(sealing: S) -> Self {
        Self { sealing, said: 0, heard: 0 }
    }

    /// What is to be sent. None for what is too long.
    pub(crate) fn say(&mut self, letter: &[u8]) -> Option<Vec<u8>> {
        let padded = padding::stepwise(letter, MOST_STEPS)?;
        self.said += 1;
        let sealed = self.sealing.seal(self.said, padded.reveal())?;
        Some([&self.said.to_be_bytes()[..], &sealed].concat())
    }

    /// What the other side said. None for what it did not, and for what counts no further than what was heard.
    pub(crate) fn hear(&mut self, message: &[u8]) -> Option<Private<Vec<u8>>> {
        let (count, sealed) = message.split_first_chunk::<COUNT>()?;
        let count = u64::from_be_bytes(*count);
        if count <= self.heard {
            return None;
        }
        let padded = self.sealing.open(count, sealed)?;
        self.heard = count;
        padding::removed(padded.reveal())
    }
}

/// AES-256-GCM with a key for each direction.
pub(crate) struct KeyPair {
    mine: Aes256Gcm,
    theirs: Aes256Gcm,
}

impl KeyPair {
    pub(crate) fn new(mine: &[u8; 32], theirs: &[u8; 32]) -> Self {
        Self { mine: Aes256Gcm::new(mine.into()), theirs: Aes256Gcm::new(theirs.into()) }
    }
}

impl Sealing for KeyPair {
    fn seal(&self, count: u64, letter: &[u8]) -> Option<Vec<u8>> {
        self.mine.encrypt(Nonce::from_slice(&initialisation(count)), letter).ok()
    }

    fn open(&self, count: u64, sealed: &[u8]) -> Option<Private<Vec<u8>>> {
        let opened = self.theirs.decrypt(Nonce::from_slice(&initialisation(count)), sealed);
        opened.ok().map(Private::new)
    }
}

/// The same as Noise's for AESGCM (revision 34, section 12.4).
pub(crate) fn initialisation(count: u64) -> [u8; 12] {
    let mut bytes = [0; 12];
    bytes[4..].copy_from_slice(&count.to_be_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::{KeyPair, Letters, MOST_STEPS};
    use crate::padding;
    use heliograph_wire::rendezvous::SEALED_LIMIT;

    fn ends() -> [Letters<KeyPair>; 2] {
        let (one, two) = ([1; 32], [2; 32]);
        [Letters::new(KeyPair::new(&one, &two)), Letters::new(KeyPair::new(&two, &one))]
    }

    fn hears(end: &mut Letters<KeyPair>, message: &[u8]) -> Option<Vec<u8>> {
        end.hear(message).map(|letter| letter.reveal().clone())
    }

    #[test]
    fn letters_arrive_in_both_directions_and_some_may_be_lost() {
        let [mut ana, mut ben] = ends();
        let (first, _lost, third) =
            (ana.say(b"first").unwrap(), ana.say(b"lost").unwrap(), ana.say(b"third").unwrap());
        assert_eq!(hears(&mut ben, &first).unwrap(), b"first");
        assert_eq!(hears(&mut ben, &third).unwrap(), b"third");
        let reply = ben.say(b"").unwrap();
        assert_eq!(hears(&mut ana, &reply).unwrap(), b"");
    }

    #[test]
    fn replays_reflections_and_changes_are_nothing_and_spoil_nothing() {
        let [mut ana, mut ben] = ends();
        let first = ana.say(b"first").unwrap();
        assert!(ana.hear(&first).is_none(), "reflected");
        for place in [0, 7, 8, 500, first.len() - 1] {
            let mut changed = first.clone();
            changed[place] ^= 1;
            assert!(ben.hear(&changed).is_none(), "changed at {place}");
        }
        assert!(ben.hear(&first).is_some());
        assert!(ben.hear(&first).is_none(), "replayed");
        let second = ana.say(b"second").unwrap();
        assert!(ben.hear(&second).is_some());
        assert!(ben.hear(&first).is_none(), "replayed later");
    }

    #[test]
    fn letters_of_other_lengths_look_alike() {
        let [mut ana, _] = ends();
        assert_eq!(ana.say(b"").unwrap().len(), ana.say(&[7; 1022]).unwrap().len());
    }

    #[test]
    fn the_longest_letter_fits_into_a_message_and_a_longer_one_is_refused() {
        let longest = MOST_STEPS * padding::STEP - padding::LENGTH;
        let [mut ana, mut ben] = ends();
        let message = ana.say(&vec![7; longest]).unwrap();
        assert!(message.len() <= SEALED_LIMIT);
        assert_eq!(hears(&mut ben, &message).unwrap().len(), longest);
        assert!(ana.say(&vec![7; longest + 1]).is_none());
    }
}
