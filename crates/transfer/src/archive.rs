use crc::{CRC_32_ISO_HDLC, Crc, Digest, Table};

use crate::SafePath;

static SUMS: Crc<u32, Table<1>> = Crc::<u32, Table<1>>::new(&CRC_32_ISO_HDLC);

/// Numbers from here on do not fit the fields of old archives, and stand in those of ZIP64 instead (APPNOTE, 4.5.3).
const TOO_LARGE: u64 = u32::MAX as u64;
const TOO_MANY: usize = u16::MAX as usize;

/// The version that reads plain archives, and the one that reads ZIP64 (APPNOTE, 4.4.3).
const PLAIN: u16 = 20;
const ZIP64: u16 = 45;

/// Sizes and sum follow after the bytes, and names are in UTF-8 (APPNOTE, 4.4.4: bits 3 and 11).
const FLAGS: u16 = 0x0808;

/// Nothing is compressed (APPNOTE, 4.4.5).
const STORED: u16 = 0;

/// Midnight on the first of January 1980: nothing is said about when a file was made (APPNOTE, 4.4.6).
const MIDNIGHT: u16 = 0;
const DATE: u16 = 0x0021;

/// One ZIP file out of many files, written while they arrive (PKWARE APPNOTE 6.3.10).
///
/// What it has become so far can be taken out after each call, so that it need never hold more than a chunk.
#[derive(Default)]
pub struct Archive {
    output: Vec<u8>,
    /// How long the archive is, what was taken out included.
    length: u64,
    entries: Vec<Entry>,
    open: Option<Open>,
}

/// A file in the archive.
struct Entry {
    path: String,
    start: u64,
    size: u64,
    sum: u32,
}

/// The file that is being written.
struct Open {
    path: String,
    start: u64,
    is_large: bool,
    size: u64,
    sum: Digest<'static, u32, Table<1>>,
}

impl Archive {
    /// Begins a file of this size.
    pub fn begin(&mut self, path: &SafePath, size: u64) {
        let (path, start, is_large) = (path.joined(), self.length, size >= TOO_LARGE);
        let (version, size, extra): (u16, u32, &[u64]) =
            if is_large { (ZIP64, u32::MAX, &[size, size]) } else { (PLAIN, 0, &[]) };
        let extra = Fields::zip64(extra);
        let header = Fields::default().four(0x0403_4b50).two(version).two(FLAGS).two(STORED);
        let header = header.two(MIDNIGHT).two(DATE).four(0).four(size).four(size);
        let header = header.length(path.as_bytes()).length(&extra.0);
        self.add(&header.bytes(path.as_bytes()).bytes(&extra.0).0);
        self.open = Some(Open { path, start, is_large, size: 0, sum: SUMS.digest() });
    }

    /// Adds bytes to the file that was begun.
    pub fn write(&mut self, bytes: &[u8]) {
        if let Some(open) = &mut self.open {
            open.size += bytes.len() as u64;
            open.sum.update(bytes);
            self.add(bytes);
        }
    }

    /// Ends the file: its sum and its size follow (APPNOTE, 4.3.9).
    pub fn end(&mut self) {
        let Some(Open { path, start, is_large, size, sum }) = self.open.take() else { return };
        let sum = sum.finalize();
        let sums = Fields::default().four(0x0807_4b50).four(sum);
        let sums =
            if is_large { sums.eight(size).eight(size) } else { sums.four(size as u32).four(size as u32) };
        self.add(&sums.0);
        self.entries.push(Entry { path, start, size, sum });
    }

    /// Ends the archive; what remains of it comes back.
    pub fn finish(mut self) -> Vec<u8> {
        let start = self.length;
        let entries = std::mem::take(&mut self.entries);
        for entry in &entries {
            self.add(&entry.listed().0);
        }
        self.close(entries.len(), start);
        self.output
    }

    /// Says where the list of all files is (APPNOTE, 4.3.14 to 4.3.16).
    fn close(&mut self, count: usize, start: u64) {
        let end = self.length;
        let length = end - start;
        if count >= TOO_MANY || start >= TOO_LARGE || length >= TOO_LARGE {
            let all = count as u64;
            let large = Fields::default().four(0x0606_4b50).eight(44).two(ZIP64).two(ZIP64).four(0).four(0);
            let large = large.eight(all).eight(all).eight(length).eight(start);
            self.add(&large.four(0x0706_4b50).four(0).eight(end).four(1).0);
        }
        let count = count.min(TOO_MANY) as u16;
        let plain = Fields::default().four(0x0605_4b50).two(0).two(0).two(count).two(count);
        self.add(&plain.four_at_most(length).four_at_most(start).two(0).0);
    }

    /// How many bytes the archive has become since they were taken out last.
    pub const fn output(&self) -> usize {
        self.output.len()
    }

    /// What the archive has become since this was called last.
    pub fn take_output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.output)
    }

    fn add(&mut self, bytes: &[u8]) {
        self.output.extend_from_slice(bytes);
        self.length += bytes.len() as u64;
    }
}

impl Entry {
    /// The file in the list at the end (APPNOTE, 4.3.12).
    fn listed(&self) -> Fields {
        let large: &[u64] = match (self.size >= TOO_LARGE, self.start >= TOO_LARGE) {
            (false, false) => &[],
            (false, true) => &[self.start],
            (true, false) => &[self.size, self.size],
            (true, true) => &[self.size, self.size, self.start],
        };
        let version = if large.is_empty() { PLAIN } else { ZIP64 };
        let extra = Fields::zip64(large);
        let header = Fields::default().four(0x0201_4b50).two(version).two(version).two(FLAGS).two(STORED);
        let header =
            header.two(MIDNIGHT).two(DATE).four(self.sum).four_at_most(self.size).four_at_most(self.size);
        let header = header.length(self.path.as_bytes()).length(&extra.0).two(0).two(0).two(0).four(0);
        header.four_at_most(self.start).bytes(self.path.as_bytes()).bytes(&extra.0)
    }
}

/// Numbers one after the other, the lowest byte first (APPNOTE, 4.1.9).
#[derive(Default)]
struct Fields(Vec<u8>);

impl Fields {
    /// The field that holds what is too large for the others (APPNOTE, 4.5.3).
    fn zip64(numbers: &[u64]) -> Self {
        if numbers.is_empty() {
            return Self::default();
        }
        let head = Self::default().two(1).two(numbers.len() as u16 * 8);
        numbers.iter().fold(head, |fields, number| fields.eight(*number))
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    fn two(self, number: u16) -> Self {
        self.bytes(&number.to_le_bytes())
    }

    fn four(self, number: u32) -> Self {
        self.bytes(&number.to_le_bytes())
    }

    fn eight(self, number: u64) -> Self {
        self.bytes(&number.to_le_bytes())
    }

    /// A number that stands elsewhere if it is too large.
    fn four_at_most(self, number: u64) -> Self {
        self.four(number.min(TOO_LARGE) as u32)
    }

    /// The length of a path, or of what follows one: some kilobytes at most.
    fn length(self, of: &[u8]) -> Self {
        self.two(of.len() as u16)
    }
}
