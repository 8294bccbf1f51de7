//! The scanner in its worker: loaded when somebody scans, ended when they are done.

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use futures::future::{Either, select};
use heliograph_wire::{Millis, Private};
use js_sys::{Array, Function, Object, Reflect, Uint8ClampedArray};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlScriptElement, ImageData, MessageEvent, Url, Worker};

use crate::census::Counted;
use crate::listener::Listener;
use crate::reader::Unable;
use crate::timer::pause;

/// Written by the build beside the page.
const SCRIPT: &str = "scanner.js";

/// What the script calls itself where it runs as a part of the page.
const SOURCE: &str = "heliographScanner";

/// A picture that takes longer keeps the worker from all others.
const PATIENCE: Millis = Millis::seconds(10);

/// A worker that ends when this is dropped.
pub(crate) struct Scanner {
    worker: Worker,
    answers: UnboundedReceiver<JsValue>,
    _address: Option<Address>,
    _listeners: [Listener; 2],
    _counted: Counted,
}

impl Scanner {
    /// Starts the worker, and waits until it can work.
    pub(crate) async fn start() -> Result<Self, Unable> {
        let mut scanner = if is_from_disk() {
            let address = Address::of(&text().await.ok_or(Unable)?).ok_or(Unable)?;
            Self::hook(&address.0.clone(), Some(address))?
        } else {
            Self::hook(SCRIPT, None)?
        };
        match scanner.answers.next().await {
            Some(answer) if answer.is_truthy() => Ok(scanner),
            Some(_) | None => Err(Unable),
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

    fn hook(script: &str, address: Option<Address>) -> Result<Self, Unable> {
        let worker = Worker::new(script).map_err(|_: JsValue| Unable)?;
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
        Ok(Self { worker, answers, _address: address, _listeners: listeners, _counted: Counted::worker() })
    }
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

fn is_from_disk() -> bool {
    let protocol = web_sys::window().and_then(|window| window.location().protocol().ok());
    protocol.is_some_and(|protocol| protocol == "file:")
}

/// The address of a text, which is forgotten when this is dropped.
struct Address(String);

impl Address {
    fn of(text: &JsValue) -> Option<Self> {
        let options = BlobPropertyBag::new();
        options.set_type("text/javascript");
        let blob = Blob::new_with_str_sequence_and_options(&Array::of1(text), &options).ok()?;
        Url::create_object_url_with_blob(&blob).ok().map(Self)
    }
}

impl Drop for Address {
    fn drop(&mut self) {
        // An address that was made can be forgotten.
        let _ = Url::revoke_object_url(&self.0);
    }
}

/// A page opened from a disk may not start its neighbours as workers, but it may run them: the script gives its
/// text, which becomes the worker.
async fn text() -> Option<JsValue> {
    if let Some(text) = source() {
        return Some(text);
    }
    run_script().await?;
    source()
}

fn source() -> Option<JsValue> {
    let function = Reflect::get(&js_sys::global(), &JsValue::from_str(SOURCE)).ok()?;
    function.dyn_ref::<Function>()?.call0(&JsValue::NULL).ok()
}

async fn run_script() -> Option<()> {
    let document = web_sys::window()?.document()?;
    let script: HtmlScriptElement = document.create_element("script").ok()?.dyn_into().ok()?;
    script.set_src(SCRIPT);
    let (sender, mut ended) = unbounded();
    let failed = sender.clone();
    let _listeners = [
        Listener::on(&script, "load", move |_: web_sys::Event| {
            let _ = sender.unbounded_send(Some(()));
        }),
        Listener::on(&script, "error", move |_: web_sys::Event| {
            let _ = failed.unbounded_send(None);
        }),
    ];
    document.head()?.append_child(&script).ok()?;
    let outcome = ended.next().await;
    script.remove();
    outcome?
}
