//! A worker around a module of its own, which says once whether it can work; then most answer each message with one.

use std::pin::pin;

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use futures::future::{Either, select};
use heliograph_wire::Millis;
use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker};

use crate::census::Counted;
use crate::listener::Listener;
use crate::timer::pause;

/// The worker, which ends when this is dropped.
pub(crate) struct Hired {
    worker: Worker,
    answers: UnboundedReceiver<JsValue>,
    _listeners: [Listener; 2],
    _counted: Counted,
}

impl Hired {
    /// Waits for a worker on its way, and until it says that it can work. None if it cannot, or says nothing for so long
    /// once it is there.
    pub(crate) async fn start(coming: Result<Promise, JsValue>, patience: Millis) -> Option<Self> {
        let worker = JsFuture::from(coming.ok()?).await.ok()?.dyn_into().ok()?;
        let mut hired = Self::hook(worker);
        hired.answer(patience).await.filter(JsValue::is_truthy).map(|_| hired)
    }

    /// Says something to it, and hands these over. None where the browser cannot.
    pub(crate) fn say(&self, message: &JsValue, handed_over: &Array) -> Option<()> {
        self.worker.post_message_with_transfer(message, handed_over).ok()
    }

    /// What it says next: false where it came to an end. None if it says nothing for so long.
    pub(crate) async fn answer(&mut self, patience: Millis) -> Option<JsValue> {
        within(patience, self.answers.next()).await.flatten()
    }

    /// What it says next, however long that takes: false where it came to an end.
    pub(crate) async fn word(&mut self) -> Option<JsValue> {
        self.answers.next().await
    }

    /// The worker itself, for what is handed to it in another way than by a message.
    pub(crate) const fn worker(&self) -> &Worker {
        &self.worker
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

impl Drop for Hired {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// What comes of some work. None if it takes longer than this.
pub(crate) async fn within<T>(patience: Millis, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), pin!(pause(patience))).await {
        Either::Left((done, _)) => Some(done),
        Either::Right(_) => None,
    }
}
