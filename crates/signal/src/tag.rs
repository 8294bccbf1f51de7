use crate::{credentials::Credentials, fingerprint::fingerprint};
use sha2::{Digest, Sha256};

/// Two bytes by which an answer names its offer.
///
/// It depends on the offer's credentials and fingerprint only, so it stays the same while candidates arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag([u8; 2]);

impl Tag {
    /// A tag from its two bytes.
    pub const fn new(bytes: [u8; 2]) -> Self {
        Self(bytes)
    }

    /// The two bytes.
    pub const fn bytes(self) -> [u8; 2] {
        self.0
    }

    pub(crate) fn of(credentials: &Credentials, fingerprint: &[u8; 32]) -> Self {
        let mut hash = Sha256::new_with_prefix("heliograph offer tag");
        for text in [credentials.ufrag(), credentials.pwd()] {
            // A description is at most 32 KiB, so the length always fits.
            hash.update(u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
            hash.update(text);
        }
        hash.update(fingerprint);
        let digest = hash.finalize();
        Self([digest[0], digest[1]])
    }
}

/// The tag of any description: over its first credentials and its first sha-256 fingerprint.
pub fn tag(sdp: &str) -> Option<Tag> {
    Some(Tag::of(&Credentials::first(sdp)?, &fingerprint(sdp)?))
}
