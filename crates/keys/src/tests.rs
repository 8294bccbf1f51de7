//! Stories of two people's keys, and of what comes between them.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod anything;
mod meeting;
mod ringing;
mod vectors;

use crate::Keys;
use crate::chance::Dealt;
use heliograph_wire::Private;
use heliograph_wire::rendezvous::{Heard, Lane, Outcome, Task};
use rand_core::CryptoRngCore;

/// The lane that every story is about.
const LANE: Lane = Lane(1);

fn keys(seed: u8) -> Keys<Dealt> {
    Keys::new(Dealt::by(seed))
}

fn private(text: &str) -> Private<String> {
    Private::new(text.to_owned())
}

/// What is to be said, whatever brought it about.
#[track_caller]
fn said(outcome: Outcome) -> Vec<u8> {
    match outcome {
        Outcome::Say { bytes, .. }
        | Outcome::Heard { heard: Heard::Say(bytes) | Heard::Agreed { say: Some(bytes) }, .. } => {
            bytes.reveal().clone()
        }
        _ => panic!("nothing is to be said"),
    }
}

#[track_caller]
fn letter(outcome: Outcome) -> Vec<u8> {
    match outcome {
        Outcome::Heard { heard: Heard::Letter(bytes), .. } => bytes.reveal().clone(),
        _ => panic!("this is no letter"),
    }
}

fn hear(keys: &mut Keys<impl CryptoRngCore>, bytes: &[u8]) -> Outcome {
    keys.perform(Task::Hear { lane: LANE, bytes: Private::new(bytes.to_vec()) })
}

fn say(keys: &mut Keys<impl CryptoRngCore>, bytes: &[u8]) -> Outcome {
    keys.perform(Task::Say { lane: LANE, bytes: Private::new(bytes.to_vec()) })
}

fn is_wrong(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Heard { heard: Heard::Wrong, .. })
}

fn is_nothing(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Heard { heard: Heard::Nothing, .. })
}

fn is_done(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Done)
}

fn changed(bytes: &[u8], place: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[place] ^= 1;
    bytes
}
