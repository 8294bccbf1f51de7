//! Sessions in a real browser.
#![cfg(target_arch = "wasm32")]

mod call;
mod camera;
mod cycles;
mod ears;
mod keeping;
mod negotiation;
mod picture;
mod room;
mod support;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
