//! What several parts promise together.

mod group;
mod hostile;
mod vectors;

use alloc::vec::Vec;

use crate::{BaseKey, Codec, Expected, Facts, KeyId, Opener, Opening, Place, Refusal, Sealer, Stream, Suite};

pub(super) const ID: KeyId = KeyId { epoch: 1, sender: 2, stream: Stream::Camera(0) };

pub(super) const SUITES: [Suite; 2] = [Suite::Aes128Gcm, Suite::Aes128CtrHmac80];

pub(super) fn base(byte: u8) -> BaseKey {
    BaseKey::new([byte; 32])
}

pub(super) fn facts(codec: Codec) -> Facts {
    Facts { codec, is_key: false, sealed_at: 40 }
}

/// An opener, at one place of it.
pub(super) struct Receiver {
    pub(super) opener: Opener,
    pub(super) place: Place,
}

impl Receiver {
    /// Expects the stream of this id, with keys of its epoch.
    pub(super) fn of(byte: u8, suite: Suite, id: KeyId) -> Self {
        let mut opener = Opener::default();
        opener.take(id.epoch, base(byte));
        let expected = Expected::Stream { sender: id.sender, stream: id.stream };
        Self { opener, place: Place { track: 0, suite, expected } }
    }

    fn open(
        &mut self,
        codec: Codec,
        timestamp: u32,
        sealed: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<Facts, Refusal> {
        self.opener.open(&self.place, codec, timestamp, sealed, out).map(|(facts, _)| facts)
    }

    fn begin(&mut self, codec: Codec, timestamp: u32, sealed: &[u8]) -> Result<Opening, Refusal> {
        self.opener.begin(&self.place, codec, timestamp, sealed)
    }

    fn finish(&mut self, opening: Opening, opened: &[u8]) -> Result<Facts, Refusal> {
        self.opener.finish(opening, opened).map(|(facts, _)| facts)
    }
}

/// Both ends of a stream.
pub(super) fn ends(suite: Suite) -> (Sealer, Receiver) {
    (Sealer::new(&base(7), suite, ID), Receiver::of(7, suite, ID))
}

pub(super) fn sealed(sealer: &mut Sealer, codec: Codec, frame: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    sealer.seal(facts(codec), frame, &mut out).unwrap();
    out
}

fn opened(opener: &mut Receiver, codec: Codec, timestamp: u32, sealed: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut out = Vec::new();
    opener.open(codec, timestamp, sealed, &mut out).map(|_| out)
}

#[test]
fn every_codec_comes_back_byte_by_byte_with_what_was_said_of_it() {
    for suite in SUITES {
        let (mut sealer, mut opener) = ends(suite);
        let (mut out, mut back) = (Vec::new(), Vec::new());
        let mut timestamp = 0;
        for codec in Codec::ALL {
            for is_key in [true, false] {
                for length in [0, 1, 100, 5_000] {
                    let frame: Vec<u8> = (0..length).map(|place| (place % 7) as u8).collect();
                    let facts = Facts { codec, is_key, sealed_at: 65_535 };
                    sealer.seal(facts, &frame, &mut out).unwrap();
                    assert_eq!(opener.open(codec, timestamp, &out, &mut back), Ok(facts));
                    assert_eq!(back, frame);
                    timestamp += 3_000;
                }
            }
        }
    }
}

#[test]
fn a_cipher_elsewhere_makes_the_same_bytes() {
    let (mut sealer, mut opener) = ends(Suite::Aes128Gcm);
    let (mut other, _) = ends(Suite::Aes128Gcm);
    let key = Suite::Aes128Gcm.cipher(&base(7).bytes_of(Suite::Aes128Gcm, ID));
    for codec in Codec::ALL {
        let expected = sealed(&mut sealer, codec, b"a frame");
        let sealing = other.begin(facts(codec)).unwrap();
        let mut text = [&sealing.inner()[..], b"a frame"].concat();
        let tag = key.seal(sealing.nonce(), sealing.header(), &mut text);
        text.extend_from_slice(&tag);
        let (mut body, mut out) = (Vec::new(), Vec::new());
        sealing.finish(&text, &mut body, &mut out);
        assert_eq!(out, expected);

        let opening = opener.begin(codec, 0, &out).unwrap();
        assert_eq!(
            opener.opener.bytes_of(opening.key()).as_deref(),
            Some(&*base(7).bytes_of(Suite::Aes128Gcm, ID))
        );
        let (header, inside) = opener.opener.sealed(&opening);
        let (text, tag) = inside.split_at(inside.len() - 16);
        let (mut text, header) = (text.to_vec(), header.to_vec());
        assert!(key.open(opening.nonce(), &header, &mut text, tag).is_ok());
        assert_eq!(opener.finish(opening, &text), Ok(facts(codec)));
        assert_eq!(&text[3..], b"a frame");
        assert_eq!(opener.finish(opening, &text), Err(Refusal::Repeated));
    }
}

#[test]
fn an_epoch_is_taken_over_and_the_one_before_forgotten() {
    let (mut sealer, mut opener) = ends(Suite::Aes128Gcm);
    let next = KeyId { epoch: 2, ..ID };
    let before = [sealed(&mut sealer, Codec::Vp9, b"1"), sealed(&mut sealer, Codec::Vp9, b"2")];
    let mut sealer = Sealer::new(&base(8), Suite::Aes128Gcm, next);
    let after = sealed(&mut sealer, Codec::Vp9, b"3");
    assert_eq!(opened(&mut opener, Codec::Vp9, 3, &after), Err(Refusal::UnknownKey));
    opener.opener.take(2, base(8));
    assert!(opened(&mut opener, Codec::Vp9, 3, &after).is_ok());
    assert!(opened(&mut opener, Codec::Vp9, 1, &before[0]).is_ok());
    opener.opener.forget_before(2);
    assert_eq!(opened(&mut opener, Codec::Vp9, 2, &before[1]), Err(Refusal::UnknownKey));
    // Being told of a key once more forgets nothing of it.
    opener.opener.take(2, base(8));
    assert_eq!(opened(&mut opener, Codec::Vp9, 3, &after), Err(Refusal::Repeated));
}

#[test]
fn two_epochs_are_taken_and_no_third() {
    let (mut sealer, mut opener) = ends(Suite::Aes128Gcm);
    let frames = [sealed(&mut sealer, Codec::Vp9, b"1"), sealed(&mut sealer, Codec::Vp9, b"2")];
    opener.opener.take(2, base(8));
    assert!(opened(&mut opener, Codec::Vp9, 1, &frames[0]).is_ok());
    opener.opener.take(3, base(9));
    assert_eq!(opened(&mut opener, Codec::Vp9, 2, &frames[1]), Err(Refusal::UnknownKey));
}

#[test]
fn epochs_with_the_same_number_take_each_others_place() {
    let (_, mut opener) = ends(Suite::Aes128Gcm);
    let much_later = KeyId { epoch: ID.epoch + 16, ..ID };
    opener.opener.take(much_later.epoch, base(9));
    let mut sealer = Sealer::new(&base(9), Suite::Aes128Gcm, much_later);
    assert!(opened(&mut opener, Codec::Vp9, 0, &sealed(&mut sealer, Codec::Vp9, b"1")).is_ok());
}

#[test]
fn a_key_ends_after_its_last_counter() {
    let (mut sealer, _) = ends(Suite::Aes128Gcm);
    sealer.next = Some(u64::MAX);
    assert!(sealer.begin(facts(Codec::Vp9)).is_ok());
    assert!(sealer.begin(facts(Codec::Vp9)).is_err());
}

#[test]
fn the_overhead_is_within_what_was_promised() {
    // 10 s of sound and of a camera without its key frames, after an hour.
    let mut overheads = Vec::new();
    for (stream, codec, hour, frames) in
        [(Stream::Microphone, Codec::Audio, 180_000, 500), (Stream::Camera(0), Codec::Vp8, 108_000, 300)]
    {
        let id = KeyId { stream, ..ID };
        let mut sealer = Sealer::new(&base(7), Suite::Aes128Gcm, id);
        for start in [0, hour] {
            sealer.next = Some(start);
            overheads.extend((0..frames).map(|_| sealed(&mut sealer, codec, &[0; 100]).len() - 100));
        }
    }
    let mean = overheads.iter().sum::<usize>() as f64 / overheads.len() as f64;
    assert!(mean <= 25.0, "{mean}");
}
