use crate::support::{Callee, DAY, HOUR, World};
use heliograph_wire::Millis;

const YEAR: i64 = 365 * 86_400;

fn days(count: u64) -> Millis {
    Millis(count * DAY.0)
}

/// A callee who attended once, at noon.
fn absent(kept_for: u16) -> World {
    let mut world = World::with(|settings| settings.days = kept_for);
    let device = Callee::new(1).with_link(&mut world, 1);
    world.lose(device);
    world
}

fn is_kept(world: &World) -> bool {
    assert_eq!(world.kept.len(), world.machine.figures().callees);
    assert_eq!(world.kept.len(), world.machine.figures().links);
    !world.kept.is_empty()
}

#[test]
fn a_callee_is_kept_for_92_whole_days_and_no_longer() {
    for kept_for in [1, 92, 365] {
        let mut world = absent(kept_for);
        world.advance(days(kept_for.into()));
        assert!(is_kept(&world));
        world.advance(Millis(DAY.0 / 2) - Millis(1_000));
        assert!(is_kept(&world));
        world.advance(Millis(1_000));
        assert!(!is_kept(&world));
        assert_eq!(world.machine.entries()[4], 0);
    }
}

#[test]
fn a_sign_of_life_begins_the_days_anew() {
    let mut world = absent(92);
    world.advance(days(90));
    let device = Callee::new(1).attend(&mut world);
    world.lose(device);
    world.advance(days(92));
    assert!(is_kept(&world));
    world.advance(DAY);
    assert!(!is_kept(&world));
}

#[test]
fn a_callee_who_stays_is_kept_for_ever_and_written_down_once_a_day() {
    let mut world = World::new();
    let device = Callee::new(1).with_link(&mut world, 1);
    let writes = world.writes;
    world.advance(days(200));
    assert!(is_kept(&world));
    assert_eq!(world.writes - writes, 200);
    world.lose(device);
    world.restart();
    world.advance(days(91));
    assert!(is_kept(&world));
}

#[test]
fn coming_often_is_written_down_once_a_day() {
    let mut world = absent(92);
    let writes = world.writes;
    world.advance(DAY);
    for _ in 0..20 {
        let device = Callee::new(1).attend(&mut world);
        world.lose(device);
    }
    assert_eq!(world.writes - writes, 1);
}

#[test]
fn days_are_counted_over_restarts() {
    let mut world = absent(92);
    for _ in 0..92 {
        world.restart_after(DAY);
        world.advance(Millis(0));
    }
    assert!(is_kept(&world));
    world.restart_after(DAY);
    world.advance(HOUR);
    assert!(!is_kept(&world));
}

#[test]
fn a_companion_that_was_off_for_long_looks_for_an_hour_before_it_forgets() {
    let mut world = absent(92);
    world.restart_after(days(100));
    world.advance(HOUR - Millis(1));
    assert!(is_kept(&world));
    world.advance(Millis(1));
    assert!(!is_kept(&world));
}

#[test]
fn a_callee_who_comes_back_in_that_hour_is_kept() {
    let mut world = absent(92);
    world.restart_after(days(100));
    let device = Callee::new(1).attend(&mut world);
    world.lose(device);
    world.advance(days(92));
    assert!(is_kept(&world));
    world.advance(days(2));
    assert!(!is_kept(&world));
}

#[test]
fn a_clock_that_jumps_ahead_and_back_forgets_nobody() {
    for ahead in [3 * 86_400, 93 * 86_400, YEAR, 30 * YEAR] {
        let mut world = absent(92);
        world.advance(days(50));
        world.set_clock(ahead);
        world.advance(Millis(20 * HOUR.0));
        assert!(is_kept(&world));
        world.set_clock(-ahead);
        world.advance(days(41));
        assert!(is_kept(&world), "{ahead} s");
        world.advance(days(2));
        assert!(!is_kept(&world));
    }
}

#[test]
fn a_start_with_a_clock_that_is_years_ahead_forgets_nobody_at_once() {
    let mut world = absent(92);
    world.now.unix += 10 * YEAR as u64;
    world.restart();
    world.advance(Millis(50 * 60_000));
    world.set_clock(-10 * YEAR);
    world.advance(days(90));
    assert!(is_kept(&world));
}

#[test]
fn a_clock_that_is_set_ahead_for_good_is_believed_after_a_day() {
    let mut world = absent(92);
    world.set_clock(100 * 86_400);
    world.advance(DAY - Millis(1));
    assert!(is_kept(&world));
    world.advance(Millis(1));
    assert!(is_kept(&world), "the callee was seen two days ago, whatever the clock says");
    world.advance(days(91));
    assert!(is_kept(&world));
    world.advance(days(2));
    assert!(!is_kept(&world));
}

#[test]
fn a_callee_that_began_while_the_clock_was_wrong_is_kept_for_as_long() {
    let mut world = World::new();
    world.set_clock(-50 * YEAR);
    let device = Callee::new(1).with_link(&mut world, 1);
    world.lose(device);
    world.advance(HOUR);
    world.set_clock(50 * YEAR);
    world.advance(days(92));
    assert!(is_kept(&world));
    world.advance(days(2));
    assert!(!is_kept(&world));
}

#[test]
fn a_clock_that_goes_back_forgets_nobody_early() {
    let mut world = absent(92);
    world.advance(days(10));
    world.set_clock(-YEAR);
    world.advance(days(200));
    assert!(is_kept(&world));
    let device = Callee::new(1).attend(&mut world);
    world.lose(device);
    world.set_clock(YEAR);
    world.advance(days(92));
    assert!(is_kept(&world));
}

#[test]
fn hours_that_clocks_are_set_by_in_spring_and_autumn_move_no_day() {
    // Days are those of UTC. A clock that is wrongly set by an hour, there and back, is a small jump.
    let mut world = absent(92);
    for _ in 0..46 {
        world.set_clock(3_600);
        world.advance(DAY);
        world.set_clock(-3_600);
        world.advance(DAY);
    }
    assert!(is_kept(&world));
    world.advance(DAY);
    assert!(!is_kept(&world));
}

#[test]
fn fewer_days_hold_as_soon_as_they_are_set() {
    let mut world = absent(92);
    world.advance(days(20));
    let mut settings = heliograph_rendezvous::Settings::new(crate::support::verify);
    settings.days = 10;
    world.machine.set(settings);
    world.advance(Millis(0));
    assert!(!is_kept(&world));
}

#[test]
fn one_that_cannot_be_forgotten_is_tried_again_the_next_day() {
    let mut world = absent(92);
    world.disk = crate::support::Disk::Fails;
    world.advance(days(93));
    assert!(is_kept(&world));
    world.disk = crate::support::Disk::Works;
    world.advance(DAY);
    assert!(!is_kept(&world));
}
