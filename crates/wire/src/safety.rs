//! Safety words: four words by which two people hear that nobody sits between them.
//!
//! Each side adds 16 random bytes. The offerer commits to its own before it sees the answerer's, so neither can
//! steer the outcome: `docs/protocol/control.md`, “Safety words”.

use hkdf::Hkdf;
use sha2::{Digest, Sha256};

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
    let salt = [prints.offerer, prints.answerer].concat();
    let material = [*offerer_nonce, *answerer_nonce].concat();
    let mut numbers = [0; 4];
    Hkdf::<Sha256>::new(Some(&salt), &material)
        .expand(b"heliograph safety words 1", &mut numbers)
        .expect("four bytes are fewer than HKDF's limit (RFC 5869, section 2.3)");
    numbers
}

#[cfg(test)]
mod tests {
    use super::{commitment, words};
    use crate::resume::{Fingerprints, Role};

    const PRINTS: Fingerprints = Fingerprints { offerer: [1; 32], answerer: [2; 32] };

    #[test]
    fn commitment_and_words_are_those_of_the_protocol_page() {
        let digest: String =
            commitment(Role::Offerer, &PRINTS, &[3; 16]).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, "600d936c43e79865657a270fec3a463a5cd346b5ea52c36d22db4d714f7b2245");
        assert_eq!(words(&PRINTS, &[3; 16], &[4; 16]), [109, 198, 30, 91]);
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
