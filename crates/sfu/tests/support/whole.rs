use super::guest::Got;

/// What a receiver saw of a picture, as one stream: nothing is missing in it, and each layer begins with a key frame.
/// Returns the layers, one after the other.
#[track_caller]
pub(crate) fn whole(got: &[Got]) -> Vec<u8> {
    let mut sorted: Vec<&Got> = got.iter().collect();
    sorted.sort_by_key(|got| got.number);
    let mut layers = Vec::new();
    for pair in sorted.windows(2) {
        let [before, after] = [pair[0], pair[1]];
        assert_eq!(after.number, before.number + 1, "sequence numbers have no gap");
        let (first, next) = (before.frame(), after.frame());
        let passed = after.time.wrapping_sub(before.time);
        if next.part > 0 {
            assert_eq!((next.frame, next.part, next.layer), (first.frame, first.part + 1, first.layer));
            assert_eq!((passed, next.picture, next.base), (0, first.picture, first.base));
            continue;
        }
        let goes_on = next.layer == first.layer && next.sender == first.sender;
        // The last frame of what was there before may be cut short, since a key frame begins.
        assert!(!goes_on || first.part + 1 == first.parts && before.marker, "frames are whole");
        assert!((1..180_000).contains(&passed), "time goes on by {passed}");
        assert_eq!(next.picture, (first.picture + 1) & 0x7fff, "pictures are counted on");
        assert_eq!(next.base, first.base.wrapping_add(1), "those of the lowest layer too");
        assert!(goes_on && next.frame == first.frame + 1 || next.is_key, "{first:?} then {next:?}");
    }
    for got in sorted {
        if layers.last() != Some(&got.frame().layer) {
            layers.push(got.frame().layer);
        }
    }
    layers
}
