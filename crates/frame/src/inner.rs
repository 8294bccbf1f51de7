//! What is sealed in front of each frame.

use crate::outer::Codec;

/// How many bytes it has.
pub(crate) const INNER: usize = 3;

/// The version, in the two highest bits of the first byte.
const VERSION: u8 = 0;

const KEY: u8 = 0b10_0000;

/// What a sender says of a frame, sealed with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// How it was encoded.
    pub codec: Codec,
    /// Whether it can be decoded without any before it.
    pub is_key: bool,
    /// When it was sealed: the last 16 bits of the milliseconds of the sender's clock, which begins anywhere. Nobody reads
    /// it yet; it is there so that delays can be noticed later on.
    pub sealed_at: u16,
}

impl Facts {
    pub(crate) const fn encode(self) -> [u8; INNER] {
        let key = if self.is_key { KEY } else { 0 };
        let [high, low] = self.sealed_at.to_be_bytes();
        [VERSION << 6 | key | self.codec.number(), high, low]
    }

    pub(crate) fn decode([first, high, low]: [u8; INNER]) -> Option<Self> {
        let is_known = first >> 6 == VERSION;
        let codec = Codec::numbered(first & (KEY - 1)).filter(|_| is_known)?;
        Some(Self { codec, is_key: first & KEY != 0, sealed_at: u16::from_be_bytes([high, low]) })
    }
}

#[cfg(test)]
mod tests {
    use super::Facts;
    use crate::outer::Codec;

    #[test]
    fn facts_are_read_again_and_what_is_not_known_is_not() {
        for codec in Codec::ALL {
            for is_key in [false, true] {
                let facts = Facts { codec, is_key, sealed_at: 0x1234 };
                assert_eq!(Facts::decode(facts.encode()), Some(facts));
            }
        }
        for first in [0x40, 0x80, 0xc0, 5, 31] {
            assert_eq!(Facts::decode([first, 0, 0]), None, "{first:#x}");
        }
    }
}
