//! The SFrame header (RFC 9605, section 4.3): key id and counter, each in as few bytes as it takes.

/// The longest header, in bytes.
pub const HEADER_AT_MOST: usize = 17;

/// Set where the number does not fit into its three bits: these say then how many bytes it has, less one.
const LONG: u8 = 0b1000;

const SHORT_LIMIT: u64 = 8;

/// Which key a frame is sealed with, and which of its frames it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The key id (KID).
    pub key_id: u64,
    /// The counter (CTR): another one for each frame of a key.
    pub counter: u64,
}

/// A header as bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Encoded {
    bytes: [u8; HEADER_AT_MOST],
    length: usize,
}

impl Header {
    pub(crate) fn encode(self) -> Encoded {
        let mut encoded = Encoded { bytes: [0; HEADER_AT_MOST], length: 1 };
        let key_id = encoded.put(self.key_id);
        let counter = encoded.put(self.counter);
        encoded.bytes[0] = key_id << 4 | counter;
        encoded
    }

    /// The header that these bytes begin with, and how many bytes it has. None where they are too few, or more than the
    /// numbers take.
    pub fn decode(bytes: &[u8]) -> Option<(Self, usize)> {
        let (first, mut rest) = bytes.split_first()?;
        let key_id = take(first >> 4, &mut rest)?;
        let counter = take(first & 0b1111, &mut rest)?;
        Some((Self { key_id, counter }, bytes.len() - rest.len()))
    }
}

impl Encoded {
    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Puts a number behind what is there, unless it fits into the four bits that are given back.
    fn put(&mut self, number: u64) -> u8 {
        if number < SHORT_LIMIT {
            return number as u8;
        }
        let bytes = number.to_be_bytes();
        let bytes = &bytes[number.leading_zeros() as usize / 8..];
        self.bytes[self.length..][..bytes.len()].copy_from_slice(bytes);
        self.length += bytes.len();
        LONG | (bytes.len() - 1) as u8
    }
}

fn take(bits: u8, rest: &mut &[u8]) -> Option<u64> {
    if bits & LONG == 0 {
        return Some(bits.into());
    }
    let (bytes, behind) = rest.split_at_checked(usize::from(bits & !LONG) + 1)?;
    *rest = behind;
    let number = bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
    let is_short_enough = bytes[0] != 0 && (bytes.len() > 1 || number >= SHORT_LIMIT);
    is_short_enough.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::Header;

    #[test]
    fn a_header_is_read_again_and_nothing_shorter_is() {
        for (key_id, counter, length) in
            [(0, 0, 1), (7, 7, 1), (8, 7, 2), (7, 255, 2), (8, 256, 4), (u64::MAX, u64::MAX, 17)]
        {
            let header = Header { key_id, counter };
            let encoded = header.encode();
            let bytes = encoded.as_slice();
            assert_eq!(bytes.len(), length);
            assert_eq!(Header::decode(bytes), Some((header, length)));
            for end in 0..length {
                assert_eq!(Header::decode(&bytes[..end]), None);
            }
        }
    }

    #[test]
    fn numbers_in_more_bytes_than_they_take_are_refused() {
        for bytes in [&[0x80, 7][..], &[0x08, 7], &[0x90, 0, 9], &[0x09, 0, 9]] {
            assert_eq!(Header::decode(bytes), None, "{bytes:?}");
        }
        assert!(Header::decode(&[0x80, 8]).is_some());
    }
}
