use crate::error::PackError;

/// The longest description that is packed or unpacked.
pub(crate) const LONGEST: usize = 32 * 1024;

/// The lines of a description, whatever ends them; empty ones are skipped.
pub(crate) fn lines(sdp: &str) -> impl Iterator<Item = &str> {
    sdp.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).filter(|line| !line.is_empty())
}

/// The value of a line `a=name:value`, if it is one (RFC 8866, section 5.13).
pub(crate) fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    line.strip_prefix("a=")?.strip_prefix(name)?.strip_prefix(':')
}

/// Checks what every description has to have, whichever form it travels in, and ends its lines with CRLF.
pub(crate) fn checked(sdp: &str) -> Result<String, PackError> {
    if sdp.len() > LONGEST {
        return Err(PackError::TooLong);
    }
    let first = lines(sdp).next();
    if first != Some("v=0") || !lines(sdp).all(is_line) || !lines(sdp).any(|line| line.starts_with("m=")) {
        return Err(PackError::NotADescription);
    }
    let has = |name| lines(sdp).any(|line| attribute(line, name).is_some_and(|value| !value.is_empty()));
    if !has("ice-ufrag") || !has("ice-pwd") {
        return Err(PackError::NoCredentials);
    }
    if !has("fingerprint") {
        return Err(PackError::NoFingerprint);
    }
    if crate::fingerprint(sdp).is_none() {
        return Err(PackError::WeakFingerprint);
    }
    let normal = lines(sdp).fold(String::new(), |text, line| text + line + "\r\n");
    if normal.len() > LONGEST { Err(PackError::TooLong) } else { Ok(normal) }
}

/// RFC 8866, section 5: a lower-case letter, an equals sign, and text without control characters.
fn is_line(line: &str) -> bool {
    let mut characters = line.chars();
    characters.next().is_some_and(|kind| kind.is_ascii_lowercase())
        && characters.next() == Some('=')
        && characters.all(|character| !character.is_control() || character == '\t')
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, checked};
    use crate::PackError;

    const GOOD: &str = "v=0\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=ice-ufrag:abcd\na=ice-pwd:efgh\n\
        a=fingerprint:sha-256 BF:63:3E:5F:30:10:5D:D0:D4:7D:61:DA:EB:C5:ED:6F:B9:E7:6C:93:0B:05:EA:9B:8C:A7:4A:9D:7F:3C:5D:97\n";

    #[track_caller]
    fn check(sdp: &str, expected: Result<(), PackError>) {
        assert_eq!(checked(sdp).map(drop), expected);
    }

    #[test]
    fn a_description_is_refused_for_what_nobody_could_connect_without() {
        check(GOOD, Ok(()));
        check("", Err(PackError::NotADescription));
        check("m=audio 9", Err(PackError::NotADescription));
        check(&GOOD.replace("m=", "a="), Err(PackError::NotADescription));
        check(&GOOD.replace("m=", "hello"), Err(PackError::NotADescription));
        check(&GOOD.replace("a=ice-ufrag", "a=nothing"), Err(PackError::NoCredentials));
        check(&GOOD.replace("ice-pwd:efgh", "ice-pwd:"), Err(PackError::NoCredentials));
        check(&GOOD.replace("a=fingerprint", "a=footprint"), Err(PackError::NoFingerprint));
        check(&GOOD.replace("sha-256", "sha-1"), Err(PackError::WeakFingerprint));
        check(&GOOD.replace("BF:63", "BF63"), Err(PackError::WeakFingerprint));
        check(&(GOOD.to_owned() + &"a=x\n".repeat(LONGEST / 4)), Err(PackError::TooLong));
        check(&(GOOD.to_owned() + &"a=\n".repeat(LONGEST / 4)), Err(PackError::TooLong));
    }

    #[test]
    fn line_ends_become_crlf() {
        assert!(checked(GOOD).is_ok_and(|text| text == GOOD.replace('\n', "\r\n")));
        assert!(
            checked(&GOOD.replace('\n', "\r\n\r\n")).is_ok_and(|text| text == GOOD.replace('\n', "\r\n"))
        );
    }
}
