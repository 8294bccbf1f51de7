use crate::sdp::{attribute, lines};

/// The first sha-256 fingerprint in a description (RFC 8122, section 5).
pub fn fingerprint(sdp: &str) -> Option<[u8; 32]> {
    lines(sdp).filter_map(|line| attribute(line, "fingerprint")).find_map(sha256)
}

/// The 32 bytes of a fingerprint attribute's value, if it is a well-formed sha-256 one.
pub(crate) fn sha256(value: &str) -> Option<[u8; 32]> {
    let (function, digest) = value.split_once(' ')?;
    if !function.eq_ignore_ascii_case("sha-256") {
        return None;
    }
    let mut bytes = [0; 32];
    let mut pairs = digest.trim().split(':');
    for byte in &mut bytes {
        let pair = pairs.next().filter(|pair| pair.len() == 2)?;
        let digits = pair.bytes().all(|digit| digit.is_ascii_hexdigit());
        *byte = u8::from_str_radix(pair, 16).ok().filter(|_| digits)?;
    }
    pairs.next().is_none().then_some(bytes)
}

/// The value of a fingerprint attribute, as browsers write it.
pub(crate) fn attribute_value(fingerprint: &[u8; 32]) -> String {
    let pairs: Vec<String> = fingerprint.iter().map(|byte| format!("{byte:02X}")).collect();
    format!("sha-256 {}", pairs.join(":"))
}
