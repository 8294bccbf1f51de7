//! Somebody who can be rung. All that they are comes from the secret of their private link, so that whoever has the link
//! is the callee, on any device.

use curve25519_dalek::MontgomeryPoint;
use ed25519_dalek::{Signer, SigningKey};
use heliograph_wire::Private;
use heliograph_wire::rendezvous::{CalleeKeys, presence};
use hkdf::Hkdf;
use rand_core::CryptoRngCore;
use sha2::Sha256;

/// The keys that a secret comes to.
pub(crate) struct Callee {
    signing: SigningKey,
    /// What introductions are opened with (X25519).
    pub(crate) ring: Private<[u8; 32]>,
    /// What labels are sealed with.
    pub(crate) label: Private<[u8; 32]>,
    /// What push subscriptions are sealed with.
    pub(crate) wake: Private<[u8; 32]>,
}

/// Draws the secret of another callee.
pub(crate) fn secret(chance: &mut impl CryptoRngCore) -> Private<[u8; 32]> {
    let mut secret = [0; 32];
    chance.fill_bytes(&mut secret);
    Private::new(secret)
}

impl Callee {
    pub(crate) fn of(secret: &Private<[u8; 32]>) -> Self {
        let hkdf = Hkdf::<Sha256>::new(None, secret.reveal());
        let key = |name: &[u8]| {
            let mut key = [0; 32];
            hkdf.expand(name, &mut key).expect("32 bytes are fewer than HKDF can give");
            Private::new(key)
        };
        Self {
            signing: SigningKey::from_bytes(key(b"heliograph callee signing 1").reveal()),
            ring: key(b"heliograph callee ring 1"),
            label: key(b"heliograph callee label 1"),
            wake: key(b"heliograph callee wake 1"),
        }
    }

    /// What the companion knows it by (Ed25519).
    pub(crate) fn signing(&self) -> [u8; 32] {
        self.signing.verifying_key().to_bytes()
    }

    /// What stands in caller links: introductions are sealed to it.
    pub(crate) fn key(&self) -> [u8; 32] {
        MontgomeryPoint::mul_base_clamped(*self.ring.reveal()).to_bytes()
    }

    /// Who it is, and that it is here.
    pub(crate) fn attend(&self, challenge: &[u8; 32]) -> CalleeKeys {
        let signature = self.signing.sign(&presence(challenge));
        CalleeKeys { signing: self.signing(), signature: [*signature.r_bytes(), *signature.s_bytes()] }
    }
}

#[cfg(test)]
mod tests {
    use super::{Callee, secret};
    use crate::chance::Dealt;
    use ed25519_dalek::{Signature, VerifyingKey};
    use heliograph_wire::{Private, rendezvous::presence};

    #[test]
    fn presence_is_signed_for_one_challenge_only() {
        let keys = Callee::of(&Private::new([1; 32])).attend(&[2; 32]);
        let key = VerifyingKey::from_bytes(&keys.signing).unwrap();
        let [first, second] = keys.signature;
        let signature = Signature::from_components(first, second);
        assert!(key.verify_strict(&presence(&[2; 32]), &signature).is_ok());
        assert!(key.verify_strict(&presence(&[3; 32]), &signature).is_err());
        assert!(key.verify_strict(&[2; 32], &signature).is_err());
    }

    #[test]
    fn the_same_secret_is_the_same_callee_and_another_is_another() {
        let mut chance = Dealt::by(1);
        let (one, other) = (secret(&mut chance), secret(&mut chance));
        assert!(Callee::of(&one).key() == Callee::of(&one).key());
        assert!(Callee::of(&one).key() != Callee::of(&other).key());
        assert!(Callee::of(&one).label != Callee::of(&one).ring);
    }
}
