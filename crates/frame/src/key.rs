//! Keys and nonces out of what a group, or two people, agreed on (RFC 9605, section 4.4).

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::key_id::KeyId;
use crate::suite::{Cipher, KEY_AT_MOST, NONCE, Nonce, Suite};

/// What all keys of an epoch are made of. This copy is wiped when it is dropped; others are their owners' matter.
pub struct BaseKey(Zeroizing<[u8; 32]>);

/// The key of one sender's stream in one epoch.
pub(crate) struct StreamKey {
    pub(crate) suite: Suite,
    pub(crate) number: u64,
    pub(crate) cipher: Cipher,
    salt: Nonce,
}

impl BaseKey {
    /// Takes 32 bytes that nobody but the group knows.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The key of the suite as bytes, for a cipher that the browser has.
    pub fn bytes_of(&self, suite: Suite, id: KeyId) -> Zeroizing<alloc::vec::Vec<u8>> {
        let (key, _) = derive(&*self.0, suite, id.number());
        Zeroizing::new(key[..suite.key_length()].to_vec())
    }

    pub(crate) fn stream(&self, suite: Suite, id: KeyId) -> StreamKey {
        StreamKey::derived(&*self.0, suite, id.number())
    }
}

impl StreamKey {
    pub(crate) fn derived(base: &[u8], suite: Suite, number: u64) -> Self {
        let (key, salt) = derive(base, suite, number);
        Self { suite, number, cipher: suite.cipher(&key[..suite.key_length()]), salt }
    }

    /// The nonce of one frame.
    pub(crate) fn nonce(&self, counter: u64) -> Nonce {
        let mut nonce = self.salt;
        for (salt, counter) in nonce[NONCE - 8..].iter_mut().zip(counter.to_be_bytes()) {
            *salt ^= counter;
        }
        nonce
    }
}

fn derive(base: &[u8], suite: Suite, number: u64) -> (Zeroizing<[u8; KEY_AT_MOST]>, Nonce) {
    let secret = Hkdf::<Sha256>::new(None, base);
    let expand = |name: &[u8], into: &mut [u8]| {
        let label = [name, &number.to_be_bytes(), &suite.number().to_be_bytes()];
        secret.expand_multi_info(&label, into).expect("HKDF gives more bytes than a key has");
    };
    let (mut key, mut salt) = (Zeroizing::new([0; KEY_AT_MOST]), [0; NONCE]);
    expand(b"SFrame 1.0 Secret key ", &mut key[..suite.key_length()]);
    expand(b"SFrame 1.0 Secret salt ", &mut salt);
    (key, salt)
}
