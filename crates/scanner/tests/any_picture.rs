//! Whatever a camera sees, and whatever picture is dropped: a text or none.

use heliograph_scanner::{MOST_PIXELS, read};
use proptest::prelude::*;
use qrcode::{Color, QrCode};

/// A code drawn with so many pixels for each module, and its width.
fn drawn(text: &str, scale: usize) -> (Vec<u8>, usize) {
    let code = QrCode::new(text).expect("the text fits into a code");
    let width = (code.width() + 8) * scale;
    let module = |pixel: usize| (pixel / scale).checked_sub(4).filter(|module| *module < code.width());
    let brightness = |index: usize| match (module(index % width), module(index / width)) {
        (Some(x), Some(y)) if code[(x, y)] == Color::Dark => 0,
        _ => 255,
    };
    ((0..width * width).map(brightness).collect(), width)
}

#[test]
fn a_clean_code_is_read_at_every_scale_from_two_pixels_up() {
    for scale in [2, 3, 5, 12] {
        let (luma, width) = drawn("https://heliograph.example/#0123456789", scale);
        let text = read(&luma, width, width);
        assert_eq!(text.as_deref(), Some("https://heliograph.example/#0123456789"), "at scale {scale}");
    }
}

#[test]
fn a_code_in_light_on_dark_is_read() {
    let (luma, width) = drawn("light on dark", 4);
    let inverted: Vec<u8> = luma.iter().map(|brightness| 255 - brightness).collect();
    assert_eq!(read(&inverted, width, width).as_deref(), Some("light on dark"));
}

#[test]
fn a_size_that_is_not_the_pictures_is_no_picture() {
    assert_eq!(read(&[], 0, 0), None);
    assert_eq!(read(&[0; 6], 2, 2), None);
    assert_eq!(read(&[0; 6], usize::MAX, 2), None);
    assert_eq!(read(&vec![0; MOST_PIXELS + 1], MOST_PIXELS + 1, 1), None);
}

proptest! {
    #[test]
    fn any_pixels_give_a_text_or_none(luma in prop::collection::vec(any::<u8>(), 1..5000), width in 1_usize..90) {
        let height = luma.len() / width;
        let _ = read(&luma[..width * height], width, height);
    }

    #[test]
    fn a_code_with_changed_pixels_gives_its_text_or_none(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 1_usize..40), 0..60),
    ) {
        let (mut luma, width) = drawn("some of it is gone", 3);
        for (place, brightness, length) in changes {
            let start = place.index(luma.len());
            let end = (start + length).min(luma.len());
            luma[start..end].fill(brightness);
        }
        if let Some(text) = read(&luma, width, width) {
            prop_assert_eq!(text, "some of it is gone");
        }
    }
}
