use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use crc::{CRC_16_IBM_3740, Crc};
use heliograph_signal::{CandidateKind, Description, Reading, read};

/// Reads the bytes as what a person pasted, and again as the inside of a code whose checksum is right.
pub fn code(bytes: &[u8]) {
    if let Ok(reading) = read(&String::from_utf8_lossy(bytes)) {
        use_reading(&reading);
    }
    // Chance would hardly ever find the checksum, and so never what lies behind it.
    let sum = Crc::<u16>::new(&CRC_16_IBM_3740).checksum(bytes);
    let sealed = [bytes, &sum.to_be_bytes()].concat();
    if let Ok(reading) = read(&URL_SAFE_NO_PAD.encode(sealed)) {
        use_reading(&reading);
    }
}

/// Does with a reading all that the app would do.
fn use_reading(reading: &Reading) {
    match reading {
        Reading::Offer(offer) => use_description(&offer.description),
        Reading::Answer(answer) => use_description(&answer.description),
        Reading::Foreign(foreign) => assert!(foreign.json().contains("sdp")),
    }
}

fn use_description(description: &Description) {
    let sdp = description.sdp();
    assert!(sdp.reveal().starts_with("v=0"));
    assert!(heliograph_signal::fingerprint(sdp.reveal()) == Some(description.fingerprint()));
    for candidate in description.candidates() {
        let line = candidate.line(1, 1);
        assert!(!line.contains(['\r', '\n']));
        assert_eq!(line.contains(" typ host"), candidate.kind() == CandidateKind::Host);
    }
}
