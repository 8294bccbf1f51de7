//! The scanner in its worker: loaded when somebody scans, ended when they are done.

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use futures::future::{Either, select};
use heliograph_wire::{Millis, Private};
use js_sys::{Array, Object, Promise, Reflect, Uint8ClampedArray};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ImageData, MessageEvent, Worker};

use crate::census::Counted;
use crate::listener::Listener;
use crate::reader::Unable;
use crate::timer::pause;

#[wasm_bindgen]
extern "C" {
    /// Each form of the page starts the worker in its own way; the start script knows how.
    #[wasm_bindgen(js_namespace = heliograph, js_name = scanner, catch)]
    fn start_worker() -> Result<Promise, JsValue>;
}

/// A worker that takes longer to start, or over a picture, is given up.
const PATIENCE: Millis = Millis::seconds(10);

/// A worker that ends when this is dropped.
pub(crate) struct Scanner {
    worker: Worker,
    answers: UnboundedReceiver<JsValue>,
    _listeners: [Listener; 2],
    _counted: Counted,
}

impl Scanner {
    /// Starts the worker, and waits until it can work.
    pub(crate) async fn start() -> Result<Self, Unable> {
        let mut scanner = Self::hook(started().await.map_err(|_: JsValue| Unable)?);
        match select(scanner.answers.next(), Box::pin(pause(PATIENCE))).await {
            Either::Left((Some(answer), _)) if answer.is_truthy() => Ok(scanner),
            Either::Left(_) | Either::Right(_) => Err(Unable),
        }
    }

    /// The text of a code in these pixels, which go over to the worker.
    pub(crate) async fn read(&mut self, pixels: &ImageData) -> Result<Option<Private<String>>, Unable> {
        hand_over(&self.worker, pixels).map_err(|_: JsValue| Unable)?;
        let answer = match select(self.answers.next(), Box::pin(pause(PATIENCE))).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => {
                *self = Self::start().await?;
                return Ok(None);
            }
        };
        Ok(answer.and_then(|answer| answer.as_string()).map(Private::new))
    }

    fn hook(worker: Worker) -> Self {
        let (sender, answers) = unbounded();
        let failed = sender.clone();
        let listeners = [
            // The receiving end lives as long as the listeners.
            Listener::on(&worker, "message", move |event: MessageEvent| {
                let _ = sender.unbounded_send(event.data());
            }),
            Listener::on(&worker, "error", move |_: web_sys::Event| {
                let _ = failed.unbounded_send(JsValue::FALSE);
            }),
        ];
        Self { worker, answers, _listeners: listeners, _counted: Counted::worker() }
    }
}

async fn started() -> Result<Worker, JsValue> {
    JsFuture::from(start_worker()?).await?.dyn_into()
}

impl Drop for Scanner {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

fn hand_over(worker: &Worker, pixels: &ImageData) -> Result<(), JsValue> {
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
    worker.post_message_with_transfer(&message, &Array::of1(&bytes.buffer()))
}
