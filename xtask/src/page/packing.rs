//! Large things, packed as tightly as browsers can unpack them by themselves.

use super::integrity::fingerprint;
use crate::workspace;
use anyhow::Result;
use base64::{Engine, engine::general_purpose::STANDARD};
use std::fs;
use zopfli::{Format, Options};

/// Names the way in which things are packed, so that what was packed in another way is not taken for it.
const WAY: &str = "zopfli-1";

/// Gzipped and in base64, as scripts and pages carry it.
pub(super) fn packed(bytes: &[u8]) -> Result<String> {
    Ok(STANDARD.encode(gzipped(bytes)?))
}

/// Takes some seconds for a whole app, so what came out for the same bytes is kept.
pub(super) fn gzipped(bytes: &[u8]) -> Result<Vec<u8>> {
    let kept = workspace::scratch("packed")?.join(format!("{}-{WAY}.gz", fingerprint(bytes)));
    if !kept.is_file() {
        let mut gzip = Vec::new();
        zopfli::compress(Options::default(), Format::Gzip, bytes, &mut gzip)?;
        let unfinished = kept.with_extension(format!("{}.part", std::process::id()));
        fs::write(&unfinished, gzip)?;
        fs::rename(&unfinished, &kept)?;
    }
    Ok(fs::read(kept)?)
}

#[cfg(test)]
mod tests {
    use super::packed;
    use base64::{Engine, engine::general_purpose::STANDARD};
    use flate2::read::GzDecoder;
    use std::io::Read;

    #[test]
    fn what_was_packed_comes_out_again_and_is_packed_the_same_way_each_time() {
        let bytes = b"\0asm and so on".repeat(100);
        let base64 = packed(&bytes).unwrap();
        let mut unpacked = Vec::new();
        GzDecoder::new(STANDARD.decode(&base64).unwrap().as_slice()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, bytes);
        assert_eq!(packed(&bytes).unwrap(), base64);
    }
}
