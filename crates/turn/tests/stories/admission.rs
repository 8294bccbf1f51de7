use heliograph_turn::stun::Method;
use heliograph_turn::{Cause, Rate, Transport};
use heliograph_wire::Millis;

use crate::support::{Outcome, Pair, Person, World, pair, settings, transport_udp, udp};

fn ask(world: &mut World, remote: &str, exchange: u64, holder: u32) -> Outcome {
    Person::new(udp(remote), exchange, holder).ask(world, Method::Allocate, &[transport_udp()]).0
}

#[test]
fn a_credential_that_is_passed_round_comes_to_an_end() {
    let mut world = World::with(|settings| settings.limits.allocations_per_credential = 24);
    let mut outcomes = Vec::new();
    for place in 0..100 {
        outcomes.push(ask(&mut world, &format!("203.0.113.{place}:40001"), 1, 1));
    }
    assert!(outcomes[..24].iter().all(|outcome| *outcome == Outcome::Done));
    assert!(outcomes[24..].iter().all(|outcome| *outcome == Outcome::Refused(486)));
    assert_eq!(
        ask(&mut world, "203.0.113.200:40001", 1, 2),
        Outcome::Done,
        "another holder has a quota of their own"
    );
}

#[test]
fn a_source_and_the_server_have_an_end_too() {
    let mut world = World::with(|settings| {
        settings.limits.allocations_per_source = 3;
        settings.limits.allocations = 5;
    });
    let from = |world: &mut World, remote: &str| ask(world, remote, 1, remote.len() as u32);
    for port in 1..=3 {
        assert_eq!(from(&mut world, &format!("[2001:db8::{port}]:4000{port}")), Outcome::Done);
    }
    assert_eq!(
        from(&mut world, "[2001:db8::4]:40004"),
        Outcome::Refused(508),
        "64 bits of IPv6 are one source"
    );
    assert_eq!(from(&mut world, "203.0.113.1:40001"), Outcome::Done);
    assert_eq!(from(&mut world, "203.0.113.2:40001"), Outcome::Done);
    assert_eq!(from(&mut world, "203.0.113.3:40001"), Outcome::Refused(508));
    world.pass(Millis::minutes(10));
    world.now = world.now - Millis::minutes(6);
    world.server.tick(world.now + Millis::minutes(6));
    assert_eq!(world.server.counters().allocations, 0);
}

#[test]
fn what_ends_makes_room() {
    let mut world = World::with(|settings| {
        settings.limits.allocations_per_credential = 1;
        settings.limits.allocations_per_source = 1;
        settings.limits.allocations = 1;
    });
    let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
    for _ in 0..50 {
        person.allocate(&mut world);
        let mut other = person.clone();
        other.at = udp("203.0.113.5:40002");
        assert_eq!(other.ask(&mut world, Method::Allocate, &[transport_udp()]).0, Outcome::Refused(486));
        assert_eq!(person.refresh(&mut world, 0), Outcome::Done);
    }
}

#[test]
fn a_server_that_is_about_to_stop_keeps_what_it_has() {
    let mut world = World::new();
    let Pair { mut ana, mut ben, ana_relayed, ben_relayed } = pair(&mut world, Transport::Udp);
    world.server.drain();
    assert_eq!(ask(&mut world, "203.0.113.9:40001", 1, 9), Outcome::Refused(508));
    for _ in 0..5 {
        assert_eq!(ana.permit(&mut world, ben_relayed), Outcome::Done);
        assert_eq!(ben.bind(&mut world, 0x4000, ana_relayed), Outcome::Done);
        assert!(ana.send(&mut world, ben_relayed, b"still here").is_some());
        assert_eq!(
            (ana.refresh(&mut world, 600), ben.refresh(&mut world, 600)),
            (Outcome::Done, Outcome::Done)
        );
        world.pass(Millis::minutes(4));
    }
}

