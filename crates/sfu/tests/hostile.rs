//! Strangers leave no trace, and members who misbehave pay for it alone.

mod support;

use std::net::SocketAddr;
use std::time::Duration;

use heliograph_sfu::{Arrival, Command, Limits, shard_of};
use proptest::prelude::*;
use str0m::media::KeyframeRequestKind;
use str0m::rtp::RtpWrite;
use support::{CAMERA, Film, MICROPHONE, Net, are_undisturbed};

const STRANGER: ([u8; 4], u16) = ([192, 0, 2, 1], 1_000);

/// Three members who see and hear each other.
fn three() -> Net {
    let mut net = Net::of(3);
    for (own, others) in [(1, [2, 3]), (2, [1, 3]), (3, [1, 2])] {
        net.takes_part(own, &others);
    }
    net.run(2_000);
    net
}

/// A binding request with this name.
fn request(name: &str) -> Vec<u8> {
    let mut packet = vec![0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42];
    packet.extend([9; 12]);
    packet.extend([0, 6, 0, name.len() as u8]);
    packet.extend(name.as_bytes());
    packet.resize(packet.len().next_multiple_of(4), 0);
    packet.extend([0, 0x24, 0, 4, 1, 2, 3, 4]);
    packet.extend([0, 8, 0, 20]);
    packet.extend([3; 20]);
    let length = (packet.len() - 20) as u16;
    packet[2..4].copy_from_slice(&length.to_be_bytes());
    packet
}

/// The name that a member's connection has.
fn name_of(net: &mut Net, member: u16) -> String {
    let mut seen = None;
    for _ in 0..5_000 {
        net.now += Duration::from_millis(1);
        let now = net.now;
        net.guest(1, member).poll(now, |_, packet| {
            if shard_of(packet).is_some() {
                let start = packet.windows(4).position(|window| window[..2] == [0, 6]).expect("a name") + 4;
                seen = Some(String::from_utf8(packet[start..start + 18].to_vec()).expect("letters"));
            }
        });
        if let Some(name) = seen {
            return name;
        }
    }
    panic!("the member asks for nothing")
}

#[test]
fn strangers_leave_no_trace() {
    let mut net = three();
    let before = net.unit.counters();
    for number in 0..10_000_u32 {
        let from: SocketAddr = ([192, 0, (number >> 8) as u8, number as u8], 1_000).into();
        let name = format!("05{number:016x}:abcd");
        assert_eq!(net.inject(from, &request(&name)), Arrival::Unknown);
        assert_eq!(net.inject(from, &[0x80; 200]), Arrival::Unknown);
        assert_eq!(net.inject(from, &[22; 200]), Arrival::Unknown);
    }
    assert_eq!(net.inject(STRANGER.into(), &request("0700000000000000ff:abcd")), Arrival::Elsewhere(7));
    let after = net.unit.counters();
    assert_eq!((after.members, after.paths), (before.members, before.paths));
    assert_eq!(after.dropped_unknown, before.dropped_unknown + 30_000);
    let now = net.now;
    net.unit.advance(now, &mut |run| assert!(run.path.remote != STRANGER.into(), "strangers get no answer"));
    are_undisturbed(&mut net);
}

#[test]
fn who_knows_a_name_but_no_password_is_a_stranger() {
    let mut net = three();
    let name = name_of(&mut net, 1);
    let before = net.unit.counters();
    assert_eq!(net.inject(STRANGER.into(), &request(&format!("{name}:abcd"))), Arrival::Unknown);
    assert_eq!(net.unit.counters().paths, before.paths);
    are_undisturbed(&mut net);
}

#[test]
fn bytes_from_where_a_member_was_are_no_sign_of_them() {
    let mut net = three();
    let (name, from) = (name_of(&mut net, 3), net.guest(1, 3).address);
    net.line(1, 3).up.is_cut = true;
    for _ in 0..22 {
        net.run(1_000);
        for packet in [request(&format!("{name}:abcd")), vec![0x80; 200], vec![22; 200]] {
            net.inject(from, &packet);
        }
    }
    net.guest(1, 3).forget();
    net.run(1_000);
    assert!(net.guest(1, 3).voices().is_empty() && net.guest(1, 3).seen(0).is_empty());
    are_undisturbed(&mut net);
}

