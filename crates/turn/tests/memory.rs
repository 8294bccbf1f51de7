//! What the server asks of memory: nothing for a relayed packet, and nothing for a stranger.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

#[path = "stories/support/mod.rs"]
#[allow(dead_code, reason = "the stories need more of it")]
mod support;

use allocation_counter::measure;
use heliograph_turn::stun::{Class, Method, attribute};
use heliograph_turn::{Client, HEADROOM, Packet, Server, TAILROOM, Transport};
use heliograph_wire::Millis;
use std::net::{Ipv4Addr, SocketAddr};
use support::{
    Outcome, Pair, Person, World, channel_data, client, message, pair, peer, says, transport_udp, udp,
};

/// Hands the same packet over many times, without anything else that could ask for memory.
fn relay(server: &mut Server, now: Millis, from: Client, bytes: &[u8]) -> usize {
    let mut buffer = [0; HEADROOM + 2_048 + TAILROOM];
    let mut relayed = 0;
    for _ in 0..1_000 {
        let range = HEADROOM..HEADROOM + bytes.len();
        buffer[range.clone()].copy_from_slice(bytes);
        relayed += usize::from(server.receive(now, from, &mut Packet::new(&mut buffer, range)).is_some());
    }
    relayed
}

#[test]
fn a_relayed_packet_asks_for_no_memory() {
    for transport in [Transport::Udp, Transport::Tcp, Transport::Tls] {
        let mut world = World::with(|settings| settings.limits.bandwidth_per_allocation = None);
        let Pair { mut ana, mut ben, ana_relayed, ben_relayed } = pair(&mut world, transport);
        assert_eq!(ana.bind(&mut world, 0x4000, ben_relayed), Outcome::Done);
        assert_eq!(ben.permit(&mut world, ana_relayed), Outcome::Done);
        let by_number = channel_data(0x4000, &[1; 1_199]);
        let parts = [peer(ben_relayed), says(attribute::DATA, &[1; 1_199])];
        let by_address = message(Class::Indication, Method::Send, b"twelve bytes", &parts, |_| {});
        let now = world.now;
        let expect_none = |world: &mut World| {
            for bytes in [&by_number, &by_address] {
                let mut relayed = 0;
                let asked = measure(|| relayed = relay(&mut world.server, now, ana.at, bytes));
                assert_eq!((relayed, asked.count_total), (1_000, 0));
            }
        };
        expect_none(&mut world);
        assert_eq!(ben.bind(&mut world, 0x4001, ana_relayed), Outcome::Done);
        expect_none(&mut world);
    }
}

#[test]
fn a_payload_stays_where_it_is() {
    let mut world = World::new();
    let Pair { mut ana, mut ben, ana_relayed, ben_relayed } = pair(&mut world, Transport::Udp);
    assert_eq!(ana.bind(&mut world, 0x4000, ben_relayed), Outcome::Done);
    let place = |world: &mut World| {
        let bytes = channel_data(0x4000, &[0xab; 1_000]);
        let mut buffer = vec![0; HEADROOM + bytes.len() + TAILROOM];
        let range = HEADROOM..HEADROOM + bytes.len();
        buffer[range.clone()].copy_from_slice(&bytes);
        let mut packet = Packet::new(&mut buffer, range);
        assert!(world.server.receive(world.now, ana.at, &mut packet).is_some());
        let range = packet.range();
        let first = buffer.iter().position(|byte| *byte == 0xab).unwrap();
        assert_eq!(first, HEADROOM + 4, "the payload has not moved");
        (range.start as isize - HEADROOM as isize, range.end - HEADROOM)
    };
    assert_eq!(ben.permit(&mut world, ana_relayed), Outcome::Done);
    assert_eq!(place(&mut world).0, 4 - 36, "the head of a Data indication has 36 bytes");
    assert_eq!(ben.bind(&mut world, 0x4001, ana_relayed), Outcome::Done);
    assert_eq!(place(&mut world), (0, 1_004), "one head replaces the other");
}

#[test]
fn strangers_leave_nothing_behind() {
    let mut world = World::new();
    let unsigned = message(Class::Request, Method::Allocate, b"twelve bytes", &[transport_udp()], |_| {});
    let signed = {
        let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
        (person.nonce, person.realm) = (b"ABCD".to_vec(), "hg".to_owned());
        person.credential.password = "wrong".to_owned();
        person.request(Method::Allocate, &[transport_udp()])
    };
    let binding = message(Class::Request, Method::Binding, b"twelve bytes", &[], |_| {});
    let mut buffer = [0; HEADROOM + 2_048 + TAILROOM];
    let mut answered = 0;
    let asked = measure(|| {
        for source in 0..100_000_u32 {
            let remote = SocketAddr::from((Ipv4Addr::from(source.wrapping_mul(0x9e37_79b9)), 4_000));
            let from = Client { remote, ..udp("203.0.113.5:1") };
            for bytes in [&unsigned, &signed, &binding] {
                let range = HEADROOM..HEADROOM + bytes.len();
                buffer[range.clone()].copy_from_slice(bytes);
                let mut packet = Packet::new(&mut buffer, range);
                answered += u32::from(world.server.receive(world.now, from, &mut packet).is_some());
            }
        }
    });
    assert!(answered > 1_000, "the test is blind: {answered} answers");
    assert_eq!((asked.count_total, asked.bytes_current), (0, 0));
}

#[test]
fn two_thousand_allocations_are_small_and_all_given_back() {
    let mut world = World::new();
    let mut people = Vec::new();
    for number in 0..2_000_u16 {
        let at = client(Transport::Udp, &format!("203.0.{}.{}:4000", number / 200, number % 200));
        people.push(Person::new(at, u64::from(number / 2), u32::from(number)));
    }
    let asked = measure(|| {
        let mut relayed = Vec::new();
        for person in &mut people {
            relayed.push(person.allocate(&mut world));
        }
        for (number, person) in people.iter_mut().enumerate() {
            assert_eq!(person.bind(&mut world, 0x4000, relayed[number ^ 1]), Outcome::Done);
        }
        drop(relayed);
        world.pass(Millis::seconds(1));
    });
    let held = asked.bytes_current / 2_000;
    assert!(held < 1_000, "{held} bytes for each allocation");
    let asked = measure(|| {
        world.pass(Millis::minutes(10));
        world.server.tick(world.now);
    });
    assert_eq!(world.server.counters().allocations, 0);
    assert!(asked.bytes_current < 0);
}

#[test]
fn allocations_that_come_and_go_leave_nothing_behind() {
    let mut world = World::new();
    let mut people: Vec<_> =
        (0..20).map(|holder| Person::new(udp(&format!("203.0.113.{holder}:4000")), 1, holder)).collect();
    let mut come_and_go = |rounds| {
        for _ in 0..rounds {
            for person in &mut people {
                person.allocate(&mut world);
            }
            for person in &mut people {
                assert_eq!(person.refresh(&mut world, 0), Outcome::Done);
            }
        }
        assert_eq!(world.server.counters().allocations, 0);
        assert_eq!(world.server.deadline(), None);
    };
    // Tables that are more than half full may double once.
    come_and_go(100);
    assert_eq!(measure(|| come_and_go(100)).bytes_current, 0);
}
