//! The codec against the samples of RFC 5769, typed from it.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use heliograph_turn::stun::{Algorithm, Class, Fingerprint, Key, Message, Method, attribute};

/// The password of sections 2.1 to 2.3.
const PASSWORD: &str = "VOkJxbRl1RmTxUk/WvJxBt";

const REQUEST: &str = "
    00010058 2112a442 b7e7a701bc34d686fa87dfae
    80220010 5354554e207465737420636c69656e74
    00240004 6e0001ff
    80290008 932ff9b151263b36
    00060009 6576746a3a68367659202020
    00080014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2
    80280004 e57a3bcf";

const IPV4_RESPONSE: &str = "
    0101003c 2112a442 b7e7a701bc34d686fa87dfae
    8022000b 7465737420766563746f7220
    00200008 0001a147e112a643
    00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7
    80280004 c07d4c96";

const IPV6_RESPONSE: &str = "
    01010048 2112a442 b7e7a701bc34d686fa87dfae
    8022000b 7465737420766563746f7220
    00200014 0002a1470113a9faa5d3f179bc25f4b5bed2b9d9
    00080014 a382954e4be67bf11784c97c8292c275bfe3ed41
    80280004 c8fb0b4c";

const LONG_TERM_REQUEST: &str = "
    00010060 2112a442 78ad3433c6ad72c029da412e
    00060012 e3839ee38388e383aae38383e382afe382b90000
    0015001c 662f2f3439396b39353464364f4c33346f4c39465354767936347341
    0014000b 6578616d706c652e6f726700
    00080014 f67024656dd64a3e02b8e0712e85c9a28ca89666";

fn bytes(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.chars().filter_map(|character| character.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}

#[test]
fn the_sample_request_is_signed_by_its_password_and_no_other() {
    let bytes = bytes(REQUEST);
    let message = Message::read(&bytes).unwrap();
    assert_eq!((message.class(), message.method()), (Class::Request, Some(Method::Binding)));
    assert_eq!(message.value(attribute::SOFTWARE), Some(&b"STUN test client"[..]));
    assert_eq!(message.value(attribute::USERNAME), Some(&b"evtj:h6vY"[..]));
    assert_eq!((message.signature(), message.fingerprint()), (Some(Algorithm::Sha1), Fingerprint::Right));
    assert!(message.is_signed_by(&Key::short_term(PASSWORD)));
    assert!(!message.is_signed_by(&Key::short_term("VOkJxbRl1RmTxUk/WvJxBu")));
}

#[test]
fn the_sample_responses_say_their_addresses() {
    for (response, address) in
        [(IPV4_RESPONSE, "192.0.2.1:32853"), (IPV6_RESPONSE, "[2001:db8:1234:5678:11:2233:4455:6677]:32853")]
    {
        let bytes = bytes(response);
        let message = Message::read(&bytes).unwrap();
        assert_eq!((message.class(), message.method()), (Class::Success, Some(Method::Binding)));
        assert_eq!(message.address(attribute::XOR_MAPPED_ADDRESS), Some(address.parse().unwrap()));
        assert_eq!(message.fingerprint(), Fingerprint::Right);
        assert!(message.is_signed_by(&Key::short_term(PASSWORD)));
    }
}

#[test]
fn the_sample_request_of_a_long_term_credential_is_signed_by_it() {
    let bytes = bytes(LONG_TERM_REQUEST);
    let message = Message::read(&bytes).unwrap();
    let username = "\u{30DE}\u{30C8}\u{30EA}\u{30C3}\u{30AF}\u{30B9}";
    assert_eq!(message.value(attribute::USERNAME), Some(username.as_bytes()));
    assert_eq!(message.value(attribute::REALM), Some(&b"example.org"[..]));
    assert_eq!(message.value(attribute::NONCE), Some(&b"f//499k954d6OL34oL9FSTvy64sA"[..]));
    assert_eq!(message.fingerprint(), Fingerprint::Absent);
    // The password of the sample is the one that remains of it after SASLprep.
    assert!(message.is_signed_by(&Key::long_term(username, "example.org", "TheMatrIX")));
    assert!(!message.is_signed_by(&Key::long_term(username, "example.com", "TheMatrIX")));
}

#[test]
fn a_sample_with_any_bit_changed_is_no_longer_signed() {
    for (sample, key) in [
        (REQUEST, Key::short_term(PASSWORD)),
        (
            LONG_TERM_REQUEST,
            Key::long_term("\u{30DE}\u{30C8}\u{30EA}\u{30C3}\u{30AF}\u{30B9}", "example.org", "TheMatrIX"),
        ),
    ] {
        let whole = bytes(sample);
        let signed = whole.windows(4).position(|window| window == [0, 8, 0, 20]).unwrap() + 24;
        for bit in 0..signed * 8 {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(!Message::read(&bytes).is_ok_and(|message| message.is_signed_by(&key)), "bit {bit}");
        }
    }
}
