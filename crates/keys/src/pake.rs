//! How two people who know the same words come to a key that nobody else has (PAKE). Whoever knows other words, or
//! stands between the two, has one guess for each run, and learns nothing to guess by later.

use heliograph_wire::Private;
use rand_core::CryptoRngCore;
use spake2::{Ed25519Group, Identity, Password, Spake2};

/// One side of a run between two equals: each says one message.
pub(crate) trait Pake: Sized {
    /// Begins, and gives what is to be said. Two runs only agree when both secret and identity are the same.
    fn begin(secret: &[u8], identity: &[u8], chance: &mut impl CryptoRngCore) -> (Self, Vec<u8>);

    /// What both sides share if they had the same secret, and something useless if not. None for what is no message.
    fn finish(self, message: &[u8]) -> Option<Private<Vec<u8>>>;
}

/// SPAKE2 over Ed25519 in its symmetric form, to the byte as `python-spake2` and Magic Wormhole have it.
pub(crate) struct Symmetric(Spake2<Ed25519Group>);

impl Pake for Symmetric {
    fn begin(secret: &[u8], identity: &[u8], chance: &mut impl CryptoRngCore) -> (Self, Vec<u8>) {
        let (secret, identity) = (Password::new(secret), Identity::new(identity));
        let (run, message) = Spake2::start_symmetric_with_rng(&secret, &identity, chance);
        (Self(run), message)
    }

    fn finish(self, message: &[u8]) -> Option<Private<Vec<u8>>> {
        self.0.finish(message).ok().map(Private::new)
    }
}

#[cfg(test)]
mod tests {
    use super::{Pake, Symmetric};
    use crate::chance::Dealt;

    fn run(secrets: [&str; 2], identities: [&str; 2]) -> bool {
        let [(ana, from_ana), (ben, from_ben)] = [0, 1].map(|side| {
            let (secret, identity) = (secrets[side].as_bytes(), identities[side].as_bytes());
            Symmetric::begin(secret, identity, &mut Dealt::by(side as u8))
        });
        let [ana, ben] = [ana.finish(&from_ben), ben.finish(&from_ana)].map(|shared| shared.unwrap());
        ana == ben
    }

    #[test]
    fn only_the_same_words_at_the_same_place_come_to_the_same_secret() {
        assert!(run(["same", "same"], ["here", "here"]));
        assert!(!run(["same", "some"], ["here", "here"]));
        assert!(!run(["same", "same"], ["here", "there"]));
    }

    #[test]
    fn what_is_no_message_ends_the_run() {
        let not_on_the_curve = [&[0x53, 2][..], &[0; 31]].concat();
        let from_no_equal = [&[0x41][..], &[0; 32]].concat();
        for message in [&[][..], &[0x53; 32], &[0x53; 34], &not_on_the_curve, &from_no_equal] {
            let (run, _) = Symmetric::begin(b"words", b"here", &mut Dealt::by(1));
            assert!(run.finish(message).is_none());
        }
    }
}
