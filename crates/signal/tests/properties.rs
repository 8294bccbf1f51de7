//! What holds for every description, every code and every text.

mod common;

use common::{TAG, sample, stamp, unpacked};
use heliograph_signal::{Form, Packed, ReadError, Reading, fingerprint, pack_answer, pack_offer, read, tag};
use proptest::{collection::vec, prelude::*, sample::select};
use std::net::{Ipv4Addr, Ipv6Addr};

/// Credentials of each class and some beyond RFC 8839.
fn credentials() -> impl Strategy<Value = (String, String)> {
    prop_oneof![
        ("[A-Za-z0-9+/]{4}", "[A-Za-z0-9+/]{24}"),
        ("[0-9a-f]{8}", "[0-9a-f]{32}"),
        ("[A-Za-z0-9+/]{4,256}", "[A-Za-z0-9+/]{22,256}"),
        ("[!-~]{1,9}", "[!-~]{1,40}"),
    ]
}

fn address() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<[u8; 2]>().prop_map(|[c, d]| Ipv4Addr::new(192, 168, c, d).to_string()),
        any::<[u8; 3]>().prop_map(|[b, c, d]| Ipv4Addr::new(10, b, c, d).to_string()),
        any::<[u8; 4]>().prop_map(|octets| Ipv4Addr::from(octets).to_string()),
        any::<[u16; 8]>().prop_map(|segments| Ipv6Addr::from(segments).to_string()),
        any::<u16>().prop_map(|last| format!("2001:db8:1:2::{last:x}")),
    ]
}

fn candidate() -> impl Strategy<Value = String> {
    let port = select(vec![9, 50_000, 50_001, 65_535]);
    let host = prop_oneof![
        4 => address(),
        1 => "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\.local",
        1 => "[a-z]{1,9}\\.example",
    ];
    let udp = (host.clone(), port.clone(), any::<u32>())
        .prop_map(|(host, port, priority)| format!("1 1 udp {priority} {host} {port} typ host"));
    let tcp = (host, any::<u32>())
        .prop_map(|(host, priority)| format!("2 1 tcp {priority} {host} 9 typ host tcptype active"));
    let other = (address(), port, any::<u32>(), select(vec!["srflx", "relay", "prflx"])).prop_map(
        |(host, port, priority, kind)| {
            format!("3 1 UDP {priority} {host} {port} typ {kind} raddr 0.0.0.0 rport 0")
        },
    );
    prop_oneof![6 => udp, 1 => tcp, 4 => other]
}

fn description(setup: &'static [&'static str]) -> impl Strategy<Value = String> {
    let mid = prop_oneof![3 => Just("0".to_owned()), 1 => "[a-z_0-9.-]{1,20}"];
    let size = select(vec!["262144", "0", "1073741823", "65536"]);
    (credentials(), any::<[u8; 32]>(), vec(candidate(), 0..8), mid, size, select(setup)).prop_map(
        |((ufrag, pwd), fingerprint, candidates, mid, size, setup)| {
            let fingerprint = fingerprint.map(|byte| format!("{byte:02X}")).join(":");
            let candidates: String =
                candidates.iter().map(|line| format!("a=candidate:{line}\r\n")).collect();
            format!(
                "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {mid}\r\n\
                 m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n{candidates}\
                 a=ice-ufrag:{ufrag}\r\na=ice-pwd:{pwd}\r\na=fingerprint:sha-256 {fingerprint}\r\n\
                 a=setup:{setup}\r\na=mid:{mid}\r\na=sctp-port:5000\r\na=max-message-size:{size}\r\n"
            )
        },
    )
}

/// The value of the first line with a name.
fn value<'a>(sdp: &'a str, name: &str) -> Option<&'a str> {
    sdp.lines().find_map(|line| line.strip_prefix("a=")?.strip_prefix(name)?.strip_prefix(':'))
}

/// Address, port and kind of each candidate.
fn spots(sdp: &str) -> Vec<String> {
    let candidates = sdp.lines().filter_map(|line| line.strip_prefix("a=candidate:"));
    candidates
        .map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            [words[4], words[5], words[7]].join(" ")
        })
        .collect()
}