#[test]
fn new_limits_end_nothing_that_was_granted() {
    let mut world = World::new();
    let Pair { mut ana, mut ben, ana_relayed, ben_relayed } = pair(&mut world, Transport::Udp);
    world.server.reload(settings(|settings| {
        settings.limits.allocations = 0;
        settings.relayed.v4 = std::net::Ipv4Addr::LOCALHOST;
    }));
    assert_eq!(ana.permit(&mut world, ben_relayed), Outcome::Done);
    assert_eq!(ben.permit(&mut world, ana_relayed), Outcome::Done);
    assert!(ana.send(&mut world, ben_relayed, b"still here").is_some());
    assert_eq!(ana.refresh(&mut world, 600), Outcome::Done);
    assert_eq!(ask(&mut world, "203.0.113.9:40001", 1, 9), Outcome::Refused(508));
}

/// How many of a hundred payloads of 1,000 bytes pass.
fn passing(world: &mut World, pair: &Pair) -> usize {
    (0..100).filter(|_| pair.ana.send(world, pair.ben_relayed, &[0; 1_000]).is_some()).count()
}

#[test]
fn an_allocation_sends_no_more_than_its_share() {
    let rate = Rate { per_second: 10_000, burst: 20_000 };
    let mut world = World::with(|settings| settings.limits.bandwidth_per_allocation = Some(rate));
    let mut pair = pair(&mut world, Transport::Udp);
    assert_eq!(pair.ana.permit(&mut world, pair.ben_relayed), Outcome::Done);
    assert_eq!(pair.ben.permit(&mut world, pair.ana_relayed), Outcome::Done);
    assert_eq!(passing(&mut world, &pair), 20);
    world.pass(Millis::seconds(1));
    assert_eq!(passing(&mut world, &pair), 10);
    assert!(pair.ben.send(&mut world, pair.ana_relayed, &[0; 1_000]).is_some(), "Ben has a share of his own");
    let counters = world.server.counters();
    assert_eq!(counters.dropped(Cause::AllocationBandwidth), 170);
    assert_eq!((counters.packets, counters.bytes), (31, 31_000));
    world.server.reload(settings(|settings| settings.limits.bandwidth_per_allocation = None));
    assert_eq!(passing(&mut world, &pair), 100);
}

#[test]
fn all_together_send_no_more_than_there_is() {
    let rate = Rate { per_second: 10_000, burst: 20_000 };
    let mut world = World::with(|settings| settings.limits.bandwidth = Some(rate));
    let mut pair = pair(&mut world, Transport::Udp);
    assert_eq!(pair.ana.permit(&mut world, pair.ben_relayed), Outcome::Done);
    assert_eq!(pair.ben.permit(&mut world, pair.ana_relayed), Outcome::Done);
    assert_eq!(passing(&mut world, &pair), 20);
    assert!(pair.ben.send(&mut world, pair.ana_relayed, &[0; 1_000]).is_none());
    assert_eq!(world.server.counters().dropped(Cause::Bandwidth), 81);
}

#[test]
fn whether_somebody_is_there_is_told_apart_from_what_strangers_send() {
    let mut world = World::new();
    let Pair { mut ana, ana_relayed, ben_relayed, ben } = pair(&mut world, Transport::Udp);
    let mut heard = 0;
    let mut grows = |world: &World| {
        let before = std::mem::replace(&mut heard, world.server.counters().from_owners());
        heard > before
    };
    grows(&world);
    let stranger = Person::new(udp("203.0.113.200:40001"), 9, 9);
    assert!(stranger.send(&mut world, ana_relayed, b"knock").is_none());
    assert!(stranger.send_on(&mut world, 0x4000, b"knock").is_none());
    assert_eq!(ask(&mut world, "203.0.113.201:40001", 9, 9), Outcome::Done);
    assert!(!grows(&world), "no stranger counts");

    assert!(ben.send(&mut world, ana_relayed, b"not permitted").is_none());
    assert!(grows(&world), "a packet that goes no further has come from somebody");
    assert!(ben.send_on(&mut world, 0x4000, b"not bound").is_none());
    assert!(grows(&world));
    assert_eq!(ana.refresh(&mut world, 600), Outcome::Done);
    assert!(grows(&world));
    assert_eq!(ana.permit(&mut world, ben_relayed), Outcome::Done);
    assert!(ana.send(&mut world, ben_relayed, b"not permitted by Ben").is_none());
    assert!(grows(&world));
    assert!(!grows(&world), "nothing has come since");
}
