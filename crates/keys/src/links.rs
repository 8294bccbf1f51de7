//! The links that a callee gives away. The companion keeps the hash of each and its label, sealed: what it needs to ring
//! by a link and nothing to make one of.

use std::collections::BTreeMap;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use heliograph_wire::Private;
use heliograph_wire::rendezvous::{Link, LinkHash, NewLink};
use rand_core::CryptoRngCore;
use sha2::{Digest, Sha256};

use crate::callee::Callee;
use crate::padding;

/// The most bytes of a label; a longer one is cut at the end of a letter.
pub const LABEL_BYTES: usize = 64;

const ID: usize = 16;

const NONCE: usize = 12;

/// More links than any callee has.
const MOST_KNOWN: usize = 64;

/// The ids of the links that were made or read here, by which they get other labels.
#[derive(Default)]
pub(crate) struct Links {
    known: BTreeMap<LinkHash, Private<[u8; ID]>>,
}

impl Links {
    /// Makes a link.
    pub(crate) fn make(
        &mut self,
        callee: &Callee,
        label: &Private<String>,
        chance: &mut impl CryptoRngCore,
    ) -> NewLink {
        let mut id = [0; ID];
        chance.fill_bytes(&mut id);
        let id = Private::new(id);
        let hash = hash_of(&id);
        self.know(hash, &id);
        let label = cut(label);
        NewLink { hash, sealed: seal(callee, &id, &label, chance), label, id, key: callee.key() }
    }

    /// Seals another label for a link. None for one that was neither made nor read here.
    pub(crate) fn label(
        &self,
        callee: &Callee,
        hash: LinkHash,
        label: &Private<String>,
        chance: &mut impl CryptoRngCore,
    ) -> Option<Private<Vec<u8>>> {
        self.known.get(&hash).map(|id| seal(callee, id, &cut(label), chance))
    }

    /// What a link is. None for one that is not this callee's.
    pub(crate) fn read(&mut self, callee: &Callee, link: &Link) -> Option<NewLink> {
        let (id, label) = open(callee, link)?;
        self.know(link.hash, &id);
        Some(NewLink { hash: link.hash, label, sealed: link.label.clone(), id, key: callee.key() })
    }

    fn know(&mut self, hash: LinkHash, id: &Private<[u8; ID]>) {
        self.known.insert(hash, id.clone());
        if self.known.len() > MOST_KNOWN {
            self.known.pop_first();
        }
    }
}

fn hash_of(id: &Private<[u8; ID]>) -> LinkHash {
    LinkHash(Sha256::digest(id.reveal()).into())
}

fn cut(label: &Private<String>) -> Private<String> {
    let end = label.reveal().floor_char_boundary(LABEL_BYTES);
    Private::new(label.reveal()[..end].to_owned())
}

/// The hash goes into it, so that the companion cannot give one link the label of another.
fn seal(
    callee: &Callee,
    id: &Private<[u8; ID]>,
    label: &Private<String>,
    chance: &mut impl CryptoRngCore,
) -> Private<Vec<u8>> {
    let mut nonce = [0; NONCE];
    chance.fill_bytes(&mut nonce);
    let label = padding::exactly(label.reveal().as_bytes(), padding::LENGTH + LABEL_BYTES)
        .expect("labels are cut to what fits");
    let inside = Private::new([&id.reveal()[..], label.reveal()].concat());
    let payload = Payload { msg: inside.reveal(), aad: &hash_of(id).0 };
    let sealed = Aes256Gcm::new(callee.label.reveal().into())
        .encrypt(Nonce::from_slice(&nonce), payload)
        .expect("AES-GCM seals much more than this");
    Private::new([&nonce[..], &sealed].concat())
}

fn open(callee: &Callee, link: &Link) -> Option<(Private<[u8; ID]>, Private<String>)> {
    let (nonce, sealed) = link.label.reveal().split_first_chunk::<NONCE>()?;
    let payload = Payload { msg: sealed, aad: &link.hash.0 };
    let inside = Aes256Gcm::new(callee.label.reveal().into()).decrypt(Nonce::from_slice(nonce), payload);
    let inside = Private::new(inside.ok()?);
    let (id, label) = inside.reveal().split_first_chunk::<ID>()?;
    let (id, label) = (Private::new(*id), padding::removed(label)?);
    let label = str::from_utf8(label.reveal()).ok()?.to_owned();
    (hash_of(&id) == link.hash).then(|| (id, Private::new(label)))
}

#[cfg(test)]
mod tests {
    use super::{LABEL_BYTES, Links, MOST_KNOWN};
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
        let sealed = links.label(&callee(1), link.hash, &label, &mut Dealt::by(9)).unwrap();
        let read = Links::default().read(&callee(1), &Link { label: sealed, ..kept(&link) }).unwrap();
        assert_eq!(read.label.reveal(), "Grandpa");
        assert!(read.id == link.id);
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
}
