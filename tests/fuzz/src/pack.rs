use heliograph_signal::{Description, Packed, Reading, Stamp, pack_answer, pack_offer, read};
use heliograph_wire::Millis;

/// Packs the bytes as a browser's description; what is packed reads as the same one in every spelling.
pub fn pack(bytes: &[u8]) {
    let sdp = String::from_utf8_lossy(bytes);
    let Ok(offer) = pack_offer(&sdp, Stamp::at(Millis(0))) else { return };
    check(&sdp, &offer);
    if let Ok(answer) = pack_answer(&sdp, offer.tag) {
        check(&sdp, &answer);
    }
}

fn check(sdp: &str, packed: &Packed) {
    for spelling in [packed.code.text(), packed.code.digits(), packed.code.file()] {
        let Ok(reading) = read(&spelling) else { panic!("what was packed cannot be read") };
        let fingerprint = match &reading {
            Reading::Offer(offer) => fingerprint(&offer.description),
            Reading::Answer(answer) => fingerprint(&answer.description),
            Reading::Foreign(_) => panic!("a code reads as a foreign description"),
        };
        assert!(heliograph_signal::fingerprint(sdp) == Some(fingerprint));
    }
}

fn fingerprint(description: &Description) -> [u8; 32] {
    description.fingerprint()
}
