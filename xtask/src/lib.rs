//! Everything about Heliograph that is automated: set-up, serving, tests, measurements.
//!
//! What it is: the functions behind `cargo xtask`. What it is not: part of the app; nothing in here reaches a person's
//! browser.
#![allow(clippy::print_stdout, reason = "a command line tool speaks to the person who started it")]

pub mod bench;
pub mod build;
pub mod code;
pub mod companion;
pub mod dist;
pub mod fuzz;
pub mod page;
pub mod process;
pub mod progress;
pub mod serve;
pub mod sim;
pub mod test;
pub mod tools;
pub mod verify;
pub mod workspace;
