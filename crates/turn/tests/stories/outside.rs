//! A relay that is open: relayed addresses have sockets, and hosts outside are reached.

use heliograph_turn::stun::attribute::{
    EVEN_PORT, IPV4, IPV6, REQUESTED_ADDRESS_FAMILY, XOR_RELAYED_ADDRESS,
};
use heliograph_turn::stun::{Message, Method};
use heliograph_turn::{
    Cause, Client, HEADROOM, MOST_IN_RESERVE, Outside, Packet, Reach, TAILROOM, Transport, Whereabouts,
};
use heliograph_wire::Millis;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use crate::peers::FORBIDDEN;
use crate::support::{
    Outcome, Pair, Person, Received, World, address, client, lifetime, pair, received, says, settings,
    transport_udp, udp,
};

const TRANSPORTS: [Transport; 3] = [Transport::Udp, Transport::Tcp, Transport::Tls];

/// Where the relay is found from outside; hosts there are none that could be reached otherwise.
const RELAYED: Ipv4Addr = Ipv4Addr::new(198, 41, 0, 9);

/// What is out of reach in every mode, and not so for being special.
const USUAL: [&str; 2] = ["8.8.8.8:53", "[2001:4860:4860::8888]:53"];

/// An open relay with sockets for so many ports.
fn world(ports: u16) -> World {
    let mut world = World::with(|settings| {
        settings.relayed.v4 = RELAYED;
        settings.reach =
            Reach::Open(Outside { own: Whereabouts::default(), allowed: Vec::new(), denied: Vec::new() });
    });
    for port in 0..ports {
        world.server.add_port(50_001 + port);
    }
    world
}

/// A packet comes to the socket of a relayed address.
fn comes(world: &mut World, local: SocketAddr, remote: SocketAddr) -> Option<(Client, Received)> {
    let mut buffer = [0xee; HEADROOM + 5 + TAILROOM];
    let range = HEADROOM..HEADROOM + 5;
    buffer[range.clone()].copy_from_slice(b"knock");
    let mut packet = Packet::new(&mut buffer, range);
    let from = Client { transport: Transport::Udp, local, remote };
    let to = world.server.arrived(world.now, from, &mut packet)?;
    Some((to, received(to, packet.bytes())))
}

fn indication(payload: &[u8]) -> Vec<u8> {
    let parts =
        [crate::support::peer(address(USUAL[0])), says(heliograph_turn::stun::attribute::DATA, payload)];
    let class = heliograph_turn::stun::Class::Indication;
    crate::support::message(class, Method::Send, b"twelve bytes", &parts, |_| {})
}

#[test]
fn a_host_outside_is_spoken_to_and_answers_over_any_transport() {
    let host = address(USUAL[0]);
    for transport in TRANSPORTS {
        let mut world = world(2);
        let mut ana = Person::new(client(transport, "203.0.113.5:40001"), 1, 1);
        let relayed = ana.allocate(&mut world);
        assert_eq!(relayed.ip(), IpAddr::V4(RELAYED));
        let expected = Client { transport: Transport::Udp, local: relayed, remote: host };
        assert!(comes(&mut world, relayed, host).is_none(), "nobody was permitted yet");

        assert_eq!(ana.permit(&mut world, host), Outcome::Done);
        let sent = world.give(ana.at, &indication(b"hello"));
        assert!(sent == Some((expected, b"hello".to_vec())), "the payload and nothing else");
        let data = Received::Data { from: host, payload: b"knock".to_vec() };
        assert!(comes(&mut world, relayed, host) == Some((ana.at, data)));

        assert_eq!(ana.bind(&mut world, 0x4000, host), Outcome::Done);
        let sent = world.give(ana.at, b"\x40\x00\x00\x05hello\0\0\0");
        assert!(sent == Some((expected, b"hello".to_vec())));
        let data = Received::Channel { number: 0x4000, payload: b"knock".to_vec() };
        assert!(comes(&mut world, relayed, host) == Some((ana.at, data)));
        let port = SocketAddr::new(host.ip(), 54);
        let data = Received::Data { from: port, payload: b"knock".to_vec() };
        assert!(comes(&mut world, relayed, port) == Some((ana.at, data)), "a permission is for all ports");
        assert_eq!(world.server.counters().packets, 5);
    }
}

