use heliograph_wire::Private;
use hmac::Mac;

use crate::chance::{keyed, mac};

/// The bytes of a signature.
pub const SIGNATURE: usize = 16;

/// What is said, and a signature for one purpose behind it.
pub fn sign(secret: &Private<[u8; 32]>, purpose: &[u8], mut said: Vec<u8>) -> Private<Vec<u8>> {
    let signature = keyed(secret, purpose, &said);
    said.extend(&signature[..SIGNATURE]);
    Private::new(said)
}

/// What was said, so many bytes. None where it was not signed with this secret, for this purpose.
pub fn signed<'a, const SAID: usize>(
    secret: &Private<[u8; 32]>,
    purpose: &[u8],
    bytes: &'a [u8],
) -> Option<&'a [u8; SAID]> {
    let (said, signature) = bytes.split_first_chunk()?;
    if signature.len() != SIGNATURE {
        return None;
    }
    mac(secret, purpose, said).verify_truncated_left(signature).ok()?;
    Some(said)
}

/// Takes the first bytes off.
pub fn take<const COUNT: usize>(rest: &mut &[u8]) -> Option<[u8; COUNT]> {
    let (first, behind) = rest.split_first_chunk()?;
    *rest = behind;
    Some(*first)
}

#[cfg(test)]
mod tests {
    use super::{SIGNATURE, sign, signed, take};
    use heliograph_wire::Private;

    const SECRET: Private<[u8; 32]> = Private::new([9; 32]);

    #[test]
    fn nothing_is_read_but_what_was_signed_for_the_same() {
        let whole = sign(&SECRET, b"a test", b"said".to_vec());
        let bytes = whole.reveal();
        assert_eq!(bytes.len(), 4 + SIGNATURE);
        assert_eq!(signed(&SECRET, b"a test", bytes), Some(b"said"));
        assert_eq!(signed::<4>(&SECRET, b"another", bytes), None);
        assert_eq!(signed::<4>(&Private::new([8; 32]), b"a test", bytes), None);
        assert_eq!(signed::<3>(&SECRET, b"a test", bytes), None);
        assert_eq!(signed::<5>(&SECRET, b"a test", bytes), None);
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            assert_eq!(signed::<4>(&SECRET, b"a test", &changed), None, "byte {place}");
            assert_eq!(signed::<4>(&SECRET, b"a test", &bytes[..place]), None, "the first {place}");
        }
        assert_eq!(signed::<4>(&SECRET, b"a test", &[&bytes[..], &[0]].concat()), None);
    }

    #[test]
    fn bytes_are_taken_off_as_long_as_there_are_any() {
        let mut rest = &b"said"[..];
        assert_eq!(take(&mut rest), Some(*b"sai"));
        assert_eq!(take::<2>(&mut rest), None);
        assert_eq!(take(&mut rest), Some(*b"d"));
    }
}
