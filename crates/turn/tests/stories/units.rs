use heliograph_turn::stun::Method;
use heliograph_turn::{Client, Exchange, HEADROOM, Outside, Packet, Reach, TAILROOM, Transport, Whereabouts};
use std::net::SocketAddr;

use crate::peers::FORBIDDEN;
use crate::support::{Outcome, Person, Received, World, address, channel_data, client, received, udp};

const UNIT: &str = "198.51.100.1:3479";

fn with_units() -> World {
    let mut world = World::new();
    world.server.set_units(vec![address(UNIT), address("[2001:db8::1]:3479")]);
    world
}

fn member(number: u16) -> Person {
    let remote = format!("203.0.113.5:{}", 40_000 + number);
    Person::new(client(Transport::Tls, &remote), Exchange::ROOMS.0, number.into())
}

/// What a unit sends to a relayed address.
fn forwarded(world: &mut World, unit: &str, to: SocketAddr, payload: &[u8]) -> Option<(Client, Received)> {
    let mut buffer = vec![0; HEADROOM + payload.len() + TAILROOM];
    let range = HEADROOM..HEADROOM + payload.len();
    buffer[range.clone()].copy_from_slice(payload);
    let mut packet = Packet::new(&mut buffer, range);
    let from = Client { transport: Transport::Udp, local: to, remote: address(unit) };
    let to = world.server.forwarded(world.now, from, &mut packet)?;
    Some((to, received(to, packet.bytes())))
}

#[test]
fn whoever_meets_in_a_room_reaches_the_unit_and_is_reached_by_it() {
    let mut world = with_units();
    let mut ana = member(1);
    let relayed = ana.allocate(&mut world);
    assert!(forwarded(&mut world, UNIT, relayed, b"early").is_none(), "nobody has permitted it");
    assert_eq!(ana.bind(&mut world, 0x4000, address(UNIT)), Outcome::Done);
    let (to, payload) = world.give(ana.at, &channel_data(0x4000, b"there")).expect("it is handed on");
    assert!(to == Client { transport: Transport::Udp, local: relayed, remote: address(UNIT) });
    assert_eq!(payload, b"there");
    let (to, back) = forwarded(&mut world, UNIT, relayed, b"back").expect("it is delivered");
    assert!(to == ana.at);
    assert_eq!(back, Received::Channel { number: 0x4000, payload: b"back".to_vec() });
}

#[test]
fn whoever_meets_in_a_room_reaches_nothing_else() {
    let mut world = with_units();
    let (mut ana, mut ben) = (member(1), member(2));
    let (_, bens) = (ana.allocate(&mut world), ben.allocate(&mut world));
    let elsewhere = FORBIDDEN.map(address).into_iter().filter(SocketAddr::is_ipv4);
    let beside = (1..=u16::MAX).step_by(97).map(|port| SocketAddr::new(address(UNIT).ip(), port));
    for to in elsewhere.chain(beside).chain([bens]) {
        assert_eq!(ana.bind(&mut world, 0x4000, to), Outcome::Refused(403), "{to}");
        assert!(ana.send(&mut world, to, b"knock").is_none(), "{to}");
    }
    // A permission says nothing of ports, and leads to none but the unit's all the same.
    assert_eq!(ana.permit(&mut world, address(UNIT)), Outcome::Done);
    for port in (0..=u16::MAX).filter(|port| *port != 3479) {
        let beside = SocketAddr::new(address(UNIT).ip(), port);
        assert!(ana.send(&mut world, beside, b"knock").is_none(), "{port}");
    }
    assert_eq!(world.server.counters().packets, 0);
}

#[test]
fn nobody_else_reaches_a_unit_nor_is_reached_by_it() {
    let mut world = with_units();
    let mut eve = Person::new(udp("203.0.113.66:40066"), 1, 1);
    let eves = eve.allocate(&mut world);
    assert_eq!(eve.bind(&mut world, 0x4000, address(UNIT)), Outcome::Refused(403));
    assert_eq!(eve.permit(&mut world, address(UNIT)), Outcome::Refused(403));
    assert!(eve.send(&mut world, address(UNIT), b"knock").is_none());
    assert!(forwarded(&mut world, UNIT, eves, b"for whom").is_none());
    // Whoever says that they are a unit is none.
    let mut ana = member(1);
    let anas = ana.allocate(&mut world);
    assert_eq!(ana.permit(&mut world, address(UNIT)), Outcome::Done);
    assert!(forwarded(&mut world, "198.51.100.1:3480", anas, b"knock").is_none());
}

#[test]
fn where_the_relay_is_open_rooms_reach_no_further() {
    let outside = Outside { own: Whereabouts::default(), allowed: Vec::new(), denied: Vec::new() };
    let mut world = World::with(|settings| {
        settings.reach = Reach::Open(outside);
        settings.relayed.v4 = "198.41.0.9".parse().unwrap();
    });
    world.server.set_units(vec![address(UNIT)]);
    (50_000..50_008).for_each(|port| world.server.add_port(port));
    let mut ana = member(1);
    let anas = ana.allocate(&mut world);
    assert_eq!(ana.bind(&mut world, 0x4000, address("8.8.8.8:53")), Outcome::Refused(403));
    assert_eq!(
        ana.ask(&mut world, Method::CreatePermission, &[crate::support::peer(anas)]).0,
        Outcome::Refused(403)
    );
    assert_eq!(ana.bind(&mut world, 0x4000, address(UNIT)), Outcome::Done);
    assert!(world.give(ana.at, &channel_data(0x4000, b"there")).is_some());
    assert!(forwarded(&mut world, UNIT, anas, b"back").is_some());
}
