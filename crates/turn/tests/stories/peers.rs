use heliograph_turn::stun::attribute::{IPV4, IPV6, REQUESTED_ADDRESS_FAMILY, XOR_RELAYED_ADDRESS};
use heliograph_turn::stun::{Message, Method};
use heliograph_turn::{Cause, Counters, Transport};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use crate::support::{Outcome, Person, World, address, client, says, transport_udp};

const TRANSPORTS: [Transport; 3] = [Transport::Udp, Transport::Tcp, Transport::Tls];

/// Places that a relay has been used to reach, in every spelling that has passed a filter somewhere.
pub(crate) const FORBIDDEN: [&str; 46] = [
    // Special addresses of IPv4: RFC 6890.
    "0.0.0.0:80",
    "0.1.2.3:80",
    "10.0.0.1:22",
    "10.255.255.255:22",
    "100.64.0.1:80",
    "100.127.255.254:80",
    "127.0.0.1:6379",
    "127.1.2.3:80",
    "169.254.169.254:80",
    "172.16.0.1:80",
    "172.27.0.3:80",
    "172.31.255.255:80",
    "192.0.0.1:80",
    "192.0.2.1:80",
    "192.88.99.1:80",
    "192.168.1.1:80",
    "198.18.0.1:80",
    "203.0.113.1:80",
    "224.0.0.251:5353",
    "239.255.255.250:1900",
    "240.0.0.1:80",
    "255.255.255.255:67",
    // The server itself: where it listens, and its other ports.
    "198.51.100.1:3478",
    "198.51.100.1:443",
    "198.51.100.1:9090",
    "192.0.2.77:443",
    "192.0.2.77:3478",
    "192.0.2.77:49151",
    "192.0.2.77:0",
    // Anywhere else.
    "8.8.8.8:53",
    // Special addresses of IPv6.
    "[::]:80",
    "[::1]:80",
    "[fe80::1]:80",
    "[fd00::1]:80",
    "[fc00::1]:80",
    "[ff02::fb]:5353",
    "[2001:db8::1]:3478",
    "[2001:4860:4860::8888]:53",
    // IPv4 in IPv6: mapped, compatible, translated, 6to4, Teredo.
    "[::ffff:127.0.0.1]:80",
    "[::ffff:10.0.0.1]:80",
    "[::ffff:192.0.2.77]:50000",
    "[::127.0.0.1]:80",
    "[64:ff9b::7f00:1]:80",
    "[64:ff9b:1::7f00:1]:80",
    "[2002:7f00:1::]:80",
    "[2001:0:7f00:1::80ff:fffe]:80",
];

fn relayed(counters: Counters) -> (u64, u64) {
    (counters.packets, counters.bytes)
}

/// Allocates for a family, and returns the port.
#[track_caller]
fn allocated_port(world: &mut World, person: &mut Person, family: u8) -> u16 {
    let parts = [transport_udp(), says(REQUESTED_ADDRESS_FAMILY, &[family, 0, 0, 0])];
    let (outcome, answer) = person.ask(world, Method::Allocate, &parts);
    assert_eq!(outcome, Outcome::Done);
    Message::read(&answer).unwrap().address(XOR_RELAYED_ADDRESS).unwrap().port()
}

#[test]
fn nothing_but_neighbours_is_reached_over_any_transport() {
    for transport in TRANSPORTS {
        for requested in [IPV4, IPV6] {
            let mut world = World::new();
            let mut ana = Person::new(client(transport, "203.0.113.5:40001"), 1, 1);
            let mut ben = Person::new(client(transport, "203.0.113.6:40002"), 1, 2);
            let ports = [&mut ana, &mut ben].map(|person| allocated_port(&mut world, person, requested));
            // A forbidden address is none the better for having a port that a neighbour has.
            for forbidden in FORBIDDEN.map(address) {
                let elsewhere = ports.iter().map(|port| SocketAddr::new(forbidden.ip(), *port));
                let elsewhere = elsewhere.filter(|address| address.ip() != IpAddr::from([192, 0, 2, 77]));
                for forbidden in [forbidden].into_iter().chain(elsewhere) {
                    let code = if forbidden.is_ipv4() == (requested == IPV4) { 403 } else { 443 };
                    assert_eq!(ana.permit(&mut world, forbidden), Outcome::Refused(code), "{forbidden}");
                    assert_eq!(
                        ana.bind(&mut world, 0x4000, forbidden),
                        Outcome::Refused(code),
                        "{forbidden}"
                    );
                    assert!(ana.send(&mut world, forbidden, b"knock").is_none(), "{forbidden}");
                    assert!(ana.send_on(&mut world, 0x4000, b"knock").is_none(), "{forbidden}");
                }
            }
            assert_eq!(relayed(world.server.counters()), (0, 0));
        }
    }
}

