//! What somebody does who forwards frames and is no friend.

use alloc::vec::Vec;
use proptest::prelude::*;

use super::{ID, Receiver, SUITES, base, ends, facts, opened, sealed};
use crate::{Codec, KeyId, Refusal, Sealer, Stream, Suite};

#[test]
fn a_frame_counts_once() {
    let (mut sealer, mut opener) = ends(Suite::Aes128Gcm);
    let frames: Vec<_> = (0..3_u8).map(|number| sealed(&mut sealer, Codec::Vp8, &[number])).collect();
    for (number, frame) in frames.iter().enumerate() {
        assert!(opened(&mut opener, Codec::Vp8, number as u32, frame).is_ok());
    }
    for (number, frame) in frames.iter().enumerate() {
        let refusal = opened(&mut opener, Codec::Vp8, number as u32, frame).unwrap_err();
        assert_eq!(refusal, Refusal::Repeated);
        assert!(refusal.is_usual());
        // Where another frame should be, that one is missing.
        let refusal = opened(&mut opener, Codec::Vp8, 9, frame).unwrap_err();
        assert_eq!(refusal, Refusal::Disordered);
        assert!(!refusal.is_usual());
    }
}

#[test]
fn frames_that_overtook_each_other_are_taken_at_their_places_and_nowhere_else() {
    let (mut sealer, mut opener) = ends(Suite::Aes128Gcm);
    let frames: Vec<_> = (0..6_u8).map(|number| sealed(&mut sealer, Codec::Vp8, &[number])).collect();
    // The network brings 2 before 1, each where it belongs.
    for (place, number) in [(0, 0), (200, 2), (100, 1)] {
        assert_eq!(opened(&mut opener, Codec::Vp8, place, &frames[number]), Ok([number as u8].to_vec()));
    }
    // Somebody puts 4 where 3 was, and 3 where 4 was.
    assert!(opened(&mut opener, Codec::Vp8, 300, &frames[4]).is_ok());
    assert_eq!(opened(&mut opener, Codec::Vp8, 400, &frames[3]), Err(Refusal::Disordered));
    // What is in order goes on, also behind the end of all timestamps.
    assert!(opened(&mut opener, Codec::Vp8, 500, &frames[5]).is_ok());
    let (mut sealer, mut opener) = ends(Suite::Aes128Gcm);
    for timestamp in [u32::MAX - 5, 10, 20] {
        let frame = sealed(&mut sealer, Codec::Vp8, b"");
        assert!(opened(&mut opener, Codec::Vp8, timestamp, &frame).is_ok());
    }
}

#[test]
fn after_a_pause_the_order_begins_anew_with_the_first_newer_frame() {
    let (mut sealer, mut opener) = ends(Suite::Aes128Gcm);
    let frames: Vec<_> = (0..6_u8).map(|number| sealed(&mut sealer, Codec::Vp8, &[number])).collect();
    assert!(opened(&mut opener, Codec::Vp8, 5, &frames[1]).is_ok());
    let later = 5 + (1 << 31) + 1;
    assert_eq!(opened(&mut opener, Codec::Vp8, later, &frames[2]), Err(Refusal::Disordered));
    opener.opener.pause(0);
    // What was held back is no beginning, nor is what was changed or came before.
    assert_eq!(opened(&mut opener, Codec::Vp8, 6, &frames[0]), Err(Refusal::Disordered));
    let mut changed = frames[2].clone();
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(opened(&mut opener, Codec::Vp8, 7, &changed), Err(Refusal::Forged));
    assert_eq!(opened(&mut opener, Codec::Vp8, 5, &frames[1]), Err(Refusal::Repeated));
    assert!(opened(&mut opener, Codec::Vp8, later, &frames[2]).is_ok());
    // From then on it holds again.
    assert!(opened(&mut opener, Codec::Vp8, later + 200, &frames[4]).is_ok());
    assert_eq!(opened(&mut opener, Codec::Vp8, later + 300, &frames[3]), Err(Refusal::Disordered));
    assert_eq!(opened(&mut opener, Codec::Vp8, later + 100, &frames[5]), Err(Refusal::Disordered));
}

