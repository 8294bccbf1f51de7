use heliograph_turn::stun::{Class, Method, attribute};
use heliograph_turn::{Cause, Transport};

use crate::support::{Outcome, Pair, Received, Says, World, message, pair, peer, says};

const TRANSPORTS: [Transport; 3] = [Transport::Udp, Transport::Tcp, Transport::Tls];

#[test]
fn two_people_reach_each_other_by_indications() {
    for transport in TRANSPORTS {
        let mut world = World::new();
        let Pair { mut ana, mut ben, ana_relayed, ben_relayed } = pair(&mut world, transport);
        assert_eq!(ana.permit(&mut world, ben_relayed), Outcome::Done);
        assert!(ana.send(&mut world, ben_relayed, b"hello").is_none(), "Ben does not expect Ana");
        assert_eq!(ben.permit(&mut world, ana_relayed), Outcome::Done);
        let (to, got) = ana.send(&mut world, ben_relayed, b"hello").expect("it is relayed");
        assert!(to == ben.at);
        assert_eq!(got, Received::Data { from: ana_relayed, payload: b"hello".to_vec() });
        assert_eq!(world.server.counters().dropped(Cause::NoPermission), 1);
    }
}

#[test]
fn a_channel_of_one_side_is_enough() {
    for transport in TRANSPORTS {
        let mut world = World::new();
        let Pair { mut ana, mut ben, ana_relayed, ben_relayed } = pair(&mut world, transport);
        assert_eq!(ana.bind(&mut world, 0x4000, ben_relayed), Outcome::Done);
        assert_eq!(ben.permit(&mut world, ana_relayed), Outcome::Done);
        let (to, got) = ana.send_on(&mut world, 0x4000, b"by number").expect("it is relayed");
        assert!(to == ben.at);
        assert_eq!(got, Received::Data { from: ana_relayed, payload: b"by number".to_vec() });
        let (to, got) = ben.send(&mut world, ana_relayed, b"by address").expect("it is relayed");
        assert!(to == ana.at);
        assert_eq!(got, Received::Channel { number: 0x4000, payload: b"by address".to_vec() });
    }
}

#[test]
fn channels_of_both_sides_carry_payloads_of_any_length() {
    for transport in TRANSPORTS {
        let mut world = World::with(|settings| settings.limits.bandwidth_per_allocation = None);
        let Pair { mut ana, mut ben, ana_relayed, ben_relayed } = pair(&mut world, transport);
        assert_eq!(ana.bind(&mut world, 0x4000, ben_relayed), Outcome::Done);
        assert_eq!(ben.bind(&mut world, 0x4fff, ana_relayed), Outcome::Done);
        for length in (0..40).chain([1_200, 16_383, 16_384]) {
            let payload = vec![0xab; length];
            let (_, got) = ana.send_on(&mut world, 0x4000, &payload).expect("it is relayed");
            assert_eq!(got, Received::Channel { number: 0x4fff, payload });
        }
        assert!(ana.send_on(&mut world, 0x4000, &vec![0; 16_385]).is_none());
        assert_eq!(world.server.counters().dropped(Cause::TooLong), 1);
    }
}

#[test]
fn an_indication_that_is_not_understood_goes_nowhere() {
    let mut world = World::new();
    let Pair { mut ana, mut ben, ana_relayed, ben_relayed } = pair(&mut world, Transport::Udp);
    assert_eq!(ana.permit(&mut world, ben_relayed), Outcome::Done);
    assert_eq!(ben.permit(&mut world, ana_relayed), Outcome::Done);
    let whole = [peer(ben_relayed), says(attribute::DATA, b"hello")];
    let mut gets_through = |parts: &[Says], damage: u8| {
        let mut bytes = message(Class::Indication, Method::Send, b"twelve bytes", parts, |writer| {
            writer.fingerprint();
        });
        *bytes.last_mut().unwrap() ^= damage;
        world.give(ana.at, &bytes).is_some()
    };
    let with = |part: Says| [&whole[..], &[part]].concat();
    assert!(gets_through(&whole, 0));
    assert!(gets_through(&with(says(attribute::DONT_FRAGMENT, b"")), 0));
    assert!(gets_through(&with(says(0x8077, b"may be ignored")), 0));
    assert!(!gets_through(&whole, 1), "its checksum is wrong");
    assert!(!gets_through(&with(says(0x0077, b"has to be understood")), 0));
    assert!(!gets_through(&whole[..1], 0), "it has no payload");
    assert!(!gets_through(&whole[1..], 0), "it has no peer");
    assert!(!gets_through(&[says(attribute::XOR_PEER_ADDRESS, &[0; 5]), whole[1].clone()], 0));
    assert_eq!(world.server.counters().dropped(Cause::Malformed), 5);
}
