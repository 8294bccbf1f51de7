//! How two people who are relayed find each other again at their relay, when the way between them is gone.
//!
//! Each opens a socket and names the same place, which nobody else knows; the relay passes on what one says to the
//! other. It is sealed, so all that the relay learns is who comes back to whom, which it knew:
//! `docs/protocol/reunion.md`.

use alloc::vec::Vec;

use hkdf::Hkdf;
use sha2::Sha256;

use crate::Private;
use crate::resume::Role;

/// Where the socket is opened, below the place that the page came from.
pub const PATH: &str = "relay/reunion";

/// No message is longer, sealed: a description of many sections takes a quarter of it.
pub const LONGEST: usize = 32 * 1024;

/// What two people share for this, and nobody else has.
#[derive(Clone, PartialEq, Eq)]
pub struct Secrets {
    /// What both ask the relay for.
    pub place: Private<[u8; 32]>,
    /// The key of what the offerer says (AES-256).
    pub offerers: Private<[u8; 32]>,
    /// The key of what the answerer says.
    pub answerers: Private<[u8; 32]>,
}

impl Secrets {
    pub(crate) fn derived(material: &[u8; 32], salt: &[u8]) -> Self {
        let hkdf = Hkdf::<Sha256>::new(Some(salt), material);
        let part = |name: &[u8]| {
            let mut part = [0; 32];
            hkdf.expand(name, &mut part)
                .expect("32 bytes are fewer than HKDF's limit (RFC 5869, section 2.3)");
            Private::new(part)
        };
        Self {
            place: part(b"heliograph reunion place 1"),
            offerers: part(b"heliograph reunion offerer 1"),
            answerers: part(b"heliograph reunion answerer 1"),
        }
    }

    /// The key of what this side says.
    pub const fn key_of(&self, role: Role) -> &Private<[u8; 32]> {
        match role {
            Role::Offerer => &self.offerers,
            Role::Answerer => &self.answerers,
        }
    }
}

/// The first message of whoever opens a socket: which of the two they are, and the place.
#[derive(Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Who comes. Whoever comes again takes the place of their own earlier socket.
    pub role: Role,
    /// Where to.
    pub place: Private<[u8; 32]>,
}

impl Arrival {
    const BYTES: usize = 33;

    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(Self::BYTES);
        bytes.push(self.role.number());
        bytes.extend_from_slice(self.place.reveal());
        bytes
    }

    /// None where these are no such bytes.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (role, place) = bytes.split_first()?;
        let place = <[u8; 32]>::try_from(place).ok()?;
        Some(Self { role: Role::numbered(*role)?, place: Private::new(place) })
    }
}

/// What the relay says at such a socket.
#[derive(Clone, PartialEq, Eq)]
pub enum Notice {
    /// The first: which start of the relay this is. After another start nothing is left of what was relayed.
    Welcome([u8; 8]),
    /// The other one is here.
    Here,
    /// The other one has left.
    Gone,
    /// The relay is about to be stopped: whoever is relayed may go on for so many seconds.
    Stopping(u16),
    /// The other one says this, sealed.
    Said(Private<Vec<u8>>),
}

impl Notice {
    /// Its bytes: a kind, and what belongs to it.
    pub fn encode(&self) -> Vec<u8> {
        let (kind, rest): (u8, &[u8]) = match self {
            Self::Welcome(start) => (0, start),
            Self::Here => (1, &[]),
            Self::Gone => (2, &[]),
            Self::Stopping(seconds) => (3, &seconds.to_be_bytes()),
            Self::Said(sealed) => (4, sealed.reveal()),
        };
        let mut bytes = Vec::with_capacity(1 + rest.len());
        bytes.push(kind);
        bytes.extend_from_slice(rest);
        bytes
    }

    /// None for what later relays may say.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (kind, rest) = bytes.split_first()?;
        Some(match (kind, rest) {
            (0, start) => Self::Welcome(start.try_into().ok()?),
            (1, []) => Self::Here,
            (2, []) => Self::Gone,
            (3, seconds) => Self::Stopping(u16::from_be_bytes(seconds.try_into().ok()?)),
            (4, sealed) => Self::Said(Private::new(sealed.to_vec())),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Arrival, Notice};
    use crate::Private;
    use crate::resume::{Fingerprints, Role, Token};

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn place_and_keys_are_those_of_the_protocol_page() {
        let prints = Fingerprints { offerer: [1; 32], answerer: [2; 32] };
        let secrets = Token::new(&prints, &[3; 16], &[4; 16]).reunion(&prints);
        assert_eq!(
            hex(secrets.place.reveal()),
            "32d1b4d8ba98e8d9ac8188b9020d9115018888789b71393d61be7baae1faba79"
        );
        assert_eq!(
            hex(secrets.key_of(Role::Offerer).reveal()),
            "1c658593d9a9fbdd3ff75a1ed94e2b6d349784adbcb8407a12b0177d487a28f5"
        );
        assert_eq!(
            hex(secrets.key_of(Role::Answerer).reveal()),
            "2e924803ea83ec8e50caa11598b06052e82f8764cd542f97870c8343aeb165e4"
        );
    }

    #[test]
    fn another_connection_has_another_place_and_other_keys() {
        let prints = Fingerprints { offerer: [1; 32], answerer: [2; 32] };
        let token = Token::new(&prints, &[3; 16], &[4; 16]);
        let (first, later) =
            (token.reunion(&prints), token.reunion(&Fingerprints { offerer: [5; 32], answerer: [6; 32] }));
        assert!(first.place != later.place);
        assert!(first.offerers != later.offerers && first.answerers != later.answerers);
    }

    #[test]
    fn every_message_has_fixed_bytes() {
        let arrival = Arrival { role: Role::Answerer, place: Private::new([7; 32]) };
        assert_eq!(arrival.encode(), [&[1][..], &[7; 32]].concat());
        assert!(Arrival::decode(&arrival.encode()) == Some(arrival));
        let said = |bytes: &[u8]| Notice::Said(Private::new(bytes.to_vec()));
        for (notice, bytes) in [
            (Notice::Welcome([9; 8]), &[0, 9, 9, 9, 9, 9, 9, 9, 9][..]),
            (Notice::Here, &[1]),
            (Notice::Gone, &[2]),
            (Notice::Stopping(300), &[3, 1, 44]),
            (said(b"x"), b"\x04x"),
            (said(b""), &[4]),
        ] {
            assert_eq!(notice.encode(), bytes);
            assert!(Notice::decode(bytes) == Some(notice));
        }
    }

    #[test]
    fn other_bytes_are_nothing() {
        for bytes in [&[][..], &[0], &[0, 1, 2], &[1, 0], &[3, 1], &[5], &[255, 1]] {
            assert!(Notice::decode(bytes).is_none());
        }
        for bytes in [&[][..], &[0], &[2; 33], &[0; 32], &[0; 34]] {
            assert!(Arrival::decode(bytes).is_none());
        }
    }
}
