use heliograph_turn::stun::{Class, Message, Method, attribute};
use heliograph_turn::{Cause, Client, Counters, Transport};
use heliograph_wire::Millis;
use std::net::{Ipv4Addr, SocketAddr};

use crate::support::{
    Outcome, Pair, Person, Says, World, channel, channel_data, client, expect_zero_padding, message, pair,
    peer, says, transport_udp, udp,
};

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ mixed >> 31) % end as u64) as usize
    }

    fn byte(&mut self) -> u8 {
        self.below(256) as u8
    }
}

fn from(source: u32) -> Client {
    let remote =
        SocketAddr::from((Ipv4Addr::from(source.wrapping_mul(0x9e37_79b9)), 1 + (source % 60_000) as u16));
    Client { remote, ..udp("203.0.113.5:1") }
}

/// What somebody may send first, valid or not.
fn first_messages() -> Vec<Vec<u8>> {
    let methods = [
        Method::Binding,
        Method::Allocate,
        Method::Refresh,
        Method::Send,
        Method::Data,
        Method::CreatePermission,
        Method::ChannelBind,
    ];
    let relayed = "192.0.2.77:50000".parse().unwrap();
    let signed: Vec<Says> = vec![
        transport_udp(),
        says(attribute::USERNAME, b"guest"),
        says(attribute::REALM, b"hg"),
        says(attribute::NONCE, b"ABCD"),
        says(attribute::MESSAGE_INTEGRITY, &[7; 20]),
    ];
    let parts: Vec<Vec<Says>> = vec![
        vec![],
        vec![transport_udp()],
        vec![says(attribute::USERNAME, b"")],
        vec![says(0x0077, b"")],
        vec![says(0x0077, b""), says(0x0078, b""), says(0x0079, b"")],
        vec![says(attribute::MESSAGE_INTEGRITY, &[7; 20])],
        vec![says(attribute::MESSAGE_INTEGRITY, b"")],
        vec![says(attribute::MESSAGE_INTEGRITY_SHA256, &[7; 32])],
        vec![peer(relayed), says(attribute::DATA, b"knock")],
        vec![channel(0x4000), peer(relayed)],
        signed,
    ];
    let mut messages = vec![channel_data(0x4000, b"knock"), channel_data(0x4000, b"")];
    for class in [Class::Request, Class::Indication, Class::Success, Class::Error] {
        for method in methods {
            for parts in &parts {
                messages.push(message(class, method, b"twelve bytes", parts, |_| {}));
                messages.push(message(class, method, b"twelve bytes", parts, |writer| {
                    writer.fingerprint();
                }));
            }
        }
    }
    messages
}

#[test]
fn a_client_learns_its_address_and_nothing_else() {
    for (remote, length) in [("203.0.113.5:40001", 32), ("[2001:db8::5]:40001", 44)] {
        let mut world = World::new();
        let from = udp(remote);
        let request = message(Class::Request, Method::Binding, b"twelve bytes", &[], |_| {});
        let answer = world.answer(from, &request);
        assert_eq!(answer.len(), length);
        let answer = Message::read(&answer).unwrap();
        assert_eq!((answer.class(), answer.attributes().count()), (Class::Success, 1));
        assert_eq!(answer.address(attribute::XOR_MAPPED_ADDRESS), Some(from.remote));
        assert_eq!(world.server.counters().bindings, 1);
    }
}

#[test]
fn a_first_message_gets_little_more_than_it_sent() {
    let mut answered = 0;
    for (number, first) in first_messages().into_iter().enumerate() {
        let mut world = World::new();
        if let Some((_, answer)) = world.give(from(number as u32), &first) {
            answered += 1;
            let ratio = answer.len() as f64 / first.len() as f64;
            assert!(ratio <= 1.6, "{} bytes get {}", first.len(), answer.len());
            expect_zero_padding(&answer);
        }
        assert_eq!(world.server.counters().allocations, 0);
    }
    assert!(answered > 60, "the test is blind: {answered} answers");
}

#[test]
fn the_first_request_of_a_browser_is_answered() {
    let mut world = World::new();
    let request = message(Class::Request, Method::Allocate, b"twelve bytes", &[transport_udp()], |_| {});
    let answer = world.answer(udp("203.0.113.5:40001"), &request);
    assert_eq!((request.len(), answer.len()), (28, 44));
    let answer = Message::read(&answer).unwrap();
    assert_eq!(answer.error(), Some(401));
    assert!(answer.value(attribute::REALM).is_some() && answer.value(attribute::NONCE).is_some());
    assert_eq!(answer.attributes().count(), 3);
}

