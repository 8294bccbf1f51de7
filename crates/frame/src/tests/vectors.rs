//! The test vectors of RFC 9605 (appendix C), read where they lie: natively only, since a browser has no files. Our own are
//! in `tests/vectors.rs`, for browsers, too.
#![allow(clippy::print_stdout, reason = "what is skipped is said aloud")]

use alloc::{string::String, vec::Vec};
use serde::Deserialize;
use std::{env, fs, path::Path, path::PathBuf, println};

use crate::Suite;
use crate::header::Header;
use crate::key::StreamKey;

#[derive(Deserialize)]
struct Vectors {
    header: Vec<HeaderVector>,
    aes_ctr_hmac: Vec<AeadVector>,
    sframe: Vec<FrameVector>,
}

#[derive(Deserialize)]
struct HeaderVector {
    kid: u64,
    ctr: u64,
    encoded: Hex,
}

#[derive(Deserialize)]
struct AeadVector {
    cipher_suite: u16,
    key: Hex,
    nonce: Hex,
    aad: Hex,
    pt: Hex,
    ct: Hex,
}

#[derive(Deserialize)]
struct FrameVector {
    cipher_suite: u16,
    kid: u64,
    ctr: u64,
    base_key: Hex,
    nonce: Hex,
    aad: Hex,
    metadata: Hex,
    pt: Hex,
    ct: Hex,
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Hex(Vec<u8>);

impl TryFrom<String> for Hex {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let pairs = text.as_bytes().chunks(2).map(str::from_utf8);
        let bytes = pairs.map(|pair| pair.ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()));
        bytes.collect::<Option<_>>().map(Self).ok_or("it is not hexadecimal")
    }
}

fn vectors() -> Option<Vectors> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let folder = env::var_os("HELIOGRAPH_VECTORS").map_or(root, PathBuf::from);
    let file = folder.join("sframe-vectors.json");
    if !file.is_file() {
        println!(
            "SKIPPED: the vectors of RFC 9605; set HELIOGRAPH_VECTORS to the folder of sframe-vectors.json"
        );
        return None;
    }
    Some(serde_json::from_slice(&fs::read(file).unwrap()).unwrap())
}

/// The suites that are used here.
fn suite(number: u16) -> Option<Suite> {
    super::SUITES.into_iter().find(|suite| suite.number() == number)
}

#[test]
fn headers_are_those_of_the_rfc() {
    let Some(vectors) = vectors() else { return };
    assert!(vectors.header.len() > 200);
    for vector in vectors.header {
        let header = Header { key_id: vector.kid, counter: vector.ctr };
        assert_eq!(header.encode().as_slice(), vector.encoded.0);
        assert_eq!(Header::decode(&vector.encoded.0), Some((header, vector.encoded.0.len())));
    }
}

#[test]
fn the_cipher_with_short_tags_is_that_of_the_rfc() {
    let Some(vectors) = vectors() else { return };
    let ours =
        vectors.aes_ctr_hmac.into_iter().filter_map(|vector| Some((suite(vector.cipher_suite)?, vector)));
    let mut count = 0;
    for (suite, vector) in ours {
        let cipher = suite.cipher(&vector.key.0);
        let nonce = vector.nonce.0.try_into().unwrap();
        let mut text = vector.pt.0.clone();
        let tag = cipher.seal(&nonce, &vector.aad.0, &mut text);
        assert_eq!([&text[..], &tag[..suite.tag_length()]].concat(), vector.ct.0);
        count += 1;
    }
    assert_eq!(count, 1);
}

#[test]
fn whole_frames_are_those_of_the_rfc() {
    let Some(vectors) = vectors() else { return };
    let mut count = 0;
    for vector in vectors.sframe {
        let Some(suite) = suite(vector.cipher_suite) else { continue };
        let key = StreamKey::derived(&vector.base_key.0, suite, vector.kid);
        assert_eq!(key.nonce(vector.ctr)[..], vector.nonce.0);
        let header = Header { key_id: vector.kid, counter: vector.ctr }.encode();
        let header = header.as_slice();
        // We seal without metadata; that of the vector stands behind the header.
        assert_eq!([header, &vector.metadata.0].concat(), vector.aad.0);
        let mut text = vector.pt.0.clone();
        let tag = key.cipher.seal(&key.nonce(vector.ctr), &vector.aad.0, &mut text);
        assert_eq!([header, &text, &tag[..suite.tag_length()]].concat(), vector.ct.0);
        let opened =
            key.cipher.open(&key.nonce(vector.ctr), &vector.aad.0, &mut text, &tag[..suite.tag_length()]);
        assert!(opened.is_ok());
        assert_eq!(text, vector.pt.0);
        count += 1;
    }
    assert_eq!(count, 2);
}
