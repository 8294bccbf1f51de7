//! What one member puts in costs the others nothing, and the unit not more than a member's share.

mod support;

use std::time::Duration;

use str0m::format::Codec;
use str0m::rtp::RtpWrite;
use support::{CAMERA, Descriptors, Film, Guest, MICROPHONE, Net, are_undisturbed};

/// The third member comes with a browser of their own; the first and the second are as all are.
fn three(third: impl FnOnce(&mut Net) -> Guest) -> Net {
    let mut net = Net::new();
    net.join(1, 1, 2);
    net.join(1, 2, 2);
    let third = third(&mut net);
    net.join_as(1, third, 2);
    net.connect();
    for (own, others) in [(1, [2, 3]), (2, [1, 3])] {
        net.takes_part(own, &others);
    }
    net.run(1_500);
    net
}

#[test]
fn the_longest_packet_ends_no_connection() {
    // Without extensions a packet has more room for its payload than ours have.
    let mut net = three(|net| Guest::of(net.now, 3, &[], |config| config.clear_extension_map()));
    let malformed = net.unit.counters().dropped_malformed;
    for _ in 0..20 {
        let now = net.now;
        net.guest(1, 3).say(now, 1, vec![0x78, 0, 3]);
        net.run(20);
    }
    net.run(20);
    net.guest(1, 1).forget();
    for length in [1_000, 1_276, 1_400, 1_900, 1_968] {
        let now = net.now;
        net.guest(1, 3).say(now, 1, [vec![0x78, 0, 3], vec![0; length - 3]].concat());
        net.run(20);
    }
    net.run(20);
    let counters = net.unit.counters();
    assert_eq!((counters.failed, counters.lost, counters.members), (0, 0, 3), "{counters:?}");
    assert_eq!(counters.dropped_malformed - malformed, 3, "the longest frame of Opus is short enough");
    assert_eq!(net.guest(1, 1).voices().get(&3), Some(&2));
    are_undisturbed(&mut net);
}

/// With a key frame of two spatial layers, and what there is of them: 29 bytes.
const STRUCTURE: &[u8] =
    b"\xc5\x01\x72\x80\xa3\x19\xea\xab\xc4\xc2\x80\x51\x41\x04\x22\x8c\x04\x48\x8c\xd1\x16\x02\x7e\x01\x66\x04\xfe\x02\xce";

/// A room in which all but the second know descriptors, or the first knows them without saying that it takes long ones.
fn described(mixes: bool) -> Net {
    let mut net = Net::new();
    let now = net.now;
    for member in [1, 3] {
        let mut guest = Guest::of(now, member, &[Codec::Vp8], Descriptors::offered);
        let mut offer = guest.offer(2);
        if !mixes && member == 1 {
            offer = offer.replace("a=extmap-allow-mixed\r\n", "");
        }
        net.join_with_offer(1, guest, offer);
    }
    net.join(1, 2, 2);
    net.connect();
    let film = |descriptor: Option<&[u8]>| {
        let mut film = Film::new(&[150_000]);
        film.descriptor = descriptor.map(<[u8]>::to_vec);
        film
    };
    for (own, others) in [(1, [2, 3]), (2, [1, 3])] {
        net.guest(1, own).voice = Some(20);
        net.guest(1, own).camera = Some(film(None));
        net.show(1, own, &others.map(|other| (other, 180)));
    }
    net.guest(1, 3).camera = Some(film(Some(STRUCTURE)));
    net.run(1_500);
    net
}

#[test]
fn long_descriptors_come_to_those_who_take_them() {
    for mixes in [true, false] {
        let mut net = described(mixes);
        net.guest(1, 1).forget();
        net.guest(1, 2).forget();
        net.run(1_000);
        assert_eq!(net.unit.counters().failed, 0);
        for member in [1, 2] {
            let seen = net.guest(1, member).seen(1);
            assert!(seen.len() >= 28, "{member} sees {}", seen.len());
            for got in seen {
                assert_eq!(got.frame().sender, 3);
                let behind_number = got.descriptor.as_ref().map(|descriptor| &descriptor[3..]);
                assert_eq!(behind_number, (mixes && member == 1).then_some(&STRUCTURE[3..]));
            }
        }
        are_undisturbed(&mut net);
    }
}

#[test]
fn descriptors_longer_than_any_go_nowhere() {
    let mut net = described(true);
    let malformed = net.unit.counters().dropped_malformed;
    let longer = [STRUCTURE, &[0; 200]].concat();
    net.guest(1, 3).camera.as_mut().expect("a film").descriptor = Some(longer);
    net.run(20);
    net.guest(1, 1).forget();
    net.run(1_000);
    assert!(net.guest(1, 1).seen(1).is_empty());
    let counters = net.unit.counters();
    assert!(counters.dropped_malformed >= malformed + 28, "{counters:?}");
    assert_eq!((counters.failed, counters.members), (0, 3));
    are_undisturbed(&mut net);
}

#[test]
fn however_short_packets_are_few_of_them_go_on() {
    let mut net = three(|net| {
        net.bits_per_second = 1_000_000;
        Guest::new(net.now, 3)
    });
    let before = net.unit.counters();
    for _ in 0..4_000 {
        let now = net.now;
        for _ in 0..5 {
            net.guest(1, 3).say(now, 0, vec![0x78, 0, 3]);
        }
        net.run(1);
    }
    let after = net.unit.counters();
    // Of 20,000 packets four seconds let 440 go on, and what may come at once.
    let heard = net.guest(1, 1).voices()[&3];
    assert!((440..=600).contains(&heard), "{heard}");
    // What nobody hears of is not even decrypted.
    let came = after.media_in - before.media_in;
    assert!(came < 5_000, "{came}");
    assert!(after.dropped_flood - before.dropped_flood > 19_000, "{after:?}");
    are_undisturbed(&mut net);
}