#[test]
fn a_source_that_asks_without_end_is_met_with_silence() {
    let mut world = World::new();
    let request = message(Class::Request, Method::Allocate, b"twelve bytes", &[transport_udp()], |_| {});
    let answers = |world: &mut World, address: &str| {
        (0..1_000)
            .filter(|port| world.give(udp(&format!("{address}:{}", 1_000 + port)), &request).is_some())
            .count()
    };
    assert_eq!(answers(&mut world, "203.0.113.5"), 100);
    assert_eq!(answers(&mut world, "203.0.113.6"), 100, "another source has answers of its own");
    world.pass(Millis::seconds(1));
    assert_eq!(answers(&mut world, "203.0.113.5"), 20);
    assert_eq!(answers(&mut world, "[2001:db8::1]") + answers(&mut world, "[2001:db8::2]"), 100);
    assert_eq!(world.server.counters().dropped(Cause::SourceLimit), 900 + 900 + 980 + 1_900);
}

#[test]
fn a_source_that_asks_for_its_address_without_end_is_met_with_silence() {
    let mut world = World::new();
    let request = message(Class::Request, Method::Binding, b"twelve bytes", &[], |_| {});
    let answers = (0..1_000).filter(|_| world.give(udp("203.0.113.5:40001"), &request).is_some()).count();
    assert_eq!(answers, 200);
    let all = (0..100_000).filter(|source| world.give(from(*source), &request).is_some()).count();
    assert!(all <= 40_000, "{all} answers");
}

#[test]
fn a_flood_of_false_sources_leaves_nothing_and_gets_little() {
    let mut world = World::new();
    let request = message(Class::Request, Method::Allocate, b"twelve bytes", &[transport_udp()], |_| {});
    let answers = (0..1_000_000).filter(|source| world.give(from(*source), &request).is_some()).count();
    assert!(answers <= 10_000, "{answers} answers");
    let counters = world.server.counters();
    assert_eq!((counters.allocations, world.server.deadline()), (0, None));
    let mut streamed = Person::new(client(Transport::Tcp, "203.0.113.5:40001"), 1, 1);
    streamed.allocate(&mut world);
}

#[test]
fn nonces_cannot_be_tried_out() {
    let mut world = World::new();
    let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
    person.realm = "hg".to_owned();
    let mut looked_at = 0;
    for guess in 0..10_000_u32 {
        person.nonce = format!("{guess:04}").into_bytes();
        let request = person.request(Method::Allocate, &[transport_udp()]);
        looked_at += u32::from(world.give(person.at, &request).is_some());
    }
    assert_eq!(looked_at, 100);
}

#[test]
fn port_zero_gets_no_answer() {
    let mut world = World::new();
    let request = message(Class::Request, Method::Binding, b"twelve bytes", &[], |_| {});
    assert!(world.give(udp("203.0.113.5:0"), &request).is_none());
    assert_eq!(world.server.counters().dropped(Cause::PortZero), 1);
}

#[test]
fn other_protocols_and_indications_get_no_answer() {
    let mut world = World::new();
    let keep_alive = message(Class::Indication, Method::Binding, b"twelve bytes", &[], |_| {});
    assert!(world.give(udp("203.0.113.5:40001"), &keep_alive).is_none());
    let before = Counters::default();
    assert_eq!(world.server.counters(), before, "it is as it should be");
    for other in
        [&b"\x16\xfe\xfd"[..], b"\x80\x60", b"GET / HTTP/1.1\r\n\r\n", &[0; 20], &[0x50, 0, 0, 0], &[]]
    {
        assert!(world.give(udp("203.0.113.5:40001"), other).is_none());
    }
    assert_eq!(world.server.counters().dropped(Cause::Malformed), 6);
}

#[test]
fn a_request_longer_than_any_is_not_looked_at() {
    let mut world = World::new();
    let long = says(attribute::SOFTWARE, &[b'a'; 4_000]);
    let request =
        message(Class::Request, Method::Allocate, b"twelve bytes", &[transport_udp(), long], |_| {});
    assert!(world.give(udp("203.0.113.5:40001"), &request).is_none());
    assert_eq!(world.server.counters().dropped(Cause::TooLong), 1);
}

