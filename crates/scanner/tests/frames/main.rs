//! Codes as a camera sees them on another screen.

mod camera;
mod chance;

use camera::{HEIGHT, WIDTH};
use chance::Chance;

/// A code of 66 bytes in digits: 9 blocks of 17 and a rest of 8.
const DIGITS: usize = 161;

/// Shows a code to a pretended camera, and says whether it was read.
fn is_read(link: &str, seed: u64) -> bool {
    let mut chance = Chance::seeded(seed);
    let digit = |chance: &mut Chance| char::from(b'0' + chance.up_to(10) as u8);
    let digits: String = (0..DIGITS).map(|_| digit(&mut chance)).collect();
    let text = format!("{link}{digits}");
    let frame = camera::shoot(&text, &mut chance);
    heliograph_scanner::read(&frame, WIDTH, HEIGHT) == Some(text)
}

#[test]
fn frames_of_a_camera_are_read() {
    let read = (0..20).filter(|seed| is_read("", *seed)).count();
    let links = (20..40).filter(|seed| is_read("https://heliograph.example/#", *seed)).count();
    assert!(read + links >= 38, "{read} codes and {links} links of 20 each are read");
}
