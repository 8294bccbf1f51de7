//! The way in from JavaScript.

use heliograph_wire::rendezvous::{Outcome, Task};
use rand_core::OsRng;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// ECMAScript's own, section 22.1.3.15.
    #[wasm_bindgen(js_namespace = ["String", "prototype", "normalize"], js_name = call)]
    pub(crate) fn normalize(text: &str, form: &str) -> String;
}

/// [`Keys`](crate::Keys) with the browser's own chance.
#[wasm_bindgen]
pub struct Keys(crate::Keys<OsRng>);

#[wasm_bindgen]
impl Keys {
    /// Knows nothing yet.
    #[wasm_bindgen(constructor)]
    #[expect(clippy::new_without_default, reason = "JavaScript knows no defaults")]
    pub fn new() -> Self {
        Self(crate::Keys::new(OsRng))
    }

    /// The outcome of a task, both in bytes.
    pub fn perform(&mut self, task: &[u8]) -> Vec<u8> {
        Task::decode(task).map_or(Outcome::Done, |task| self.0.perform(task)).encode()
    }
}
