//! Sessions in a real browser.
#![cfg(target_arch = "wasm32")]

mod camera;
mod cycles;
mod keeping;
mod negotiation;
mod support;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
