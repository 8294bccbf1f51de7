//! What the handshake computes with: X25519, SHA-256 and AES-256-GCM, and one secret of chance that is drawn before. They
//! are the same crates as everywhere here, so that the worker carries each once.

use aes_gcm::aead::AeadInPlace;
use aes_gcm::{Aes256Gcm, KeyInit, Nonce, Tag};
use curve25519_dalek::MontgomeryPoint;
use heliograph_wire::Private;
use rand_core::CryptoRngCore;
use sha2::{Digest, Sha256};
use snow::Error;
use snow::params::{CipherChoice, DHChoice, HashChoice};
use snow::resolvers::CryptoResolver;
use snow::types::{Cipher, Dh, Hash, Random};

use crate::letters::{TAG, initialisation};

const KEY: usize = 32;

pub(super) struct Primitives(Private<[u8; KEY]>);

/// The ephemeral key of one side, which is asked for once.
struct Once(Option<Private<[u8; KEY]>>);

struct X25519 {
    secret: Private<[u8; KEY]>,
    public: [u8; KEY],
}

#[derive(Default)]
struct Hasher(Sha256);

/// Has no key before the handshake gives it one.
struct Sealer(Aes256Gcm);

impl Primitives {
    pub(super) fn drawn(chance: &mut impl CryptoRngCore) -> Self {
        let mut key = [0; KEY];
        chance.fill_bytes(&mut key);
        Self(Private::new(key))
    }
}

impl CryptoResolver for Primitives {
    fn resolve_rng(&self) -> Option<Box<dyn Random>> {
        Some(Box::new(Once(Some(self.0.clone()))))
    }

    fn resolve_dh(&self, choice: &DHChoice) -> Option<Box<dyn Dh>> {
        match choice {
            DHChoice::Curve25519 => {
                Some(Box::new(X25519 { secret: Private::new([0; KEY]), public: [0; KEY] }))
            }
            DHChoice::Curve448 => None,
        }
    }

    fn resolve_hash(&self, choice: &HashChoice) -> Option<Box<dyn Hash>> {
        match choice {
            HashChoice::SHA256 => Some(Box::<Hasher>::default()),
            HashChoice::SHA512 | HashChoice::Blake2s | HashChoice::Blake2b => None,
        }
    }

    fn resolve_cipher(&self, choice: &CipherChoice) -> Option<Box<dyn Cipher>> {
        match choice {
            CipherChoice::AESGCM => Some(Box::new(Sealer(Aes256Gcm::new(&[0; KEY].into())))),
            CipherChoice::ChaChaPoly => None,
        }
    }
}

impl Random for Once {
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        let key = self.0.take().filter(|_| bytes.len() == KEY).ok_or(Error::Rng)?;
        bytes.copy_from_slice(key.reveal());
        Ok(())
    }
}

impl Dh for X25519 {
    fn name(&self) -> &'static str {
        "25519"
    }

    fn pub_len(&self) -> usize {
        KEY
    }

    fn priv_len(&self) -> usize {
        KEY
    }

    fn set(&mut self, secret: &[u8]) {
        let mut key = [0; KEY];
        key.copy_from_slice(secret);
        self.secret = Private::new(key);
        self.public = MontgomeryPoint::mul_base_clamped(key).to_bytes();
    }

    fn generate(&mut self, chance: &mut dyn Random) -> Result<(), Error> {
        let mut secret = [0; KEY];
        chance.try_fill_bytes(&mut secret)?;
        self.set(&secret);
        Ok(())
    }

    fn pubkey(&self) -> &[u8] {
        &self.public
    }

    fn privkey(&self) -> &[u8] {
        self.secret.reveal()
    }

    fn dh(&self, public: &[u8], out: &mut [u8]) -> Result<(), Error> {
        let public = public.first_chunk().ok_or(Error::Dh)?;
        let shared = MontgomeryPoint(*public).mul_clamped(*self.secret.reveal());
        out.get_mut(..KEY).ok_or(Error::Dh)?.copy_from_slice(shared.as_bytes());
        Ok(())
    }
}

impl Hash for Hasher {
    fn name(&self) -> &'static str {
        "SHA256"
    }

    fn block_len(&self) -> usize {
        64
    }

    fn hash_len(&self) -> usize {
        32
    }

    fn reset(&mut self) {
        self.0 = Sha256::default();
    }

    fn input(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn result(&mut self, out: &mut [u8]) {
        out[..32].copy_from_slice(&self.0.finalize_reset());
    }
}

