//! Finds the text of a QR code in a picture.
//!
//! What it is: one function from the brightness of pixels to a text, which runs apart from the page so that
//! the page never stalls. What it is not: it opens no camera, decodes no picture file, and does not know what
//! a code of Heliograph's looks like.
//!
//! ```
//! let (width, height) = (64, 64);
//! let blank = vec![255; width * height];
//! assert_eq!(heliograph_scanner::read(&blank, width, height), None);
//! ```
#![warn(missing_docs)]

#[cfg(target_arch = "wasm32")]
pub mod door;
mod picture;

use quircs::Quirc;

use crate::picture::Picture;

/// The most pixels that are looked at. The decoder adds up the brightness of all of them in 31 bits.
pub const MOST_PIXELS: usize = 8_000_000;

/// The text of a QR code in a picture, given as the brightness of each pixel, row after row.
///
/// None where no code can be read, where its bytes are not text, and where the size is not that of the pixels
/// or exceeds [`MOST_PIXELS`].
pub fn read(luma: &[u8], width: usize, height: usize) -> Option<String> {
    let picture = Picture::new(luma, width, height)?;
    let attempts: [fn(&Picture) -> Picture; 4] =
        [Picture::clone, Picture::evenly_lit, Picture::halved, Picture::inverted];
    let mut decoder = Quirc::new();
    attempts.iter().find_map(|attempt| decode(&mut decoder, &attempt(&picture)))
}

fn decode(decoder: &mut Quirc, picture: &Picture) -> Option<String> {
    let codes = decoder.identify(picture.width(), picture.height(), picture.luma());
    codes
        .flatten()
        .filter_map(|code| code.decode().ok())
        .find_map(|code| String::from_utf8(code.payload).ok())
}
