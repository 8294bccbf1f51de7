//! AV1 (its RTP payload format, section 4.4): the aggregation header. Of layers, dependency descriptors alone tell.

use super::{Facts, Numbers, Seen};

pub(super) fn read(seen: &Seen<'_>, begins: bool) -> Option<Facts> {
    let (&header, rest) = seen.payload.split_first()?;
    let (continues, is_new) = (header & 0x80 != 0, header & 0x08 != 0);
    // A coded video sequence does not begin amid a unit.
    let is_mistaken = rest.is_empty() || continues && is_new;
    (!is_mistaken).then_some(Facts {
        starts_key: is_new,
        begins_frame: begins && !continues,
        ends_frame: seen.marker,
        spatial: 0,
        temporal: 0,
        discardable: false,
        switches_up: false,
        opens_above: false,
        numbers: Numbers::default(),
    })
}
