//! The companion from outside: real sockets on this machine, on any free ports.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
#![allow(clippy::print_stdout, reason = "a test says what it skips")]

mod authority;
mod coturn;
mod credentials;
#[cfg(target_os = "linux")]
mod crowds;
mod doctor;
mod doors;
#[cfg(unix)]
mod faults;
mod guessing;
mod open;
mod packaging;
mod pages;
mod program;
mod push;
mod relay;
mod rendezvous;
mod reunion;
mod rooms;
mod slow;
mod support;
