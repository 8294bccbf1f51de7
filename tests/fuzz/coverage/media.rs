//! The target `media`, guided by coverage.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| heliograph_fuzz::media(bytes));
