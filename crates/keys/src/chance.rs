//! Chance that is none, for tests and for the vectors in `docs/protocol/lanes.md`.

use rand_core::{CryptoRng, Error, RngCore, impls};
use sha2::{Digest, Sha256};

/// Deals the SHA-256 of a seed of 32 equal bytes and a count (eight bytes, big-endian, from 0), one after another.
pub(crate) struct Dealt {
    seed: [u8; 32],
    count: u64,
    left: Vec<u8>,
}

impl Dealt {
    pub(crate) const fn by(seed: u8) -> Self {
        Self { seed: [seed; 32], count: 0, left: Vec::new() }
    }

    fn byte(&mut self) -> u8 {
        if self.left.is_empty() {
            let dealt = Sha256::new_with_prefix(self.seed).chain_update(self.count.to_be_bytes());
            self.left = dealt.finalize().iter().rev().copied().collect();
            self.count += 1;
        }
        self.left.pop().unwrap_or_default()
    }
}

impl RngCore for Dealt {
    fn next_u32(&mut self) -> u32 {
        impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        bytes.fill_with(|| self.byte());
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Dealt {}

/// Draws the same byte again and again.
pub(crate) struct Same(pub(crate) u8);

impl RngCore for Same {
    fn next_u32(&mut self) -> u32 {
        impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Same {}
