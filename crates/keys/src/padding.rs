//! What is sealed is padded first, so that its length tells next to nothing: two bytes of length, big-endian, the bytes,
//! and zeros.

use heliograph_wire::Private;

/// Sealed lengths grow in steps of so many bytes.
pub(crate) const STEP: usize = 1024;

/// How many bytes the length takes.
pub(crate) const LENGTH: usize = 2;

/// Padded to as few steps as they fit into. None if these are more than so many.
pub(crate) fn stepwise(bytes: &[u8], most_steps: usize) -> Option<Private<Vec<u8>>> {
    let steps = (LENGTH + bytes.len()).div_ceil(STEP);
    (steps <= most_steps).then(|| exactly(bytes, steps * STEP))?
}

/// Padded to this size, whatever they are. None if they do not fit.
pub(crate) fn exactly(bytes: &[u8], size: usize) -> Option<Private<Vec<u8>>> {
    let length = u16::try_from(bytes.len()).ok().filter(|_| LENGTH + bytes.len() <= size)?;
    let mut padded = Vec::with_capacity(size);
    padded.extend(length.to_be_bytes());
    padded.extend(bytes);
    padded.resize(size, 0);
    Some(Private::new(padded))
}

/// What was padded. None for what no padding gives.
pub(crate) fn removed(padded: &[u8]) -> Option<Private<Vec<u8>>> {
    let (length, bytes) = padded.split_first_chunk::<LENGTH>()?;
    let bytes = bytes.get(..usize::from(u16::from_be_bytes(*length)))?;
    Some(Private::new(bytes.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::{exactly, removed, stepwise};

    #[test]
    fn what_was_padded_comes_back_and_fills_whole_steps() {
        for (length, size) in [(0, 1024), (1, 1024), (1022, 1024), (1023, 2048), (3070, 3072)] {
            let bytes = vec![7; length];
            let padded = stepwise(&bytes, 3).unwrap();
            assert_eq!(padded.reveal().len(), size);
            assert!(removed(padded.reveal()).unwrap().reveal() == &bytes);
        }
        assert!(stepwise(&[7; 3071], 3).is_none());
    }

    #[test]
    fn what_does_not_fit_is_not_cut() {
        assert!(exactly(&[7; 6], 8).is_some());
        assert!(exactly(&[7; 7], 8).is_none());
        assert!(exactly(&[7; 70_000], 100_000).is_none());
    }

    #[test]
    fn a_length_beyond_the_end_is_no_length() {
        for padded in [&[][..], &[0], &[0, 1], &[0, 3, 7, 7], &[255, 255, 0]] {
            assert!(removed(padded).is_none());
        }
    }
}
