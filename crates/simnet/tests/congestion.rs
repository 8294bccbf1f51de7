//! What becomes of a picture where a line changes.

use heliograph_simnet::{drop_to_one_megabit, step_to_three_megabits};
use std::time::{Duration, Instant};

/// More of them take longer here, and tell the same, since nothing is lost by chance; `cargo xtask bench rooms` plays more.
const SEEDS: u64 = 1;

#[test]
fn a_line_that_became_wide_is_used_within_five_seconds() {
    for seed in 0..SEEDS {
        let took = step_to_three_megabits(Instant::now(), seed);
        assert!(took.is_some_and(|took| took <= Duration::from_secs(5)), "seed {seed}: {took:?}");
    }
}

#[test]
fn a_line_that_became_narrow_stops_a_picture_for_half_a_second_at_most() {
    for seed in 0..SEEDS {
        let frozen = drop_to_one_megabit(Instant::now(), seed);
        assert!(frozen <= Duration::from_millis(500), "seed {seed}: {frozen:?}");
    }
}
