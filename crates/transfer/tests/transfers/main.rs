//! Files on their way from an outbox to an inbox.

mod support;

use heliograph_transfer::{Outbox, Position};
use heliograph_wire::files::{CHUNK, FILE_WINDOW, WINDOW};
use proptest::prelude::*;
use support::{Files, Pair, source};

const EDGE: usize = CHUNK as usize;

#[test]
fn everything_arrives_as_it_was_sent() {
    let files = Files::of_sizes(&[0, 1, EDGE - 1, EDGE, 0, EDGE + 1, 3 * EDGE, 0]);
    let mut pair = Pair::default();
    pair.offer(1, &files);
    pair.run();
    pair.has_arrived(1, &files);
}

#[test]
fn a_transfer_without_files_is_whole_at_once() {
    let files = Files::of_sizes(&[]);
    let mut pair = Pair::default();
    pair.offer(1, &files);
    pair.run();
    pair.has_arrived(1, &files);
}

#[test]
fn transfers_take_turns() {
    let (large, small) = (Files::of_sizes(&[5 * EDGE]), Files::of_sizes(&[2 * EDGE]));
    let mut pair = Pair::default();
    pair.offer(1, &large);
    pair.offer(2, &small);
    pair.run();
    pair.has_arrived(1, &large);
    pair.has_arrived(2, &small);
    assert_eq!(pair.turns[..5], [1, 2, 1, 2, 1]);
}

#[test]
fn a_sender_waits_for_a_slow_disk() {
    let mut outbox = Outbox::default();
    outbox.start(1, vec![source("a", 4 * WINDOW)], Position::default()).unwrap();
    let ahead = std::iter::from_fn(|| outbox.next()).map(|step| u64::from(step.length())).sum::<u64>();
    assert_eq!(ahead, WINDOW);
    let empty = vec![source("e", 0); 10_000];
    outbox.start(2, empty, Position::default()).unwrap();
    assert_eq!(std::iter::from_fn(|| outbox.next()).count(), FILE_WINDOW as usize);
}

#[test]
fn ten_thousand_small_files_arrive() {
    let files = Files::of_sizes(&vec![10; 10_000]);
    let mut pair = Pair::default();
    pair.offer(1, &files);
    pair.run();
    pair.has_arrived(1, &files);
}

#[test]
fn a_held_transfer_lets_others_pass() {
    let (first, second) = (Files::of_sizes(&[3 * EDGE]), Files::of_sizes(&[EDGE]));
    let mut pair = Pair::default();
    pair.offer(1, &first);
    pair.offer(2, &second);
    pair.outbox.hold(1);
    pair.run();
    pair.has_arrived(2, &second);
    assert!(pair.disk[&1].is_empty());
    pair.outbox.release(1);
    pair.run();
    pair.has_arrived(1, &first);
}

#[test]
fn there_is_no_going_on_at_a_place_that_is_none() {
    let size = 2 * u64::from(CHUNK) + 5;
    let start = |file, offset| {
        Outbox::default().start(1, vec![source("a", size), source("b", 0)], Position { file, offset })
    };
    for (file, offset) in [(0, 0), (0, u64::from(CHUNK)), (0, size), (1, 0), (2, 0)] {
        assert!(start(file, offset).is_ok(), "{file}, {offset}");
    }
    for (file, offset) in
        [(0, 1), (0, size + 1), (0, 3 * u64::from(CHUNK)), (1, 1), (2, 1), (3, 0), (u32::MAX, 0)]
    {
        assert!(start(file, offset).is_err(), "{file}, {offset}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn whenever_the_connection_breaks_everything_arrives_once(
        sizes in proptest::collection::vec(
            prop_oneof![Just(0), Just(1), Just(EDGE), Just(EDGE + 1), Just(2 * EDGE), 1..3 * EDGE], 0..7),
        breaks in proptest::collection::vec(1_usize..60, 0..5),
    ) {
        let files = Files::of_sizes(&sizes);
        let mut pair = Pair::default();
        pair.offer(1, &files);
        for messages in breaks {
            pair.run_for(messages);
            pair.reconnect(1, &files);
        }
        pair.run();
        pair.has_arrived(1, &files);
    }
}
