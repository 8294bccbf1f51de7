//! H.264 (ITU-T H.264, annex B): parameter sets that fit any picture, and one slice whose data is the frame.

use alloc::vec::Vec;

use super::Bare;

/// Before a key frame: a sequence parameter set (baseline, 640 by 480, which nobody looks at), a picture parameter set, and
/// the beginning of an IDR slice. The first has usability information as Chromium would put it in on the way.
const KEY: &[u8] =
    b"\0\0\0\x01\x67\x42\xe0\x1f\xda\x02\x80\xf6\x80\x6d\x04\x42\x35\0\0\0\x01\x68\xce\x38\x80\0\0\0\x01\x65\x88\x80";

/// The beginning of any other slice.
const DELTA: &[u8] = b"\0\0\0\x01\x41\x9a";

/// Stands behind all of it: a NAL unit may not end with a zero.
const END: u8 = 0x80;

const ESCAPE: u8 = 3;

pub(super) fn wrap(is_key: bool, body: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(if is_key { KEY } else { DELTA });
    let mut zeros = 0;
    for byte in body.iter().copied().chain([END]) {
        if zeros == 2 && byte <= ESCAPE {
            out.push(ESCAPE);
            zeros = 0;
        }
        out.push(byte);
        zeros = if byte == 0 { zeros + 1 } else { 0 };
    }
}

pub(super) fn unwrap(wrapped: &[u8], body: &mut Vec<u8>) -> Result<bool, Bare> {
    let key = wrapped.strip_prefix(KEY);
    let rest = key.or_else(|| wrapped.strip_prefix(DELTA)).ok_or(Bare)?;
    let (&END, rest) = rest.split_last().ok_or(Bare)? else { return Err(Bare) };
    let mut zeros = 0;
    let mut bytes = rest.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if zeros == 2 && byte <= ESCAPE {
            // Three bytes that begin another unit cannot be in one, and what is escaped has to need it.
            let is_needed = bytes.peek().copied().unwrap_or(END) <= ESCAPE;
            if byte != ESCAPE || !is_needed {
                return Err(Bare);
            }
            zeros = 0;
            continue;
        }
        body.push(byte);
        zeros = if byte == 0 { zeros + 1 } else { 0 };
    }
    Ok(key.is_some())
}
