use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use heliograph_session::FilesFault;
use js_sys::{Array, ArrayBuffer, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{FileSystemFileHandle, MessageEvent, Worker};

use super::written::{Home, fault};
use crate::census::Counted;
use crate::listener::Listener;

#[wasm_bindgen]
extern "C" {
    /// Each form of the page starts the worker in its own way; the start script knows how.
    #[wasm_bindgen(js_namespace = heliograph, js_name = writer, catch)]
    fn start_worker() -> Result<Promise, JsValue>;
}

/// A file of the page's own that a worker writes, which costs the browser much less than writing from the page does.
/// It is erased when this is dropped before it was closed.
pub(super) struct Writer {
    hand: Option<Hand>,
    file: FileSystemFileHandle,
    home: Home,
    /// What the worker has written is filled anew.
    spare: Option<ArrayBuffer>,
}

/// The worker, which ends when this is dropped.
struct Hand {
    worker: Worker,
    answers: UnboundedReceiver<JsValue>,
    _listeners: [Listener; 2],
    _counted: Counted,
}

impl Writer {
    /// None, where the page or the browser has no such worker.
    pub(super) async fn open(file: FileSystemFileHandle, home: Home) -> Option<Self> {
        let mut hand = Hand::hire().await?;
        hand.does("open", &file, &Array::new()).await.ok()?;
        Some(Self { hand: Some(hand), file, home, spare: None })
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<(), FilesFault> {
        let hand = self.hand.as_mut().ok_or(FilesFault::NotWritable)?;
        // Bytes of a chunk: their number fits.
        let length = bytes.len() as u32;
        let spare = self.spare.take().filter(|spare| spare.byte_length() == length);
        let buffer = spare.unwrap_or_else(|| ArrayBuffer::new(length));
        Uint8Array::new(&buffer).copy_from(bytes);
        let answer = hand.does("write", &buffer, &Array::of1(&buffer)).await?;
        self.spare = property(&answer, "buffer").dyn_into().ok();
        Ok(())
    }

    pub(super) async fn close(mut self) -> Result<FileSystemFileHandle, FilesFault> {
        if let Some(hand) = &mut self.hand {
            hand.does("close", &JsValue::UNDEFINED, &Array::new()).await?;
        }
        self.hand = None;
        Ok(self.file.clone())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let Some(mut hand) = self.hand.take() else { return };
        let (file, home) = (self.file.clone(), self.home.clone());
        spawn_local(async move {
            // A file cannot be erased while it is being written. What cannot be erased at all stays until the page ends.
            let _ = hand.does("close", &JsValue::UNDEFINED, &Array::new()).await;
            if let Some(erased) = home.erase(&file) {
                let _ = JsFuture::from(erased).await;
            }
        });
    }
}

impl Hand {
    async fn hire() -> Option<Self> {
        let worker: Worker = JsFuture::from(start_worker().ok()?).await.ok()?.dyn_into().ok()?;
        let (sender, answers) = unbounded();
        let failed = sender.clone();
        let listeners = [
            // The receiving end lives as long as the listeners.
            Listener::on(&worker, "message", move |event: MessageEvent| {
                let _ = sender.unbounded_send(event.data());
            }),
            Listener::on(&worker, "error", move |_: web_sys::Event| failed.close_channel()),
        ];
        Some(Self { worker, answers, _listeners: listeners, _counted: Counted::worker() })
    }

    /// Has one step done, and hears what came of it.
    async fn does(
        &mut self,
        step: &str,
        needed: &JsValue,
        handed_over: &Array,
    ) -> Result<JsValue, FilesFault> {
        let message = Array::of2(&JsValue::from_str(step), needed);
        let posted = self.worker.post_message_with_transfer(&message, handed_over);
        posted.map_err(|error| fault(&error))?;
        // A step that nobody waited for to its end may be answered before.
        while let Some(answer) = self.answers.next().await {
            if property(&answer, "step").as_string().as_deref() == Some(step) {
                let is_done = property(&answer, "name").is_undefined();
                return if is_done { Ok(answer) } else { Err(fault(&answer)) };
            }
        }
        Err(FilesFault::NotWritable)
    }
}

impl Drop for Hand {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// What a plain object has under this name, undefined where it has nothing.
fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}
