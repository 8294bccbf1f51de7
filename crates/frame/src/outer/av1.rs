//! AV1 (bitstream specification, section 5.3): one OBU whose data is the frame.

use alloc::vec::Vec;

use super::Bare;

/// Before a key frame: a sequence header that fits any picture.
const KEY: &[u8] = b"\x0a\x0a\0\0\0\x02\xaf\xff\x9b\x5f\x30\x08";

/// A frame (type 6) that says how long it is.
const FRAME: u8 = 0x32;

pub(super) fn wrap(is_key: bool, body: &[u8], out: &mut Vec<u8>) {
    if is_key {
        out.extend_from_slice(KEY);
    }
    out.push(FRAME);
    let mut length = body.len();
    while length >= 0x80 {
        out.push(length as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
    out.extend_from_slice(body);
}

pub(super) fn unwrap(wrapped: &[u8], body: &mut Vec<u8>) -> Result<bool, Bare> {
    let key = wrapped.strip_prefix(KEY);
    let (&FRAME, mut rest) = key.unwrap_or(wrapped).split_first().ok_or(Bare)? else { return Err(Bare) };
    let (mut length, mut shift) = (0, 0);
    loop {
        let (&byte, behind) = rest.split_first().ok_or(Bare)?;
        rest = behind;
        length |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            // One form only: the last byte is zero just where it is the first.
            let is_shortest = byte != 0 || shift == 7;
            if rest.len() != length || !is_shortest {
                return Err(Bare);
            }
            body.extend_from_slice(rest);
            return Ok(key.is_some());
        }
        if shift > 21 {
            return Err(Bare);
        }
    }
}
