use std::ops::Range;

/// Bits of a slice, the highest of each byte first.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// How many were taken.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// So many of them, at most 64, as a number.
    pub(super) fn take(&mut self, count: usize) -> Option<u64> {
        let mut value = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.at / 8)?;
            value = value << 1 | u64::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }

    pub(super) fn flag(&mut self) -> Option<bool> {
        Some(self.take(1)? == 1)
    }

    /// A number below another one, in as few bits as that takes: `ns(n)` of the AV1 specification, section 4.10.7.
    pub(super) fn below(&mut self, bound: usize) -> Option<usize> {
        let width = (usize::BITS - bound.leading_zeros()) as usize;
        let short = (1 << width) - bound;
        let value = self.take(width.checked_sub(1)?)? as usize;
        if value < short {
            return Some(value);
        }
        Some((value << 1) - short + self.take(1)? as usize)
    }

    pub(super) fn skip(&mut self, count: usize) -> Option<()> {
        self.at = (self.at + count <= self.bytes.len() * 8).then_some(self.at + count)?;
        Some(())
    }
}

/// Bits that are written one behind the other; the last byte is filled up with zeros.
pub(super) struct Written<'a> {
    bytes: &'a mut Vec<u8>,
    at: usize,
}

impl<'a> Written<'a> {
    pub(super) fn new(bytes: &'a mut Vec<u8>) -> Self {
        bytes.clear();
        Self { bytes, at: 0 }
    }

    pub(super) fn put(&mut self, value: u64, count: usize) {
        for bit in (0..count).rev() {
            if self.at.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= ((value >> bit & 1) as u8) << (7 - self.at % 8);
            }
            self.at += 1;
        }
    }

    /// Bits of a slice that were read before.
    pub(super) fn copy(&mut self, bytes: &[u8], span: Range<usize>) {
        for bit in span {
            self.put(u64::from(bytes[bit / 8] >> (7 - bit % 8) & 1), 1);
        }
    }
}
