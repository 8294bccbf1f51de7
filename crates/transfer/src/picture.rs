//! What pictures say of themselves in their first bytes, before a browser decodes any of it.

/// The first bytes of a PNG (W3C PNG, section 5.2).
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureSize {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

impl PictureSize {
    /// How many pixels there are in all.
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// Large enough for both.
    fn with(self, other: Self) -> Self {
        Self { width: self.width.max(other.width), height: self.height.max(other.height) }
    }
}

/// How large a picture becomes when it is decoded, whatever it was called: PNG, JPEG, GIF, WebP, and AVIF that stands
/// still. None, where that cannot be read or is nothing.
///
/// ```
/// use heliograph_transfer::{PictureSize, picture_size};
///
/// let gif = b"GIF89a\x40\x01\xf0\x00\0\0\0\x2c\0\0\0\0\x40\x01\xf0\x00\0";
/// assert_eq!(picture_size(gif), Some(PictureSize { width: 320, height: 240 }));
/// assert_eq!(picture_size(b"<svg/>"), None);
/// ```
pub fn picture_size(picture: &[u8]) -> Option<PictureSize> {
    let size = match picture {
        _ if picture.starts_with(PNG) => png(picture),
        [0xff, 0xd8, segments @ ..] => jpeg(segments),
        [b'G', b'I', b'F', b'8', ..] => gif(picture),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', chunk @ ..] => webp(chunk),
        _ => avif(picture),
    };
    size.filter(|size| size.pixels() > 0)
}

/// Whether a picture holds several, of which a browser would draw but one. A GIF is always taken for one of those.
pub fn picture_moves(picture: &[u8]) -> bool {
    match picture {
        // The chunk that says so comes before the first pixel (W3C PNG, section 11.3.5.1).
        _ if picture.starts_with(PNG) => {
            png_chunks(picture).take_while(|chunk| *chunk != b"IDAT").any(|chunk| chunk == b"acTL")
        }
        [b'G', b'I', b'F', b'8', ..] => true,
        // RFC 9649, section 2.7.
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            b'V',
            b'P',
            b'8',
            b'X',
            _,
            _,
            _,
            _,
            flags,
            ..,
        ] => flags & 0b10 != 0,
        _ => boxes(picture).any(|(kind, content)| match kind {
            b"ftyp" => content.chunks_exact(4).any(|brand| brand == b"avis"),
            kind => kind == b"moov",
        }),
    }
}

/// W3C PNG, section 11.2.1.
fn png(picture: &[u8]) -> Option<PictureSize> {
    let (head, kind) = (PNG.len(), picture.get(12..16)?);
    let sides = picture.get(head + 8..head + 16)?;
    (kind == b"IHDR").then_some(PictureSize { width: big(&sides[..4]), height: big(&sides[4..]) })
}

/// The kinds of a PNG's chunks, in their order.
fn png_chunks(picture: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = picture.get(PNG.len()..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, kind) = (big(rest.get(..4)?) as usize, rest.get(4..8)?);
        // A check of four bytes ends it.
        rest = length.checked_add(12).and_then(|end| rest.get(end..)).unwrap_or_default();
        Some(kind)
    })
}

/// ITU-T T.81, annex B.2.2: the frame's header is the first of its kind; other segments may come before it.
fn jpeg(mut rest: &[u8]) -> Option<PictureSize> {
    loop {
        match rest {
            // Any marker may be led by such bytes.
            [0xff, 0xff, ..] => rest = &rest[1..],
            [0xff, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf, _, _, _, sides @ ..] => {
                let sides = sides.get(..4)?;
                return Some(PictureSize { width: big(&sides[2..]), height: big(&sides[..2]) });
            }
            // Past these, there is no header any more.
            [0xff, 0x00..=0x01 | 0xd0..=0xda, ..] => return None,
            [0xff, _, high, low, ..] => {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                rest = rest.get(2 + length.max(2)..)?;
            }
            _ => return None,
        }
    }
}

