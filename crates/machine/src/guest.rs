use heliograph_wire::Private;

use crate::chance::{Chance, keyed};

/// A socket. Its number is never used again while the machine lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guest(pub u64);

/// Says whether a signature of a message was made with the secret that belongs to this public key (Ed25519, RFC 8032).
pub type Verify = fn(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool;

/// What guests sign to show who they are: something else at each socket, so that nothing has to be kept of it, and after
/// each start, or whoever signed before could be imitated.
pub struct Challenges(Private<[u8; 32]>);

impl Challenges {
    /// Those of one start.
    pub fn new(chance: &Chance) -> Self {
        Self(chance.key(b"challenges"))
    }

    /// The one of this guest.
    pub fn of(&self, guest: Guest) -> [u8; 32] {
        keyed(&self.0, b"challenge", &guest.0.to_be_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::{Challenges, Guest};
    use crate::chance::Chance;

    #[test]
    fn every_guest_of_every_start_signs_something_else() {
        let starts = [1, 2].map(|seed| Challenges::new(&Chance::new([seed; 32])));
        let mut all: Vec<_> =
            starts.iter().flat_map(|start| (0..1_000).map(|guest| start.of(Guest(guest)))).collect();
        assert!(all[0] == starts[0].of(Guest(0)));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 2_000);
    }
}
