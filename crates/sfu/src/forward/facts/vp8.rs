//! VP8 (RFC 7741, section 4.2): the descriptor, and the lowest bit of the frame, which stays readable when it is sealed.

use super::{Facts, Numbers, PictureId, Seen};

pub(super) fn read(seen: &Seen<'_>) -> Option<Facts> {
    let (&first, mut rest) = seen.payload.split_first()?;
    let (mut numbers, mut temporal, mut switches_up) = (Numbers::default(), 0, false);
    if first & 0x80 != 0 {
        let has = take(&mut rest)?;
        if has & 0x80 != 0 {
            let high = take(&mut rest)?;
            numbers.picture = Some(if high & 0x80 == 0 {
                PictureId::Short(high)
            } else {
                PictureId::Long(u16::from_be_bytes([high & 0x7f, take(&mut rest)?]))
            });
        }
        if has & 0x40 != 0 {
            // It counts frames of a temporal layer, so that has to be there.
            (has & 0x20 != 0).then_some(())?;
            numbers.base = Some(take(&mut rest)?);
        }
        if has & 0x30 != 0 {
            let byte = take(&mut rest)?;
            if has & 0x20 != 0 {
                (temporal, switches_up) = (byte >> 6, byte & 0x20 != 0);
            }
            numbers.key = (has & 0x10 != 0).then_some(byte & 0x1f);
        }
    }
    let begins = first & 0x10 != 0 && first & 0x07 == 0;
    let is_key = begins && rest.first()? & 1 == 0;
    (!rest.is_empty()).then_some(Facts {
        starts_key: is_key,
        begins_frame: begins,
        ends_frame: seen.marker,
        spatial: 0,
        temporal,
        discardable: first & 0x20 != 0,
        switches_up,
        opens_above: false,
        numbers,
    })
}

fn take(rest: &mut &[u8]) -> Option<u8> {
    let (&byte, behind) = rest.split_first()?;
    *rest = behind;
    Some(byte)
}
