use heliograph_turn::stun::{Class, Fingerprint, Message, Method, attribute};
use heliograph_turn::{Cause, Refusal, Transport};
use heliograph_wire::Millis;

use crate::support::{Outcome, Pair, Person, World, client, lifetime, pair, says, transport_udp, udp};

#[test]
fn an_allocation_lives_as_long_as_it_was_granted() {
    for (asked, granted) in [
        (None, 600),
        (Some(0), 600),
        (Some(60), 600),
        (Some(1_200), 1_200),
        (Some(3_600), 3_600),
        (Some(u32::MAX), 3_600),
    ] {
        let mut world = World::new();
        let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
        let parts: Vec<_> = asked.map(lifetime).into_iter().chain([transport_udp()]).collect();
        let (outcome, answer) = person.ask(&mut world, Method::Allocate, &parts);
        assert_eq!(outcome, Outcome::Done);
        assert_eq!(Message::read(&answer).unwrap().number(attribute::LIFETIME), Some(granted));
        assert_eq!(world.server.deadline(), Some(world.now + Millis::seconds(granted.into())));
        world.pass(Millis::seconds(granted.into()) - Millis(1));
        world.server.tick(world.now);
        assert_eq!(world.server.counters().allocations, 1);
        world.pass(Millis(1));
        world.server.tick(world.now);
        let counters = world.server.counters();
        assert_eq!((counters.allocations, counters.allocated, counters.expired), (0, 1, 1));
        assert_eq!(world.server.deadline(), None);
    }
}

#[test]
fn an_allocation_that_expired_is_gone_before_any_tick() {
    let mut world = World::new();
    let Pair { mut ana, ana_relayed, ben, .. } = pair(&mut world, Transport::Udp);
    world.pass(Millis::minutes(10));
    assert!(ben.send(&mut world, ana_relayed, b"too late").is_none());
    assert_eq!(world.server.counters().dropped(Cause::NoAllocation), 1);
    assert_eq!(ana.refresh(&mut world, 600), Outcome::Refused(437));
}

#[test]
fn a_refresh_with_no_time_left_ends_an_allocation() {
    let mut world = World::new();
    let Pair { mut ana, mut ben, ana_relayed, .. } = pair(&mut world, Transport::Udp);
    assert_eq!(ben.permit(&mut world, ana_relayed), Outcome::Done);
    assert_eq!(ana.refresh(&mut world, 0), Outcome::Done);
    assert_eq!(world.server.counters().allocations, 1);
    assert_eq!(ana.refresh(&mut world, 600), Outcome::Refused(437));
    assert!(ben.send(&mut world, ana_relayed, b"anybody?").is_none());
    assert_eq!(world.server.counters().dropped(Cause::NoPeer), 1);
    ana.allocate(&mut world);
}

#[test]
fn a_refresh_may_shorten_a_life() {
    let mut world = World::new();
    let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
    person.allocate(&mut world);
    for seconds in [3_600, 600, 1_800, 600, 3_600] {
        assert_eq!(person.refresh(&mut world, seconds), Outcome::Done);
        assert_eq!(world.server.deadline(), Some(world.now + Millis::seconds(seconds.into())));
    }
}

#[test]
fn a_request_that_comes_again_has_the_same_answer() {
    let mut world = World::new();
    let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
    person.ask(&mut world, Method::Refresh, &[]);
    let request = person.request(Method::Allocate, &[transport_udp()]);
    let first = world.answer(person.at, &request);
    assert_eq!(world.answer(person.at, &request), first);
    assert_eq!(world.server.counters().allocated, 1);
    let (outcome, _) = person.ask(&mut world, Method::Allocate, &[transport_udp()]);
    assert_eq!(outcome, Outcome::Refused(437), "another request is not the same");
}

#[test]
fn the_end_of_a_stream_ends_what_was_allocated_over_it() {
    let mut world = World::new();
    let at = client(Transport::Tls, "203.0.113.5:40001");
    Person::new(at, 1, 1).allocate(&mut world);
    world.server.closed(client(Transport::Tcp, "203.0.113.5:40001"));
    assert_eq!(world.server.counters().allocations, 1, "that was another stream");
    world.server.closed(at);
    world.server.closed(at);
    assert_eq!(world.server.counters().allocations, 0);
    Person::new(at, 1, 1).allocate(&mut world);
}

#[test]
fn whoever_has_no_allocation_is_told_so() {
    let mut world = World::new();
    let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
    for method in [Method::Refresh, Method::CreatePermission, Method::ChannelBind] {
        assert_eq!(person.ask(&mut world, method, &[]).0, Outcome::Refused(437), "{method:?}");
    }
}