fn check(sdp: &str, packed: &Packed) -> Result<(), TestCaseError> {
    let text = unpacked(&packed.code.text());
    prop_assert_eq!(&text, &unpacked(&packed.code.digits()));
    prop_assert_eq!(&text, &unpacked(&packed.code.file()));
    prop_assert_eq!(tag(&text), tag(sdp));
    prop_assert_eq!(fingerprint(&text), fingerprint(sdp));
    match packed.form {
        Form::Deflated(_) => prop_assert_eq!(text, sdp),
        Form::Packed => {
            for name in ["ice-ufrag", "ice-pwd", "setup", "mid", "sctp-port"] {
                prop_assert_eq!(value(&text, name), value(sdp, name));
            }
            let (before, after) = (spots(sdp), spots(&text));
            prop_assert!(after.iter().all(|spot| before.contains(spot)));
            prop_assert_eq!(after.len(), packed.kept);
            prop_assert_eq!(before.len(), packed.kept + packed.dropped.len());
            // What was rebuilt packs to the very same code: there is one spelling.
            let again = match read(&packed.code.text()) {
                Ok(Reading::Offer(offer)) => pack_offer(offer.description.sdp().reveal(), offer.stamp),
                Ok(Reading::Answer(answer)) => pack_answer(answer.description.sdp().reveal(), answer.tag),
                _ => return Err(TestCaseError::fail("a code reads as a code")),
            };
            prop_assert_eq!(again.map(|again| again.kept).ok(), Some(packed.kept));
        }
    }
    Ok(())
}

/// A short code, as text.
fn code() -> String {
    sample("size-firefox-offer.sdp").pack().expect("the sample packs").code.text()
}

proptest! {
    #[test]
    fn every_offer_survives_in_every_spelling(sdp in description(&["actpass", "active"])) {
        check(&sdp, &pack_offer(&sdp, stamp()).unwrap())?;
    }

    #[test]
    fn every_answer_survives_in_every_spelling(sdp in description(&["active", "passive", "actpass"])) {
        check(&sdp, &pack_answer(&sdp, TAG).unwrap())?;
    }

    #[test]
    fn a_changed_letter_is_never_misread(place in 0_usize..87, letter in "[ -~]") {
        let code = code();
        let changed = format!("{}{letter}{}", &code[..place], &code[place + 1..]);
        prop_assume!(changed != code);
        // Only a letter of standard base64 is put back.
        let restored = matches!((&code[place..=place], letter.as_str()), ("-", "+") | ("_", "/"));
        prop_assert_eq!(read(&changed).is_ok(), restored);
    }

    #[test]
    fn swapped_neighbours_are_never_misread(place in 0_usize..86) {
        let code = code();
        let mut letters: Vec<char> = code.chars().collect();
        letters.swap(place, place + 1);
        let swapped: String = letters.into_iter().collect();
        prop_assume!(swapped != code);
        prop_assert!(read(&swapped).is_err());
    }

    #[test]
    fn a_missing_or_added_letter_is_never_misread(place in 0_usize..87, letter in "[A-Za-z0-9]") {
        let code = code();
        let missing = format!("{}{}", &code[..place], &code[place + 1..]);
        let added = format!("{}{letter}{}", &code[..place], &code[place..]);
        prop_assert!(read(&missing).is_err());
        prop_assert!(read(&added).is_err());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,400}") {
        let _ = read(&text);
    }

    #[test]
    fn any_text_around_pieces_of_codes_is_read_or_refused(
        pieces in vec(prop_oneof![
            "[IJKL][A-Za-z0-9_-]{0,90}", "[0-9]{1,40}", "[-_–—=#%{}\" \\n>]{1,5}", "\\{\"sdp\":\"v=0", "v=0\\n",
        ], 0..40),
    ) {
        let _ = read(&pieces.concat());
    }
}

#[test]
fn a_stranger_cannot_make_reading_expensive() {
    // Each of these would take hours if every way of joining words were tried.
    let code = code();
    for piece in [
        "I ",
        "1 ",
        "0-",
        "I—",
        "–",
        "{",
        "{\"sdp\":",
        "[",
        "%25",
        "\\",
        "I\n",
        "IAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ",
        "1234567890123456789 ",
        "v=0\n",
        "IA+/ ",
        "I-–-–-–-–-–-–-",
        &code[..80],
        &format!("{} ", &code[..80]),
        &format!("{}—", &code[..80]),
    ] {
        let text = piece.repeat(64 * 1024 / piece.len());
        assert!(read(&text).is_err(), "{piece}");
    }
    let line = "I think that I am in Just about time, see you at 10 or 11 - K. ";
    assert_eq!(read(&line.repeat(1_000)).err(), Some(ReadError::NotACode));
}
