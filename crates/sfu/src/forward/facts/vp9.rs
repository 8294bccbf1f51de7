//! VP9 (RFC 9628, section 4.2): everything is in the descriptor.

use super::{Facts, Numbers, Seen};

pub(super) fn read(seen: &Seen<'_>) -> Option<Facts> {
    let mut rest = seen.payload;
    let first = take(&mut rest)?;
    let has = |bit: u8| first & bit != 0;
    let (predicted, flexible, begins, ends) = (has(0x40), has(0x10), has(0x08), has(0x04));
    if has(0x80) && take(&mut rest)? & 0x80 != 0 {
        take(&mut rest)?;
    }
    let (mut temporal, mut spatial, mut opens_above) = (0, 0, false);
    if has(0x20) {
        let layer = take(&mut rest)?;
        (temporal, spatial, opens_above) = (layer >> 5, layer >> 1 & 0x07, layer & 0x10 != 0);
        if !flexible {
            take(&mut rest)?;
        }
    }
    if flexible && predicted {
        // Three at most, the last without the bit that says that another follows.
        let mut more = true;
        for _ in 0..3 {
            more = more && take(&mut rest)? & 1 != 0;
        }
        (!more).then_some(())?;
    }
    if has(0x02) {
        skip_structure(&mut rest)?;
    }
    (!rest.is_empty()).then_some(Facts {
        starts_key: begins && !predicted && spatial == 0,
        begins_frame: begins,
        ends_frame: ends,
        spatial,
        temporal,
        discardable: false,
        switches_up: !predicted,
        opens_above,
        // Its picture numbers count as those of another stream from each key frame on.
        numbers: Numbers::default(),
    })
}

fn skip_structure(rest: &mut &[u8]) -> Option<()> {
    let head = take(rest)?;
    if head & 0x10 != 0 {
        skip(rest, (usize::from(head >> 5) + 1) * 4)?;
    }
    if head & 0x08 != 0 {
        for _ in 0..take(rest)? {
            let references = take(rest)? >> 2 & 0x03;
            skip(rest, usize::from(references))?;
        }
    }
    Some(())
}

fn skip(rest: &mut &[u8], bytes: usize) -> Option<()> {
    *rest = rest.get(bytes..)?;
    Some(())
}

fn take(rest: &mut &[u8]) -> Option<u8> {
    let (&byte, behind) = rest.split_first()?;
    *rest = behind;
    Some(byte)
}
