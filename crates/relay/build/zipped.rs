//! The app in the ZIP of a release.

use std::{
    fs,
    io::{Cursor, Read},
    path::Path,
};
use zip::{
    ZipArchive,
    result::{ZipError, ZipResult},
};

/// Names and contents of all files in the folder that the ZIP holds, and the ZIP itself, to be taken along.
pub(crate) fn files(zip: &Path) -> ZipResult<Vec<(String, Vec<u8>)>> {
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
            files.push((name.to_owned(), contents));
        }
    }
    let name = zip.file_name().unwrap_or_default().to_string_lossy().into_owned();
    files.push((name, bytes));
    Ok(files)
}
