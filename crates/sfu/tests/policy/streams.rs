//! What holds of everything that comes by one section.

use std::collections::BTreeMap;

use crate::support::{Frame, Got};

/// Numbers without gaps and timestamps that only grow, on a line that loses nothing.
#[track_caller]
pub(crate) fn expect_whole(got: &[Got]) {
    for pair in got.windows(2) {
        assert_eq!(pair[1].number, pair[0].number + 1);
        assert!(pair[1].time.wrapping_sub(pair[0].time) < 1 << 31, "time went back at {}", pair[1].number);
    }
}

/// The same of pictures, and that their frames are whole, begin with a key frame at each switch, and are counted on.
#[track_caller]
pub(crate) fn expect_film(got: &[Got]) {
    expect_whole(got);
    let mut before: Option<(Frame, u32)> = None;
    for packet in got {
        let frame = packet.frame();
        match before {
            None => assert!(frame.is_key && frame.part == 0),
            Some((last, time)) if is_next_part(last, frame) => {
                assert_eq!((frame.picture, frame.base, packet.time), (last.picture, last.base, time));
            }
            Some((last, time)) => {
                let is_switch = (last.sender, last.layer) != (frame.sender, frame.layer);
                let goes_on = frame.frame == last.frame + 1 && last.part + 1 == last.parts;
                assert!(!is_switch && goes_on || frame.is_key, "{last:?} before {frame:?}");
                assert_eq!((frame.part, frame.picture), (0, (last.picture + 1) & 0x7fff));
                assert_eq!(frame.base, last.base.wrapping_add(1));
                assert_ne!(packet.time, time);
            }
        }
        before = Some((frame, packet.time));
    }
}

fn is_next_part(last: Frame, frame: Frame) -> bool {
    (last.sender, last.layer, last.frame) == (frame.sender, frame.layer, frame.frame)
        && frame.part == last.part + 1
}

/// How many packets came of each layer.
pub(crate) fn layers(got: &[Got]) -> BTreeMap<u8, usize> {
    let mut layers = BTreeMap::new();
    got.iter().for_each(|got| *layers.entry(got.frame().layer).or_default() += 1);
    layers
}

/// The layers in the order in which they came.
pub(crate) fn turns(got: &[Got]) -> Vec<u8> {
    let mut turns: Vec<u8> = got.iter().map(|got| got.frame().layer).collect();
    turns.dedup();
    turns
}
