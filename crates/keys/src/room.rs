//! The host of a room. All that a room is comes from the secret of its host's link, so that whoever has that link is the
//! host, on any device.

use ed25519_dalek::{Signer, SigningKey};
use heliograph_wire::Private;
use heliograph_wire::rendezvous::RoomKeys;
use heliograph_wire::room::{RoomId, hosting, room_preimage};
use hkdf::Hkdf;
use rand_core::CryptoRngCore;
use sha2::{Digest, Sha256};

/// Draws the secret of another room's host.
pub(crate) fn secret(chance: &mut impl CryptoRngCore) -> Private<[u8; 32]> {
    let mut secret = [0; 32];
    chance.fill_bytes(&mut secret);
    Private::new(secret)
}

/// What a secret comes to.
pub(crate) fn read(secret: Private<[u8; 32]>) -> RoomKeys {
    let signing = signing(&secret).verifying_key().to_bytes();
    let salt = Private::new(derived(&secret, b"heliograph room salt 1"));
    let shared = Private::new(derived(&secret, b"heliograph room secret 1"));
    RoomKeys { id: id(&signing, &salt), secret, signing, salt, shared }
}

/// Signs that the host opens its room.
pub(crate) fn open(secret: &Private<[u8; 32]>, challenge: &[u8; 32]) -> [[u8; 32]; 2] {
    let signing = signing(secret);
    let salt = Private::new(derived(secret, b"heliograph room salt 1"));
    let room = id(&signing.verifying_key().to_bytes(), &salt);
    let signature = signing.sign(&hosting(challenge, room));
    [*signature.r_bytes(), *signature.s_bytes()]
}

fn id(signing: &[u8; 32], salt: &Private<[u8; 16]>) -> RoomId {
    let digest: [u8; 32] = Sha256::digest(room_preimage(signing, salt.reveal())).into();
    let (first, _) = digest.split_at(16);
    RoomId(first.try_into().expect("half of 32 bytes are 16"))
}

fn signing(secret: &Private<[u8; 32]>) -> SigningKey {
    let key = Private::new(derived(secret, b"heliograph room host signing 1"));
    SigningKey::from_bytes(key.reveal())
}

fn derived<const LENGTH: usize>(secret: &Private<[u8; 32]>, purpose: &[u8]) -> [u8; LENGTH] {
    let mut derived = [0; LENGTH];
    Hkdf::<Sha256>::new(None, secret.reveal())
        .expand(purpose, &mut derived)
        .expect("a few bytes are fewer than HKDF's limit (RFC 5869, section 2.3)");
    derived
}

#[cfg(test)]
mod tests {
    use super::{open, read, secret};
    use crate::chance::Dealt;
    use ed25519_dalek::{Signature, VerifyingKey};
    use heliograph_wire::Private;
    use heliograph_wire::room::{RoomId, hosting};

    #[test]
    fn a_room_is_opened_for_one_challenge_only_and_by_its_host_alone() {
        let keys = read(Private::new([1; 32]));
        let [first, second] = open(&keys.secret, &[2; 32]);
        let signature = Signature::from_components(first, second);
        let key = VerifyingKey::from_bytes(&keys.signing).unwrap();
        assert!(key.verify_strict(&hosting(&[2; 32], keys.id), &signature).is_ok());
        assert!(key.verify_strict(&hosting(&[3; 32], keys.id), &signature).is_err());
        assert!(key.verify_strict(&hosting(&[2; 32], RoomId([0; 16])), &signature).is_err());
        let other = VerifyingKey::from_bytes(&read(Private::new([2; 32])).signing).unwrap();
        assert!(other.verify_strict(&hosting(&[2; 32], keys.id), &signature).is_err());
    }

    #[test]
    fn the_same_secret_is_the_same_room_and_another_is_another() {
        let mut chance = Dealt::by(1);
        let (one, other) = (secret(&mut chance), secret(&mut chance));
        assert!(read(one.clone()) == read(one.clone()));
        assert!(read(one.clone()).id != read(other.clone()).id);
        assert!(read(one).shared != read(other).shared);
    }
}
