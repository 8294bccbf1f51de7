//! Safety words: four words by which two people hear that nobody sits between them.
//!
//! Each side adds 16 random bytes. The offerer commits to its own before it sees the answerer's, so neither can
//! steer the outcome: `docs/protocol/control.md`, “Safety words”.

use hkdf::Hkdf;
use sha2::{Digest, Sha256};

use crate::Private;
use crate::resume::{Fingerprints, Role};

/// What the offerer sends first: it can later open this commitment in one way only.
pub fn commitment(role: Role, prints: &Fingerprints, nonce: &[u8; 16]) -> [u8; 32] {
    Sha256::new_with_prefix(b"heliograph safety commitment 1")
        .chain_update([role.number()])
        .chain_update(prints.offerer)
        .chain_update(prints.answerer)
        .chain_update(nonce)
        .finalize()
        .into()
}

/// Four numbers, each the place of a word in a list of 256: 32 bits that depend on both certificates and on both
/// sides' random bytes.
pub fn words(prints: &Fingerprints, offerer_nonce: &[u8; 16], answerer_nonce: &[u8; 16]) -> [u8; 4] {
    derived(prints, offerer_nonce, answerer_nonce, b"heliograph safety words 1")
}

/// The base key of the first epoch of sealed frames: who has the same words has the same key. The nonces cross
/// the control channel, so this keeps out whoever is outside of it; whoever sits in between is told by the words.
pub fn frame_key(
    prints: &Fingerprints,
    offerer_nonce: &[u8; 16],
    answerer_nonce: &[u8; 16],
) -> Private<[u8; 32]> {
    Private::new(derived(prints, offerer_nonce, answerer_nonce, b"heliograph sealed frames 1"))
}

fn derived<const LENGTH: usize>(
    prints: &Fingerprints,
    offerer_nonce: &[u8; 16],
    answerer_nonce: &[u8; 16],
    purpose: &[u8],
) -> [u8; LENGTH] {
    let salt = [prints.offerer, prints.answerer].concat();
    let material = [*offerer_nonce, *answerer_nonce].concat();
    let mut derived = [0; LENGTH];
    Hkdf::<Sha256>::new(Some(&salt), &material)
        .expand(purpose, &mut derived)
        .expect("a few bytes are fewer than HKDF's limit (RFC 5869, section 2.3)");
    derived
}

#[cfg(test)]
mod tests {
    use super::{commitment, frame_key, words};
    use crate::resume::{Fingerprints, Role};

    const PRINTS: Fingerprints = Fingerprints { offerer: [1; 32], answerer: [2; 32] };

    #[test]
    fn commitment_words_and_key_are_those_of_the_protocol_page() {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let digest = hex(&commitment(Role::Offerer, &PRINTS, &[3; 16]));
        assert_eq!(digest, "600d936c43e79865657a270fec3a463a5cd346b5ea52c36d22db4d714f7b2245");
        assert_eq!(words(&PRINTS, &[3; 16], &[4; 16]), [109, 198, 30, 91]);
        let key = hex(frame_key(&PRINTS, &[3; 16], &[4; 16]).reveal());
        assert_eq!(key, "12784af021c524204397c25b910da00d373ff77e45afc7a9f65a550e72d05ee4");
    }

    #[test]
    fn everything_that_goes_in_changes_what_comes_out() {
        let first = words(&PRINTS, &[3; 16], &[4; 16]);
        let other = Fingerprints { answerer: [5; 32], ..PRINTS };
        for changed in [
            words(&other, &[3; 16], &[4; 16]),
            words(&PRINTS, &[5; 16], &[4; 16]),
            words(&PRINTS, &[3; 16], &[5; 16]),
        ] {
            assert_ne!(first, changed);
        }
        let key = frame_key(&PRINTS, &[3; 16], &[4; 16]);
        for changed in [
            frame_key(&other, &[3; 16], &[4; 16]),
            frame_key(&PRINTS, &[5; 16], &[4; 16]),
            frame_key(&PRINTS, &[3; 16], &[5; 16]),
        ] {
            assert!(key != changed);
        }
        assert_ne!(
            commitment(Role::Offerer, &PRINTS, &[3; 16]),
            commitment(Role::Answerer, &PRINTS, &[3; 16])
        );
        assert_ne!(
            commitment(Role::Offerer, &PRINTS, &[3; 16]),
            commitment(Role::Offerer, &PRINTS, &[4; 16])
        );
    }
}
