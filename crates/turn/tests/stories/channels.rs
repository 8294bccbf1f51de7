use heliograph_turn::stun::{Method, attribute};
use heliograph_turn::{Cause, Transport};
use heliograph_wire::Millis;

use crate::support::{Outcome, Pair, Person, World, channel, pair, peer, says, udp};

#[test]
fn a_channel_has_one_peer_and_a_peer_one_channel() {
    let mut world = World::new();
    let Pair { mut ana, ben_relayed, .. } = pair(&mut world, Transport::Udp);
    let cleo_relayed = Person::new(udp("203.0.113.7:40003"), 1, 3).allocate(&mut world);
    assert_eq!(ana.bind(&mut world, 0x4000, ben_relayed), Outcome::Done);
    assert_eq!(ana.bind(&mut world, 0x4000, ben_relayed), Outcome::Done, "binding again refreshes");
    assert_eq!(ana.bind(&mut world, 0x4000, cleo_relayed), Outcome::Refused(400));
    assert_eq!(ana.bind(&mut world, 0x4001, ben_relayed), Outcome::Refused(400));
    assert_eq!(ana.bind(&mut world, 0x4001, cleo_relayed), Outcome::Done);
}

#[test]
fn channels_have_numbers_of_their_range() {
    let mut world = World::new();
    let Pair { mut ana, ben_relayed, .. } = pair(&mut world, Transport::Udp);
    for number in [0, 1, 0x3fff, 0x5000, 0x7fff, 0x8000, 0xffff] {
        assert_eq!(ana.bind(&mut world, number, ben_relayed), Outcome::Refused(400), "{number:x}");
    }
    assert_eq!(ana.bind(&mut world, 0x4fff, ben_relayed), Outcome::Done);
}

#[test]
fn a_binding_needs_number_and_peer() {
    let mut world = World::new();
    let Pair { mut ana, ben_relayed, .. } = pair(&mut world, Transport::Udp);
    let broken_peer = says(attribute::XOR_PEER_ADDRESS, &[0, 1, 2]);
    for parts in [
        vec![],
        vec![channel(0x4000)],
        vec![peer(ben_relayed)],
        vec![channel(0x4000), broken_peer.clone()],
        vec![says(attribute::CHANNEL_NUMBER, &[0x40, 0]), peer(ben_relayed)],
    ] {
        assert_eq!(ana.ask(&mut world, Method::ChannelBind, &parts).0, Outcome::Refused(400));
    }
    for parts in [vec![], vec![broken_peer.clone()], vec![peer(ben_relayed), broken_peer]] {
        assert_eq!(ana.ask(&mut world, Method::CreatePermission, &parts).0, Outcome::Refused(400));
    }
}

#[test]
fn permissions_end_after_five_minutes_and_channels_after_ten() {
    let mut world = World::new();
    let Pair { mut ana, mut ben, ana_relayed, ben_relayed } = pair(&mut world, Transport::Udp);
    for person in [&mut ana, &mut ben] {
        assert_eq!(person.refresh(&mut world, 3_600), Outcome::Done);
    }
    assert_eq!(ana.bind(&mut world, 0x4000, ben_relayed), Outcome::Done);
    assert_eq!(ben.permit(&mut world, ana_relayed), Outcome::Done);
    world.pass(Millis::minutes(5) - Millis(1));
    assert!(ana.send_on(&mut world, 0x4000, b"in time").is_some());
    assert!(ben.send(&mut world, ana_relayed, b"in time").is_some());
    world.pass(Millis(1));
    assert!(ana.send_on(&mut world, 0x4000, b"Ben's permission is over").is_none());
    assert!(ben.send(&mut world, ana_relayed, b"so he may not send").is_none());
    assert_eq!(ben.permit(&mut world, ana_relayed), Outcome::Done);
    assert!(ana.send_on(&mut world, 0x4000, b"a channel needs no permission to send").is_some());
    assert!(ben.send(&mut world, ana_relayed, b"but to be sent to").is_none());
    assert_eq!(world.server.counters().dropped(Cause::NoPermission), 3);
    world.pass(Millis::minutes(5) - Millis(1));
    assert!(ana.send_on(&mut world, 0x4000, b"in time").is_some());
    world.pass(Millis(1));
    assert!(ana.send_on(&mut world, 0x4000, b"the channel is over").is_none());
    assert_eq!(world.server.counters().dropped(Cause::NoChannel), 1);
    let cleo_relayed = Person::new(udp("203.0.113.7:40003"), 1, 3);
    let cleo_relayed = { cleo_relayed }.allocate(&mut world);
    assert_eq!(ana.bind(&mut world, 0x4000, cleo_relayed), Outcome::Done, "the number is free again");
}

#[test]
fn what_an_allocation_remembers_is_bounded() {
    let mut world = World::with(|settings| settings.limits.allocations_per_source = 1_000);
    let Pair { mut ana, .. } = pair(&mut world, Transport::Udp);
    let mut outcomes = Vec::new();
    for number in 0..70 {
        let neighbour =
            Person::new(udp(&format!("203.0.113.9:{}", 50_000 + number)), 1, 100 + u32::from(number));
        let relayed = { neighbour }.allocate(&mut world);
        outcomes.push(ana.bind(&mut world, 0x4000 + number, relayed));
    }
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Done).count(), 64);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Refused(508)).count(), 6);
}

#[test]
fn data_of_broken_lengths_goes_nowhere() {
    let mut world = World::new();
    let Pair { mut ana, mut ben, ana_relayed, ben_relayed } = pair(&mut world, Transport::Udp);
    assert_eq!(ana.bind(&mut world, 0x4000, ben_relayed), Outcome::Done);
    assert_eq!(ben.permit(&mut world, ana_relayed), Outcome::Done);
    for broken in [&b"\x40"[..], b"\x40\x00\x00", b"\x40\x00\x00\x05four", b"\x40\x00\xff\xff", b""] {
        assert!(world.give(ana.at, broken).is_none(), "{broken:?}");
    }
    assert_eq!(world.server.counters().dropped(Cause::Malformed), 5);
    assert!(world.give(ana.at, b"\x40\x00\x00\x01a\0\0\0").is_some(), "datagrams may be padded");
}
