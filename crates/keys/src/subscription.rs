//! Where a device is woken, sealed: the companion can open it only while somebody rings by a link.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use heliograph_wire::Private;
use heliograph_wire::rendezvous::{ENDPOINT_LIMIT, SUBSCRIPTION_BYTES, Subscription};
use hkdf::hmac::{Hmac, Mac};
use rand_core::CryptoRngCore;
use sha2::Sha256;

use crate::callee::Callee;
use crate::padding;

const PURPOSE: &[u8] = b"heliograph subscription 1";

const NONCE: usize = 12;

/// Seals the address of a push resource. None for one that is too long.
pub(crate) fn seal(
    callee: &Callee,
    endpoint: &Private<String>,
    chance: &mut impl CryptoRngCore,
) -> Option<Subscription> {
    let padded = padding::exactly(endpoint.reveal().as_bytes(), padding::LENGTH + ENDPOINT_LIMIT)?;
    let mut nonce = [0; NONCE];
    chance.fill_bytes(&mut nonce);
    let payload = Payload { msg: padded.reveal(), aad: PURPOSE };
    let sealed = Aes256Gcm::new(callee.wake.reveal().into())
        .encrypt(Nonce::from_slice(&nonce), payload)
        .expect("AES-GCM seals much more than this");
    let sealed = Private::new([&nonce[..], &sealed].concat());
    debug_assert_eq!(sealed.reveal().len(), SUBSCRIPTION_BYTES);
    Some(Subscription { id: id(callee, endpoint), sealed })
}

/// The same for the same address, so that a device finds its own among others.
fn id(callee: &Callee, endpoint: &Private<String>) -> [u8; 16] {
    let hmac =
        <Hmac<Sha256> as Mac>::new_from_slice(callee.wake.reveal()).expect("a key of any length will do");
    let digest = hmac.chain_update(endpoint.reveal()).finalize().into_bytes();
    std::array::from_fn(|place| digest[place])
}

#[cfg(test)]
mod tests {
    use super::{Aead, Aes256Gcm, Callee, ENDPOINT_LIMIT, KeyInit, Nonce, PURPOSE, Payload, seal};
    use crate::{chance::Dealt, padding};
    use heliograph_wire::Private;
    use heliograph_wire::rendezvous::{SUBSCRIPTION_BYTES, Subscription};

    fn sealed(endpoint: &str, seed: u8) -> Option<Subscription> {
        let callee = Callee::of(&Private::new([1; 32]));
        seal(&callee, &Private::new(endpoint.to_owned()), &mut Dealt::by(seed))
    }

    fn opened(subscription: &Subscription, key: &Private<[u8; 32]>) -> Option<Vec<u8>> {
        let (nonce, sealed) = subscription.sealed.reveal().split_at(12);
        let payload = Payload { msg: sealed, aad: PURPOSE };
        let padded = Aes256Gcm::new(key.reveal().into()).decrypt(Nonce::from_slice(nonce), payload).ok()?;
        Some(padding::removed(&padded)?.reveal().clone())
    }

    #[test]
    fn the_wake_key_alone_opens_a_subscription() {
        let subscription = sealed("https://push.example/a", 1).unwrap();
        let [own, other] = [1, 2].map(|secret| Callee::of(&Private::new([secret; 32])));
        assert!(opened(&subscription, &own.wake).as_deref() == Some(&b"https://push.example/a"[..]));
        assert!(opened(&subscription, &other.wake).is_none());
        assert!(opened(&subscription, &own.label).is_none());
    }

    #[test]
    fn one_device_has_one_id_and_all_look_alike() {
        let [once, again] = [1, 2].map(|seed| sealed("https://push.example/a", seed).unwrap());
        let other = sealed(&"x".repeat(ENDPOINT_LIMIT), 1).unwrap();
        assert!(once.id == again.id && once.sealed != again.sealed);
        assert!(once.id != other.id);
        for subscription in [once, again, other] {
            assert_eq!(subscription.sealed.reveal().len(), SUBSCRIPTION_BYTES);
        }
        assert!(sealed(&"x".repeat(ENDPOINT_LIMIT + 1), 1).is_none(), "a longer one is refused, and not cut");
    }
}
