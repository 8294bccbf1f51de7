//! Many senders, and streams that go from one receiver to another.

use alloc::vec::Vec;

use super::{base, facts, sealed};
use crate::{Codec, Expected, KeyId, Opener, Place, Refusal, Sealer, Stream, Suite};

const GCM: Suite = Suite::Aes128Gcm;

fn place(track: u32, expected: Expected) -> Place {
    Place { track, suite: GCM, expected }
}

fn camera(track: u32, sender: u8) -> Place {
    place(track, Expected::Stream { sender, stream: Stream::Camera(0) })
}

fn sealer(epoch: u64, sender: u8, stream: Stream) -> Sealer {
    Sealer::new(&base(epoch as u8), GCM, KeyId { epoch, sender, stream })
}

fn opener(epochs: core::ops::RangeInclusive<u64>) -> Opener {
    let mut opener = Opener::new(8);
    epochs.for_each(|epoch| opener.take(epoch, base(epoch as u8)));
    opener
}

/// Who proves to have sealed it.
fn opened(opener: &mut Opener, place: &Place, codec: Codec, at: u32, frame: &[u8]) -> Result<u8, Refusal> {
    opener.open(place, codec, at, frame, &mut Vec::new()).map(|(_, id)| id.sender)
}

#[test]
fn a_frame_that_came_by_one_receiver_comes_by_no_other() {
    let mut opener = opener(1..=1);
    let mut ana = sealer(1, 3, Stream::Microphone);
    let frames: Vec<_> = (0..4_u8).map(|number| sealed(&mut ana, Codec::Audio, &[number])).collect();
    let [first, second] = [10, 11].map(|track| place(track, Expected::Sound));
    assert_eq!(opened(&mut opener, &first, Codec::Audio, 960, &frames[0]), Ok(3));
    // Her voice goes on by another receiver, whose timestamps are others.
    assert_eq!(opened(&mut opener, &second, Codec::Audio, 500, &frames[1]), Ok(3));
    for at in [400, 500, 600] {
        assert!(opened(&mut opener, &second, Codec::Audio, at, &frames[0]).is_err());
    }
    assert_eq!(opened(&mut opener, &second, Codec::Audio, 2_420, &frames[3]), Ok(3));
    // What was before that on its way comes late, and has its own place in time there.
    assert_eq!(opened(&mut opener, &second, Codec::Audio, 3_000, &frames[2]), Err(Refusal::Disordered));
    assert_eq!(opened(&mut opener, &second, Codec::Audio, 1_460, &frames[2]), Ok(3));
}

#[test]
fn only_what_is_expected_is_taken() {
    let mut opener = opener(1..=1);
    let mut screen = sealer(1, 3, Stream::Screen);
    let mut other = sealer(1, 4, Stream::Camera(0));
    let (screen, other) = (sealed(&mut screen, Codec::Vp8, b"s"), sealed(&mut other, Codec::Vp8, b"o"));
    let of_ana = camera(0, 3);
    for frame in [&screen, &other] {
        assert_eq!(opened(&mut opener, &of_ana, Codec::Vp8, 0, frame), Err(Refusal::Misplaced));
        let nothing = place(0, Expected::Nothing);
        assert_eq!(opened(&mut opener, &nothing, Codec::Vp8, 0, frame), Err(Refusal::Misplaced));
        let sound = place(0, Expected::Sound);
        assert_eq!(opened(&mut opener, &sound, Codec::Vp8, 0, frame), Err(Refusal::Misplaced));
    }
    assert_eq!(opened(&mut opener, &camera(0, 4), Codec::Vp8, 0, &other), Ok(4));
}

#[test]
fn whoever_has_left_is_not_heard_though_they_know_keys() {
    let mut opener = opener(1..=1);
    let sound = place(0, Expected::Sound);
    let (mut ana, mut ben) = (sealer(1, 3, Stream::Microphone), sealer(1, 4, Stream::Microphone));
    for sealer in [&mut ana, &mut ben] {
        assert!(opened(&mut opener, &sound, Codec::Audio, 0, &sealed(sealer, Codec::Audio, b"1")).is_ok());
    }
    opener.admit(&[0, 3]);
    let of_ben = sealed(&mut ben, Codec::Audio, b"2");
    assert_eq!(opened(&mut opener, &sound, Codec::Audio, 960, &of_ben), Err(Refusal::Misplaced));
    assert!(opened(&mut opener, &sound, Codec::Audio, 960, &sealed(&mut ana, Codec::Audio, b"2")).is_ok());
}

#[test]
fn as_many_epochs_are_taken_as_were_wished() {
    let mut opener = opener(5..=20);
    for epoch in 5..=20 {
        let frame = sealed(&mut sealer(epoch, 3, Stream::Camera(0)), Codec::Vp8, b"f");
        let expected = if epoch > 12 { Ok(3) } else { Err(Refusal::UnknownKey) };
        assert_eq!(opened(&mut opener, &camera(0, 3), Codec::Vp8, 0, &frame), expected, "epoch {epoch}");
    }
    opener.forget_all();
    let frame = sealed(&mut sealer(20, 4, Stream::Camera(0)), Codec::Vp8, b"f");
    assert_eq!(opened(&mut opener, &camera(0, 4), Codec::Vp8, 0, &frame), Err(Refusal::UnknownKey));
}

#[test]
fn an_epoch_much_later_takes_the_place_of_all_whose_numbers_it_could_be_taken_for() {
    let mut opener = opener(1..=3);
    opener.take(18, base(18));
    let mut later = sealer(18, 3, Stream::Camera(0));
    assert!(opened(&mut opener, &camera(0, 3), Codec::Vp8, 0, &sealed(&mut later, Codec::Vp8, b"l")).is_ok());
    let mut third = sealer(3, 3, Stream::Camera(0));
    let third = sealed(&mut third, Codec::Vp8, b"3");
    assert!(opened(&mut opener, &camera(1, 3), Codec::Vp8, 0, &third).is_ok(), "its number is another one");
}

#[test]
fn whoever_makes_up_ids_fills_nothing() {
    let mut opener = opener(1..=8);
    let sound = place(0, Expected::Sound);
    let mut honest = sealer(8, 200, Stream::Microphone);
    assert!(opened(&mut opener, &sound, Codec::Audio, 0, &sealed(&mut honest, Codec::Audio, b"1")).is_ok());
    for epoch in 1..=8 {
        for sender in 0..200 {
            let id = KeyId { epoch, sender, stream: Stream::Microphone };
            let forged = sealed(&mut Sealer::new(&base(99), GCM, id), Codec::Audio, b"x");
            assert_eq!(opened(&mut opener, &sound, Codec::Audio, 0, &forged), Err(Refusal::Forged));
        }
    }
    assert!(opener.keys() <= 17, "{}", opener.keys());
    assert!(opened(&mut opener, &sound, Codec::Audio, 960, &sealed(&mut honest, Codec::Audio, b"2")).is_ok());
}

#[test]
fn what_a_cipher_elsewhere_opens_late_is_taken_if_its_epoch_is() {
    let mut opener = opener(1..=1);
    let frame = sealed(&mut sealer(1, 3, Stream::Camera(0)), Codec::Vp8, b"a frame");
    let opening = opener.begin(&camera(0, 3), Codec::Vp8, 0, &frame).unwrap();
    let text = [&facts(Codec::Vp8).encode()[..], b"a frame"].concat();
    opener.take(2, base(2));
    assert!(opener.finish(opening, &text).is_ok());
    opener.forget_before(2);
    assert_eq!(opener.finish(opening, &text), Err(Refusal::UnknownKey));
}
