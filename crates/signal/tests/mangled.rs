//! What happens to a code between two people, and what is made of it again.

mod common;

use common::{refusal, sample, unpacked};
use heliograph_signal::{Code, PackError, ReadError, Reading, read};
use std::fmt::Write as _;

const PAGE: &str = "https://example.org/heliograph/";

/// A code, and the description it stands for.
fn offer() -> (Code, String) {
    let packed = sample("size-chromium-offer.sdp").pack().expect("the sample packs");
    let description = unpacked(&packed.code.text());
    (packed.code, description)
}

/// A code whose text has a property, and the description it stands for.
fn offer_with(property: impl Fn(&str) -> bool) -> (String, String) {
    let sdp = sample("size-chromium-offer.sdp").sdp;
    let code = |seed: u16| {
        let sdp = sdp.replace("1C:55", &format!("{:02X}:{:02X}", seed >> 8, seed & 255));
        heliograph_signal::pack_offer(&sdp, common::stamp()).expect("the sample packs").code.text()
    };
    let code = (0..=u16::MAX).map(code).find(|text| property(text)).expect("some fingerprint spells this");
    let description = unpacked(&code);
    (code, description)
}

#[track_caller]
fn check(mangled: &str, description: &str) {
    assert_eq!(unpacked(mangled), description, "{mangled}");
}

fn in_lines(text: &str, length: usize, before: &str, after: &str) -> String {
    let mut lines = String::new();
    for line in text.as_bytes().chunks(length) {
        let _ = write!(lines, "{before}{}{after}", String::from_utf8_lossy(line));
    }
    lines
}

#[test]
fn every_spelling_reads_the_same() {
    let (code, description) = offer();
    for text in [code.text(), code.digits(), code.link(PAGE), code.digit_link(PAGE), code.file()] {
        check(&text, &description);
    }
}

#[test]
fn wrapped_and_quoted_lines_are_joined() {
    let (code, description) = offer();
    for spelling in [code.text(), code.digits(), code.link(PAGE), code.digit_link(PAGE)] {
        for length in [20, 40, 64, 76] {
            check(&in_lines(&spelling, length, "", "\n"), &description);
            check(&in_lines(&spelling, length, "> ", "\r\n"), &description);
            check(&in_lines(&spelling, length, "   | ", "  \n"), &description);
            check(&in_lines(&spelling, length, "", "=\r\n"), &description);
        }
    }
    check(&in_lines(&code.text(), 4, "", " "), &description);
    check(&in_lines(&code.digits(), 4, "", " "), &description);
    check(&in_lines(&code.digits(), 5, "", "-"), &description);
    check(&in_lines(&code.digits(), 5, "", "–"), &description);
}

#[test]
fn text_and_marks_around_a_code_are_left_out() {
    let (code, description) = offer();
    for spelling in [code.text(), code.digits(), code.link(PAGE), code.digit_link(PAGE)] {
        for (before, after) in [
            ("\"", "\""),
            ("“", "”"),
            ("'", "'"),
            ("‘", "’"),
            ("«", "»"),
            ("„", "“"),
            ("`", "`"),
            ("```\n", "\n```"),
            ("**", "**"),
            ("<", ">"),
            ("(", ")."),
            ("[", "]"),
            ("Hi! I made a call for us, it is 10:45. Join: ", " … see you, K. B."),
            ("[Tuesday 18:02] Ana: ", "\nSent from my phone"),
            ("On 3 May 2031 at 11:05, Ana wrote:\n> ", "\n>\n> I am waiting. Just Open It.\n"),
            ("\u{FEFF}", "\u{200B}"),
            ("\u{2068}", "\u{2069}"),
            ("\n\n\t", "\n\n"),
        ] {
            check(&format!("{before}{spelling}{after}"), &description);
        }
    }
    let code = code.text();
    for (before, after) in [("_", "_"), ("__", "__"), ("- ", ""), ("code:", "."), ("", "=="), ("", "…")] {
        check(&format!("{before}{code}{after}"), &description);
    }
}

#[test]
fn a_wrapped_code_is_found_among_lines_of_prose() {
    let (code, description) = offer();
    for length in [20, 40, 64, 76] {
        let wrapped = in_lines(&code.text(), length, "", "\n");
        check(&format!("Hello, I have made this for you:\n\n{wrapped}\nKeep it. Love, Ana\n"), &description);
        let wrapped = in_lines(&code.link(PAGE), length, "> ", "\n");
        check(&format!("Hello, I have made this for you:\n\n{wrapped}> Keep it. Love, Ana\n"), &description);
        let wrapped = in_lines(&code.digits(), length, "", "\n");
        check(&format!("At 11 o'clock:\n{wrapped}10 minutes at least\n"), &description);
    }
}

#[test]
fn changed_hyphens_and_escapes_are_restored() {
    let (code, description) =
        offer_with(|text| text.contains('_') && text.contains('-') && !text.contains("--"));
    check(&code, &description);
    for hyphen in ["‐", "‑", "‒", "–", "—", "−", "﹣", "－", "\\-", "%2D", "%2d", "%252D"] {
        check(&code.replace('-', hyphen), &description);
    }
    for underscore in ["＿", "\\_", "%5F", "\u{200B}_"] {
        check(&code.replace('_', underscore), &description);
    }
    let standard = code.replace('-', "+").replace('_', "/");
    check(&standard, &description);
    check(&format!("{standard}=="), &description);
    check(&in_lines(&standard, 40, "> ", "\n"), &description);
    let wide = |letter: char| char::from_u32(u32::from(letter) + 0xFEE0).unwrap_or(letter);
    check(&code.chars().map(wide).collect::<String>(), &description);
    check(&in_lines(&code, 1, "", "\u{AD}"), &description);
}

