//! What clients of the server live through, on a moved clock.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod admission;
mod allocations;
mod channels;
mod credentials;
mod families;
mod model;
mod outside;
mod peers;
mod relaying;
mod strangers;
mod support;
mod units;
