//! The cipher suites (RFC 9605, section 4.5) that are used here.

use aes::Aes128Enc;
use aes::cipher::{InnerIvInit, KeyInit, StreamCipherCore};
use aes_gcm::Aes128Gcm;
use aes_gcm::aead::AeadInOut;
use alloc::boxed::Box;
use ctr::{CtrCore, flavors::Ctr32BE};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// How many bytes a nonce has.
pub const NONCE: usize = 12;

pub(crate) type Nonce = [u8; NONCE];

/// The longest key of a suite, in bytes.
pub(crate) const KEY_AT_MOST: usize = 48;

const AES_KEY: usize = 16;

/// How frames are sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suite {
    /// AES_128_GCM_SHA256_128: tags of 16 bytes. For everything, unless something else was agreed.
    Aes128Gcm,
    /// AES_128_CTR_HMAC_SHA256_80: tags of 10 bytes, for sound where every byte counts.
    Aes128CtrHmac80,
}

/// A cipher that has its key, which is not prepared anew for each frame.
pub(crate) enum Cipher {
    Gcm(Box<Aes128Gcm>),
    CtrHmac { aes: Box<Aes128Enc>, mac: Box<Hmac<Sha256>> },
}

/// A tag, of which a suite uses the first bytes.
pub(crate) type Tag = [u8; 16];

/// It was not sealed with this key, or changed since.
pub(crate) struct Forged;

impl Suite {
    /// Its number at IANA.
    pub(crate) const fn number(self) -> u16 {
        match self {
            Self::Aes128CtrHmac80 => 1,
            Self::Aes128Gcm => 4,
        }
    }

    /// How many bytes its key has (Nk).
    pub(crate) const fn key_length(self) -> usize {
        match self {
            Self::Aes128CtrHmac80 => KEY_AT_MOST,
            Self::Aes128Gcm => AES_KEY,
        }
    }

    /// How many bytes its tags have (Nt).
    pub const fn tag_length(self) -> usize {
        match self {
            Self::Aes128CtrHmac80 => 10,
            Self::Aes128Gcm => 16,
        }
    }

    /// The cipher with this key, which is as long as the suite's keys are.
    pub(crate) fn cipher(self, key: &[u8]) -> Cipher {
        const LENGTH: &str = "keys are derived as long as their suite has them";
        match self {
            Self::Aes128Gcm => Cipher::Gcm(Box::new(Aes128Gcm::new_from_slice(key).expect(LENGTH))),
            Self::Aes128CtrHmac80 => {
                let (encryption, authentication) = key.split_at(AES_KEY);
                Cipher::CtrHmac {
                    aes: Box::new(Aes128Enc::new_from_slice(encryption).expect(LENGTH)),
                    mac: Box::new(<Hmac<Sha256> as Mac>::new_from_slice(authentication).expect(LENGTH)),
                }
            }
        }
    }
}

impl Cipher {
    /// Encrypts in place, and gives the tag.
    pub(crate) fn seal(&self, nonce: &Nonce, header: &[u8], text: &mut [u8]) -> Tag {
        match self {
            Self::Gcm(gcm) => gcm
                .encrypt_inout_detached(nonce.into(), header, text.into())
                .expect("AES-GCM seals much more than a frame")
                .into(),
            Self::CtrHmac { aes, mac } => {
                crypt(aes, nonce, text);
                tag(mac, nonce, header, text)
            }
        }
    }

    /// Decrypts in place, once the tag proved right.
    pub(crate) fn open(
        &self,
        nonce: &Nonce,
        header: &[u8],
        text: &mut [u8],
        tag: &[u8],
    ) -> Result<(), Forged> {
        match self {
            Self::Gcm(gcm) => {
                let tag: Tag = tag.try_into().map_err(|_| Forged)?;
                gcm.decrypt_inout_detached(nonce.into(), header, text.into(), &tag.into()).map_err(|_| Forged)
            }
            Self::CtrHmac { aes, mac } => {
                let mac = authenticated(mac, nonce, header, text);
                if tag.len() != Suite::Aes128CtrHmac80.tag_length() {
                    return Err(Forged);
                }
                mac.verify_truncated_left(tag).map_err(|_| Forged)?;
                crypt(aes, nonce, text);
                Ok(())
            }
        }
    }
}

/// Encrypts or decrypts: with a counter, the two are the same.
fn crypt(aes: &Aes128Enc, nonce: &Nonce, text: &mut [u8]) {
    let mut first = [0; 16];
    first[..NONCE].copy_from_slice(nonce);
    CtrCore::<_, Ctr32BE>::inner_iv_init(aes, &first.into()).apply_keystream_partial(text.into());
}

fn tag(mac: &Hmac<Sha256>, nonce: &Nonce, header: &[u8], text: &[u8]) -> Tag {
    let whole = authenticated(mac, nonce, header, text).finalize().into_bytes();
    let mut tag = [0; 16];
    tag.copy_from_slice(&whole[..16]);
    tag
}

/// What the tag says: RFC 9605, section 4.5.1.
fn authenticated(mac: &Hmac<Sha256>, nonce: &Nonce, header: &[u8], text: &[u8]) -> Hmac<Sha256> {
    let mut mac = mac.clone();
    for length in [header.len(), text.len(), Suite::Aes128CtrHmac80.tag_length()] {
        mac.update(&(length as u64).to_be_bytes());
    }
    for part in [nonce, header, text] {
        mac.update(part);
    }
    mac
}
