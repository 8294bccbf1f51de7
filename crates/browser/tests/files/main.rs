//! Files on their way between two sessions in a real browser.
#![cfg(target_arch = "wasm32")]

mod giving;
mod lying;
mod pictures;
mod places;
mod resuming;
#[path = "../real/support.rs"]
#[expect(dead_code, reason = "the other tests use all of it")]
mod support;
mod tools;
mod writing;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
