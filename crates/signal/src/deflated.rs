use crate::{
    description::Description,
    error::{Flaw, PackError},
    fingerprint::{attribute_value, fingerprint, sha256},
    reader::Reader,
    sdp::{LONGEST, attribute, lines},
};
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use heliograph_wire::Private;

/// Lines that browsers write, likeliest last; their ends count as CRLF.
const DICTIONARY: &str = include_str!("dictionary.txt");

/// Stands in the text for the fingerprint that is carried as bytes.
const LIFTED: &str = "a=fingerprint:*";

/// Writes the first sha-256 fingerprint, then the text without it as raw DEFLATE with the dictionary preset.
pub(crate) fn deflate(sdp: &Private<String>, bytes: &mut Vec<u8>) -> Result<(), PackError> {
    let fingerprint = fingerprint(sdp.reveal()).ok_or(PackError::WeakFingerprint)?;
    // Such a line would turn into the fingerprint at the other end.
    if lines(sdp.reveal()).any(|line| line == LIFTED) {
        return Err(PackError::WeakFingerprint);
    }
    let is_lifted =
        |line: &str| attribute(line, "fingerprint").and_then(sha256).is_some_and(|one| one == fingerprint);
    let text = Private::new(rewritten(sdp.reveal(), |line| is_lifted(line).then_some(LIFTED)));
    bytes.extend(fingerprint);
    bytes.extend(compressed(text.reveal().as_bytes()));
    Ok(())
}

/// Reads what [`deflate`] wrote; no input makes it use more than 32 KiB of text.
pub(crate) fn inflate(mut reader: Reader<'_>) -> Result<Description, Flaw> {
    let fingerprint = reader.array()?;
    let text = Private::new(uncompressed(reader.rest())?);
    let line = format!("a=fingerprint:{}", attribute_value(&fingerprint));
    let sdp = Private::new(rewritten(text.reveal(), |old| (old == LIFTED).then_some(line.as_str())));
    // The fingerprint that was carried has to be the one that counts, or there would be two spellings.
    let description = Description::text(sdp.reveal()).map_err(Flaw::Description)?;
    if description.fingerprint() == fingerprint && lines(text.reveal()).any(|line| line == LIFTED) {
        Ok(description)
    } else {
        Err(Flaw::Compression)
    }
}

fn rewritten<'a>(text: &'a str, replacement: impl Fn(&'a str) -> Option<&'a str>) -> String {
    lines(text).fold(String::new(), |text, line| text + replacement(line).unwrap_or(line) + "\r\n")
}

fn dictionary() -> Vec<u8> {
    rewritten(DICTIONARY, |_| None).into_bytes()
}

fn compressed(text: &[u8]) -> Vec<u8> {
    let mut compress = Compress::new(Compression::best(), false);
    // What the dictionary compresses to is thrown away: it only fills the window.
    compress_whole(&mut compress, &dictionary(), FlushCompress::Sync);
    compress_whole(&mut compress, text, FlushCompress::Finish)
}

/// Compresses in one call, since there is room even for input that only grows.
fn compress_whole(compress: &mut Compress, input: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut output = Vec::with_capacity(input.len() + input.len() / 8 + 1024);
    let status = compress.compress_vec(input, &mut output, flush);
    debug_assert!(matches!(status, Ok(Status::Ok | Status::StreamEnd)), "compression does not fail");
    output
}

fn uncompressed(payload: &[u8]) -> Result<String, Flaw> {
    let mut decompress = Decompress::new(false);
    let dictionary = dictionary();
    // A stored block that is not the last one fills the window (RFC 1951, section 3.2.4).
    let length = u16::try_from(dictionary.len()).map_err(|_| Flaw::Compression)?;
    let mut block = vec![0];
    block.extend(length.to_le_bytes());
    block.extend((!length).to_le_bytes());
    block.extend(&dictionary);
    let mut window = Vec::with_capacity(dictionary.len());
    let filled = decompress.decompress_vec(&block, &mut window, FlushDecompress::None);
    filled.map_err(|_| Flaw::Compression)?;

    let taken_before = decompress.total_in();
    // One byte more than is allowed tells a bomb from a text that just fits.
    let mut text = Vec::with_capacity(LONGEST + 1);
    let status = decompress.decompress_vec(payload, &mut text, FlushDecompress::None);
    if text.len() > LONGEST {
        return Err(Flaw::Bomb);
    }
    let whole = decompress.total_in() - taken_before == payload.len() as u64;
    match status {
        Ok(Status::StreamEnd) if whole => String::from_utf8(text).map_err(|_| Flaw::Compression),
        _ => Err(Flaw::Compression),
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, compressed, dictionary, uncompressed};
    use crate::error::Flaw;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_dictionary_is_the_one_of_version_1() {
        let digest: String = Sha256::digest(dictionary()).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, "5f1bd6c14aa44f21b0b0fe51d9ce2f00feaf58381269c293b7a3e3c29ed52fe3");
    }

    #[test]
    fn typical_lines_cost_little_and_come_back_whole() {
        let text = "a=rtcp-fb:96 goog-remb\r\na=rtcp-fb:96 transport-cc\r\na=rtcp-fb:96 ccm fir\r\n";
        let bytes = compressed(text.as_bytes());
        assert!(bytes.len() < 20, "{} bytes", bytes.len());
        assert_eq!(uncompressed(&bytes).as_deref(), Ok(text));
    }

    #[test]
    fn text_without_any_pattern_survives() {
        let mut state = 1_u32;
        let mut letter = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b'!' + (state >> 24) as u8 % 94)
        };
        let text: String = (0..LONGEST).map(|_| letter()).collect();
        assert!(uncompressed(&compressed(text.as_bytes())).as_deref() == Ok(text.as_str()));
    }

    #[test]
    fn a_bomb_is_refused_by_name() {
        assert_eq!(uncompressed(&compressed(&vec![b'a'; LONGEST + 1])), Err(Flaw::Bomb));
        assert_eq!(uncompressed(&compressed(&vec![b'a'; 4_000_000])), Err(Flaw::Bomb));
    }

    #[test]
    fn what_is_cut_or_followed_by_more_is_refused() {
        let bytes = compressed(b"v=0\r\ns=-\r\n");
        assert!(uncompressed(&bytes).is_ok());
        for length in 0..bytes.len() {
            assert_eq!(uncompressed(&bytes[..length]), Err(Flaw::Compression));
        }
        assert_eq!(uncompressed(&[&bytes[..], b"x"].concat()), Err(Flaw::Compression));
        assert_eq!(uncompressed(&compressed(&[0xFF; 9])), Err(Flaw::Compression));
    }
}
