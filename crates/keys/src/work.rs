//! The work that a companion asks of whoever comes while it has much to do: hashing until a hash begins with zeros.

use sha2::{Digest, Sha256};

/// More would take minutes, and so is never done.
const MOST_BITS: u8 = 26;

/// The smallest number whose SHA-256 behind the challenge begins with so many zero bits. None for too many.
pub(crate) fn done(challenge: &[u8; 32], bits: u8) -> Option<u64> {
    if bits > MOST_BITS {
        return None;
    }
    (0..=u64::MAX).find(|work| is_done(challenge, *work, bits))
}

fn is_done(challenge: &[u8; 32], work: u64, bits: u8) -> bool {
    let hash = Sha256::new_with_prefix(challenge).chain_update(work.to_be_bytes()).finalize();
    let beginning = hash.first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes));
    beginning.leading_zeros() >= u32::from(bits)
}

#[cfg(test)]
mod tests {
    use super::{done, is_done};

    #[test]
    fn the_work_is_the_smallest_that_does() {
        for bits in [1, 8, 12] {
            let work = done(&[7; 32], bits).unwrap();
            assert!(is_done(&[7; 32], work, bits));
            assert!(!(0..work).any(|less| is_done(&[7; 32], less, bits)));
        }
    }

    #[test]
    fn no_bits_are_no_work_and_too_many_are_never_begun() {
        assert_eq!(done(&[7; 32], 0), Some(0));
        assert_eq!(done(&[7; 32], 27), None);
        assert_eq!(done(&[7; 32], 255), None);
    }
}
