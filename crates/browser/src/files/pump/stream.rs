use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::channel::oneshot;
use futures::future::{AbortHandle, abortable};
use heliograph_wire::files::CHUNK;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, ReadableStreamByobReader};

use crate::census::Counted;
use crate::script::{called, called_with, forget, member, object};

/// Part of a file, which is read with one buffer that the browser fills again and again (WHATWG Streams, section 4.5):
/// buffers that are thrown away weigh on a page long after.
pub(super) struct Stream {
    questions: UnboundedSender<Question>,
    reader: ReadableStreamByobReader,
    reading: AbortHandle,
    _counted: Counted,
}

struct Question {
    length: u32,
    answer: oneshot::Sender<Vec<u8>>,
}

impl Stream {
    /// None, where the browser has no such streams.
    pub(super) fn open(part: &Blob) -> Option<Self> {
        let stream = called(part, "stream")?;
        let reader = called_with(&stream, "getReader", &object(&[("mode", "byob".into())]))?;
        let reader: ReadableStreamByobReader = reader.dyn_into().ok()?;
        let (questions, asked) = unbounded();
        let (answering, reading) = abortable(answer(reader.clone(), asked));
        // How it ends is seen by those who asked.
        spawn_local(async move {
            let _ = answering.await;
        });
        Some(Self { questions, reader, reading, _counted: Counted::task() })
    }

    /// The bytes that come next, at most a chunk; cancelled, where they cannot be read.
    pub(super) fn next(&self, length: u32) -> oneshot::Receiver<Vec<u8>> {
        let (answer, bytes) = oneshot::channel();
        // Once something could not be read, nobody takes questions any more.
        let _ = self.questions.unbounded_send(Question { length, answer });
        bytes
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.reading.abort();
        forget(called(&self.reader, "cancel"));
    }
}

async fn answer(reader: ReadableStreamByobReader, mut asked: UnboundedReceiver<Question>) {
    let mut buffer = ArrayBuffer::new(CHUNK);
    while let Some(Question { length, answer }) = asked.next().await {
        let Some(filled) = fill(&reader, buffer, length).await else { return };
        let bytes = Uint8Array::new_with_byte_offset_and_length(&filled, 0, length).to_vec();
        // Whoever asked may have gone.
        let _ = answer.send(bytes);
        buffer = filled;
    }
}

/// The buffer with so many bytes at its beginning; none, where they cannot be read, or are not there any more.
async fn fill(
    reader: &ReadableStreamByobReader,
    mut buffer: ArrayBuffer,
    length: u32,
) -> Option<ArrayBuffer> {
    let mut filled = 0;
    while filled < length {
        let room = Uint8Array::new_with_byte_offset_and_length(&buffer, filled, length - filled);
        let read = JsFuture::from(reader.read_with_array_buffer_view(&room)).await.ok()?;
        let bytes: Uint8Array = member(&read, "value")?.dyn_into().ok()?;
        if bytes.byte_length() == 0 {
            return None;
        }
        filled += bytes.byte_length();
        buffer = bytes.buffer();
    }
    Some(buffer)
}
