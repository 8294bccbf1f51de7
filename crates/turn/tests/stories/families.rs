use heliograph_turn::stun::{Message, Method, attribute};
use std::net::SocketAddr;

use crate::support::{Outcome, Person, Received, Says, World, lifetime, says, transport_udp, udp};

fn family(kind: u16, family: u8) -> Says {
    says(kind, &[family, 0, 0, 0])
}

fn allocated(world: &mut World, person: &mut Person, parts: &[Says]) -> (Vec<SocketAddr>, Option<Vec<u8>>) {
    let parts: Vec<_> = [transport_udp()].iter().chain(parts).cloned().collect();
    let (outcome, answer) = person.ask(world, Method::Allocate, &parts);
    assert_eq!(outcome, Outcome::Done);
    let answer = Message::read(&answer).unwrap();
    let relayed = answer.attributes().filter(|attribute| attribute.kind == attribute::XOR_RELAYED_ADDRESS);
    // The codec reads the first of a kind, so each is put first.
    let relayed = relayed.map(|attribute| {
        let part = says(attribute.kind, attribute.value);
        let alone =
            crate::support::message(answer.class(), Method::Allocate, answer.transaction(), &[part], |_| {});
        Message::read(&alone).unwrap().address(attribute::XOR_RELAYED_ADDRESS).unwrap()
    });
    (relayed.collect(), answer.value(attribute::ADDRESS_ERROR_CODE).map(<[u8]>::to_vec))
}

#[test]
fn clients_of_either_family_get_addresses_of_either() {
    let (requested, additional) = (attribute::REQUESTED_ADDRESS_FAMILY, attribute::ADDITIONAL_ADDRESS_FAMILY);
    for at in ["203.0.113.5:40001", "[2001:db8::5]:40001"] {
        let check = |parts: &[Says], expected: &[&str]| {
            let mut world = World::new();
            let (relayed, lacks) = allocated(&mut world, &mut Person::new(udp(at), 1, 1), parts);
            let addresses: Vec<_> = relayed.iter().map(|address| address.ip().to_string()).collect();
            assert_eq!(addresses, expected);
            assert!(relayed.iter().all(|address| address.port() >= 49_152));
            assert!(lacks.is_none());
        };
        check(&[], &["192.0.2.77"]);
        check(&[family(requested, 1)], &["192.0.2.77"]);
        check(&[family(requested, 2)], &["fd68:656c:696f::77"]);
        check(&[family(additional, 2)], &["192.0.2.77", "fd68:656c:696f::77"]);
    }
}

#[test]
fn a_server_without_ipv6_says_so() {
    let mut world = World::with(|settings| settings.relayed.v6 = None);
    let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
    let wanted = [transport_udp(), family(attribute::REQUESTED_ADDRESS_FAMILY, 2)];
    assert_eq!(person.ask(&mut world, Method::Allocate, &wanted).0, Outcome::Refused(440));
    let (relayed, lacks) =
        allocated(&mut world, &mut person, &[family(attribute::ADDITIONAL_ADDRESS_FAMILY, 2)]);
    assert_eq!((relayed.len(), lacks), (1, Some(vec![2, 0, 4, 40])));
}

#[test]
fn peers_see_the_address_of_their_own_family() {
    let mut world = World::new();
    let mut ana = Person::new(udp("203.0.113.5:40001"), 1, 1);
    let mut ben = Person::new(udp("[2001:db8::6]:40002"), 1, 2);
    let both = [family(attribute::ADDITIONAL_ADDRESS_FAMILY, 2)];
    let of_ana = allocated(&mut world, &mut ana, &both).0;
    let of_ben = allocated(&mut world, &mut ben, &both).0;
    for (to, from) in of_ben.iter().zip(&of_ana) {
        assert_eq!(ana.permit(&mut world, *to), Outcome::Done);
        assert!(ana.send(&mut world, *to, b"not yet").is_none());
        assert_eq!(ben.permit(&mut world, *from), Outcome::Done);
        let (_, got) = ana.send(&mut world, *to, b"hello").expect("it is relayed");
        assert_eq!(got, Received::Data { from: *from, payload: b"hello".to_vec() });
    }
    assert_eq!(ben.bind(&mut world, 0x4001, of_ana[1]), Outcome::Done);
    let (_, got) = ana.send(&mut world, of_ben[1], b"hello").expect("it is relayed");
    assert_eq!(got, Received::Channel { number: 0x4001, payload: b"hello".to_vec() });
    let (_, got) = ana.send(&mut world, of_ben[0], b"hello").expect("it is relayed");
    assert_eq!(got, Received::Data { from: of_ana[0], payload: b"hello".to_vec() });
}

#[test]
fn a_peer_of_the_other_family_is_refused() {
    let mut world = World::new();
    let mut ana = Person::new(udp("203.0.113.5:40001"), 1, 1);
    let mut ben = Person::new(udp("203.0.113.6:40002"), 1, 2);
    ana.allocate(&mut world);
    let of_ben = allocated(&mut world, &mut ben, &[family(attribute::REQUESTED_ADDRESS_FAMILY, 2)]).0;
    assert_eq!(ana.permit(&mut world, of_ben[0]), Outcome::Refused(443));
    assert_eq!(ana.bind(&mut world, 0x4000, of_ben[0]), Outcome::Refused(443));
    let other = [lifetime(600), family(attribute::REQUESTED_ADDRESS_FAMILY, 2)];
    assert_eq!(ana.ask(&mut world, Method::Refresh, &other).0, Outcome::Refused(443));
    assert_eq!(ben.ask(&mut world, Method::Refresh, &other).0, Outcome::Done);
    let mut cleo = Person::new(udp("203.0.113.7:40003"), 1, 3);
    let of_cleo = allocated(&mut world, &mut cleo, &[family(attribute::ADDITIONAL_ADDRESS_FAMILY, 2)]).0;
    assert_eq!(cleo.permit(&mut world, of_ben[0]), Outcome::Done);
    let not_of_ben = SocketAddr::new(of_cleo[0].ip(), of_ben[0].port());
    assert_eq!(
        cleo.permit(&mut world, not_of_ben),
        Outcome::Refused(403),
        "Ben has no address of that family"
    );
}
