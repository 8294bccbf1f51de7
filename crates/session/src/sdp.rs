//! What descriptions need on their way between two browsers that do not read each other's in every detail.

use std::collections::BTreeSet;

use heliograph_wire::Private;

/// What one side asks of the other's Opus: to mend losses, and to be quiet while nobody speaks (RFC 7587, section 6.1).
const OPUS_WISHES: [&str; 2] = ["useinbandfec", "usedtx"];

/// A description as it is handed from one browser to the other. Twice is the same as once, so both sides may do it.
///
/// Firefox leaves lines about codecs that it does not offer any longer, and Chromium takes no such description.
pub(crate) fn for_travel(sdp: &Private<String>) -> Private<String> {
    Private::new(tidied(sdp.reveal()))
}

/// The version of a description: the later of two of one maker has the greater one (RFC 8866, section 5.2).
pub(crate) fn version(sdp: &Private<String>) -> Option<u64> {
    let origin = sdp.reveal().lines().find_map(|line| line.strip_prefix("o="))?;
    origin.split_whitespace().nth(2)?.parse().ok()
}

/// Whether a description has sections for sound or pictures (RFC 8866, section 5.14).
pub(crate) fn has_media(sdp: &Private<String>) -> bool {
    sdp.reveal().lines().any(|line| line.starts_with("m=audio") || line.starts_with("m=video"))
}

/// Which side of a connection begins the DTLS handshake (RFC 8842, section 5.1); it stays so for the connection's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DtlsRole {
    Active,
    Passive,
}

/// A further offer, saying which role its maker already has. Asked to choose, Firefox may choose another one than it has
/// after a restart of ICE, and Chromium takes no such answer.
pub(crate) fn in_role(sdp: &Private<String>, role: DtlsRole) -> Private<String> {
    const EITHER: &str = "a=setup:actpass";
    let role = match role {
        DtlsRole::Active => "a=setup:active",
        DtlsRole::Passive => "a=setup:passive",
    };
    let line = |line: &str| match line.strip_prefix(EITHER) {
        Some(end) if end.trim().is_empty() => [role, end].concat(),
        _ => line.to_owned(),
    };
    Private::new(sdp.reveal().split_inclusive('\n').map(line).collect())
}

fn tidied(sdp: &str) -> String {
    let lines: Vec<&str> = sdp.split_inclusive('\n').collect();
    let sections = lines.chunk_by(|_, next| !next.starts_with("m="));
    let mut text = String::with_capacity(sdp.len());
    for section in sections {
        match section.first().and_then(|line| offered(line)) {
            Some(formats) => tidy(section, &formats, &mut text),
            None => text.extend(section.iter().copied()),
        }
    }
    text
}

/// The payload types of a section (RFC 8866, section 5.14); none where the line begins no section, or one without RTP.
fn offered(line: &str) -> Option<BTreeSet<&str>> {
    let mut words = line.strip_prefix("m=")?.split_whitespace();
    let protocol = words.nth(2)?;
    protocol.contains("RTP").then(|| words.collect())
}

fn tidy(section: &[&str], formats: &BTreeSet<&str>, text: &mut String) {
    let opus: BTreeSet<&str> = section.iter().copied().filter_map(opus).collect();
    let configured: BTreeSet<&str> =
        section.iter().filter_map(|line| about(line, "fmtp")).map(|(format, _)| format).collect();
    for line in section.iter().filter(|line| !is_orphan(line, formats)) {
        let content = line.trim_end_matches(['\r', '\n']);
        let end = &line[content.len()..];
        text.push_str(content);
        if let Some((_, parameters)) = about(content, "fmtp").filter(|(format, _)| opus.contains(format)) {
            for name in missing_wishes(parameters) {
                text.extend([";", name, "=1"]);
            }
        } else if let Some(format) = self::opus(content).filter(|format| !configured.contains(format)) {
            let [first, second] = OPUS_WISHES;
            text.extend(["\r\na=fmtp:", format, " ", first, "=1;", second, "=1"]);
        }
        text.push_str(end);
    }
}

/// Whether a line is about a payload type that is not offered; `*` stands for all of them (RFC 4585, section 4.2).
fn is_orphan(line: &str, formats: &BTreeSet<&str>) -> bool {
    let format = ["rtpmap", "fmtp", "rtcp-fb"].into_iter().find_map(|name| about(line, name));
    format.is_some_and(|(format, _)| format != "*" && !formats.contains(format))
}

/// The payload type of a line that says that it is Opus.
fn opus(line: &str) -> Option<&str> {
    let (format, encoding) = about(line, "rtpmap")?;
    encoding.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("opus/")).then_some(format)
}

fn missing_wishes(parameters: &str) -> impl Iterator<Item = &'static str> {
    let named = |name: &str| {
        let mut names = parameters.split(';').map(|one| one.split('=').next().unwrap_or_default().trim());
        names.any(|other| other.eq_ignore_ascii_case(name))
    };
    OPUS_WISHES.into_iter().filter(move |name| !named(name))
}

