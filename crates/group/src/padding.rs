//! What is said is padded before it is sealed, so that its length tells little: the bytes, one byte `80`, and zeros.

use heliograph_wire::Private;
use heliograph_wire::group::SAYING_LIMIT;

/// Sizes below this are told apart in eighths of it.
const SMALLEST: usize = 256;

const END: u8 = 0x80;

/// Padded to the next size. None for what is longer than sayings are.
pub(crate) fn padded(bytes: &[u8]) -> Option<Private<Vec<u8>>> {
    if bytes.len() > SAYING_LIMIT {
        return None;
    }
    let mut padded = Vec::with_capacity(size(bytes.len()));
    padded.extend(bytes);
    padded.push(END);
    padded.resize(size(bytes.len()), 0);
    Some(padded.into())
}

/// What was padded. None for what no padding gives.
pub(crate) fn removed(padded: &[u8]) -> Option<Private<Vec<u8>>> {
    let end = padded.iter().rposition(|byte| *byte != 0)?;
    (padded[end] == END).then(|| padded[..end].to_vec().into())
}

/// Eight sizes from each power of two to the next, since half of those up to it are below; the last is that of the longest.
const fn size(length: usize) -> usize {
    let least = length + 1;
    let above = least.next_power_of_two();
    let step = if above > SMALLEST { above } else { SMALLEST } / 8;
    let size = least.next_multiple_of(step);
    if size > SAYING_LIMIT + 1 { SAYING_LIMIT + 1 } else { size }
}
