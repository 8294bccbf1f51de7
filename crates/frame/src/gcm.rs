//! AES-128-GCM (NIST SP 800-38D), put together of its parts. Programs compute several blocks of AES in the time of one, so
//! the block that masks the tag and those at the end of a frame are made along with others.

use aes::Aes128Enc;
use aes::cipher::{Block, BlockCipherEncrypt, InnerIvInit, KeyInit, StreamCipherCore};
use ctr::{CtrCore, flavors::Ctr32BE};
use ghash::{GHash, universal_hash::UniversalHash};
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

use crate::suite::{AES_KEY, Forged, NONCE, Nonce, Tag};

const BLOCK: usize = 16;

/// How many blocks are made at once.
const TOGETHER: usize = 4;

/// The longest text, in bytes: behind it, the counter would begin anew.
const LONGEST: u64 = (1 << 36) - 32;

/// A key, prepared for its frames.
pub(crate) struct Gcm {
    aes: Aes128Enc,
    hash: GHash,
}

/// What one frame is encrypted with.
struct Stream<'a> {
    rest: CtrCore<&'a Aes128Enc, Ctr32BE>,
    mask: Tag,
    begin: [Block<Aes128Enc>; TOGETHER - 1],
}

impl Gcm {
    pub(crate) fn new(key: &[u8; AES_KEY]) -> Self {
        let aes = Aes128Enc::new(key.into());
        let mut hash_key = ghash::Key::default();
        aes.encrypt_block(&mut hash_key);
        let hash = GHash::new(&hash_key);
        hash_key.zeroize();
        Self { aes, hash }
    }

    /// Encrypts in place, and gives the tag.
    pub(crate) fn seal(&self, nonce: &Nonce, header: &[u8], text: &mut [u8]) -> Tag {
        let stream = Stream::new(&self.aes, nonce);
        let mask = stream.mask;
        stream.crypt(text);
        self.tag(mask, header, text)
    }

    /// Decrypts in place, once the tag proved right.
    pub(crate) fn open(
        &self,
        nonce: &Nonce,
        header: &[u8],
        text: &mut [u8],
        tag: &Tag,
    ) -> Result<(), Forged> {
        let stream = Stream::new(&self.aes, nonce);
        let is_right = self.tag(stream.mask, header, text).ct_eq(tag);
        if !bool::from(is_right) {
            return Err(Forged);
        }
        stream.crypt(text);
        Ok(())
    }

    fn tag(&self, mut mask: Tag, header: &[u8], text: &[u8]) -> Tag {
        let mut hash = self.hash.clone();
        hash.update_padded(header);
        hash.update_padded(text);
        let bits = |bytes: &[u8]| bytes.len() as u64 * 8;
        let lengths = u128::from(bits(header)) << 64 | u128::from(bits(text));
        hash.update(&[lengths.to_be_bytes().into()]);
        xor(&mut mask, &hash.finalize());
        mask
    }
}

impl<'a> Stream<'a> {
    fn new(aes: &'a Aes128Enc, nonce: &Nonce) -> Self {
        let mut first = [0; BLOCK];
        first[..NONCE].copy_from_slice(nonce);
        first[BLOCK - 1] = 1;
        let mut rest = CtrCore::inner_iv_init(aes, &first.into());
        let [mask, begin @ ..] = next(&mut rest);
        Self { rest, mask: mask.into(), begin }
    }

    /// Encrypts or decrypts: with a counter, the two are the same.
    fn crypt(mut self, text: &mut [u8]) {
        assert!(text.len() as u64 <= LONGEST, "AES-GCM seals much more than a frame");
        let (begin, text) = text.split_at_mut(text.len().min(self.begin.len() * BLOCK));
        xor_all(begin, &self.begin);
        let (middle, end) = text.split_at_mut(text.len() - text.len() % (TOGETHER * BLOCK));
        self.rest.apply_keystream_blocks(Block::<Aes128Enc>::slice_as_chunks_mut(middle).0);
        if !end.is_empty() {
            xor_all(end, &next(&mut self.rest));
        }
    }
}

fn next(stream: &mut CtrCore<&Aes128Enc, Ctr32BE>) -> [Block<Aes128Enc>; TOGETHER] {
    let mut blocks = [Block::<Aes128Enc>::default(); TOGETHER];
    stream.write_keystream_blocks(&mut blocks);
    blocks
}

fn xor_all(text: &mut [u8], blocks: &[Block<Aes128Enc>]) {
    for (part, block) in text.chunks_mut(BLOCK).zip(blocks) {
        xor(part, block);
    }
}

fn xor(text: &mut [u8], block: &[u8]) {
    for (byte, other) in text.iter_mut().zip(block) {
        *byte ^= other;
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::Gcm;
    use aes_gcm::{
        Aes128Gcm,
        aead::{AeadInOut, KeyInit},
    };
    use alloc::vec::Vec;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn another_implementation_makes_and_takes_the_same_bytes(
            key in any::<[u8; 16]>(),
            nonce in any::<[u8; 12]>(),
            header in prop::collection::vec(any::<u8>(), 0..40),
            text in prop::collection::vec(any::<u8>(), 0..400),
        ) {
            let (ours, other) = (Gcm::new(&key), Aes128Gcm::new(&key.into()));
            let (mut sealed, mut expected): (Vec<u8>, Vec<u8>) = (text.clone(), text.clone());
            let tag = ours.seal(&nonce, &header, &mut sealed);
            let other = other.encrypt_inout_detached(&nonce.into(), &header, expected.as_mut_slice().into());
            prop_assert_eq!(Ok(tag.into()), other);
            prop_assert_eq!(&sealed, &expected);
            prop_assert!(ours.open(&nonce, &header, &mut sealed, &tag).is_ok());
            prop_assert_eq!(sealed, text);
        }

        #[test]
        fn nothing_that_was_changed_is_opened_or_decrypted(
            text in prop::collection::vec(any::<u8>(), 1..200),
            place in any::<prop::sample::Index>(),
            bit in 0..8_u8,
        ) {
            let gcm = Gcm::new(&[7; 16]);
            let mut sealed = text;
            let tag = gcm.seal(&[1; 12], b"header", &mut sealed);
            let place = place.index(sealed.len());
            sealed[place] ^= 1 << bit;
            let mut opened = sealed.clone();
            prop_assert!(gcm.open(&[1; 12], b"header", &mut opened, &tag).is_err());
            prop_assert_eq!(opened, sealed);
        }
    }
}