/// The payload type that an attribute of this name is about, and what it says of it.
fn about<'a>(line: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let value = line.strip_prefix("a=")?.strip_prefix(name)?.strip_prefix(':')?;
    let value = value.trim_end_matches(['\r', '\n']);
    Some(value.split_once(' ').unwrap_or((value, "")))
}

#[cfg(test)]
mod tests {
    use super::{DtlsRole, in_role, tidied};
    use heliograph_wire::Private;
    use proptest::prelude::*;
    use std::{fs, path::PathBuf};

    #[track_caller]
    fn becomes(before: &[&str], after: &[&str]) {
        let text = |lines: &[&str]| lines.iter().map(|line| format!("{line}\r\n")).collect::<String>();
        assert_eq!(tidied(&text(before)), text(after));
    }

    /// Descriptions as browsers made them, by name.
    fn samples() -> Vec<(String, String)> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/sdp");
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files
            .map(|path| {
                (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap())
            })
            .collect()
    }

    #[test]
    fn an_offer_says_the_role_that_its_maker_has() {
        let offer = Private::new(
            "v=0\r\na=setup:actpass\r\nm=audio\r\na=setup:actpass\na=setup:actpassive\r\n".to_owned(),
        );
        let active = "v=0\r\na=setup:active\r\nm=audio\r\na=setup:active\na=setup:actpassive\r\n";
        assert_eq!(in_role(&offer, DtlsRole::Active).reveal(), active);
        let said = in_role(&Private::new("a=setup:passive\r\n".to_owned()), DtlsRole::Active);
        assert_eq!(said.reveal(), "a=setup:passive\r\n");
    }

    #[test]
    fn lines_about_what_is_not_offered_go() {
        becomes(
            &[
                "v=0",
                "a=rtcp-fb:99 nack",
                "m=video 9 UDP/TLS/RTP/SAVPF 120 124",
                "a=rtcp-fb:* transport-cc",
                "a=rtcp-fb:120 nack pli",
                "a=rtcp-fb:121 nack pli",
                "a=rtpmap:120 VP8/90000",
                "a=rtpmap:121 VP9/90000",
                "a=fmtp:124 apt=120",
                "a=fmtp:121 max-fs=12288",
            ],
            &[
                "v=0",
                "a=rtcp-fb:99 nack",
                "m=video 9 UDP/TLS/RTP/SAVPF 120 124",
                "a=rtcp-fb:* transport-cc",
                "a=rtcp-fb:120 nack pli",
                "a=rtpmap:120 VP8/90000",
                "a=fmtp:124 apt=120",
            ],
        );
    }

    #[test]
    fn opus_is_asked_to_mend_and_to_be_quiet() {
        let section = "m=audio 9 UDP/TLS/RTP/SAVPF 111 63";
        let (map, red) = ("a=rtpmap:111 opus/48000/2", "a=fmtp:63 111/111");
        let wished = "a=fmtp:111 useinbandfec=1;usedtx=1";
        becomes(&[section, map, red], &[section, map, wished, red]);
        becomes(&[section, "a=fmtp:111 useinbandfec=1", map, red], &[section, wished, map, red]);
        let refused = "a=fmtp:111 stereo=1; useinbandfec=0;usedtx=0";
        becomes(&[section, map, refused], &[section, map, refused]);
    }

    #[test]
    fn what_says_nothing_of_media_stays_as_it_is() {
        let channels =
            samples().into_iter().filter(|(name, _)| name.contains("-dc-") || name.starts_with("size-"));
        for (name, sdp) in channels {
            assert_eq!(tidied(&sdp), sdp, "{name}");
        }
        assert_eq!(tidied("m="), "m=");
        assert_eq!(tidied(""), "");
    }

    #[test]
    fn descriptions_of_browsers_lose_nothing_but_orphans() {
        for (name, sdp) in samples() {
            let tidied = tidied(&sdp);
            let left = |line: &&str| !tidied.lines().any(|other| other == *line);
            for lost in sdp.lines().filter(left) {
                assert!(lost.starts_with("a=fmtp:"), "{name} loses {lost}");
                let grown = tidied.lines().any(|line| line.starts_with(lost) && line.ends_with("usedtx=1"));
                assert!(grown, "{name} loses {lost}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_out_whole_and_twice_is_once(text in "((m=audio 9 RTP|a=(rtpmap|fmtp|rtcp-fb):| |opus/|;|usedtx=1|\\PC|\r|\n){0,3}[0-9]{0,2}){0,40}") {
            let once = tidied(&text);
            prop_assert!(once.len() <= text.len() * 8);
            prop_assert_eq!(tidied(&once), once);
        }
    }
}
