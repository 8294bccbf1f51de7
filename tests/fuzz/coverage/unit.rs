//! The target `unit`, guided by coverage.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| heliograph_fuzz::unit(bytes));
