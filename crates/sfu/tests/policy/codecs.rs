use heliograph_sfu::Happened;
use str0m::format::Codec;

use crate::streams::{expect_film, expect_frames, turns};
use crate::support::{Film, Net};

const EVERY: [Codec; 4] = [Codec::Vp8, Codec::Vp9, Codec::H264, Codec::Av1];

fn film(codec: Codec) -> Film {
    let mut film = Film::new(&[150_000, 400_000, 1_200_000]);
    film.codec = codec;
    film
}

#[test]
fn pictures_of_every_codec_turn_at_key_frames() {
    for codec in EVERY {
        let mut net = Net::new();
        for member in 1..=2 {
            net.join_with(1, member, 1, &EVERY);
        }
        net.connect();
        net.guest(1, 1).camera = Some(film(codec));
        for height in [180, 360, 180] {
            net.show(1, 2, &[(1, height)]);
            net.run(3_000);
        }
        let seen = net.guest(1, 2).seen(0);
        expect_frames(seen);
        assert_eq!(turns(seen), [0, 1, 0], "{codec:?}");
        assert!(seen.iter().filter(|got| got.marker).count() >= 240, "{codec:?}");
        // Somebody who comes later begins with a key frame as well, which had to be asked for.
        net.join_with(1, 3, 1, &EVERY);
        net.connect();
        net.show(1, 3, &[(1, 180)]);
        net.run(1_000);
        expect_frames(net.guest(1, 3).seen(0));
    }
}

#[test]
fn one_section_shows_one_codec_after_the_other() {
    let mut net = Net::new();
    for (member, codec) in (1..).zip(EVERY) {
        net.join_with(1, member, 0, &EVERY);
        net.connect();
        net.guest(1, member).camera = Some(film(codec));
    }
    net.join_with(1, 5, 1, &EVERY);
    net.connect();
    for turn in 0..8 {
        net.show(1, 5, &[(1 + turn % 4, 180)]);
        net.run(1_000);
    }
    let seen = net.guest(1, 5).seen(0);
    expect_frames(seen);
    let mut senders: Vec<u16> = seen.iter().map(|got| got.frame().sender).collect();
    senders.dedup();
    assert_eq!(senders, [1, 2, 3, 4, 1, 2, 3, 4]);
}

#[test]
fn whoever_does_not_know_a_codec_is_not_sent_it() {
    let mut net = Net::new();
    net.join_with(1, 1, 0, &EVERY);
    net.join_with(1, 2, 0, &EVERY);
    net.join_with(1, 3, 2, &[Codec::Vp8]);
    net.connect();
    net.guest(1, 1).camera = Some(film(Codec::H264));
    net.guest(1, 2).camera = Some(film(Codec::Vp8));
    net.show(1, 3, &[(1, 180), (2, 180)]);
    net.run(6_000);
    assert!(net.guest(1, 3).seen(0).is_empty());
    expect_film(net.guest(1, 3).seen(1));
    assert!(net.guest(1, 3).seen(1).len() > 80);
    // Nor is that the fault of the line; and nobody sends what nobody can show.
    assert!(!net.happened.iter().any(|(_, happened)| matches!(happened, Happened::Short { .. })));
    assert!((0..3).all(|layer| !net.guest(1, 1).camera.as_ref().is_some_and(|film| film.is_on(layer))));
    // Its sender takes up the codec that everybody knows.
    let film = net.guest(1, 1).camera.as_mut().unwrap();
    film.codec = Codec::Vp8;
    film.keep(&[0, 1, 2]);
    net.run(2_000);
    expect_film(net.guest(1, 3).seen(0));
}
