//! What stands around a sealed frame, so that packetizers take it: constants, which tell nothing of the frame but whether
//! it is a key frame. That they see anyway.

mod av1;
mod h264;

use alloc::vec::Vec;

/// How a frame was encoded, as far as it matters for what has to stand around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// Any codec for sound. Nothing stands around it.
    Audio,
    /// One byte: the lowest bit of the first says whether it is a key frame (RFC 6386, section 9.1).
    Vp8,
    /// Nothing stands around it.
    Vp9,
    /// A constant sequence header before key frames, and one OBU with all of it.
    Av1,
    /// Constant parameter sets before key frames, and one NAL unit with all of it.
    H264,
}

/// The bytes are not in the wrapper of the codec: nobody sealed them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bare;

const VP8_KEY: u8 = 0x10;
const VP8_DELTA: u8 = 0x11;

impl Codec {
    #[cfg(test)]
    pub(crate) const ALL: [Self; 5] = [Self::Audio, Self::Vp8, Self::Vp9, Self::Av1, Self::H264];

    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Audio => 0,
            Self::Vp8 => 1,
            Self::Vp9 => 2,
            Self::Av1 => 3,
            Self::H264 => 4,
        }
    }

    pub(crate) const fn numbered(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Audio,
            1 => Self::Vp8,
            2 => Self::Vp9,
            3 => Self::Av1,
            4 => Self::H264,
            _ => return None,
        })
    }

    /// Writes the wrapper with this inside, in place of what was there.
    pub(crate) fn wrap(self, is_key: bool, body: &[u8], out: &mut Vec<u8>) {
        out.clear();
        match self {
            Self::Av1 => av1::wrap(is_key, body, out),
            Self::H264 => h264::wrap(is_key, body, out),
            Self::Audio | Self::Vp8 | Self::Vp9 => {
                out.extend_from_slice(self.front(is_key).unwrap_or_default());
                out.extend_from_slice(body);
            }
        }
    }

    /// What stands in front, where that is the whole wrapper.
    pub(crate) const fn front(self, is_key: bool) -> Option<&'static [u8]> {
        match self {
            Self::Audio | Self::Vp9 => Some(&[]),
            Self::Vp8 => Some(if is_key { &[VP8_KEY] } else { &[VP8_DELTA] }),
            Self::Av1 | Self::H264 => None,
        }
    }

    /// Takes what is inside out of the wrapper, into what was there; and says whether it is a key frame, as far as the
    /// wrapper does.
    pub(crate) fn unwrap(self, wrapped: &[u8], body: &mut Vec<u8>) -> Result<Option<bool>, Bare> {
        body.clear();
        match self {
            Self::Audio | Self::Vp9 => {
                body.extend_from_slice(wrapped);
                Ok(None)
            }
            Self::Vp8 => {
                let (is_key, rest) = match wrapped.split_first() {
                    Some((&VP8_KEY, rest)) => (true, rest),
                    Some((&VP8_DELTA, rest)) => (false, rest),
                    _ => return Err(Bare),
                };
                body.extend_from_slice(rest);
                Ok(Some(is_key))
            }
            Self::Av1 => av1::unwrap(wrapped, body).map(Some),
            Self::H264 => h264::unwrap(wrapped, body).map(Some),
        }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::Codec;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_wrapped_comes_out_again(
            number in 0..5_u8,
            is_key in any::<bool>(),
            bytes in prop::collection::vec(prop_oneof![Just(0), Just(1), Just(3), any::<u8>()], 0..400),
        ) {
            let codec = Codec::numbered(number).unwrap();
            let (mut wrapped, mut body) = (Vec::new(), Vec::new());
            codec.wrap(is_key, &bytes, &mut wrapped);
            let found = codec.unwrap(&wrapped, &mut body);
            prop_assert!(matches!(found, Ok(said) if said.is_none_or(|said| said == is_key)));
            prop_assert_eq!(body, bytes);
        }

        #[test]
        fn other_bytes_never_break_it_and_have_one_form_only(
            number in 0..5_u8,
            bytes in prop::collection::vec(prop_oneof![Just(0), Just(1), Just(3), Just(0x65), any::<u8>()], 0..60),
        ) {
            let codec = Codec::numbered(number).unwrap();
            let (mut body, mut again) = (Vec::new(), Vec::new());
            if let Ok(is_key) = codec.unwrap(&bytes, &mut body) {
                codec.wrap(is_key.unwrap_or_default(), &body, &mut again);
                prop_assert_eq!(again, bytes);
            }
        }
    }
}