#[test]
fn even_a_permission_leads_nowhere_but_to_neighbours() {
    for transport in TRANSPORTS {
        let mut world = World::new();
        let pair = crate::support::pair(&mut world, transport);
        let mut ana = pair.ana;
        // Ana may send to every port of the relayed address now, as far as permissions go.
        assert_eq!(ana.permit(&mut world, pair.ben_relayed), Outcome::Done);
        let ports = (0..=u16::MAX)
            .filter(|port| *port != pair.ben_relayed.port() && *port != pair.ana_relayed.port());
        for port in ports {
            assert!(ana.send(&mut world, SocketAddr::new(pair.ben_relayed.ip(), port), b"knock").is_none());
        }
        assert_eq!(world.server.counters().dropped(Cause::NoPeer), 65_534);
        assert_eq!(relayed(world.server.counters()), (0, 0));
    }
}

#[test]
fn the_own_address_of_the_server_can_be_the_relayed_one() {
    let mut world = World::with(|settings| settings.relayed.v4 = Ipv4Addr::new(198, 51, 100, 1));
    let mut pair = crate::support::pair(&mut world, Transport::Udp);
    assert_eq!(pair.ben_relayed.ip(), IpAddr::from([198, 51, 100, 1]));
    for port in [80, 443, 3_478, 9_090] {
        let listener = SocketAddr::new(pair.ben_relayed.ip(), port);
        assert_eq!(pair.ana.permit(&mut world, listener), Outcome::Refused(403));
        assert_eq!(pair.ana.bind(&mut world, 0x4000, listener), Outcome::Refused(403));
    }
    assert_eq!(pair.ana.permit(&mut world, pair.ben_relayed), Outcome::Done);
    assert_eq!(pair.ben.permit(&mut world, pair.ana_relayed), Outcome::Done);
    assert!(pair.ana.send(&mut world, pair.ben_relayed, b"hello").is_some());
}

#[test]
fn exchanges_do_not_cross() {
    for transport in TRANSPORTS {
        let mut world = World::new();
        let mut pair = crate::support::pair(&mut world, transport);
        let mut eve = Person::new(client(transport, "203.0.113.66:40066"), 2, 1);
        let eve_relayed = eve.allocate(&mut world);
        for relayed in [pair.ana_relayed, pair.ben_relayed] {
            assert_eq!(eve.permit(&mut world, relayed), Outcome::Refused(403));
            assert_eq!(eve.bind(&mut world, 0x4000, relayed), Outcome::Refused(403));
        }
        assert_eq!(pair.ana.permit(&mut world, eve_relayed), Outcome::Refused(403));
        // Where both have permitted the address that all share, the exchange alone keeps them apart.
        assert_eq!(pair.ana.permit(&mut world, pair.ben_relayed), Outcome::Done);
        assert_eq!(pair.ben.permit(&mut world, pair.ana_relayed), Outcome::Done);
        assert_eq!(eve.permit(&mut world, eve_relayed), Outcome::Done);
        for port in 49_152..=u16::MAX {
            if port != eve_relayed.port() {
                assert!(
                    eve.send(&mut world, SocketAddr::new(eve_relayed.ip(), port), b"let me in").is_none()
                );
            }
        }
        assert_eq!(world.server.counters().packets, 0);
        assert!(pair.ana.send(&mut world, pair.ben_relayed, b"between us").is_some());
    }
}

#[test]
fn ports_are_hard_to_guess_and_never_run_out() {
    let mut world = World::with(|settings| settings.limits.allocations = 20_000);
    let mut ports = Vec::new();
    for exchange in 0..17_000_u64 {
        let remote = SocketAddr::from((Ipv4Addr::from(0x0a00_0000 + exchange as u32), 40_000));
        let mut person = Person::new(client(Transport::Tcp, &remote.to_string()), exchange, 1);
        ports.push(person.allocate(&mut world).port());
    }
    assert!(ports.iter().all(|port| *port >= 49_152), "all are more than there are ports of one address");
    let steps = ports.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) < 16).count();
    assert!(steps < 100, "{steps} of 17,000 are next to the one before; chance makes 33");
}