#[test]
fn two_hyphens_that_became_one_dash_are_restored() {
    let (code, description) = offer_with(|text| text.contains("--"));
    check(&code.replace("--", "—"), &description);
    check(&code.replace("--", "–"), &description);
}

#[test]
fn an_end_that_a_linkifier_swallowed_is_restored() {
    for end in ["-", "_"] {
        let (code, description) = offer_with(|text| text.ends_with(end));
        let cut = code.strip_suffix(end).expect("it has this end");
        check(cut, &description);
        check(&format!("See {PAGE}#{cut}."), &description);
    }
}

#[test]
fn links_survive_what_services_do_to_them() {
    let (code, description) = offer();
    let link = code.link(PAGE);
    check(&format!("{link}&utm_source=mail"), &description);
    check(&format!("{link}?x=1"), &description);
    check(
        &format!("https://out.example/l?u={}&h=AT0", link.replace(':', "%3A").replace('#', "%23")),
        &description,
    );
    check(&format!("<a href=\"{link}\">call</a>"), &description);
    check(&format!("[call]({link})"), &description);
    check(&link.replace("https://example.org/heliograph/", "file:///home/ana/index.html"), &description);
    check(&code.link("http://127.0.0.1:8080/"), &description);
    check(&code.digit_link("http://127.0.0.1:8080/"), &description);
    check(&code.digit_link("http://[::1]:18080/12345/"), &description);
}

#[test]
fn a_refusal_says_what_to_do() {
    let (code, _) = offer();
    let text = code.text();
    for empty in ["", "  \n\t ", "\u{200B}\u{FEFF}"] {
        assert_eq!(refusal(empty), ReadError::Empty);
    }
    for nothing in [
        "hello",
        "Is it you? I am Just Looking.",
        "Internationalization",
        PAGE,
        "https://example.org/heliograph/#",
        "https://example.org/#settings",
        "https://example.org/watch?v=dQw4w9WgXcQ#t=10",
        "+49 170 1234567",
        "0123456789",
        "\u{1F600}",
        "{\"type\":\"offer\"}",
    ] {
        assert_eq!(refusal(nothing), ReadError::NotACode, "{nothing}");
    }
    for length in [20, 40, 74, 80, text.len() - 4, text.len() - 1] {
        assert_eq!(refusal(&text[..length]), ReadError::CutShort, "{length}");
        assert_eq!(refusal(&format!("see {PAGE}#{}", &text[..length])), ReadError::CutShort, "{length}");
    }
    assert_eq!(refusal(&code.digits()[..100]), ReadError::CutShort);
    for length in 60..88 {
        assert_eq!(refusal(&format!("{}–", &text[..length])), refusal(&format!("{}-", &text[..length])));
    }
    assert_eq!(refusal(&in_lines(&text[..60], 20, "> ", "\n")), ReadError::CutShort);
    let other = if text.as_bytes()[30] == b'A' { "B" } else { "A" };
    let changed = format!("{}{other}{}", &text[..30], &text[31..]);
    assert_eq!(refusal(&changed), ReadError::Mistyped);
    assert_eq!(refusal(&in_lines(&changed, 40, "", "\n")), ReadError::Mistyped);
    let digits = code.digits();
    let other = if digits.as_bytes()[40] == b'1' { "2" } else { "1" };
    assert_eq!(refusal(&format!("{}{other}{}", &digits[..40], &digits[41..])), ReadError::Mistyped);
    assert_eq!(refusal(&"a".repeat(64 * 1024 + 1)), ReadError::TooLong);
}

#[test]
fn a_raw_description_of_another_tool_is_understood() {
    let sdp = sample("size-firefox-offer.sdp").sdp;
    let json = serde_json::json!({ "type": "offer", "sdp": sdp }).to_string();
    let lines = sdp.replace("\r\n", "\n");
    for text in [
        json.clone(),
        format!("here: {json} thanks"),
        json.replace('"', "“"),
        in_lines(&json, 70, "", "\n"),
        format!("{{\"sdp\":{json}}}"),
        json.replace("\\r\\n", "\\n"),
        json.replace("\\r\\n", "\\\\r\\\\n"),
        sdp.clone(),
        lines.clone(),
        format!("Here it is:\n\n{lines}\nBye\n"),
        in_lines(&lines, 10_000, "", "").lines().fold(String::new(), |text, line| text + "> " + line + "\n"),
    ] {
        let Ok(Reading::Foreign(foreign)) = read(&text) else { panic!("{text}") };
        assert_eq!(foreign.kind, heliograph_signal::Kind::Offer);
        assert_eq!(*foreign.sdp.reveal(), sdp, "{text}");
        assert_eq!(unpacked(&foreign.json()), sdp);
    }
    let answer = sample("size-firefox-answer.sdp").sdp;
    let Ok(Reading::Foreign(foreign)) = read(&answer) else { panic!("an answer is read") };
    assert_eq!(foreign.kind, heliograph_signal::Kind::Answer);

    assert_eq!(refusal(&json.replace("\"offer\"", "\"rollback\"")), ReadError::NoKind);
    assert_eq!(refusal(&json[..200]), ReadError::BrokenJson);
    assert_eq!(
        refusal("{\"type\":\"offer\",\"sdp\":\"\"}"),
        ReadError::Description(PackError::NotADescription)
    );
    assert_eq!(refusal(&sdp.replace("a=ice-pwd", "a=x")), ReadError::Description(PackError::NoCredentials));
    assert_eq!(refusal(&sdp.replace("a=setup", "a=x")), ReadError::NoKind);
    assert_eq!(refusal("v=0\n"), ReadError::Description(PackError::NotADescription));
}