#[test]
fn a_picture_that_is_another_one_with_each_frame_turns_few_heads() {
    let codecs = [Codec::Vp8, Codec::Vp9];
    let mut net = three(|net| Guest::with(net.now, 3, &codecs));
    let before = net.unit.counters();
    let mut film = Film::new(&[150_000]);
    film.each = Duration::from_millis(10);
    net.guest(1, 3).camera = Some(film);
    for codec in codecs.into_iter().cycle().take(300) {
        net.guest(1, 3).camera.as_mut().expect("a film").codec = codec;
        net.run(10);
    }
    let after = net.unit.counters();
    // Four at once, and one in each second.
    let turned = after.streams_begun - before.streams_begun;
    assert!((5..=7).contains(&turned), "{turned}");
    let asked = after.key_frames_asked - before.key_frames_asked;
    assert!(asked <= 8, "{asked}");
    are_undisturbed(&mut net);
}

#[test]
fn for_whoever_never_ends_the_handshake_nothing_is_kept() {
    let mut net = Net::of(2);
    for (own, other) in [(1, 2), (2, 1)] {
        net.takes_part(own, &[other]);
    }
    net.join(1, 3, 2);
    net.show(1, 3, &[(1, 180), (2, 180)]);
    // They ask whether the unit is there, and nothing else.
    net.line(1, 3).up.passes = |packet| packet[0] < 4;
    net.run(5_000);
    assert!(!net.guest(1, 3).is_connected);
    net.line(1, 3).up.passes = |_| true;
    net.connect();
    net.run(100);
    // Nothing of the five seconds before.
    let heard: usize = net.guest(1, 3).voices().values().sum();
    assert!(heard <= 2 * 10, "{heard}");
    assert!(net.guest(1, 3).seen(0).len() <= 30);
    net.guest(1, 3).forget();
    net.run(1_000);
    let voices = net.guest(1, 3).voices();
    assert!([1, 2].iter().all(|other| voices[other] >= 45), "{voices:?}");
    assert!(net.guest(1, 3).seen(0).len() >= 25);
}

#[test]
fn control_is_bounded_in_bytes_too() {
    let mut net = three(|net| Guest::new(net.now, 3));
    let before = net.unit.counters();
    let address = net.guest(1, 3).address;
    // Reports of RFC 4585, as far as a unit sees that before it decrypts anything.
    let report = [&[0x8f, 205][..], &[7; 1_178]].concat();
    for _ in 0..300 {
        net.inject(address, &report);
    }
    let dropped = net.unit.counters().dropped_flood - before.dropped_flood;
    assert!(dropped >= 300 - 64_000 / 1_180, "{dropped}");
    assert!(dropped < 300, "some of them may come: {dropped}");
    are_undisturbed(&mut net);
}

#[test]
fn what_is_sent_again_is_counted() {
    let mut net = three(|net| Guest::new(net.now, 3));
    let seen = net.unit.counters();
    assert_eq!(seen.sent_again, 0, "what looks how wide a line is was not sent before");
    net.line(1, 1).down.lost = 100;
    net.run(3_000);
    let sent = net.unit.counters();
    let again = sent.sent_again - seen.sent_again;
    assert!((2..=(sent.media_out - seen.media_out) / 2).contains(&again), "{again}");
}

#[test]
fn whoever_looks_from_one_to_the_other_all_the_time_makes_for_few_key_frames() {
    let mut net = three(|net| Guest::new(net.now, 3));
    let asked = net.unit.counters().key_frames_asked;
    for _ in 0..60 {
        net.show(1, 3, &[(1, 180)]);
        net.run(50);
        net.show(1, 3, &[(2, 180)]);
        net.run(50);
    }
    // Six seconds of one section: four at once, and one in each second, of both together.
    let asked = net.unit.counters().key_frames_asked - asked;
    assert!(asked <= 11, "{asked}");
    net.run(3_000);
    net.guest(1, 3).forget();
    net.run(1_000);
    assert!(net.guest(1, 3).seen(0).len() >= 28, "it comes in the end");
    are_undisturbed(&mut net);
}

#[test]
fn sound_is_no_picture() {
    let mut net = three(|net| Guest::new(net.now, 3));
    let before = net.unit.counters();
    let now = net.now;
    let guest = net.guest(1, 3);
    for (section, codec) in [(CAMERA, Codec::Opus), (MICROPHONE, Codec::Vp8)] {
        let name = guest.sections[section];
        let pt = guest.rtc.codec_config().find(|known| known.spec().codec == codec).expect("a codec").pt();
        let rid = (section == CAMERA).then(|| "q".into());
        let mut api = guest.rtc.direct_api();
        let stream = api.stream_tx_by_mid(name, rid).expect("a section");
        (1..=10_u64)
            .for_each(|number| stream.write_rtp(RtpWrite::new(pt, number.into(), 1, now, vec![0x10; 50])));
        guest.hurry();
    }
    net.run(100);
    let after = net.unit.counters();
    assert_eq!(after.streams, before.streams);
    assert_eq!(after.failed, 0);
    are_undisturbed(&mut net);
}
