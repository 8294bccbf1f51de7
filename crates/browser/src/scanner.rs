//! The scanner in its worker: loaded when somebody scans, ended when they are done.

use heliograph_wire::{Millis, Private};
use js_sys::{Array, Object, Promise, Reflect, Uint8ClampedArray};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::ImageData;

use crate::reader::Unable;
use crate::worker::Hired;

#[wasm_bindgen]
extern "C" {
    /// Each form of the page starts the worker in its own way; the start script knows how.
    #[wasm_bindgen(js_namespace = heliograph, js_name = scanner, catch)]
    fn start_worker() -> Result<Promise, JsValue>;
}

/// A worker that takes longer to start, or over a picture, is given up.
const PATIENCE: Millis = Millis::seconds(10);

/// A worker that ends when this is dropped.
pub(crate) struct Scanner(Hired);

impl Scanner {
    /// Starts the worker, and waits until it can work.
    pub(crate) async fn start() -> Result<Self, Unable> {
        Hired::start(start_worker(), PATIENCE).await.map(Self).ok_or(Unable)
    }

    /// The text of a code in these pixels, which go over to the worker.
    pub(crate) async fn read(&mut self, pixels: &ImageData) -> Result<Option<Private<String>>, Unable> {
        let (message, bytes) = message(pixels).map_err(|_: JsValue| Unable)?;
        self.0.say(&message, &Array::of1(&bytes.buffer())).ok_or(Unable)?;
        match self.0.answer(PATIENCE).await {
            Some(answer) => Ok(answer.as_string().map(Private::new)),
            None => {
                *self = Self::start().await?;
                Ok(None)
            }
        }
    }
}

fn message(pixels: &ImageData) -> Result<(Object, Uint8ClampedArray), JsValue> {
    let bytes: Uint8ClampedArray = Reflect::get(pixels, &JsValue::from_str("data"))?.dyn_into()?;
    let message = Object::new();
    let parts = [
        ("pixels", JsValue::from(bytes.buffer())),
        ("width", pixels.width().into()),
        ("height", pixels.height().into()),
    ];
    for (name, part) in parts {
        Reflect::set(&message, &JsValue::from_str(name), &part)?;
    }
    Ok((message, bytes))
}
