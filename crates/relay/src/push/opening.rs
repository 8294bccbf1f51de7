//! What a ring by a link opens: the callee's wake key, and with it where the callee's devices are woken. Without the link's
//! id, which is not kept, what is kept of them is of no use to anybody (`docs/protocol/rendezvous.md`).

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf,
};
use heliograph_wire::Private;

/// What the sealing key of a link's wake key is for.
const LINK_WAKE: &[u8] = b"heliograph link wake 1";

/// What goes with a sealed subscription.
const SUBSCRIPTION: &[u8] = b"heliograph subscription 1";

/// How many bytes say how long a padded address is.
const LENGTH: usize = 2;

/// What opens the subscriptions of one callee.
pub(super) struct WakeKey(LessSafeKey);

impl WakeKey {
    /// Out of what was sealed with the id of a link. The key that seals it seals nothing else, so the nonce is zero.
    pub(super) fn open(link: &Private<[u8; 16]>, sealed: &[u8]) -> Option<Self> {
        let sealing = hkdf::Salt::new(hkdf::HKDF_SHA256, &[]).extract(link.reveal());
        let sealing = UnboundKey::from(sealing.expand(&[LINK_WAKE], &AES_256_GCM).ok()?);
        let bytes = opened(&LessSafeKey::new(sealing), ([0; NONCE_LEN], sealed), &[])?;
        UnboundKey::new(&AES_256_GCM, bytes.reveal()).ok().map(LessSafeKey::new).map(Self)
    }

    /// The address of a push resource.
    pub(super) fn endpoint(&self, sealed: &[u8]) -> Option<Private<String>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let padded = opened(&self.0, (*nonce, sealed), SUBSCRIPTION)?;
        let (length, bytes) = padded.reveal().split_first_chunk::<LENGTH>()?;
        let bytes = bytes.get(..usize::from(u16::from_be_bytes(*length)))?;
        str::from_utf8(bytes).ok().map(|text| Private::new(text.to_owned()))
    }
}

fn opened(
    key: &LessSafeKey,
    (nonce, sealed): ([u8; NONCE_LEN], &[u8]),
    context: &[u8],
) -> Option<Private<Vec<u8>>> {
    let mut bytes = sealed.to_vec();
    let nonce = Nonce::assume_unique_for_key(nonce);
    let length = key.open_in_place(nonce, Aad::from(context), &mut bytes).ok()?.len();
    bytes.truncate(length);
    Some(Private::new(bytes))
}

#[cfg(test)]
pub(super) mod tests {
    use super::{LENGTH, LINK_WAKE, NONCE_LEN, SUBSCRIPTION, WakeKey};
    use aws_lc_rs::{
        aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
        hkdf,
    };
    use heliograph_wire::{
        Private,
        rendezvous::{ENDPOINT_LIMIT, SUBSCRIPTION_BYTES, WAKE_BYTES},
    };

    fn sealed(key: &[u8], nonce: [u8; NONCE_LEN], (bytes, context): (&[u8], &[u8])) -> Vec<u8> {
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).unwrap());
        let mut bytes = bytes.to_vec();
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut bytes)
            .unwrap();
        bytes
    }

    /// The wake key, as a page seals it with the id of a link.
    pub(in crate::push) fn sealed_wake(link: [u8; 16], wake: [u8; 32]) -> Vec<u8> {
        let sealing = hkdf::Salt::new(hkdf::HKDF_SHA256, &[]).extract(&link);
        let sealing = sealing.expand(&[LINK_WAKE], hkdf::HKDF_SHA256).unwrap();
        let mut key = [0; 32];
        sealing.fill(&mut key).unwrap();
        sealed(&key, [0; NONCE_LEN], (&wake, &[]))
    }

    /// A subscription, as a page seals it.
    pub(in crate::push) fn sealed_endpoint(wake: [u8; 32], endpoint: &[u8]) -> Vec<u8> {
        let length = u16::try_from(endpoint.len()).unwrap().to_be_bytes();
        let mut padded = [&length[..], endpoint].concat();
        padded.resize(LENGTH + ENDPOINT_LIMIT, 0);
        let nonce = [9; NONCE_LEN];
        [&nonce[..], &sealed(&wake, nonce, (&padded, SUBSCRIPTION))].concat()
    }

    #[test]
    fn a_link_opens_the_wake_key_and_that_opens_subscriptions() {
        let (link, wake) = ([1; 16], [2; 32]);
        let sealed = sealed_wake(link, wake);
        assert_eq!(sealed.len(), WAKE_BYTES);
        let key = WakeKey::open(&Private::new(link), &sealed).unwrap();
        for endpoint in ["", "https://push.example/a", &"a".repeat(ENDPOINT_LIMIT)] {
            let sealed = sealed_endpoint(wake, endpoint.as_bytes());
            assert_eq!(sealed.len(), SUBSCRIPTION_BYTES);
            assert_eq!(key.endpoint(&sealed).unwrap().reveal(), endpoint);
        }
    }

    #[test]
    fn nothing_else_opens_anything() {
        let (link, wake) = ([1; 16], [2; 32]);
        let sealed = sealed_wake(link, wake);
        assert!(WakeKey::open(&Private::new([3; 16]), &sealed).is_none());
        for length in 0..sealed.len() {
            assert!(WakeKey::open(&Private::new(link), &sealed[..length]).is_none());
        }
        let key = WakeKey::open(&Private::new(link), &sealed).unwrap();
        let sealed = sealed_endpoint(wake, b"https://push.example/a");
        assert!(key.endpoint(&sealed_endpoint([3; 32], b"https://push.example/a")).is_none());
        for index in 0..sealed.len() {
            assert!(key.endpoint(&sealed[..index]).is_none());
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(key.endpoint(&changed).is_none(), "byte {index}");
        }
        assert!(key.endpoint(&sealed_endpoint(wake, b"https://push.example/\xFF")).is_none());
    }
}
