//! The links that a callee gives away. The companion keeps the hash of each and its label, sealed: what it needs to ring
//! by a link and nothing to make one of. It also keeps the callee's wake key, sealed with the id of each link: whoever rings
//! by one brings what opens it.

use std::collections::BTreeMap;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use heliograph_wire::Private;
use heliograph_wire::rendezvous::{Link, LinkHash, NewLink, WAKE_BYTES, link_preimage};
use hkdf::Hkdf;
use rand_core::CryptoRngCore;
use sha2::{Digest, Sha256};

use crate::callee::Callee;
use crate::padding;

/// The most bytes of a label; a longer one is cut at the end of a letter.
pub const LABEL_BYTES: usize = 64;

const SALT: usize = 16;

const NONCE: usize = 12;

/// More links than any callee has.
const MOST_KNOWN: usize = 64;

/// What makes the links that were made or read here their callee's, by which they get other labels.
#[derive(Default)]
pub(crate) struct Links {
    known: BTreeMap<LinkHash, Private<[u8; SALT]>>,
}

impl Links {
    /// Makes a link.
    pub(crate) fn make(
        &mut self,
        callee: &Callee,
        label: &Private<String>,
        chance: &mut impl CryptoRngCore,
    ) -> NewLink {
        let mut salt = [0; SALT];
        chance.fill_bytes(&mut salt);
        let salt = Private::new(salt);
        let link = labelled(callee, &salt, label, chance);
        self.know(link.hash, &salt);
        link
    }

    /// Gives a link another label. None for one that was neither made nor read here, or that is another callee's.
    pub(crate) fn label(
        &self,
        callee: &Callee,
        hash: LinkHash,
        label: &Private<String>,
        chance: &mut impl CryptoRngCore,
    ) -> Option<NewLink> {
        let salt = self.known.get(&hash)?;
        Some(labelled(callee, salt, label, chance)).filter(|link| link.hash == hash)
    }

    /// What a link is. None for one that is not this callee's.
    pub(crate) fn read(&mut self, callee: &Callee, link: &Link) -> Option<NewLink> {
        let (salt, label) = open(callee, link)?;
        let read = whole(callee, &salt, label, link.label.clone());
        if read.hash != link.hash {
            return None;
        }
        self.know(link.hash, &salt);
        Some(read)
    }

    fn know(&mut self, hash: LinkHash, salt: &Private<[u8; SALT]>) {
        self.known.insert(hash, salt.clone());
        if self.known.len() > MOST_KNOWN {
            self.known.pop_first();
        }
    }
}

/// A link with its label.
fn labelled(
    callee: &Callee,
    salt: &Private<[u8; SALT]>,
    label: &Private<String>,
    chance: &mut impl CryptoRngCore,
) -> NewLink {
    let label = cut(label);
    let sealed = seal(callee, salt, &label, chance);
    whole(callee, salt, label, sealed)
}

fn whole(
    callee: &Callee,
    salt: &Private<[u8; SALT]>,
    label: Private<String>,
    sealed: Private<Vec<u8>>,
) -> NewLink {
    let id = id_of(callee, salt);
    let (hash, wake) = (hash_of(&id), sealed_wake(callee, &id));
    NewLink { hash, label, sealed, salt: salt.clone(), wake, id, key: callee.key() }
}

/// Made of the callee's own key, so that nobody else can have the companion take it for theirs.
fn id_of(callee: &Callee, salt: &Private<[u8; SALT]>) -> Private<[u8; 16]> {
    let digest = Sha256::digest(link_preimage(&callee.signing(), salt.reveal()));
    Private::new(std::array::from_fn(|place| digest[place]))
}

fn hash_of(id: &Private<[u8; 16]>) -> LinkHash {
    LinkHash(Sha256::digest(id.reveal()).into())
}

/// The wake key, for whoever brings the link.
fn sealed_wake(callee: &Callee, id: &Private<[u8; 16]>) -> Private<Vec<u8>> {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(None, id.reveal())
        .expand(b"heliograph link wake 1", &mut key)
        .expect("32 bytes are fewer than HKDF can give");
    let key = Private::new(key);
    // This key seals nothing else, so that each link needs no number of its own.
    let sealed = Aes256Gcm::new(key.reveal().into())
        .encrypt(Nonce::from_slice(&[0; NONCE]), &callee.wake.reveal()[..])
        .expect("AES-GCM seals much more than this");
    debug_assert_eq!(sealed.len(), WAKE_BYTES);
    Private::new(sealed)
}

fn cut(label: &Private<String>) -> Private<String> {
    let end = label.reveal().floor_char_boundary(LABEL_BYTES);
    Private::new(label.reveal()[..end].to_owned())
}

/// The hash goes into it, so that the companion cannot give one link the label of another.
fn seal(
    callee: &Callee,
    salt: &Private<[u8; SALT]>,
    label: &Private<String>,
    chance: &mut impl CryptoRngCore,
) -> Private<Vec<u8>> {
    let mut nonce = [0; NONCE];
    chance.fill_bytes(&mut nonce);
    let label = padding::exactly(label.reveal().as_bytes(), padding::LENGTH + LABEL_BYTES)
        .expect("labels are cut to what fits");
    let inside = Private::new([&salt.reveal()[..], label.reveal()].concat());
    let payload = Payload { msg: inside.reveal(), aad: &hash_of(&id_of(callee, salt)).0 };
    let sealed = Aes256Gcm::new(callee.label.reveal().into())
        .encrypt(Nonce::from_slice(&nonce), payload)
        .expect("AES-GCM seals much more than this");
    Private::new([&nonce[..], &sealed].concat())
}

