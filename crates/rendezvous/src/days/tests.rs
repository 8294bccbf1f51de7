use super::{DAY, DAY_SECONDS, Days, HOUR};
use crate::event::Now;
use heliograph_wire::Millis;

/// Noon of a day.
fn noon(day: u64) -> u64 {
    day * DAY_SECONDS + DAY_SECONDS / 2
}

fn now(monotonic: Millis, unix: u64) -> Now {
    Now { monotonic, unix }
}

#[test]
fn days_begin_at_midnight_and_are_woken_for() {
    let mut days = Days::new(now(Millis(7), noon(20_000)), None);
    assert_eq!(days.today(), 20_000);
    let turn = days.next();
    assert_eq!(turn, Millis(7) + Millis::minutes(12 * 60));
    assert!(!days.observe(now(turn - Millis(1_000), noon(20_000) + DAY_SECONDS / 2 - 1)));
    assert!(days.observe(now(turn, noon(20_000) + DAY_SECONDS / 2)));
    assert_eq!(days.today(), 20_001);
    assert_eq!(days.next(), turn + DAY);
}

#[test]
fn a_clock_that_jumps_ahead_and_back_moves_no_day() {
    for jump in [3, 41, 92, 400, 100_000] {
        let mut days = Days::new(now(Millis(0), noon(20_000)), None);
        assert!(!days.observe(now(Millis(1_000), noon(20_000 + jump))));
        assert!(!days.observe(now(Millis(11 * HOUR.0), noon(20_000 + jump) + 39_599)));
        assert_eq!(days.latest(), 20_000 + jump as u32);
        days.observe(now(Millis(12 * HOUR.0), noon(20_000) + 43_199));
        assert_eq!((days.today(), days.latest()), (20_000, 20_000));
        assert!(days.observe(now(Millis(12 * HOUR.0 + 1_000), noon(20_000) + 43_200)));
    }
}

#[test]
fn days_go_on_while_a_clock_is_doubted() {
    let mut days = Days::new(now(Millis(0), noon(20_000)), None);
    days.observe(now(Millis(0), noon(20_100)));
    assert_eq!(days.next(), Millis::minutes(12 * 60));
    assert!(days.observe(now(days.next(), noon(20_100) + DAY_SECONDS / 2)));
    assert_eq!(days.today(), 20_001);
}

#[test]
fn a_clock_that_stands_for_a_day_is_believed() {
    let mut days = Days::new(now(Millis(0), noon(20_000)), None);
    days.observe(now(Millis(0), noon(20_100)));
    assert!(days.observe(now(DAY, noon(20_101))));
    assert_eq!(days.today(), 20_101);
    assert_eq!(days.day_at(Millis(0)), 20_100, "what was before is seen by the new clock");
}

#[test]
fn one_that_goes_on_jumping_is_not() {
    let mut days = Days::new(now(Millis(0), noon(20_000)), None);
    for step in 0..30 {
        days.observe(now(Millis(step * HOUR.0), noon(20_100 + 50 * step)));
        assert!(days.today() <= 20_002, "after {step} hours");
    }
}

#[test]
fn a_clock_that_goes_back_is_believed_at_once() {
    let mut days = Days::new(now(Millis(0), noon(20_000)), None);
    assert!(days.observe(now(Millis(0), noon(19_000))));
    assert_eq!(days.today(), 19_000);
    assert!(!days.observe(now(Millis(0), noon(20_000))), "and is ahead again when it is set right");
    assert!(days.observe(now(DAY, noon(20_001))));
}

#[test]
fn at_the_start_an_hour_is_enough() {
    let mut days = Days::new(now(Millis(0), noon(20_100)), Some(20_000));
    assert_eq!((days.today(), days.latest()), (20_000, 20_100));
    assert!(days.next() <= HOUR);
    days.observe(now(HOUR - Millis(1), noon(20_100) + 3_599));
    assert!(days.today() <= 20_001);
    days.observe(now(HOUR, noon(20_100) + 3_600));
    assert_eq!(days.today(), 20_100);
    assert_eq!(Days::new(now(Millis(0), noon(20_002)), Some(20_000)).today(), 20_002);
    assert_eq!(Days::new(now(Millis(0), noon(3)), Some(20_000)).today(), 3);
}

#[test]
fn clocks_at_the_end_of_their_numbers_do_no_harm() {
    let mut days = Days::new(now(Millis(u64::MAX), u64::MAX), Some(u32::MAX));
    days.observe(now(Millis(u64::MAX), 0));
    days.observe(now(Millis(u64::MAX), u64::MAX));
    assert!(days.next() >= Millis(0));
}
