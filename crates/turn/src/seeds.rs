use heliograph_wire::{Millis, Private};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::client::ClientKey;
use crate::stun::keyed;

/// Where all chance in a server comes from: 32 random bytes that nobody else has.
pub struct Seeds(Private<[u8; 32]>);

impl Seeds {
    /// Takes the bytes, which have to come from the system's generator and should not be used twice.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(Private::new(bytes))
    }

    /// A key of its own for each use.
    pub(crate) fn key(&self, purpose: &str) -> [u8; 32] {
        keyed(self.0.reveal(), &[purpose.as_bytes()])
    }

    pub(crate) fn number(&self, purpose: &str) -> u64 {
        self.key(purpose).iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

/// Numbers that nobody can guess from those before.
pub(crate) struct Chance {
    key: Private<[u8; 32]>,
    drawn: u64,
}

impl Chance {
    pub(crate) fn new(seeds: &Seeds) -> Self {
        Self { key: Private::new(seeds.key("chance")), drawn: 0 }
    }

    pub(crate) fn next(&mut self) -> u16 {
        self.drawn += 1;
        let digest =
            Sha256::new().chain_update(self.key.reveal()).chain_update(self.drawn.to_be_bytes()).finalize();
        u16::from_be_bytes([digest[0], digest[1]])
    }
}

/// How long the nonce stays the same; it is taken for as long again.
const PERIOD: Millis = Millis::minutes(20);

/// Nonces that need no memory: each client's is computed from its address and the time.
///
/// They have 24 bits, since the answer that carries one may be hardly longer than the request. What they keep out is
/// somebody who has a credential, but sends from another's address; whoever tries nonces is slowed down to the rate of
/// answers to a source.
pub(crate) struct Nonces(Private<[u8; 32]>);

impl Nonces {
    pub(crate) const LENGTH: usize = 4;

    pub(crate) fn new(seeds: &Seeds) -> Self {
        Self(Private::new(seeds.key("nonces")))
    }

    /// The nonce that a client is given now.
    pub(crate) fn fresh(&self, now: Millis, client: &ClientKey) -> [u8; Self::LENGTH] {
        self.of_period(now.0 / PERIOD.0, client)
    }

    /// Whether a client was given this one not long ago.
    pub(crate) fn knows(&self, now: Millis, client: &ClientKey, nonce: &[u8]) -> bool {
        let period = now.0 / PERIOD.0;
        let is_of = |period| bool::from(self.of_period(period, client)[..].ct_eq(nonce));
        is_of(period) || period.checked_sub(1).is_some_and(is_of)
    }

    fn of_period(&self, period: u64, client: &ClientKey) -> [u8; Self::LENGTH] {
        const CHARACTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let code = keyed(self.0.reveal(), &[&period.to_be_bytes(), &client.bytes()]);
        [code[0], code[1], code[2], code[3]].map(|byte| CHARACTERS[usize::from(byte % 64)])
    }
}
