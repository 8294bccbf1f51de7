use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::channel::oneshot;
use heliograph_transfer::{Position, Step};
use heliograph_wire::files::CHUNK;
use js_sys::{ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::stream::Stream;
use crate::files::line::Wire;

/// How much of a transfer is read ahead: the disk reads on while the line is busy.
const BYTES: u32 = 2 * CHUNK;

/// How many small files of a transfer are read ahead.
const FILES: usize = 16;

/// Of how many transfers something is read at once; those whose disk hangs are among them.
const TRANSFERS: usize = 8;

/// How much is read as one: what browsers do for each part costs them more than a chunk's bytes do. They look once
/// for each part whether the file is still the one that was picked.
const PART: f64 = 16.0 * CHUNK as f64;

/// The same where all of a part is in memory at once.
const WHOLE: f64 = 4.0 * CHUNK as f64;

/// What is being read, in the order in which it was asked for.
#[derive(Default)]
pub(super) struct Ahead {
    readings: VecDeque<Reading>,
    /// What is being read of each transfer.
    parts: BTreeMap<u32, Part>,
}

/// A step whose bytes are being read.
struct Reading {
    step: Step,
    bytes: Option<Bytes>,
}

/// Where a step finds its bytes.
enum Bytes {
    /// In a part that is read as a whole, from here on.
    Within { part: JsFuture, offset: u32 },
    /// They come out of a stream, which ends with the last of them.
    Streamed { bytes: oneshot::Receiver<Vec<u8>>, _last_of: Option<Stream> },
}

/// Some chunks of a file that are read together.
struct Part {
    start: Position,
    length: f64,
    /// Where the step after those that were asked for begins.
    next: u64,
    source: Source,
}

enum Source {
    Stream(Stream),
    Whole(Promise),
}

impl Ahead {
    /// Asks for what is to be sent next, and forgets what is to be sent no more.
    pub(super) fn ask(&mut self, wire: &Wire) {
        self.readings.retain(|reading| wire.pick(reading.step.transfer()).is_some());
        self.parts.retain(|transfer, _| wire.pick(*transfer).is_some());
        loop {
            let next = wire.outbox.borrow_mut().next_of(|transfer| self.has_room(transfer));
            let Some(step) = next else { return };
            let bytes = self.begin(wire, &step);
            self.readings.push_back(Reading { step, bytes });
        }
    }

    /// Waits for the first step whose bytes are there, or whose bytes the browser cannot read. Each transfer keeps its
    /// order; a disk that hangs holds up no other.
    pub(super) async fn read(&mut self) -> (Step, Option<Vec<u8>>) {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<(Step, Option<Vec<u8>>)> {
        let mut waiting = BTreeSet::new();
        for place in 0..self.readings.len() {
            let reading = &mut self.readings[place];
            if waiting.contains(&reading.step.transfer()) {
                continue;
            }
            if let Poll::Ready(bytes) = reading.poll(context) {
                let step = reading.step;
                self.readings.remove(place);
                return Poll::Ready((step, bytes));
            }
            waiting.insert(reading.step.transfer());
        }
        Poll::Pending
    }

    fn has_room(&self, transfer: u32) -> bool {
        let reading: BTreeSet<u32> = self.readings.iter().map(|reading| reading.step.transfer()).collect();
        if reading.len() >= TRANSFERS && !reading.contains(&transfer) {
            return false;
        }
        let steps = self.readings.iter().map(|reading| reading.step);
        let steps = steps.filter(|step| step.transfer() == transfer);
        let (files, bytes) = steps.fold((0, 0), |(files, bytes), step| (files + 1, bytes + step.length()));
        files < FILES && bytes < BYTES
    }

    /// Asks the browser for the bytes of a step, where it was not asked before.
    fn begin(&mut self, wire: &Wire, step: &Step) -> Option<Bytes> {
        if step.length() == 0 {
            return None;
        }
        let transfer = step.transfer();
        let known = self.parts.remove(&transfer).filter(|part| part.goes_on_with(step.position()));
        let mut part = known.or_else(|| Part::of(wire, step))?;
        part.next += u64::from(step.length());
        if part.is_over() {
            return Some(part.end_with(step));
        }
        let bytes = part.bytes(step);
        self.parts.insert(transfer, part);
        Some(bytes)
    }
}

impl Part {
    fn of(wire: &Wire, step: &Step) -> Option<Self> {
        let pick = wire.pick(step.transfer())?;
        let start = step.position();
        let file = &pick.files.get(start.file as usize)?.file;
        // A page's numbers hold every size that a file can have.
        let from = start.offset as f64;
        let left = file.size() - from;
        let part = |length| file.slice_with_f64_and_f64(from, from + length).ok();
        // What is small is read at once.
        let stream = if left > WHOLE { Stream::open(&part(left.min(PART))?) } else { None };
        let (length, source) = match stream {
            Some(stream) => (left.min(PART), Source::Stream(stream)),
            None => (left.min(WHOLE), Source::Whole(part(left.min(WHOLE))?.array_buffer())),
        };
        Some(Self { start, length, next: start.offset, source })
    }

    fn goes_on_with(&self, position: Position) -> bool {
        position.file == self.start.file && position.offset == self.next
    }

    fn is_over(&self) -> bool {
        (self.next - self.start.offset) as f64 >= self.length
    }

    fn bytes(&self, step: &Step) -> Bytes {
        match &self.source {
            Source::Stream(stream) => Bytes::Streamed { bytes: stream.next(step.length()), _last_of: None },
            Source::Whole(part) => self.within(part, step),
        }
    }

    fn end_with(self, step: &Step) -> Bytes {
        match self.source {
            Source::Stream(stream) => {
                Bytes::Streamed { bytes: stream.next(step.length()), _last_of: Some(stream) }
            }
            Source::Whole(ref part) => self.within(part, step),
        }
    }

    fn within(&self, part: &Promise, step: &Step) -> Bytes {
        // No part that is read as a whole is longer than some chunks.
        let offset = (step.position().offset - self.start.offset) as u32;
        Bytes::Within { part: JsFuture::from(part.clone()), offset }
    }
}

impl Reading {
    /// None, where the browser cannot read it.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Vec<u8>>> {
        let length = self.step.length();
        match &mut self.bytes {
            None => Poll::Ready((length == 0).then(Vec::new)),
            Some(Bytes::Streamed { bytes, .. }) => Pin::new(bytes).poll(context).map(Result::ok),
            Some(Bytes::Within { part, offset }) => Pin::new(part).poll(context).map(|part| {
                let part: ArrayBuffer = part.ok()?.dyn_into().ok()?;
                // A file may have become shorter.
                let is_there = part.byte_length() >= *offset + length;
                is_there.then(|| Uint8Array::new_with_byte_offset_and_length(&part, *offset, length).to_vec())
            }),
        }
    }
}