#[test]
fn sources_that_were_not_announced_make_no_streams() {
    let mut net = three();
    let forbidden = net.unit.counters().dropped_forbidden;
    // Sources that nobody signed for: packets of the third member with another source in the header.
    let mut said = Vec::new();
    while said.is_empty() {
        net.now += Duration::from_millis(1);
        let now = net.now;
        let guest = net.guest(1, 3);
        guest.make(now);
        guest.poll(now, |_, packet| said.extend((packet[0] >= 128).then(|| packet.to_vec())));
    }
    let address = net.guest(1, 3).address;
    for source in 0..2_000_u32 {
        said[0][8..12].copy_from_slice(&source.to_be_bytes());
        net.inject(address, &said[0]);
    }
    let dropped = net.unit.counters().dropped_forbidden - forbidden;
    assert!((1_970..2_000).contains(&dropped), "{dropped}");
    are_undisturbed(&mut net);

    // And sources that the third member signs for, as many microphones: no more than one of them is heard at a time.
    net.run(10_000);
    let (now, name) = (net.now, net.guest(1, 3).sections[MICROPHONE]);
    for source in 1..=60_u32 {
        let guest = net.guest(1, 3);
        let pt = guest.rtc.codec_config().params()[0].pt();
        let mut api = guest.rtc.direct_api();
        let stream = api.declare_stream_tx(source.into(), None, name, None);
        stream.write_rtp(RtpWrite::new(pt, 1.into(), 1, now, vec![7; 50]));
        guest.hurry();
    }
    net.run(100);
    let streams = net.unit.counters().streams;
    assert!(streams <= 6, "a microphone and a camera each: {streams}");
    are_undisturbed(&mut net);
}

#[test]
fn whoever_floods_is_cut_down_to_what_they_may() {
    let mut net = Net::new();
    net.bits_per_second = 1_000_000;
    for member in 1..=3 {
        net.join(1, member, 2);
    }
    net.connect();
    for (own, others) in [(1, [2, 3]), (2, [1, 3]), (3, [1, 2])] {
        net.takes_part(own, &others);
    }
    net.guest(1, 3).camera = Some(Film::new(&[30_000_000]));
    net.run(5_000);
    let counters = net.unit.counters();
    assert!(counters.dropped_flood > 5_000, "{counters:?}");
    // A burst of half a megabyte is free, and a quarter more than what may come; that of the others is 500 in a second.
    assert!(counters.media_in < 1_500 + 3_000, "{counters:?}");
    are_undisturbed(&mut net);
}

#[test]
fn a_thousand_wishes_for_key_frames_in_a_second_reach_the_sender_as_a_few() {
    let mut net = three();
    let asked = net.guest(1, 2).asked[0];
    let wanted = net.unit.counters().key_frames_wanted;
    for _ in 0..3_000 {
        let name = net.guest(1, 1).sections[8];
        let mut api = net.guest(1, 1).rtc.direct_api();
        if let Some(stream) = api.stream_rx_by_mid(name, None) {
            stream.request_keyframe(KeyframeRequestKind::Pli);
        }
        net.guest(1, 1).hurry();
        net.run(1);
    }
    let wanted = net.unit.counters().key_frames_wanted - wanted;
    let asked = net.guest(1, 2).asked[0] - asked;
    assert!(wanted > 300, "{wanted}");
    assert!((1..=8).contains(&asked), "{asked}");
}

