//! Crowds: hostile ones, in which others still meet, and large ones, which cost little.

use crate::support::{World, work};
use heliograph_rendezvous::Guest;
use heliograph_wire::Millis;
use heliograph_wire::rendezvous::{Notice, Request};

/// What those do who mean no good.
#[derive(Clone, Copy, Debug)]
enum Hostile {
    Come,
    Open,
    Wait,
    SayNothing,
}

/// A thousand sockets in each of so many seconds, from so many sources.
fn storm(world: &mut World, sources: u128, seconds: u32) {
    const KINDS: [Hostile; 4] = [Hostile::Come, Hostile::Open, Hostile::Wait, Hostile::SayNothing];
    for number in 0..seconds * 1_000 {
        let eve = world.arrive_from(u128::from(number) % sources);
        match KINDS[(number / 7) as usize % KINDS.len()] {
            Hostile::Come => world.ask(eve, Request::Come { work: 0, nameplate: 100 + number % 900 }),
            Hostile::Open => world.ask(eve, Request::Open { work: 0 }),
            Hostile::Wait => world.ask(eve, Request::Wait { work: 0, bucket: (number % 4_096) as u16 }),
            Hostile::SayNothing => {}
        }
        world.advance(Millis(1));
        world.forget();
    }
}

/// Somebody honest comes, and does the work that is asked for.
fn honest(world: &mut World, request: impl FnOnce(u64) -> Request) -> (Guest, u8) {
    let guest = world.arrive();
    let (challenge, bits, _) = world.welcome(guest);
    world.ask(guest, request(work(challenge, bits)));
    (guest, bits)
}

/// Two honest ones meet by a number, and two by a bucket.
fn meet(world: &mut World) -> u8 {
    let (ana, bits) = honest(world, |work| Request::Open { work });
    let Some(Notice::Seated { nameplate: Some(nameplate), .. }) =
        world.peek(ana).map(|told| told.notice.clone())
    else {
        panic!("no seat")
    };
    let (ben, _) = honest(world, |work| Request::Come { work, nameplate });
    assert_eq!(world.heard(ana), ["seat 0 for 1800 s", "1 is here"]);
    assert_eq!(world.heard(ben)[1], "0 is here");
    bits
}

#[test]
fn two_meet_while_a_source_opens_a_thousand_sockets_a_second() {
    let mut world = World::new();
    for _ in 0..5 {
        storm(&mut world, 1, 3);
        assert_eq!(meet(&mut world), 0, "nobody else has to work for one source");
    }
    assert!(world.machine.figures().guests <= 64 + 10);
}

#[test]
fn two_meet_while_five_hundred_sources_do() {
    // So that the work is found within a second without optimization.
    let mut world = World::with(|settings| settings.arrivals = 6_000);
    storm(&mut world, 500, 12);
    assert_eq!(meet(&mut world), 18);
    let figures = world.machine.figures();
    assert!(figures.guests < 7_500, "{} of them are here", figures.guests);
    storm(&mut world, 500, 3);
    meet(&mut world);
}

#[test]
fn ten_thousand_who_wait_take_an_entry_each() {
    let mut world = World::with(|settings| (settings.arrivals, settings.guests) = (1_000_000, 20_000));
    for number in 0..10_000_u32 {
        let guest = world.arrive_from(u128::from(number) / 4);
        let request = match number % 2 {
            0 => Request::Open { work: 0 },
            _ => Request::Wait { work: 0, bucket: (number % 4_096) as u16 },
        };
        world.ask(guest, request);
    }
    assert_eq!(world.machine.figures().guests, 10_000);
    assert_eq!(world.machine.figures().nameplates, 5_000);
    let [guests, sources, places, seats, callees, rings, timers] = world.machine.entries();
    assert_eq!([guests, sources, seats, callees, rings, timers], [10_000, 2_500, 10_000, 0, 0, 10_000]);
    assert!(places <= 10_000);
    world.advance(Millis::minutes(30));
    assert_eq!(world.machine.entries()[2..], [0; 5]);
    assert_eq!(world.machine.figures().guests, 0);
}
