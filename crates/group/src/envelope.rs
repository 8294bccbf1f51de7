//! Around everything that the companion hands on and that MLS itself leaves in the open: whoever has the link can make and
//! read it, and nobody else.

use heliograph_wire::Private;
use heliograph_wire::room::{MemberId, RoomId};
use mls_rs::CipherSuiteProvider;

use crate::suite::cipher_suite;

const NONCE: usize = 12;

/// What is in an envelope. What was made as one opens as no other.
#[derive(Clone, Copy)]
pub(crate) enum Content {
    /// The key package of this seat.
    Package(MemberId),
    Commit,
    Welcome,
}

/// Seals and opens the envelopes of one room: AES-128-GCM, with the nonce in front.
#[derive(Clone)]
pub(crate) struct Envelopes {
    key: Private<Vec<u8>>,
    room: RoomId,
}

impl Envelopes {
    pub(crate) const fn new(key: Private<Vec<u8>>, room: RoomId) -> Self {
        Self { key, room }
    }

    /// None where no chance can be had.
    pub(crate) fn seal(&self, content: Content, bytes: &[u8]) -> Option<Private<Vec<u8>>> {
        let mut nonce = [0; NONCE];
        cipher_suite().random_bytes(&mut nonce).ok()?;
        self.seal_with(nonce, content, bytes)
    }

    fn seal_with(&self, nonce: [u8; NONCE], content: Content, bytes: &[u8]) -> Option<Private<Vec<u8>>> {
        let label = content.label(self.room);
        let sealed = cipher_suite().aead_seal(self.key.reveal(), bytes, Some(&label), &nonce).ok()?;
        Some([&nonce[..], &sealed].concat().into())
    }

    /// None for what is no such envelope.
    pub(crate) fn open(&self, content: Content, envelope: &[u8]) -> Option<Private<Vec<u8>>> {
        let (nonce, sealed) = envelope.split_first_chunk::<NONCE>()?;
        let label = content.label(self.room);
        let opened = cipher_suite().aead_open(self.key.reveal(), sealed, Some(&label), nonce).ok()?;
        Some(opened.to_vec().into())
    }
}

impl Content {
    /// What is authenticated with it.
    fn label(self, room: RoomId) -> Vec<u8> {
        let (kind, seat) = match self {
            Self::Package(member) => (&b"heliograph room package 1"[..], Some(member)),
            Self::Commit => (&b"heliograph room commit 1"[..], None),
            Self::Welcome => (&b"heliograph room welcome 1"[..], None),
        };
        let mut label = [kind, &room.0].concat();
        label.extend(seat.iter().flat_map(|member| member.0.to_be_bytes()));
        label
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Content, Envelopes, NONCE};
    use crate::link::Link;
    use heliograph_wire::room::{MemberId, RoomId};

    const CONTENTS: [Content; 4] =
        [Content::Package(MemberId(300)), Content::Package(MemberId(301)), Content::Commit, Content::Welcome];

    pub(crate) fn envelopes() -> Envelopes {
        Link::new(&[7; 16].into(), RoomId([1; 16])).unwrap().envelopes
    }

    /// With a nonce that is none.
    pub(crate) fn sealed(content: Content, bytes: &[u8]) -> Vec<u8> {
        envelopes().seal_with([2; NONCE], content, bytes).unwrap().reveal().clone()
    }

    #[test]
    fn an_envelope_opens_as_what_it_was_made_and_as_nothing_else() {
        for (made, content) in CONTENTS.into_iter().enumerate() {
            let envelope = envelopes().seal(content, b"abc").unwrap();
            for (opened, content) in CONTENTS.into_iter().enumerate() {
                let inside = envelopes().open(content, envelope.reveal());
                assert_eq!(inside.is_some(), made == opened);
                assert!(inside.is_none_or(|inside| inside.reveal() == b"abc"));
            }
        }
    }

    #[test]
    fn no_two_envelopes_are_the_same() {
        let seal = || envelopes().seal(Content::Commit, b"abc").unwrap();
        assert!(seal() != seal());
    }

    #[test]
    fn nothing_opens_that_changed_or_was_cut() {
        let envelope = sealed(Content::Commit, b"abc");
        for at in 0..envelope.len() {
            let mut changed = envelope.clone();
            changed[at] ^= 1;
            assert!(envelopes().open(Content::Commit, &changed).is_none());
            assert!(envelopes().open(Content::Commit, &envelope[..at]).is_none());
        }
    }
}
