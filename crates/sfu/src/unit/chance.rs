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

    /// The numbers that an outgoing stream begins with (RFC 3550, section 5.1). The first is in the lower half, so that a
    /// receiver who misses the first packets still counts the same turns (RFC 3711, section 3.3.1).
    pub(super) fn beginning(&mut self) -> (u16, u32) {
        let drawn = self.bytes();
        let sequence = u16::from_be_bytes([drawn[0], drawn[1]]) & 0x7fff;
        (sequence, u32::from_be_bytes([drawn[2], drawn[3], drawn[4], drawn[5]]))
    }
}