#[test]
fn a_frame_is_no_other_streams_and_no_other_senders() {
    let screen = KeyId { stream: Stream::Screen, ..ID };
    let other = KeyId { sender: 3, ..ID };
    for id in [screen, other] {
        let mut opener = Receiver::of(7, Suite::Aes128Gcm, id);
        let (mut sealer, _) = ends(Suite::Aes128Gcm);
        let frame = sealed(&mut sealer, Codec::Vp8, b"camera");
        assert_eq!(opened(&mut opener, Codec::Vp8, 0, &frame), Err(Refusal::Misplaced));
        // Nor with the other's id written over its own.
        let mut sealer = Sealer::new(&base(7), Suite::Aes128Gcm, id);
        let theirs = sealed(&mut sealer, Codec::Vp8, b"camera");
        let forged = [&theirs[..4], &frame[4..]].concat();
        assert_eq!(opened(&mut opener, Codec::Vp8, 0, &forged), Err(Refusal::Forged));
    }
}

#[test]
fn what_is_not_sealed_is_not_given_on() {
    let (_, mut opener) = ends(Suite::Aes128Gcm);
    for codec in Codec::ALL {
        assert_eq!(opened(&mut opener, codec, 0, b""), Err(Refusal::Empty));
        for length in 1..40 {
            let refusal = opened(&mut opener, codec, 0, &b"\x30\x01\x02\x9d\x01\x2a".repeat(7)[..length]);
            assert!(
                matches!(refusal, Err(Refusal::NotSealed | Refusal::UnknownKey | Refusal::Misplaced)),
                "{refusal:?}"
            );
        }
    }
    // What sounds like nothing, and is one of the bytes that a server sends for it.
    for silence in [&[0xf8, 0xff, 0xfe][..], &[0; 3], &[0xfc]] {
        assert!(opened(&mut opener, Codec::Audio, 0, silence).is_err());
    }
}

#[test]
fn forged_frames_take_nothing_from_the_honest_ones() {
    for suite in SUITES {
        let (mut sealer, mut opener) = ends(suite);
        let (mut other, _) = (Sealer::new(&base(8), suite, ID), ());
        for number in 0..12 {
            let forged = sealed(&mut other, Codec::Vp8, &[number]);
            assert_eq!(opened(&mut opener, Codec::Vp8, number.into(), &forged), Err(Refusal::Forged));
        }
        for number in 0..20 {
            let frame = sealed(&mut sealer, Codec::Vp8, &[number]);
            assert_eq!(opened(&mut opener, Codec::Vp8, number.into(), &frame), Ok([number].to_vec()));
        }
    }
}

#[test]
fn a_frame_is_of_the_codec_and_the_kind_that_its_sender_says() {
    let (mut sealer, mut opener) = ends(Suite::Aes128Gcm);
    // Around both there is nothing.
    let frame = sealed(&mut sealer, Codec::Vp9, b"a picture");
    assert_eq!(opened(&mut opener, Codec::Audio, 0, &frame), Err(Refusal::Forged));
    let mut frame = sealed(&mut sealer, Codec::Vp8, b"a picture");
    frame[0] = 0x10;
    assert_eq!(opened(&mut opener, Codec::Vp8, 0, &frame), Err(Refusal::Forged));
}

proptest! {
    #[test]
    fn no_changed_frame_is_taken(
        codec in prop::sample::select(&Codec::ALL[..]),
        suite in prop::sample::select(&SUITES[..]),
        frame in prop::collection::vec(prop_oneof![Just(0), any::<u8>()], 0..60),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 1..=255_u8), 1..4),
        cut in 0..3_usize,
        added in prop::collection::vec(any::<u8>(), 0..3),
    ) {
        let (mut sealer, mut opener) = ends(suite);
        let good = sealed(&mut sealer, codec, &frame);
        let mut bad = good.clone();
        for (place, change) in changes {
            let place = place.index(bad.len());
            bad[place] ^= change;
        }
        bad.truncate(bad.len() - cut);
        bad.extend(added);
        prop_assume!(bad != good);
        prop_assert!(opened(&mut opener, codec, 0, &bad).is_err());
        prop_assert_eq!(opened(&mut opener, codec, 0, &good), Ok(frame));
    }

    #[test]
    fn nothing_that_comes_breaks_it(
        codec in prop::sample::select(&Codec::ALL[..]),
        bytes in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        let (_, mut opener) = ends(Suite::Aes128Gcm);
        prop_assert!(opened(&mut opener, codec, 0, &bytes).is_err());
    }

    #[test]
    fn nothing_of_a_frame_can_be_seen_in_what_is_sent(
        codec in prop::sample::select(&Codec::ALL[..]),
        frame in prop::collection::vec(any::<u8>(), 8..300),
    ) {
        let (mut sealer, _) = ends(Suite::Aes128Gcm);
        let mut out = Vec::new();
        sealer.seal(facts(codec), &frame, &mut out).unwrap();
        prop_assert!(!frame.windows(8).any(|run| out.windows(8).any(|seen| seen == run)));
    }
}
