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

/// The same of pictures, and that their frames are whole and begin with a key frame at each switch.
#[track_caller]
pub(crate) fn expect_frames(got: &[Got]) {
    expect_whole(got);
    assert!(got[0].frame().is_key && got[0].frame().part == 0);
    for pair in got.windows(2) {
        let [last, frame] = [pair[0].frame(), pair[1].frame()];
        if is_next_part(last, frame) {
            assert_eq!(pair[1].time, pair[0].time);
            continue;
        }
        let is_switch = (last.sender, last.layer) != (frame.sender, frame.layer);
        let goes_on = frame.frame == last.frame + 1 && last.part + 1 == last.parts;
        assert!(!is_switch && goes_on || frame.is_key, "{last:?} before {frame:?}");
        assert_eq!(frame.part, 0);
        assert_ne!(pair[1].time, pair[0].time);
    }
}

/// The same of pictures in VP8, and that they are counted on.
#[track_caller]
pub(crate) fn expect_film(got: &[Got]) {
    expect_frames(got);
    for pair in got.windows(2) {
        let [last, frame] = [pair[0].frame(), pair[1].frame()];
        let next = u8::from(!is_next_part(last, frame));
        assert_eq!(frame.picture, (last.picture + u16::from(next)) & 0x7fff);
        assert_eq!(frame.base, last.base.wrapping_add(next));
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