/// GIF89a, sections 18 and 20: some browsers make room for a first frame that is larger than the screen.
fn gif(picture: &[u8]) -> Option<PictureSize> {
    let head = picture.get(6..13)?;
    let screen = PictureSize { width: little(&head[..2]), height: little(&head[2..4]) };
    let colors = if head[4] & 0x80 == 0 { 0 } else { 3 << ((head[4] & 7) + 1) };
    let mut rest = picture.get(13 + colors..)?;
    loop {
        match rest {
            [0x2c, place @ ..] => {
                let place = place.get(..8)?;
                let [left, top, width, height] = [0, 2, 4, 6].map(|at| little(&place[at..at + 2]));
                return Some(screen.with(PictureSize { width: left + width, height: top + height }));
            }
            [0x21, _, blocks @ ..] => {
                rest = blocks;
                while *rest.first()? > 0 {
                    rest = rest.get(1 + usize::from(rest[0])..)?;
                }
                rest = &rest[1..];
            }
            _ => return None,
        }
    }
}

/// RFC 9649, section 2.
fn webp(chunk: &[u8]) -> Option<PictureSize> {
    let (kind, content) = (chunk.get(..4)?, chunk.get(8..18)?);
    match kind {
        b"VP8X" => Some(PictureSize { width: little(&content[4..7]) + 1, height: little(&content[7..]) + 1 }),
        b"VP8L" if content[0] == 0x2f => {
            let sides = little(&content[1..5]);
            Some(PictureSize { width: (sides & 0x3fff) + 1, height: ((sides >> 14) & 0x3fff) + 1 })
        }
        b"VP8 " if content[3..6] == [0x9d, 0x01, 0x2a] => Some(PictureSize {
            width: little(&content[6..8]) & 0x3fff,
            height: little(&content[8..]) & 0x3fff,
        }),
        _ => None,
    }
}

/// The largest of the sizes that are spoken of (ISO/IEC 23008-12, section 6.5.3). What moves says elsewhere how large
/// it is.
fn avif(picture: &[u8]) -> Option<PictureSize> {
    let (first, brands) = boxes(picture).next()?;
    if first != b"ftyp" || !brands.chunks_exact(4).any(|brand| brand == b"avif") || picture_moves(picture) {
        return None;
    }
    let (_, meta) = boxes(picture).find(|(kind, _)| *kind == b"meta")?;
    let sizes = meta.windows(16).filter(|window| window.starts_with(b"ispe"));
    sizes
        .map(|window| PictureSize { width: big(&window[8..12]), height: big(&window[12..]) })
        .reduce(PictureSize::with)
}

/// The outermost boxes: their kinds and what is in them (ISO/IEC 14496-12, section 4.2).
fn boxes(file: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = file;
    std::iter::from_fn(move || {
        let (length, kind) = (big(rest.get(..4)?) as usize, rest.get(4..8)?);
        // The last one may leave its length open; one of more than four gigabytes is in no picture.
        let end = if length == 0 { rest.len() } else { length };
        let content = rest.get(8..end)?;
        rest = &rest[end..];
        Some((kind, content))
    })
}

