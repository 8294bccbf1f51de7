//! Large things, packed as tightly as browsers can unpack them by themselves.

use super::integrity::fingerprint;
use crate::workspace;
use anyhow::Result;
use base64::{Engine, engine::general_purpose::STANDARD};
use std::{fs, io::Write, path::Path};
use tempfile::NamedTempFile;
use zopfli::{Format, Options};

/// Names the way in which things are packed, so that what was packed in another way is not taken for it.
const WAY: &str = "zopfli-1";

/// Gzipped and in base64, as scripts and pages carry it.
pub(super) fn packed(bytes: &[u8]) -> Result<String> {
    Ok(STANDARD.encode(gzipped(bytes)?))
}

/// Takes some seconds for a whole app, so what came out for the same bytes is kept.
pub(super) fn gzipped(bytes: &[u8]) -> Result<Vec<u8>> {
    let folder = workspace::scratch("packed")?;
    let kept = folder.join(format!("{}-{WAY}.gz", fingerprint(bytes)));
    if let Ok(gzip) = fs::read(&kept) {
        return Ok(gzip);
    }
    let mut gzip = Vec::new();
    zopfli::compress(Options::default(), Format::Gzip, bytes, &mut gzip)?;
    // Whoever builds a release meanwhile takes the folder away; then whoever is next packs it again.
    drop(keep(&gzip, &kept, &folder));
    Ok(gzip)
}

/// Puts it in its place whole or not at all, since others may look for it at the same time.
fn keep(gzip: &[u8], kept: &Path, folder: &Path) -> Result<()> {
    let mut unfinished = NamedTempFile::new_in(folder)?;
    unfinished.write_all(gzip)?;
    unfinished.persist(kept)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{keep, packed};
    use base64::{Engine, engine::general_purpose::STANDARD};
    use flate2::read::GzDecoder;
    use std::{fs, io::Read};

    #[test]
    fn what_was_packed_comes_out_again_and_is_packed_the_same_way_each_time() {
        let bytes = b"\0asm and so on".repeat(100);
        let base64 = packed(&bytes).unwrap();
        let mut unpacked = Vec::new();
        GzDecoder::new(STANDARD.decode(&base64).unwrap().as_slice()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, bytes);
        assert_eq!(packed(&bytes).unwrap(), base64);
    }

    #[test]
    fn a_folder_that_is_taken_away_meanwhile_gets_nothing_and_one_that_is_there_all() {
        let folder = tempfile::tempdir().unwrap();
        let kept = folder.path().join("gone").join("packed.gz");
        assert!(keep(b"gzip", &kept, &folder.path().join("gone")).is_err());
        let kept = folder.path().join("packed.gz");
        keep(b"gzip", &kept, folder.path()).unwrap();
        assert_eq!(fs::read(kept).unwrap(), b"gzip");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
