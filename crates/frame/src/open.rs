//! Opening what one sender sent.

use alloc::vec::Vec;
use thiserror::Error;

use crate::header::Header;
use crate::inner::{Facts, INNER};
use crate::key::{BaseKey, StreamKey};
use crate::key_id::KeyId;
use crate::outer::Codec;
use crate::suite::{NONCE, Nonce, Suite};
use crate::window::{Place, Window};

/// Opens the frames of one receiver, which come from one sender: each with exactly one key, which its id names.
#[derive(Default)]
pub struct Opener {
    expected: Vec<Expected>,
    /// What was inside the wrapper: kept, so that nothing is allocated for the next frame.
    body: Vec<u8>,
}

struct Expected {
    id: KeyId,
    key: StreamKey,
    window: Window,
    /// The timestamp of the frame with the highest counter.
    newest: u32,
    /// Whether the next one may have any, after a pause.
    begins_anew: bool,
}

/// A frame that is opened by a cipher elsewhere, such as the browser's own: AES-128-GCM only.
#[derive(Clone, Copy)]
pub struct Opening {
    index: usize,
    header: Header,
    length: usize,
    codec: Codec,
    is_key: Option<bool>,
    timestamp: u32,
    nonce: Nonce,
}

/// Why a frame is not given on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// It has no bytes. Browsers send such frames at the start; nothing is wrong.
    #[error("it is empty")]
    Empty,
    /// It came already, or so long ago that nobody knows. Browsers give some twice at the start.
    #[error("it came before")]
    Repeated,
    /// It is not what a sealer makes: as a sender sends it who does not seal.
    #[error("it is not sealed")]
    NotSealed,
    /// It names a key that this sender does not have, or not any more, or not for this stream.
    #[error("it is sealed with a key that is not expected here")]
    UnknownKey,
    /// It was sealed with another key, or changed on its way.
    #[error("it was changed on its way")]
    Forged,
    /// It is where another frame of the same stream was: somebody changed their order.
    #[error("it is in another order than it was sent in")]
    Disordered,
}

impl Refusal {
    /// Whether it happens where nothing is wrong.
    pub const fn is_usual(self) -> bool {
        matches!(self, Self::Empty | Self::Repeated)
    }
}

impl Opener {
    /// Takes frames that are sealed with this key from now on. One that it has it keeps, with what it knows of it. Keys from
    /// before the last epoch it forgets: a sender goes from one to the next.
    pub fn expect(&mut self, base: &BaseKey, suite: Suite, id: KeyId) {
        self.forget_before(id.epoch.saturating_sub(1));
        let key = base.stream(suite, id);
        // Two epochs can have the same number; the later one is meant.
        self.expected.retain(|other| other.id == id || other.key.number != key.number);
        if self.expected.iter().all(|other| other.id != id) {
            self.expected.push(Expected { id, key, window: Window::default(), newest: 0, begins_anew: true });
        }
    }

    /// Takes no frames of earlier epochs any more, such as those whose keys somebody knows who has left.
    pub fn forget_before(&mut self, epoch: u64) {
        self.expected.retain(|expected| expected.id.epoch >= epoch);
    }

    /// Takes the next newer frame as the beginning of a new order. For a pause of a minute or more: timestamps go on
    /// meanwhile, and after half of all there are, what is later looks as if it were earlier.
    pub fn pause(&mut self) {
        self.expected.iter_mut().for_each(|expected| expected.begins_anew = true);
    }

    /// Opens a frame that came with this RTP timestamp, into `out`, in place of what was there.
    pub fn open(
        &mut self,
        codec: Codec,
        timestamp: u32,
        sealed: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<Facts, Refusal> {
        let opening = self.begin(codec, timestamp, sealed)?;
        let (header, rest) = self.body.split_at(opening.length);
        let key = &self.expected[opening.index].key;
        let end = rest.len().checked_sub(key.suite.tag_length()).ok_or(Refusal::NotSealed)?;
        let (text, tag) = rest.split_at(end);
        out.clear();
        out.extend_from_slice(text);
        let opened = key.cipher.open(&opening.nonce, header, out, tag);
        opened.map_err(|_| Refusal::Forged)?;
        let facts = self.finish(opening, out)?;
        out.drain(..INNER);
        Ok(facts)
    }

    /// Begins to open a frame by a cipher elsewhere. Only [`finish`](Self::finish) remembers it.
    pub fn begin(&mut self, codec: Codec, timestamp: u32, sealed: &[u8]) -> Result<Opening, Refusal> {
        if sealed.is_empty() {
            return Err(Refusal::Empty);
        }
        let is_key = codec.unwrap(sealed, &mut self.body).map_err(|_| Refusal::NotSealed)?;
        let (header, length) = Header::decode(&self.body).ok_or(Refusal::NotSealed)?;
        let index = self.expected.iter().position(|expected| expected.key.number == header.key_id);
        let index = index.ok_or(Refusal::UnknownKey)?;
        let expected = &self.expected[index];
        if expected.window.inspect(header.counter) == Place::Gone {
            // What a browser gives twice has its own time. At a later one it takes the place of another frame.
            let is_disguised = timestamp.wrapping_sub(expected.newest).cast_signed() > 0;
            return Err(if is_disguised { Refusal::Disordered } else { Refusal::Repeated });
        }
        let nonce = expected.key.nonce(header.counter);
        Ok(Opening { index, header, length, codec, is_key, timestamp, nonce })
    }

    /// What the frame that was begun last has inside its wrapper: its header, and what is sealed with the tag behind it.
    pub fn sealed(&self, opening: &Opening) -> (&[u8], &[u8]) {
        self.body.split_at(opening.length)
    }

    /// Takes a frame that proved right, and says what its sender says of it. The frame is what lies behind the first three
    /// bytes.
    pub fn finish(&mut self, opening: Opening, opened: &[u8]) -> Result<Facts, Refusal> {
        // While it was opened elsewhere the epoch may have gone.
        let expected = self.expected.get_mut(opening.index).ok_or(Refusal::UnknownKey)?;
        if expected.key.number != opening.header.key_id {
            return Err(Refusal::UnknownKey);
        }
        let inner = opened.first_chunk::<INNER>().ok_or(Refusal::Forged)?;
        let facts = Facts::decode(*inner).ok_or(Refusal::Forged)?;
        if facts.codec != opening.codec || opening.is_key.is_some_and(|said| said != facts.is_key) {
            return Err(Refusal::Forged);
        }
        expected.take(opening.header.counter, opening.timestamp)?;
        Ok(facts)
    }
}

impl Opening {
    /// The id of its key (KID).
    pub const fn key_id(&self) -> u64 {
        self.header.key_id
    }

    /// The nonce.
    pub const fn nonce(&self) -> &[u8; NONCE] {
        &self.nonce
    }
}

impl Expected {
    /// Remembers a frame, unless its place in time is not its place among the frames. The sender counts in the order of
    /// time, while receivers play in the order of the timestamps, which whoever forwards the frame can write.
    fn take(&mut self, counter: u64, timestamp: u32) -> Result<(), Refusal> {
        let later = timestamp.wrapping_sub(self.newest).cast_signed();
        match self.window.inspect(counter) {
            Place::Gone => return Err(Refusal::Repeated),
            Place::Newer if self.begins_anew || later >= 0 => {
                self.newest = timestamp;
                self.begins_anew = false;
            }
            Place::Missing if later <= 0 => {}
            Place::Newer | Place::Missing => return Err(Refusal::Disordered),
        }
        self.window.commit(counter);
        Ok(())
    }
}