fn open(callee: &Callee, link: &Link) -> Option<(Private<[u8; SALT]>, Private<String>)> {
    let (nonce, sealed) = link.label.reveal().split_first_chunk::<NONCE>()?;
    let payload = Payload { msg: sealed, aad: &link.hash.0 };
    let inside = Aes256Gcm::new(callee.label.reveal().into()).decrypt(Nonce::from_slice(nonce), payload);
    let inside = Private::new(inside.ok()?);
    let (salt, label) = inside.reveal().split_first_chunk::<SALT>()?;
    let (salt, label) = (Private::new(*salt), padding::removed(label)?);
    let label = str::from_utf8(label.reveal()).ok()?.to_owned();
    Some((salt, Private::new(label)))
}

#[cfg(test)]
mod tests {
    use super::{Aead, Aes256Gcm, Hkdf, KeyInit, LABEL_BYTES, Links, MOST_KNOWN, Nonce, Sha256, WAKE_BYTES};
    use crate::{callee::Callee, chance::Dealt};
    use heliograph_wire::{
        Private,
        rendezvous::{LABEL_LIMIT, Link, NewLink},
    };

    fn callee(secret: u8) -> Callee {
        Callee::of(&Private::new([secret; 32]))
    }

    fn made(links: &mut Links, label: &str) -> NewLink {
        links.make(&callee(1), &Private::new(label.to_owned()), &mut Dealt::by(label.len() as u8))
    }

    fn kept(link: &NewLink) -> Link {
        Link { hash: link.hash, made: 0, label: link.sealed.clone() }
    }

    #[test]
    fn a_link_is_read_again_from_what_the_companion_keeps() {
        let link = made(&mut Links::default(), "Grandma");
        let read = Links::default().read(&callee(1), &kept(&link)).unwrap();
        assert!(read == link);
        assert_eq!(read.label.reveal(), "Grandma");
    }

    #[test]
    fn labels_of_other_lengths_look_alike_and_long_ones_are_cut_between_letters() {
        let mut links = Links::default();
        let (short, long) = (made(&mut links, ""), made(&mut links, &format!("x{}", "ä".repeat(40))));
        assert_eq!(short.sealed.reveal().len(), long.sealed.reveal().len());
        assert!(long.sealed.reveal().len() <= LABEL_LIMIT);
        assert_eq!(long.label.reveal().len(), LABEL_BYTES - 1);
    }

    #[test]
    fn another_callees_links_and_changed_and_swapped_ones_are_not_read() {
        let mut links = Links::default();
        let (one, other) = (made(&mut links, "one"), made(&mut links, "other"));
        assert!(links.read(&callee(2), &kept(&one)).is_none());
        let swapped = Link { hash: other.hash, ..kept(&one) };
        assert!(links.read(&callee(1), &swapped).is_none());
        for place in [0, 12, one.sealed.reveal().len() - 1] {
            let mut changed = one.sealed.reveal().clone();
            changed[place] ^= 1;
            let changed = Link { label: Private::new(changed), ..kept(&one) };
            assert!(links.read(&callee(1), &changed).is_none());
        }
        for length in [0, 11, 12, 27] {
            let short = Link { label: Private::new(vec![0; length]), ..kept(&one) };
            assert!(links.read(&callee(1), &short).is_none());
        }
    }

    #[test]
    fn a_known_link_gets_another_label_and_a_strange_one_none() {
        let mut links = Links::default();
        let link = made(&mut links, "Grandma");
        let label = Private::new("Grandpa".to_owned());
        let labelled = links.label(&callee(1), link.hash, &label, &mut Dealt::by(9)).unwrap();
        let read = Links::default().read(&callee(1), &kept(&labelled)).unwrap();
        assert!(read == labelled);
        assert_eq!(read.label.reveal(), "Grandpa");
        assert!((read.id == link.id) && (read.salt == link.salt) && (read.wake == link.wake));
        assert!(links.label(&callee(2), link.hash, &label, &mut Dealt::by(9)).is_none());
        assert!(Links::default().label(&callee(1), link.hash, &label, &mut Dealt::by(9)).is_none());
    }

    #[test]
    fn only_so_many_links_are_remembered() {
        let (mut links, mut chance) = (Links::default(), Dealt::by(1));
        for _ in 0..MOST_KNOWN + 10 {
            links.make(&callee(1), &Private::new(String::new()), &mut chance);
        }
        assert_eq!(links.known.len(), MOST_KNOWN);
    }

    #[test]
    fn a_link_is_its_callees_alone() {
        let link = made(&mut Links::default(), "");
        let own = |secret| super::id_of(&callee(secret), &link.salt);
        assert!(own(1) == link.id);
        assert!(own(2) != link.id, "with the same salt somebody else has another link");
    }

    #[test]
    fn whoever_brings_a_link_opens_the_wake_key_and_nobody_else_does() {
        let mut links = Links::default();
        let (one, other) = (made(&mut links, "one"), made(&mut links, "other"));
        let open = |id: &Private<[u8; 16]>, sealed: &[u8]| {
            let mut key = [0; 32];
            Hkdf::<Sha256>::new(None, id.reveal()).expand(b"heliograph link wake 1", &mut key).unwrap();
            Aes256Gcm::new(&key.into()).decrypt(Nonce::from_slice(&[0; 12]), sealed).ok()
        };
        assert_eq!(one.wake.reveal().len(), WAKE_BYTES);
        assert!(open(&one.id, one.wake.reveal()).as_deref() == Some(&callee(1).wake.reveal()[..]));
        assert!(open(&other.id, one.wake.reveal()).is_none());
        assert!(one.wake != other.wake);
    }
}
