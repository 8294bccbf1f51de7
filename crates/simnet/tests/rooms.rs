//! Rooms on links that are not there: what seeds tell, and what was found once.

use heliograph_sfu::faults::{Fault, plant};
use heliograph_simnet::{Finding, play};
use std::time::Instant;

#[track_caller]
fn expect_nothing_wrong(seed: u64) {
    let findings = play(Instant::now(), seed).findings;
    let told: Vec<_> = findings.iter().map(Finding::to_string).collect();
    assert!(told.is_empty(), "seed {seed}: {told:#?}");
}

#[test]
fn people_come_go_look_and_lose_packets_and_nothing_is_wrong() {
    (0..6).for_each(expect_nothing_wrong);
}

#[test]
fn a_camera_that_was_off_while_nobody_watched_is_seen_later() {
    expect_nothing_wrong(129);
}

#[test]
fn a_planted_fault_is_found() {
    plant(Some(Fault::Rewrite));
    let is_found = (0..3).any(|seed| !play(Instant::now(), seed).findings.is_empty());
    plant(None);
    assert!(is_found);
}
