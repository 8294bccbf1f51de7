//! The companion under load: how much of a processor and of memory it takes to relay, beside coturn in the same run.
//!
//! It measures how people meet there besides, which coturn has nothing like.
//!
//! What it is: two servers, each in a process on a core of its own, and a generator that gives both the same load from
//! another core. What it is not: a test. Nothing here has to hold; `bench-relay` measures it and says what it is.
//!
//! It measures by what Linux counts, so elsewhere there is nothing in it.
#![cfg(target_os = "linux")]

pub mod bench;
mod clients;
pub mod cores;
mod kernel;
mod load;
mod median;
mod meetings;
mod pages;
mod report;
pub mod rooms;
pub mod servers;
mod start;
