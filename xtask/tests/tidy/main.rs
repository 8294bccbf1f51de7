//! Keeps the invariants of `ARCHITECTURE.md`: who may depend on whom, what a file may say, and that the pure
//! crates ask nothing of the machine they run on.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod dependencies;
mod imports;
mod packaging;
mod page;
mod safety_lists;
mod sizes;
mod sources;
mod styles;
mod words;