#[test]
fn whoever_reads_nothing_costs_nobody_anything() {
    let mut net = three();
    net.line(1, 3).down.is_cut = true;
    net.line(1, 3).up.is_cut = true;
    net.run(25_000);
    let before = net.packets;
    net.run(2_000);
    let of_two = net.packets - before;
    // Two members with one voice and one picture each, and reports: nothing goes to the third any more.
    assert!(of_two < 2 * 2 * (50 + 30 + 60), "{of_two}");
    are_undisturbed(&mut net);
    net.line(1, 3).down.is_cut = false;
    net.line(1, 3).up.is_cut = false;
    net.guest(1, 3).forget();
    net.run(6_000);
    assert!(net.guest(1, 3).voices().contains_key(&1), "who comes back is sent something again");
}

#[test]
fn ten_thousand_joins_leave_nothing() {
    let limits = Limits { members: 50, ..Limits::default() };
    let mut net = Net::with(limits);
    let now = net.now;
    let offer = support::Guest::new(now, 1).offer(2);
    let mut taken = 0;
    for member in 0..10_000 {
        let who = Net::who(1 + u32::from(member) % 7, member);
        let command =
            Command::Offer { who, number: 1, sdp: offer.clone().into(), bits_per_second: 1_000_000 };
        net.unit.handle(now, command);
        taken += net.unit.happened().count();
        if member >= 100 && member % 2 == 0 {
            net.unit.handle(now, Command::Remove(Net::who(1 + u32::from(member - 100) % 7, member - 100)));
        }
        assert!(net.unit.counters().members <= 50);
    }
    assert_eq!(taken, 10_000, "each is answered");
    assert!(net.unit.counters().offers_refused > 9_000);
    (1..=7).for_each(|room| net.unit.handle(now, Command::End(Net::who(room, 0).room)));
    let counters = net.unit.counters();
    assert_eq!((counters.members, counters.rooms, counters.paths), (0, 0, 0));
}

#[test]
fn ways_of_one_member_are_few() {
    let mut net = three();
    for port in 0..200 {
        net.guest(1, 1).moves(([10, 0, 8, 8], 7_000 + port).into());
        let offer = net.guest(1, 1).restart();
        net.offer(1, 1, offer);
        net.run(30);
    }
    assert!(net.unit.counters().paths <= 8 + 2, "{}", net.unit.counters().paths);
    are_undisturbed_but_first(&mut net);
}

#[track_caller]
fn are_undisturbed_but_first(net: &mut Net) {
    net.guest(1, 2).forget();
    net.run(1_000);
    assert!(net.guest(1, 2).voices().get(&3).is_some_and(|packets| *packets >= 48));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn garbage_disturbs_nobody(
        packets in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..300), any::<bool>()), 0..200),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>()), 0..200),
    ) {
        let mut net = three();
        let member = net.guest(1, 3).address;
        for (packet, is_member) in packets {
            net.inject(if is_member { member } else { STRANGER.into() }, &packet);
        }
        // What the third member says, with bytes changed.
        let mut said = Vec::new();
        let camera = net.guest(1, 3).sections[CAMERA];
        prop_assert!(net.guest(1, 3).rtc.media(camera).is_some());
        for _ in 0..100 {
            net.now += Duration::from_millis(5);
            let now = net.now;
            let guest = net.guest(1, 3);
            guest.make(now);
            guest.poll(now, |_, packet| said.push(packet.to_vec()));
        }
        for (packet, place, byte) in flips {
            let mut packet = packet.get(&said).clone();
            let place = place.index(packet.len());
            packet[place] = byte;
            net.inject(member, &packet);
        }
        are_undisturbed(&mut net);
        prop_assert_eq!(net.unit.counters().failed, 0);
    }

    #[test]
    fn offers_of_garbage_are_answered(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), ".{0,40}"), 1..12),
    ) {
        let mut net = Net::new();
        let offer = support::Guest::new(net.now, 1).offer(3);
        let mut lines: Vec<String> = offer.lines().map(str::to_owned).collect();
        for (place, text) in cuts {
            let place = place.index(lines.len());
            lines[place] = if text.len() % 3 == 0 { text } else { lines[place].clone() + &text };
        }
        net.ask(1, 1, lines.join("\r\n"));
        prop_assert_eq!(net.unit.counters().failed, 0);
        net.run(50);
    }
}
