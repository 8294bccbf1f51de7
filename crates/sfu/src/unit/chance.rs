use heliograph_wire::Private;
use sha2::{Digest, Sha256};

use crate::peer::Credentials;

/// Numbers that nobody can guess from those before.
pub(super) struct Chance {
    key: Private<[u8; 32]>,
    drawn: u64,
}

impl Chance {
    pub(super) const fn new(seed: [u8; 32]) -> Self {
        Self { key: Private::new(seed), drawn: 0 }
    }

    fn bytes(&mut self) -> [u8; 32] {
        self.drawn += 1;
        // Of one length, so that no two inputs can be lengthened into each other.
        Sha256::new().chain_update(self.key.reveal()).chain_update(self.drawn.to_be_bytes()).finalize().into()
    }

    /// Names a connection of a shard. The fragment is 72 bits, of which 64 are chance, and the password 160.
    pub(super) fn credentials(&mut self, shard: u8) -> (u64, Credentials) {
        let drawn = self.bytes();
        let mut name = [0; 8];
        name.copy_from_slice(&drawn[..8]);
        let name = u64::from_be_bytes(name);
        let password = drawn[8..28].iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        (name, Credentials { fragment: Private::new(format!("{shard:02x}{name:016x}")), password: password.into() })
    }
}
