//! What is said is padded before it is sealed, so that its length tells little: the bytes, one byte `80`, and zeros.

use heliograph_wire::Private;
use heliograph_wire::group::SAYING_LIMIT;

/// Sizes up to this are told apart in eighths of it.
const SMALLEST: usize = 256;

const END: u8 = 0x80;

/// Padded to the next size. None for what is longer than sayings are.
pub(crate) fn padded(bytes: &[u8]) -> Option<Private<Vec<u8>>> {
    if bytes.len() > SAYING_LIMIT {
        return None;
    }
    let mut padded = Vec::with_capacity(size(bytes.len()));
    padded.extend(bytes);
    padded.push(END);
    padded.resize(size(bytes.len()), 0);
    Some(padded.into())
}

/// What was padded. None for what no padding gives.
pub(crate) fn removed(padded: &[u8]) -> Option<Private<Vec<u8>>> {
    let end = padded.iter().rposition(|byte| *byte != 0)?;
    (padded[end] == END).then(|| padded[..end].to_vec().into())
}

/// The next size: eighths of the next power of two, but of no smaller one than that. The last is that of the longest.
const fn size(length: usize) -> usize {
    let least = length + 1;
    let above = least.next_power_of_two();
    let step = if above > SMALLEST { above } else { SMALLEST } / 8;
    let size = least.next_multiple_of(step);
    if size > SAYING_LIMIT + 1 { SAYING_LIMIT + 1 } else { size }
}

#[cfg(test)]
mod tests {
    use super::{padded, removed};
    use heliograph_wire::group::SAYING_LIMIT;
    use std::collections::BTreeSet;

    #[test]
    fn sizes_are_those_of_the_protocol_page() {
        for (length, size) in [
            (0, 32),
            (31, 32),
            (32, 64),
            (255, 256),
            (256, 320),
            (511, 512),
            (512, 640),
            (SAYING_LIMIT, 11_777),
        ] {
            assert_eq!(padded(&vec![7; length]).unwrap().reveal().len(), size, "{length}");
        }
        let sizes: BTreeSet<_> =
            (0..=SAYING_LIMIT).map(|length| padded(&vec![7; length]).unwrap().reveal().len()).collect();
        assert_eq!(sizes.len(), 8 + 5 * 4 + 2);
    }

    #[test]
    fn what_was_padded_comes_back() {
        for bytes in [&b""[..], b"abc", b"\x80", b"\x80\0\0", b"\0\0", &[7; SAYING_LIMIT]] {
            assert!(removed(padded(bytes).unwrap().reveal()).unwrap().reveal() == bytes);
        }
        assert!(padded(&[7; SAYING_LIMIT + 1]).is_none());
    }

    #[test]
    fn what_nobody_padded_is_refused() {
        for bytes in [&b""[..], b"abc", b"\0\0\0", b"\x81", b"\x80\x01\0"] {
            assert!(removed(bytes).is_none());
        }
    }
}