fn big(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn little(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::{PictureSize, picture_moves, picture_size};
    use proptest::prelude::*;

    const SIZE: Option<PictureSize> = Some(PictureSize { width: 513, height: 258 });

    fn png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut png = super::PNG.to_vec();
        for (kind, content) in chunks {
            png.extend((content.len() as u32).to_be_bytes());
            png.extend([kind.as_slice(), content, &[0; 4]].concat());
        }
        png
    }

    fn webp(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        [b"RIFF\0\0\0\0WEBP", kind.as_slice(), &[0; 4], content].concat()
    }

    fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        [&(content.len() as u32 + 8).to_be_bytes(), kind.as_slice(), content].concat()
    }

    const HEAD: &[u8] = &[0, 0, 2, 1, 0, 0, 1, 2, 8, 2, 0, 0, 0];

    #[test]
    fn sizes_are_read() {
        let photo =
            b"\xff\xd8\xff\xe1\0\x05\xff\xc0\0\xff\xff\xff\xdb\0\x03\0\xff\xc2\0\x11\x08\x01\x02\x02\x01\x03";
        let gif = b"GIF89a\x01\x02\x02\x01\x80\0\0RGBRGB\x21\xf9\x04\0\0\0\0\0\x2c\0\0\0\0\x01\x02\x02\x01\0";
        let ispe = boxed(b"ispe", &[0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 1, 2]);
        let thumbnail = boxed(b"ispe", &[0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 9]);
        let meta = boxed(b"meta", &[ispe, thumbnail].concat());
        let avif = [boxed(b"ftyp", b"avif\0\0\0\0mif1avif"), meta, boxed(b"mdat", &[7; 9])].concat();
        for (format, picture) in [
            ("PNG", png(&[(b"IHDR", HEAD)])),
            ("JPEG", photo.to_vec()),
            ("GIF", gif.to_vec()),
            ("WebP", webp(b"VP8X", &[0, 0, 0, 0, 0, 2, 0, 1, 1, 0])),
            ("WebP", webp(b"VP8L", &[0x2f, 0x00, 0x42, 0x40, 0, 0, 0, 0, 0, 0])),
            ("WebP", webp(b"VP8 ", &[0, 0, 0, 0x9d, 1, 0x2a, 1, 2, 2, 1])),
            ("AVIF", avif),
        ] {
            assert_eq!(picture_size(&picture), SIZE, "{format}");
        }
    }

    #[test]
    fn a_frame_that_is_larger_than_its_screen_counts() {
        let gif = b"GIF89a\x01\0\x01\0\0\0\0\x2c\x01\0\x02\0\0\x02\0\x01\0";
        assert_eq!(picture_size(gif), SIZE);
    }

    #[test]
    fn what_has_no_size_has_none() {
        for picture in [
            &b""[..],
            b"BM",
            b"\xff\xd8\xff\xda\0\x08",
            b"\xff\xd8junk",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            &png(&[(b"IHDR", &[0; 13])]),
        ] {
            assert_eq!(picture_size(picture), None);
        }
    }

    #[test]
    fn what_moves_is_told_from_what_stands_still() {
        let still = png(&[(b"IHDR", HEAD), (b"IDAT", b"acTL"), (b"acTL", &[])]);
        assert!(!picture_moves(&still));
        assert!(picture_moves(&png(&[(b"IHDR", HEAD), (b"iCCP", &[7; 999]), (b"acTL", &[0; 8])])));
        assert!(!picture_moves(&webp(b"VP8X", &[0b0001_0000, 0, 0, 0, 0, 2, 0, 1, 1, 0])));
        assert!(picture_moves(&webp(b"VP8X", &[0b0001_0010, 0, 0, 0, 0, 2, 0, 1, 1, 0])));
        assert!(picture_moves(b"GIF89a"));
        assert!(picture_moves(&boxed(b"ftyp", b"avis\0\0\0\0")));
        assert!(!picture_moves(b"\xff\xd8\xff\xe0"));
    }

    proptest! {
        #[test]
        fn anything_can_be_looked_at(
            head in prop_oneof![
                Just(&b"\x89PNG\r\n\x1a\n"[..]), Just(&b"\xff\xd8"[..]), Just(&b"GIF89a"[..]),
                Just(&b"RIFF1234WEBPVP8X"[..]), Just(&b"\0\0\0\x10ftypavif1234\0\0\0\0meta"[..]), Just(&b""[..])
            ],
            rest in proptest::collection::vec(any::<u8>(), 0..300)
        ) {
            let picture = [head, &rest].concat();
            picture_size(&picture);
            picture_moves(&picture);
        }
    }
}