/// Everything that two people say in a call, as bytes.
fn conversation(world: &mut World) -> Vec<(Client, Vec<u8>)> {
    let Pair { mut ana, mut ben, ana_relayed, ben_relayed } = pair(world, Transport::Udp);
    let data = [peer(ben_relayed), says(attribute::DATA, b"hello")];
    vec![
        (ana.at, ana.request(Method::CreatePermission, &[peer(ben_relayed)])),
        (ben.at, ben.request(Method::CreatePermission, &[peer(ana_relayed)])),
        (ana.at, ana.request(Method::ChannelBind, &[channel(0x4000), peer(ben_relayed)])),
        (ana.at, ana.request(Method::Refresh, &[])),
        (ana.at, ana.request(Method::Allocate, &[transport_udp()])),
        (ana.at, message(Class::Indication, Method::Send, b"twelve bytes", &data, |_| {})),
        (ana.at, channel_data(0x4000, b"hello")),
        (ana.at, message(Class::Request, Method::Binding, b"twelve bytes", &[], |_| {})),
    ]
}

#[test]
fn mutated_messages_do_no_harm() {
    let mut world = World::with(|settings| settings.limits.bindings_per_source.burst = u64::MAX / 2_000);
    let said = conversation(&mut world);
    let mut dice = Dice(1);
    let mut answers = 0;
    for round in 0..20_000_u32 {
        let (at, whole) = &said[dice.below(said.len())];
        let mut bytes = whole.clone();
        for _ in 0..=dice.below(4) {
            match dice.below(5) {
                0 => {
                    let place = dice.below(bytes.len().max(1));
                    bytes.truncate(place);
                }
                1 => bytes.extend((0..dice.below(9)).map(|_| 0)),
                2 if !bytes.is_empty() => {
                    let place = dice.below(bytes.len());
                    bytes[place] ^= 1 << dice.below(8);
                }
                3 if bytes.len() > 3 => {
                    let place = dice.below(bytes.len() / 2) & !1;
                    bytes[place + 1] = dice.byte();
                }
                _ if !bytes.is_empty() => {
                    let place = dice.below(bytes.len());
                    bytes[place] = dice.byte();
                }
                // Nothing is left that could be changed.
                _ => {}
            }
        }
        // Half of them come from somebody who has shown nothing.
        let stranger = round % 2 == 0;
        let at = if stranger { from(round) } else { *at };
        let Some((_, answer)) = world.give(at, &bytes) else { continue };
        answers += 1;
        if answer[0] < 0x40 {
            expect_zero_padding(&answer);
            let answer = Message::read(&answer).expect("an answer is whole");
            let needs_signature = !matches!(answer.method(), Some(Method::Binding | Method::Data));
            assert!(!needs_signature || answer.class() == Class::Error || bytes == *whole);
        }
        if stranger {
            assert!(answer.len() * 5 <= bytes.len() * 8, "{} bytes get {}", bytes.len(), answer.len());
        }
    }
    assert!(answers > 1_000, "the test is blind: {answers} answers");
    assert!(world.server.counters().allocations <= 2);
}

#[test]
fn a_relayed_packet_holds_nothing_of_other_packets() {
    let mut world = World::with(|settings| settings.limits.bandwidth_per_allocation = None);
    for transport in [Transport::Udp, Transport::Tcp] {
        let Pair { mut ana, mut ben, ana_relayed, ben_relayed } = pair(&mut world, transport);
        assert_eq!(ana.permit(&mut world, ben_relayed), Outcome::Done);
        assert_eq!(ben.permit(&mut world, ana_relayed), Outcome::Done);
        for length in 0..2_000 {
            // The support looks at all padding; the buffer was full of 0xee before.
            let (_, got) = ana.send(&mut world, ben_relayed, &vec![1; length]).expect("it is relayed");
            assert_eq!(got, crate::support::Received::Data { from: ana_relayed, payload: vec![1; length] });
        }
        for length in 0..2_000 {
            if length == 0 {
                assert_eq!(ben.bind(&mut world, 0x4000, ana_relayed), Outcome::Done);
            }
            let (_, got) = ana.send(&mut world, ben_relayed, &vec![1; length]).expect("it is relayed");
            assert_eq!(got, crate::support::Received::Channel { number: 0x4000, payload: vec![1; length] });
        }
    }
}