#[test]
fn nobody_comes_in_who_was_not_permitted_of_late() {
    let mut world = world(2);
    let mut ana = Person::new(udp("203.0.113.5:40001"), 1, 1);
    let relayed = ana.allocate(&mut world);
    let host = address(USUAL[0]);
    assert_eq!(ana.permit(&mut world, host), Outcome::Done);
    assert!(comes(&mut world, relayed, address("8.8.4.4:53")).is_none());
    assert_eq!(world.server.counters().dropped(Cause::NoPermission), 1);
    assert!(comes(&mut world, relayed, address(USUAL[1])).is_none(), "there is no address of that family");
    assert!(comes(&mut world, SocketAddr::new(relayed.ip(), 50_900), host).is_none());
    assert_eq!(world.server.counters().dropped(Cause::NoAllocation), 2);
    world.pass(Millis::minutes(5));
    assert!(comes(&mut world, relayed, host).is_none());
    assert_eq!(world.server.counters().packets, 0);
}

#[test]
fn nothing_special_is_reached_over_any_transport_in_any_spelling() {
    for transport in TRANSPORTS {
        for requested in [IPV4, IPV6] {
            let mut world = world(2);
            let mut ana = Person::new(client(transport, "203.0.113.5:40001"), 1, 1);
            let parts = [transport_udp(), says(REQUESTED_ADDRESS_FAMILY, &[requested, 0, 0, 0])];
            assert_eq!(ana.ask(&mut world, Method::Allocate, &parts).0, Outcome::Done);
            let own = [3478, 443, 9090, 50_900].map(|port| SocketAddr::new(RELAYED.into(), port));
            let usual = USUAL.map(address);
            let forbidden = FORBIDDEN.map(address).into_iter().chain(own).filter(|it| !usual.contains(it));
            for forbidden in forbidden {
                let code = if forbidden.is_ipv4() == (requested == IPV4) { 403 } else { 443 };
                // A permission is for an address, at which there may be neighbours, and leads to nothing else.
                let is_relays = own.contains(&forbidden) && requested == IPV4;
                let permitted = if is_relays { Outcome::Done } else { Outcome::Refused(code) };
                assert_eq!(ana.permit(&mut world, forbidden), permitted, "{forbidden}");
                assert_eq!(ana.bind(&mut world, 0x4000, forbidden), Outcome::Refused(code), "{forbidden}");
                assert!(ana.send(&mut world, forbidden, b"knock").is_none(), "{forbidden}");
                assert!(ana.send_on(&mut world, 0x4000, b"knock").is_none(), "{forbidden}");
            }
            let usual = usual[usize::from(requested == IPV6)];
            assert_eq!(ana.permit(&mut world, usual), Outcome::Done, "the test is blind");
            assert_eq!(world.server.counters().packets, 0);
        }
    }
}

#[test]
fn two_clients_of_one_server_reach_each_other_and_nothing_else_of_it() {
    let mut world = world(3);
    let Pair { mut ana, ana_relayed, .. } = pair(&mut world, Transport::Udp);
    let mut eve = Person::new(client(Transport::Tcp, "203.0.113.66:40066"), 2, 1);
    let eve_relayed = eve.allocate(&mut world);
    assert_eq!(ana.permit(&mut world, eve_relayed), Outcome::Done);
    assert_eq!(eve.permit(&mut world, ana_relayed), Outcome::Done);
    let data = Received::Data { from: ana_relayed, payload: b"hello".to_vec() };
    assert!(ana.send(&mut world, eve_relayed, b"hello") == Some((eve.at, data)));
    for port in [80, 443, 3_478] {
        let listener = SocketAddr::new(eve_relayed.ip(), port);
        assert!(ana.send(&mut world, listener, b"knock").is_none(), "a permission leads to neighbours only");
    }
    assert!(
        comes(&mut world, ana_relayed, eve_relayed).is_none(),
        "somebody else writes a neighbour's address"
    );
    assert_eq!(world.server.counters().dropped(Cause::NoPeer), 4);
}

#[test]
fn an_address_that_the_machine_gets_later_is_out_of_reach_at_once() {
    let mut world = world(2);
    let mut ana = Person::new(udp("203.0.113.5:40001"), 1, 1);
    let relayed = ana.allocate(&mut world);
    let host = address(USUAL[0]);
    assert_eq!(ana.bind(&mut world, 0x4000, host), Outcome::Done);
    world.server.set_whereabouts(Whereabouts { addresses: vec![host.ip()], networks: Vec::new() });
    assert!(world.give(ana.at, &indication(b"hello")).is_none());
    assert!(world.give(ana.at, b"\x40\x00\x00\x05hello\0\0\0").is_none());
    assert!(comes(&mut world, relayed, host).is_none());
    assert_eq!(ana.permit(&mut world, host), Outcome::Refused(403));
    let relays = SocketAddr::new(RELAYED.into(), 22);
    assert_eq!(ana.bind(&mut world, 0x4001, relays), Outcome::Refused(403));
    world.server.set_whereabouts(Whereabouts::default());
    assert!(world.give(ana.at, &indication(b"hello")).is_some());
    assert_eq!(ana.bind(&mut world, 0x4001, relays), Outcome::Refused(403));
}

