//! The way in from JavaScript.

use wasm_bindgen::prelude::wasm_bindgen;

/// [`read`](crate::read) for the pixels of a canvas: red, green, blue and opacity, one byte each.
#[wasm_bindgen]
pub fn read(pixels: &[u8], width: usize, height: usize) -> Option<String> {
    let luma: Vec<u8> = pixels.chunks_exact(4).map(brightness).collect();
    crate::read(&luma, width, height)
}

/// How bright a pixel looks on white paper: ITU-R BT.601, section 2.5.1, in 256ths.
fn brightness(pixel: &[u8]) -> u8 {
    let [red, green, blue, opacity] = [0, 1, 2, 3].map(|channel| u32::from(pixel[channel]));
    let colour = (77 * red + 150 * green + 29 * blue) / 256;
    // A weighted mean of bytes is a byte.
    ((colour * opacity + 255 * (255 - opacity)) / 255) as u8
}
