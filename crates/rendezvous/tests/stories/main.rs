//! What people at a rendezvous live through, on a moved clock.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod alike;
mod anything;
mod buckets;
mod callees;
mod crowds;
mod days;
mod nameplates;
mod notes;
mod owners;
mod rings;
mod support;
mod tickets;
mod trials;
mod waking;
mod welcome;
