use heliograph_wire::Private;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Numbers that nobody can guess from those before.
pub struct Chance {
    key: Private<[u8; 32]>,
    drawn: u64,
}

impl Chance {
    /// Draws from this seed.
    pub const fn new(seed: [u8; 32]) -> Self {
        Self { key: Private::new(seed), drawn: 0 }
    }

    /// So many bytes.
    pub fn bytes<const COUNT: usize>(&mut self) -> [u8; COUNT] {
        self.drawn += 1;
        let digest = keyed(&self.key, b"drawn", &self.drawn.to_be_bytes());
        std::array::from_fn(|place| digest[place % digest.len()])
    }

    /// Any number.
    pub fn number(&mut self) -> u32 {
        u32::from_be_bytes(self.bytes())
    }

    /// A number below this one, each as likely as the others but for one in millions.
    pub fn below(&mut self, end: u32) -> u32 {
        (u64::from_be_bytes(self.bytes()) % u64::from(end.max(1))) as u32
    }

    /// A key for one purpose, which shows nothing of what is drawn.
    pub(crate) fn key(&self, purpose: &[u8]) -> Private<[u8; 32]> {
        Private::new(keyed(&self.key, b"key", purpose))
    }
}

/// HMAC-SHA-256 of what it is for and of what is said.
pub fn keyed(key: &Private<[u8; 32]>, purpose: &[u8], said: &[u8]) -> [u8; 32] {
    mac(key, purpose, said).finalize().into_bytes().into()
}

/// The same, before it is finished: so that one that came can be compared in constant time.
pub(crate) fn mac(key: &Private<[u8; 32]>, purpose: &[u8], said: &[u8]) -> Hmac<Sha256> {
    let hmac = Hmac::<Sha256>::new_from_slice(key.reveal()).expect("a key of any length will do");
    hmac.chain_update([purpose.len() as u8]).chain_update(purpose).chain_update(said)
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn what_is_drawn_is_drawn_once() {
        let mut chance = Chance::new([7; 32]);
        let mut drawn: Vec<[u8; 16]> = (0..1_000).map(|_| chance.bytes()).collect();
        drawn.sort_unstable();
        drawn.dedup();
        assert_eq!(drawn.len(), 1_000);
        assert!(Chance::new([8; 32]).bytes::<16>() != Chance::new([7; 32]).bytes::<16>());
    }

    #[test]
    fn numbers_reach_from_the_first_to_the_last() {
        let mut chance = Chance::new([7; 32]);
        let mut counts = [0; 3];
        (0..3_000).for_each(|_| counts[chance.below(3) as usize] += 1);
        assert!(counts.iter().all(|count| (900..1_100).contains(count)), "{counts:?}");
        assert_eq!(chance.below(1), 0);
        assert_eq!(chance.below(0), 0);
    }
}
