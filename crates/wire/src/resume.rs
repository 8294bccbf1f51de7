//! How two peers know a conversation again on a new connection.
//!
//! A token is made from the first two hellos and known to their two senders only. A later hello proves
//! knowledge of it, bound to its own connection: `docs/protocol/control.md`, “Going on with a conversation”.

use sha2::{Digest, Sha256};

use crate::Private;
use crate::reunion::Secrets;

/// Which side of the exchange of codes a peer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The side that made the invite.
    Offerer,
    /// The side that made the reply.
    Answerer,
}

impl Role {
    /// The other side's role.
    pub const fn other(self) -> Self {
        match self {
            Self::Offerer => Self::Answerer,
            Self::Answerer => Self::Offerer,
        }
    }

    /// Its byte in what is hashed.
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Offerer => 0,
            Self::Answerer => 1,
        }
    }

    /// The role with this number.
    pub(crate) const fn numbered(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Offerer),
            1 => Some(Self::Answerer),
            _ => None,
        }
    }
}

/// The SHA-256 fingerprints of both certificates of one connection (RFC 8122, section 5).
#[derive(Clone, PartialEq, Eq)]
pub struct Fingerprints {
    /// The offerer's.
    pub offerer: [u8; 32],
    /// The answerer's.
    pub answerer: [u8; 32],
}

/// What names a conversation: both nonces crossed an encrypted channel, so nobody else can know it.
#[derive(Clone)]
pub struct Token(Private<[u8; 32]>);

impl Token {
    /// The token of a conversation that begins with these two nonces.
    pub fn new(prints: &Fingerprints, offerer_nonce: &[u8; 16], answerer_nonce: &[u8; 16]) -> Self {
        let digest = Sha256::new_with_prefix(b"heliograph conversation 1")
            .chain_update(prints.offerer)
            .chain_update(prints.answerer)
            .chain_update(offerer_nonce)
            .chain_update(answerer_nonce)
            .finalize();
        Self(Private::new(digest.into()))
    }

    /// Shows that the peer in `role` knows this token, on the connection with these fingerprints only.
    pub fn proof(&self, role: Role, prints: &Fingerprints) -> [u8; 16] {
        let digest = Sha256::new_with_prefix(b"heliograph resume 1")
            .chain_update(self.0.reveal())
            .chain_update([role.number()])
            .chain_update(prints.offerer)
            .chain_update(prints.answerer)
            .finalize();
        let mut proof = [0; 16];
        proof.copy_from_slice(&digest[..16]);
        proof
    }

    /// What the two need to find each other again at their relay, for the connection with these fingerprints only.
    pub fn reunion(&self, prints: &Fingerprints) -> Secrets {
        let salt = [prints.offerer, prints.answerer].concat();
        Secrets::derived(self.0.reveal(), &salt)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fingerprints, Role, Token};

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn token_and_proofs_are_those_of_the_protocol_page() {
        let first = Fingerprints { offerer: [1; 32], answerer: [2; 32] };
        let token = Token::new(&first, &[3; 16], &[4; 16]);
        assert_eq!(hex(token.0.reveal()), "b218e3d07e790f81067d7ba4c93c6d66a1e903c8ac2cc0642bb95d7112cc011b");
        let later = Fingerprints { offerer: [5; 32], answerer: [6; 32] };
        assert_eq!(hex(&token.proof(Role::Offerer, &later)), "1d28dee4c8eb6b84c3f5cea7a97dc896");
        assert_eq!(hex(&token.proof(Role::Answerer, &later)), "82dd25f330c8268cfacc2ff0dd8e9e70");
    }
}