impl Cipher for Sealer {
    fn name(&self) -> &'static str {
        "AESGCM"
    }

    fn set(&mut self, key: &[u8; KEY]) {
        self.0 = Aes256Gcm::new(key.into());
    }

    fn encrypt(&self, nonce: u64, beside: &[u8], plain: &[u8], out: &mut [u8]) -> usize {
        let (sealed, rest) = out.split_at_mut(plain.len());
        sealed.copy_from_slice(plain);
        let nonce = initialisation(nonce);
        let tag = self.0.encrypt_in_place_detached(Nonce::from_slice(&nonce), beside, sealed);
        rest[..TAG].copy_from_slice(&tag.expect("AES-GCM seals much more than Noise allows"));
        plain.len() + TAG
    }

    fn decrypt(&self, nonce: u64, beside: &[u8], sealed: &[u8], out: &mut [u8]) -> Result<usize, Error> {
        let (sealed, tag) = sealed.split_last_chunk::<TAG>().ok_or(Error::Decrypt)?;
        let plain = out.get_mut(..sealed.len()).ok_or(Error::Decrypt)?;
        plain.copy_from_slice(sealed);
        let nonce = initialisation(nonce);
        let opened =
            self.0.decrypt_in_place_detached(Nonce::from_slice(&nonce), beside, plain, Tag::from_slice(tag));
        opened.map(|()| sealed.len()).map_err(|_| Error::Decrypt)
    }
}

#[cfg(test)]
mod tests {
    use super::Primitives;
    use heliograph_wire::Private;
    use snow::{Builder, HandshakeState, StatelessTransportState};

    const PROLOGUE: &[u8] = b"John Galt";

    /// `Noise_NK_25519_AESGCM_SHA256` in Cacophony's vectors, which other implementations of Noise are checked by, too.
    const CALLEE: &str = "4a3acbfdb163dec651dfa3194dece676d437029c62a408b4c5ea9114246e4893";
    const CALLEES_KEY: &str = "31e0303fd6418d2f8c0e78b91f22e8caed0fbe48656dcf4767e4834f701b8f62";
    const DRAWN_BY_CALLER: &str = "893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a";
    const DRAWN_BY_CALLEE: &str = "bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b";
    const HANDSHAKE: [(&str, &str); 2] = [
        (
            "4c756477696720766f6e204d69736573",
            "ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c794475ab4d66d222457dd414bc5f296bc7b4078cc7d72af5192628b68bca7d28844b",
        ),
        (
            "4d757272617920526f746862617264",
            "95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f14480884303c7d89310502baa8299520ba451624c3c0492e2698f8d457c32400b91fd8a",
        ),
    ];
    const AFTERWARDS: [(&str, &str); 4] = [
        ("462e20412e20486179656b", "304f70c37c93573099228016d54cb15213af94eb598d1b17df1153"),
        ("4361726c204d656e676572", "a1bf6c954529f29b31d8ae9f67d2c18dbd332aa1a0918690c6d80b"),
        (
            "4a65616e2d426170746973746520536179",
            "2e8f3e51888360b2b2d83a64dde9943c7dd3c5e84ac7c4b4e2d5cfc025b6c854d3",
        ),
        (
            "457567656e2042f6686d20766f6e2042617765726b",
            "8498bf41212a8b87c9eeb408274c75b3558fd0530865b5a7932d4b3af812d85b3df27e6f33",
        ),
    ];

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    }

    fn builder(drawn: &str) -> Builder<'static> {
        let drawn = Private::new(bytes(drawn).try_into().unwrap());
        let protocol = crate::ring::PROTOCOL.parse().unwrap();
        Builder::with_resolver(protocol, Box::new(Primitives(drawn))).prologue(PROLOGUE).unwrap()
    }

    fn crosses(from: &mut HandshakeState, to: &mut HandshakeState, (payload, message): (&str, &str)) {
        let mut written = vec![0; message.len() / 2];
        let length = from.write_message(&bytes(payload), &mut written).unwrap();
        assert_eq!(written[..length], bytes(message));
        let mut read = vec![0; payload.len() / 2];
        to.read_message(&written, &mut read).unwrap();
        assert_eq!(read, bytes(payload));
    }

    #[test]
    fn the_handshake_and_what_follows_are_noise_to_the_byte() {
        let (callee, key) = (bytes(CALLEE), bytes(CALLEES_KEY));
        let mut caller = builder(DRAWN_BY_CALLER).remote_public_key(&key).unwrap().build_initiator().unwrap();
        let mut callee =
            builder(DRAWN_BY_CALLEE).local_private_key(&callee).unwrap().build_responder().unwrap();
        crosses(&mut caller, &mut callee, HANDSHAKE[0]);
        crosses(&mut callee, &mut caller, HANDSHAKE[1]);
        let ends: [StatelessTransportState; 2] =
            [caller, callee].map(|end| end.into_stateless_transport_mode().unwrap());
        for (index, (payload, message)) in AFTERWARDS.into_iter().enumerate() {
            let mut written = vec![0; message.len() / 2];
            ends[index % 2].write_message(index as u64 / 2, &bytes(payload), &mut written).unwrap();
            assert_eq!(written, bytes(message));
            let mut read = vec![0; payload.len() / 2];
            ends[(index + 1) % 2].read_message(index as u64 / 2, &written, &mut read).unwrap();
            assert_eq!(read, bytes(payload));
        }
    }
}
