//! Our own test vectors, natively and in browsers: a frame of each codec has fixed bytes, and whatever else comes in its
//! place is refused.

use heliograph_frame::{
    BaseKey, Codec, Expected, Facts, KeyId, Opener, Place, Refusal, Sealer, Stream, Suite,
};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const DOCUMENT: &str = include_str!("../../../docs/protocol/frame.md");

const FRAME: &[u8] = b"picture";

const ID: KeyId = KeyId { epoch: 1, sender: 2, stream: Stream::Camera(0) };

/// Sender 2, camera, epoch 1, base key of 32 bytes 07, sealed at 40, no key frame, first frame: `picture`.
const VECTORS: [(Suite, Codec, &str); 6] = [
    (Suite::Aes128Gcm, Codec::Audio, "9010211281787fd43235abb35e9fb18bf578f1d9e416a28a0fc7935292"),
    (Suite::Aes128Gcm, Codec::Vp8, "119010211381787fd43235abb35ed7d7d064b1328445c7b59f48c9df7fc8"),
    (Suite::Aes128Gcm, Codec::Vp9, "9010211081787fd43235abb35e0f7d3cd6eb7762a7b48ca081db0b0826"),
    (Suite::Aes128Gcm, Codec::Av1, "321d9010211181787fd43235abb35e471b674722b43f06659bb5c6d547257c"),
    (
        Suite::Aes128Gcm,
        Codec::H264,
        "00000001419a9010211681787fd43235abb35e7c28e5b25ffcaf6352fedf13fea3e7fb80",
    ),
    (Suite::Aes128CtrHmac80, Codec::Audio, "90102179b319677e3cfcfcd4f2e5ba2bd8d2e9965cdcfc"),
];

fn base() -> BaseKey {
    BaseKey::new([7; 32])
}

/// An opener, and the place where the stream of an id is expected.
type Receiver = (Opener, Place);

fn receiver(base: BaseKey, suite: Suite, id: KeyId) -> Receiver {
    let mut opener = Opener::default();
    opener.take(id.epoch, base);
    let expected = Expected::Stream { sender: id.sender, stream: id.stream };
    (opener, Place { track: 0, suite, expected })
}

fn opener(suite: Suite) -> Receiver {
    receiver(base(), suite, ID)
}

fn opened((opener, place): &mut Receiver, codec: Codec, sealed: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut out = Vec::new();
    opener.open(place, codec, 0, sealed, &mut out).map(|_| out)
}

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).expect("it is ASCII"));
    pairs.map(|pair| u8::from_str_radix(pair, 16).expect("it is hexadecimal")).collect()
}

#[test]
fn our_own_frames_have_fixed_bytes_which_the_document_tells() {
    for (suite, codec, vector) in VECTORS {
        let facts = Facts { codec, is_key: false, sealed_at: 40 };
        let mut sealed = Vec::new();
        Sealer::new(&base(), suite, ID).seal(facts, FRAME, &mut sealed).expect("it is the first one");
        assert_eq!(sealed, bytes(vector), "{codec:?}");
        assert_eq!(opened(&mut opener(suite), codec, &sealed).as_deref(), Ok(FRAME));
        assert!(DOCUMENT.contains(&format!("`{vector}`")), "{codec:?} is not told");
    }
}

#[test]
fn no_frame_is_taken_with_any_byte_of_it_changed_in_any_way() {
    for (suite, codec, vector) in VECTORS {
        let sealed = bytes(vector);
        let mut opener = opener(suite);
        for place in 0..sealed.len() {
            for change in 1..=255 {
                let mut changed = sealed.clone();
                changed[place] ^= change;
                assert!(
                    opened(&mut opener, codec, &changed).is_err(),
                    "{codec:?}, byte {place}, by {change}"
                );
            }
        }
        assert!(opened(&mut opener, codec, &sealed).is_ok(), "{codec:?} after all of them");
    }
}

#[test]
fn no_frame_is_taken_that_is_shorter_or_longer_at_either_end() {
    for (suite, codec, vector) in VECTORS {
        let sealed = bytes(vector);
        let mut opener = opener(suite);
        for cut in 1..=sealed.len() {
            for changed in [&sealed[cut..], &sealed[..sealed.len() - cut]] {
                assert!(opened(&mut opener, codec, changed).is_err(), "{codec:?} without {cut}");
            }
        }
        for byte in 0..=255 {
            for changed in [[&sealed[..], &[byte]].concat(), [&[byte], &sealed[..]].concat()] {
                assert!(opened(&mut opener, codec, &changed).is_err(), "{codec:?} with {byte}");
            }
        }
        assert!(opened(&mut opener, codec, &sealed).is_ok(), "{codec:?} after all of them");
    }
}

#[test]
fn a_frame_is_taken_once_and_by_nobody_else() {
    for (suite, codec, vector) in VECTORS {
        let sealed = bytes(vector);
        let mut own = opener(suite);
        assert!(opened(&mut own, codec, &sealed).is_ok());
        assert_eq!(opened(&mut own, codec, &sealed), Err(Refusal::Repeated));
        for (id, refusal) in [
            (KeyId { epoch: 2, ..ID }, Refusal::UnknownKey),
            (KeyId { sender: 3, ..ID }, Refusal::Misplaced),
            (KeyId { stream: Stream::Screen, ..ID }, Refusal::Misplaced),
        ] {
            let mut other = receiver(base(), suite, id);
            assert_eq!(opened(&mut other, codec, &sealed), Err(refusal));
        }
        let mut other = receiver(BaseKey::new([8; 32]), suite, ID);
        assert_eq!(opened(&mut other, codec, &sealed), Err(Refusal::Forged));
    }
}
