//! What two people share beyond one connection: the chat, and a secret by which they know it again.

use heliograph_wire::Private;
use sha2::{Digest, Sha256};

use crate::chat::Chat;

/// Which side of the first exchange a peer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Offerer,
    Answerer,
}

impl Role {
    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Offerer => Self::Answerer,
            Self::Answerer => Self::Offerer,
        }
    }
}

/// The SHA-256 fingerprints of both certificates of one connection.
#[derive(Clone)]
pub(crate) struct Fingerprints {
    pub(crate) offerer: [u8; 32],
    pub(crate) answerer: [u8; 32],
}

/// Known to the two peers of a conversation and to nobody else: both nonces crossed an encrypted channel.
#[derive(Clone)]
pub(crate) struct Token(Private<[u8; 32]>);

impl Token {
    pub(crate) fn new(prints: &Fingerprints, offerer_nonce: &[u8; 16], answerer_nonce: &[u8; 16]) -> Self {
        let digest = Sha256::new_with_prefix(b"heliograph conversation 1")
            .chain_update(prints.offerer)
            .chain_update(prints.answerer)
            .chain_update(offerer_nonce)
            .chain_update(answerer_nonce)
            .finalize();
        Self(Private::new(digest.into()))
    }

    /// Shows that `role` knows this token, on one connection only, so that it is of no use to others.
    pub(crate) fn proof(&self, role: Role, prints: &Fingerprints) -> [u8; 16] {
        let digest = Sha256::new_with_prefix(b"heliograph resume 1")
            .chain_update(self.0.reveal())
            .chain_update([match role {
                Role::Offerer => 0,
                Role::Answerer => 1,
            }])
            .chain_update(prints.offerer)
            .chain_update(prints.answerer)
            .finalize();
        let mut proof = [0; 16];
        proof.copy_from_slice(&digest[..16]);
        proof
    }
}

/// A conversation survives the connection that carries it.
#[derive(Default)]
pub(crate) struct Conversation {
    pub(crate) token: Option<Token>,
    pub(crate) chat: Chat,
}