#[test]
fn requests_that_contradict_themselves_are_refused() {
    let family = |kind, family: u8| says(kind, &[family, 0, 0, 0]);
    let even_port = |bits: u8| says(attribute::EVEN_PORT, &[bits]);
    let token = || says(attribute::RESERVATION_TOKEN, &[0; 8]);
    let transport = |number: u8| says(attribute::REQUESTED_TRANSPORT, &[number, 0, 0, 0]);
    let (requested, additional) = (attribute::REQUESTED_ADDRESS_FAMILY, attribute::ADDITIONAL_ADDRESS_FAMILY);
    let cases = [
        (vec![], 400),
        (vec![says(attribute::REQUESTED_TRANSPORT, &[17])], 400),
        (vec![transport(6)], 442),
        (vec![transport_udp(), family(requested, 3)], 440),
        (vec![transport_udp(), says(requested, &[])], 400),
        (vec![transport_udp(), family(additional, 1)], 400),
        (vec![transport_udp(), family(requested, 1), family(additional, 2)], 400),
        (vec![transport_udp(), family(requested, 1), token()], 400),
        (vec![transport_udp(), family(additional, 2), even_port(0x80)], 400),
        (vec![transport_udp(), even_port(0), token()], 400),
        (vec![transport_udp(), says(attribute::EVEN_PORT, b"")], 400),
        (vec![transport_udp(), even_port(0x80)], 508),
        (vec![transport_udp(), token()], 508),
        (vec![transport_udp(), says(0x0077, b"")], 420),
        (vec![says(0x0077, b"")], 420),
    ];
    for (number, (parts, code)) in cases.into_iter().enumerate() {
        let mut world = World::new();
        let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
        let (outcome, _) = person.ask(&mut world, Method::Allocate, &parts);
        assert_eq!(outcome, Outcome::Refused(code), "case {number}");
        let counters = world.server.counters();
        assert_eq!(counters.allocations, 0);
        let refusal = Refusal::ALL.into_iter().find(|refusal| refusal.code() == code).unwrap();
        assert_eq!(counters.refused(refusal), 1);
    }
}

#[test]
fn a_port_is_even_where_that_is_asked_for() {
    let mut world = World::new();
    for holder in 0..20 {
        let mut person = Person::new(udp(&format!("203.0.113.{holder}:40001")), 1, holder);
        let parts = [transport_udp(), says(attribute::EVEN_PORT, &[0])];
        let (outcome, answer) = person.ask(&mut world, Method::Allocate, &parts);
        assert_eq!(outcome, Outcome::Done);
        let port = Message::read(&answer).unwrap().address(attribute::XOR_RELAYED_ADDRESS).unwrap().port();
        assert!(port.is_multiple_of(2) && port >= 49_152);
    }
}

#[test]
fn what_may_be_ignored_is_ignored() {
    let mut world = World::new();
    let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
    let parts = [
        transport_udp(),
        says(attribute::DONT_FRAGMENT, b""),
        says(attribute::SOFTWARE, b"a client"),
        says(0x8077, b"from the future"),
    ];
    assert_eq!(person.ask(&mut world, Method::Allocate, &parts).0, Outcome::Done);
}

#[test]
fn what_was_not_understood_is_named() {
    let mut world = World::new();
    let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
    let parts = [transport_udp(), says(0x0077, b""), says(0x8077, b""), says(0x0033, b"more")];
    let (_, answer) = person.ask(&mut world, Method::Allocate, &parts);
    let answer = Message::read(&answer).unwrap();
    assert_eq!(answer.value(attribute::UNKNOWN_ATTRIBUTES), Some(&[0, 0x77, 0, 0x33][..]));
    assert!(answer.is_signed_by(&person.key()));
}

#[test]
fn an_answer_has_a_checksum_where_its_request_has() {
    let mut world = World::new();
    let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
    person.ask(&mut world, Method::Refresh, &[]);
    let transaction = person.transaction();
    let key = person.key();
    let signed = |end: bool| {
        crate::support::message(
            Class::Request,
            Method::Allocate,
            &transaction,
            &[transport_udp()],
            |writer| {
                writer.attribute(attribute::USERNAME, person.credential.username.as_bytes());
                writer.attribute(attribute::REALM, person.realm.as_bytes());
                writer.attribute(attribute::NONCE, &person.nonce);
                writer.signature(person.algorithm, &key);
                if end {
                    writer.fingerprint();
                }
            },
        )
    };
    let fingerprint = |answer: Vec<u8>| Message::read(&answer).unwrap().fingerprint();
    assert_eq!(fingerprint(world.answer(person.at, &signed(true))), Fingerprint::Right);
    assert_eq!(fingerprint(world.answer(person.at, &signed(false))), Fingerprint::Absent);
    let mut damaged = signed(true);
    *damaged.last_mut().unwrap() ^= 1;
    assert!(world.give(person.at, &damaged).is_none());
}
