//! Callees of which nothing comes: many look at the page once.

use crate::support::{Callee, Disk, HOUR, MINUTE, World, push, put, subscription};
use heliograph_rendezvous::Guest;
use heliograph_wire::Millis;
use heliograph_wire::rendezvous::Request;

/// Somebody who opened the page, which made a first link.
fn looked(world: &mut World) -> Guest {
    let device = Callee::new(1).attend(world);
    world.ask(device, put(1, "mum"));
    device
}

/// Whether it is kept for long.
fn lasts(world: &mut World) -> bool {
    world.advance(Millis(30 * 24 * HOUR.0));
    assert_eq!(world.kept.len(), world.machine.figures().callees);
    !world.kept.is_empty()
}

#[test]
fn one_that_nobody_used_is_forgotten_after_an_hour() {
    let mut world = World::new();
    let device = looked(&mut world);
    world.advance(MINUTE);
    world.lose(device);
    world.advance(HOUR - MINUTE - Millis(1));
    assert_eq!(world.kept.len(), 1);
    world.advance(Millis(1));
    assert!(world.kept.is_empty());
    assert_eq!(world.machine.entries()[2..], [0; 5]);
}

#[test]
fn one_that_somebody_uses_is_kept() {
    let uses: [fn(&mut World, Guest); 7] = [
        // A label is changed, or a link is given away.
        |world, device| world.ask(device, put(1, "mum")),
        |world, device| world.ask(device, put(2, "work")),
        |world, device| world.ask(device, Request::Subscribe(subscription(1))),
        |world, device| {
            world.lose(device);
            Callee::new(1).attend(world);
        },
        |world, _| {
            world.ring(1, "ben");
            world.advance(MINUTE);
        },
        |world, _| {
            let caller = world.ring(1, "ben");
            world.lose(caller);
        },
        |world, _| world.advance(HOUR),
    ];
    for (number, used) in uses.into_iter().enumerate() {
        let mut world = World::with(|settings| settings.push = Some(push()));
        let device = looked(&mut world);
        used(&mut world, device);
        world.restart();
        assert!(lasts(&mut world), "use {number}");
    }
}

#[test]
fn after_a_restart_the_hour_begins_anew() {
    let mut world = World::new();
    looked(&mut world);
    world.advance(Millis::minutes(50));
    world.restart();
    world.advance(Millis::minutes(59));
    assert_eq!(world.kept.len(), 1);
    world.advance(MINUTE);
    assert!(world.kept.is_empty());
}

#[test]
fn one_that_was_erased_and_begins_anew_has_its_hour() {
    let mut world = World::new();
    let device = looked(&mut world);
    world.advance(Millis::minutes(30));
    world.ask(device, Request::Erase);
    world.ask(device, put(1, "mum"));
    world.lose(device);
    world.advance(Millis::minutes(59));
    assert_eq!(world.kept.len(), 1);
    world.advance(MINUTE);
    assert!(world.kept.is_empty());
}

#[test]
fn one_that_cannot_be_forgotten_is_tried_again() {
    let mut world = World::new();
    let device = looked(&mut world);
    world.lose(device);
    world.disk = Disk::Fails;
    world.advance(HOUR);
    assert_eq!(world.kept.len(), 1);
    world.disk = Disk::Works;
    assert!(!lasts(&mut world));
}

#[test]
fn one_that_is_used_while_the_disk_is_slow_is_kept() {
    let mut world = World::new();
    let device = looked(&mut world);
    world.lose(device);
    world.advance(HOUR - MINUTE);
    world.disk = Disk::Slow;
    world.ring(1, "ben");
    world.advance(Millis::minutes(2));
    world.write();
    world.disk = Disk::Works;
    assert!(lasts(&mut world));
}

#[test]
fn one_whose_use_could_not_be_kept_has_its_hour_again() {
    let mut world = World::new();
    let device = looked(&mut world);
    world.lose(device);
    world.advance(HOUR - MINUTE);
    world.disk = Disk::Slow;
    let again = Callee::new(1).attend(&mut world);
    world.lose(again);
    world.advance(Millis::minutes(2));
    world.lose_writes();
    world.disk = Disk::Works;
    assert_eq!(world.kept.len(), 1);
    assert!(!lasts(&mut world));
}

#[test]
fn room_is_made_by_those_who_only_looked() {
    let mut world = World::with(|settings| settings.callees = 1);
    let device = looked(&mut world);
    world.lose(device);
    world.advance(HOUR);
    Callee::new(2).with_link(&mut world, 1);
    assert_eq!(world.machine.figures().callees, 1);
}
