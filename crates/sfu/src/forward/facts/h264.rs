//! H.264 (RFC 6184, packetization modes 0 and 1): the types of NAL units. Sealed frames keep those of their first slices,
//! and parameter sets that fit any picture.

use super::{Facts, Numbers, Seen};

const SLICE_OF_KEY: u8 = 5;
const PARAMETERS: u8 = 7;
const AGGREGATE: u8 = 24;
const FRAGMENT: u8 = 28;

/// What the units of a packet are.
#[derive(Default)]
struct Units {
    has_parameters: bool,
    /// The first slice of an IDR picture begins in it.
    begins_key: bool,
    is_referred_to: bool,
}

/// Reads a packet with which a frame begins, or not; and whose frame was found to be a key frame before, or not.
pub(super) fn read(seen: &Seen<'_>, begins: bool, has_begun: bool) -> Option<Facts> {
    let (&first, rest) = seen.payload.split_first()?;
    let mut units = Units::default();
    match first & 0x1f {
        AGGREGATE => {
            let mut rest = rest;
            (!rest.is_empty()).then_some(())?;
            while let Some((length, behind)) = rest.split_first_chunk::<2>() {
                let length = usize::from(u16::from_be_bytes(*length));
                let (&header, unit) = behind.get(..length)?.split_first()?;
                units.add(header, header & 0x1f, unit);
                rest = &behind[length..];
            }
            rest.is_empty().then_some(())?;
        }
        FRAGMENT => {
            let (&header, fragment) = rest.split_first()?;
            (!fragment.is_empty()).then_some(())?;
            if header & 0x80 != 0 {
                units.add(first, header & 0x1f, fragment);
            }
            units.is_referred_to |= first & 0x60 != 0;
        }
        kind @ 1..AGGREGATE => units.add(first, kind, rest),
        // Those of interleaved packets, which nobody agreed upon, and such as there are not.
        _ => return None,
    }
    Some(Facts {
        starts_key: units.has_parameters || units.begins_key && !has_begun,
        begins_frame: begins,
        ends_frame: seen.marker,
        spatial: 0,
        temporal: 0,
        discardable: !units.is_referred_to,
        switches_up: false,
        opens_above: false,
        numbers: Numbers::default(),
    })
}

impl Units {
    fn add(&mut self, header: u8, kind: u8, unit: &[u8]) {
        self.has_parameters |= kind == PARAMETERS;
        // A slice begins with the number of its first macroblock: one bit where that is 0.
        self.begins_key |= kind == SLICE_OF_KEY && unit.first().is_some_and(|byte| byte & 0x80 != 0);
        self.is_referred_to |= header & 0x60 != 0;
    }
}
