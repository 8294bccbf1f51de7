//! The app in the ZIP of a release.

use std::{
    fs,
    io::{Cursor, Read},
    ops::Range,
    path::Path,
};
use zip::{
    CompressionMethod, ZipArchive,
    result::{ZipError, ZipResult},
};

/// A file of the app.
#[derive(Debug, PartialEq)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// Where it lies in the ZIP, packed.
    pub(crate) deflated: Option<Deflated>,
}

/// What lies in the ZIP is a gzip stream but for its head and its end (RFC 1952, section 2.3).
#[derive(Debug, PartialEq)]
pub(crate) struct Deflated {
    pub(crate) place: Range<usize>,
    pub(crate) crc: u32,
}

/// All files in the folder that the ZIP holds, and at the end the ZIP itself, to be taken along.
pub(crate) fn files(zip: &Path) -> ZipResult<Vec<Source>> {
    let bytes = fs::read(zip)?;
    let mut archive = ZipArchive::new(Cursor::new(&bytes))?;
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index)?;
        if file.is_file() {
            let path = file.name()?.into_owned();
            let (_, name) =
                path.split_once('/').ok_or(ZipError::InvalidArchive("not all is in a folder".into()))?;
            let mut contents = Vec::new();
            file.read_to_end(&mut contents)?;
            let start = file.data_start().and_then(|start| usize::try_from(start).ok());
            let length = usize::try_from(file.compressed_size()).unwrap_or_default();
            let start = start.filter(|_| file.compression() == CompressionMethod::Deflated);
            let deflated = start.map(|start| Deflated { place: start..start + length, crc: file.crc32() });
            files.push(Source { name: name.to_owned(), bytes: contents, deflated });
        }
    }
    let name = zip.file_name().unwrap_or_default().to_string_lossy().into_owned();
    files.push(Source { name, bytes, deflated: None });
    Ok(files)
}