#[test]
fn a_port_is_nobodys_again_when_its_socket_was_closed() {
    let mut world = world(0);
    let mut ana = Person::new(client(Transport::Tcp, "203.0.113.5:40001"), 1, 1);
    assert_eq!(world.server.wanted_ports(), 64);
    assert_eq!(ana.ask(&mut world, Method::Allocate, &[transport_udp()]).0, Outcome::Refused(508));
    let mut ended = |world: &mut World, end: &dyn Fn(&mut World, &mut Person)| {
        world.server.add_port(50_001);
        assert_eq!(ana.allocate(world).port(), 50_001);
        assert_eq!(ana.ask(world, Method::Allocate, &[transport_udp()]).0, Outcome::Refused(437));
        assert_eq!(world.server.take_ended_port(), None);
        end(world, &mut ana);
        assert_eq!(world.server.take_ended_port(), Some(50_001));
        assert_eq!(ana.ask(world, Method::Allocate, &[transport_udp()]).0, Outcome::Refused(508));
    };
    ended(&mut world, &|world, ana| {
        assert_eq!(ana.ask(world, Method::Refresh, &[lifetime(0)]).0, Outcome::Done)
    });
    ended(&mut world, &|world, ana| world.server.closed(ana.at));
    ended(&mut world, &|world, _| {
        world.pass(Millis::minutes(10));
        world.server.tick(world.now);
    });
}

#[test]
fn a_port_is_even_where_that_is_asked_for_and_there_is_one() {
    let mut world = world(3);
    let mut ask = |holder| {
        let mut person = Person::new(udp(&format!("203.0.113.{holder}:40001")), 1, holder);
        let (outcome, answer) =
            person.ask(&mut world, Method::Allocate, &[transport_udp(), says(EVEN_PORT, &[0])]);
        let port = Message::read(&answer).unwrap().address(XOR_RELAYED_ADDRESS).map(|relayed| relayed.port());
        (outcome, port)
    };
    assert_eq!(ask(1), (Outcome::Done, Some(50_002)));
    assert_eq!(ask(2), (Outcome::Refused(508), None));
}

#[test]
fn even_ports_are_wanted_as_long_as_there_are_few_and_not_for_ever() {
    let mut world = world(0);
    for number in 0..64 {
        world.server.add_port(40_001 + 2 * number);
    }
    assert_eq!(world.server.wanted_ports(), 16);
    world.server.add_port(50_000);
    assert_eq!(world.server.wanted_ports(), 15);
    // Where chance, or the range of the settings, has no even ones, there is an end.
    for number in 65..MOST_IN_RESERVE as u16 {
        world.server.add_port(40_001 + 2 * number);
    }
    assert_eq!(world.server.wanted_ports(), 0);
}

#[test]
fn a_permission_asks_for_no_port_and_a_channel_does() {
    let mut world = world(1);
    let mut ana = Person::new(udp("203.0.113.5:40001"), 1, 1);
    let relayed = ana.allocate(&mut world);
    let host = SocketAddr::new(address(USUAL[0]).ip(), 0);
    assert_eq!(ana.permit(&mut world, host), Outcome::Done);
    assert!(comes(&mut world, relayed, address(USUAL[0])).is_some());
    assert_eq!(ana.bind(&mut world, 0x4000, host), Outcome::Refused(403));
    assert!(ana.send(&mut world, host, b"knock").is_none(), "nobody is at port 0");
    assert_eq!(ana.permit(&mut world, SocketAddr::new(RELAYED.into(), 0)), Outcome::Done, "for neighbours");
    let special = SocketAddr::new(address(FORBIDDEN[0]).ip(), 0);
    assert_ne!(ana.permit(&mut world, special), Outcome::Done);
}

#[test]
fn a_server_that_is_about_to_stop_wants_no_more_ports_and_a_reload_closes_nothing() {
    let mut world = world(2);
    let mut ana = Person::new(udp("203.0.113.5:40001"), 1, 1);
    ana.allocate(&mut world);
    world.server.reload(settings(|_| {}));
    assert_eq!(ana.permit(&mut world, address(USUAL[0])), Outcome::Done);
    assert!(world.give(ana.at, &indication(b"hello")).is_some());
    assert_eq!(world.server.wanted_ports(), 63);
    world.server.drain();
    assert_eq!(world.server.wanted_ports(), 0);
}
