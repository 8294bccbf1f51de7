use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::Sha256;
use zeroize::Zeroize;

use super::attribute::{MESSAGE_INTEGRITY, MESSAGE_INTEGRITY_SHA256};

/// With what a message is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC-SHA1 in 20 bytes, which browsers use: RFC 8489, section 14.5.
    Sha1,
    /// HMAC-SHA256 in 32 bytes: RFC 8489, section 14.6.
    Sha256,
}

impl Algorithm {
    /// The attribute that carries it.
    pub(super) const fn attribute(self) -> u16 {
        match self {
            Self::Sha1 => MESSAGE_INTEGRITY,
            Self::Sha256 => MESSAGE_INTEGRITY_SHA256,
        }
    }

    /// How long it is, in bytes.
    pub(super) const fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }
}

/// What messages are signed with; it is overwritten when it is dropped, and cannot be printed.
#[derive(Clone)]
pub struct Key(Bytes);

#[derive(Clone)]
enum Bytes {
    Long([u8; 16]),
    Short(Box<[u8]>),
}

impl Key {
    /// The key of a long-term credential, MD5 over `username:realm:password`: RFC 8489, section 9.2.2.
    pub fn long_term(username: &str, realm: &str, password: &str) -> Self {
        Self::of_parts(username.as_bytes(), realm.as_bytes(), password.as_bytes())
    }

    /// The key of a short-term credential, which is the password: RFC 8489, section 9.1.1.
    pub fn short_term(password: &str) -> Self {
        Self(Bytes::Short(password.as_bytes().into()))
    }

    pub(crate) fn of_parts(username: &[u8], realm: &[u8], password: &[u8]) -> Self {
        let mut digest = Md5::new();
        for part in [username, b":", realm, b":", password] {
            digest.update(part);
        }
        Self(Bytes::Long(digest.finalize().into()))
    }

    fn bytes(&self) -> &[u8] {
        match &self.0 {
            Bytes::Long(bytes) => bytes,
            Bytes::Short(bytes) => bytes,
        }
    }

    /// Writes the code of these parts, one after another.
    pub(super) fn sign(&self, algorithm: Algorithm, parts: &[&[u8]], code: &mut [u8]) {
        match algorithm {
            Algorithm::Sha1 => {
                code.copy_from_slice(&fed::<Hmac<Sha1>>(self.bytes(), parts).finalize().into_bytes())
            }
            Algorithm::Sha256 => {
                code.copy_from_slice(&fed::<Hmac<Sha256>>(self.bytes(), parts).finalize().into_bytes());
            }
        }
    }

    /// Compares a code with that of these parts, in a time that does not depend on where they differ.
    pub(super) fn verify(&self, algorithm: Algorithm, parts: &[&[u8]], code: &[u8]) -> bool {
        match algorithm {
            Algorithm::Sha1 => fed::<Hmac<Sha1>>(self.bytes(), parts).verify_slice(code).is_ok(),
            Algorithm::Sha256 => fed::<Hmac<Sha256>>(self.bytes(), parts).verify_slice(code).is_ok(),
        }
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        match &mut self.0 {
            Bytes::Long(bytes) => bytes.zeroize(),
            Bytes::Short(bytes) => bytes.zeroize(),
        }
    }
}

/// The password that belongs to a username: base64 of HMAC-SHA1, as in draft-uberti-behave-turn-rest-00, section 2.2.
pub(crate) fn password(secret: &[u8], username: &[u8]) -> [u8; 28] {
    let code = fed::<Hmac<Sha1>>(secret, &[username]).finalize().into_bytes();
    let mut password = [0; 28];
    let written = STANDARD.encode_slice(code, &mut password);
    debug_assert_eq!(written, Ok(28), "20 bytes are 28 characters");
    password
}

/// HMAC-SHA256, where the crate makes something out of its own keys.
pub(crate) fn keyed(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    fed::<Hmac<Sha256>>(key, parts).finalize().into_bytes().into()
}

fn fed<M: Mac + hmac::digest::KeyInit>(key: &[u8], parts: &[&[u8]]) -> M {
    let mut mac = <M as Mac>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac
}
