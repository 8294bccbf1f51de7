//! Sealing what one stream sends.

use alloc::vec::Vec;
use thiserror::Error;

use crate::header::{Encoded, Header};
use crate::inner::{Facts, INNER};
use crate::key::{BaseKey, StreamKey};
use crate::key_id::KeyId;
use crate::suite::{Nonce, Suite};

/// Seals the frames of one stream, with one key.
pub struct Sealer {
    key: StreamKey,
    /// The counter of the next frame; none once all were used.
    pub(crate) next: Option<u64>,
    /// Header, sealed frame and tag, before the wrapper: kept, so that nothing is allocated for the next one.
    body: Vec<u8>,
}

/// One frame that is sealed by a cipher elsewhere, such as the browser's own: AES-128-GCM only.
#[derive(Clone, Copy)]
pub struct Sealing {
    facts: Facts,
    header: Encoded,
    nonce: Nonce,
}

/// All counters of a key were used; there has to be another epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no more frames can be sealed with this key")]
pub struct Spent;

impl Sealer {
    /// Begins with the first frame. No two sealers may ever have the same base key, suite and id,
    /// nor ids of which frames say the same: no base key is that of two epochs.
    pub fn new(base: &BaseKey, suite: Suite, id: KeyId) -> Self {
        Self { key: base.stream(suite, id), next: Some(0), body: Vec::new() }
    }

    /// The id of its key (KID).
    pub const fn key_id(&self) -> u64 {
        self.key.number
    }

    /// Seals a frame into `out`, in place of what was there.
    pub fn seal(&mut self, facts: Facts, frame: &[u8], out: &mut Vec<u8>) -> Result<(), Spent> {
        let Sealing { header, nonce, .. } = self.begin(facts)?;
        let header = header.as_slice();
        self.body.clear();
        self.body.extend_from_slice(header);
        self.body.extend_from_slice(&facts.encode());
        self.body.extend_from_slice(frame);
        let tag = self.key.cipher.seal(&nonce, header, &mut self.body[header.len()..]);
        self.body.extend_from_slice(&tag[..self.key.suite.tag_length()]);
        facts.codec.wrap(facts.is_key, &self.body, out);
        Ok(())
    }

    /// Begins to seal a frame by a cipher elsewhere. Its counter is used from now on, whatever becomes of it.
    pub fn begin(&mut self, facts: Facts) -> Result<Sealing, Spent> {
        let counter = self.next.ok_or(Spent)?;
        self.next = counter.checked_add(1);
        let header = Header { key_id: self.key.number, counter }.encode();
        Ok(Sealing { facts, header, nonce: self.key.nonce(counter) })
    }
}

impl Sealing {
    /// What is authenticated besides.
    pub fn header(&self) -> &[u8] {
        self.header.as_slice()
    }

    /// The nonce.
    pub const fn nonce(&self) -> &Nonce {
        &self.nonce
    }

    /// What is sealed in front of the frame.
    pub const fn inner(&self) -> [u8; INNER] {
        self.facts.encode()
    }

    /// Puts the header in front of what was sealed, with the tag behind it, and the wrapper around both: into `out`, in
    /// place of what was there.
    pub fn finish(&self, sealed: &[u8], body: &mut Vec<u8>, out: &mut Vec<u8>) {
        body.clear();
        body.extend_from_slice(self.header());
        body.extend_from_slice(sealed);
        self.facts.codec.wrap(self.facts.is_key, body, out);
    }
}
