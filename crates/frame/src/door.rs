//! The way in from JavaScript: numbers and bytes, since it is called twice for each frame.
//!
//! A frame is put where [`Frames::incoming`] says, and what came of it is found where [`Frames::outgoing`] says; both places
//! are of use until the next call only.

use alloc::vec::Vec;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    BaseKey, Codec, Expected, Facts, KeyId, Opener, Opening, Place, Refusal, Sealer, Sealing, Stream, Suite,
};

/// What every call gives that comes to nothing, unless it says why.
const NOTHING: i32 = -1;

/// All streams that a page seals or opens.
#[wasm_bindgen]
pub struct Frames {
    senders: Vec<Sender>,
    receivers: Vec<Receiver>,
    opener: Opener,
    /// Who sealed the frame that was opened last.
    from: u8,
    incoming: Vec<u8>,
    outgoing: Vec<u8>,
    body: Vec<u8>,
}

struct Sender {
    suite: Suite,
    stream: Stream,
    sealer: Option<Sealer>,
    sealing: Option<Sealing>,
    /// The beginnings of all keys that it has had.
    used: Vec<[u8; 8]>,
}

struct Receiver {
    place: Place,
    opening: Option<Opening>,
}

#[wasm_bindgen]
impl Frames {
    /// Knows no stream and no key yet. Opens with keys of so many epochs at a time.
    #[wasm_bindgen(constructor)]
    pub fn new(epochs: usize) -> Self {
        Self {
            senders: Vec::new(),
            receivers: Vec::new(),
            opener: Opener::new(epochs),
            from: 0,
            incoming: Vec::new(),
            outgoing: Vec::new(),
            body: Vec::new(),
        }
    }

    /// Seals a stream from now on, and gives its number. It waits for the key of an epoch. A stream that is sealed already
    /// keeps its number, and its nonces go on: those that came before it by another connection had the same keys.
    pub fn add_sender(&mut self, stream: u8, short_tags: bool) -> Option<usize> {
        let stream = Stream::of_context(stream.into())?;
        if let Some(known) = self.senders.iter().position(|other| other.stream == stream) {
            return Some(known);
        }
        let (suite, used) = (suite(short_tags), Vec::new());
        self.senders.push(Sender { suite, stream, sealer: None, sealing: None, used });
        Some(self.senders.len() - 1)
    }

    /// Opens what one receiver gets, and gives the number for it. Nothing is expected there yet.
    pub fn add_receiver(&mut self, short_tags: bool) -> usize {
        let track = u32::try_from(self.receivers.len()).unwrap_or(u32::MAX);
        let place = Place { track, suite: suite(short_tags), expected: Expected::Nothing };
        self.receivers.push(Receiver { place, opening: None });
        self.receivers.len() - 1
    }

    /// Opens nothing but this stream of this sender there from now on.
    pub fn expect(&mut self, receiver: usize, sender: u8, stream: u8) {
        let stream = Stream::of_context(stream.into());
        let expected = stream.map_or(Expected::Nothing, |stream| Expected::Stream { sender, stream });
        self.expect_there(receiver, expected);
    }

    /// Opens anybody's sound there from now on.
    pub fn expect_sound(&mut self, receiver: usize) {
        self.expect_there(receiver, Expected::Sound);
    }

    /// Opens nothing there any more.
    pub fn expect_nothing(&mut self, receiver: usize) {
        self.expect_there(receiver, Expected::Nothing);
    }

    /// Opens with the keys of an epoch, too.
    pub fn take(&mut self, epoch: u32, base: &[u8]) {
        if let Ok(base) = base.try_into() {
            self.opener.take(epoch.into(), BaseKey::new(base));
        }
    }

    /// Opens frames of these senders only from now on.
    pub fn admit(&mut self, members: &[u8]) {
        self.opener.admit(members);
    }

    /// Opens with no keys of earlier epochs any more.
    pub fn forget_before(&mut self, epoch: u32) {
        self.opener.forget_before(epoch.into());
    }

    /// Opens with none of the keys that it has.
    pub fn forget_all(&mut self) {
        self.opener.forget_all();
    }

    /// Seals this stream with the key of an epoch from now on, as the sender of this index, and gives that key for the
    /// browser's own cipher. Nothing where it has sealed with it before: each key seals from its first nonce on, so it may
    /// begin only once.
    pub fn seal_with(&mut self, sender: usize, index: u8, epoch: u32, base: &[u8]) -> Option<Vec<u8>> {
        let base = BaseKey::new(base.try_into().ok()?);
        let sender = self.senders.get_mut(sender)?;
        let id = KeyId { epoch: epoch.into(), sender: index, stream: sender.stream };
        let key = base.bytes_of(sender.suite, id);
        let beginning = *key.first_chunk()?;
        if sender.used.contains(&beginning) {
            return None;
        }
        sender.used.push(beginning);
        sender.sealer = Some(Sealer::new(&base, sender.suite, id));
        Some(key.to_vec())
    }

    /// Where to put a frame of so many bytes.
    pub fn incoming(&mut self, length: usize) -> *const u8 {
        self.incoming.resize(length, 0);
        self.incoming.as_ptr()
    }

    /// Where what came of it lies, until something else is done.
    pub fn outgoing(&self) -> *const u8 {
        self.outgoing.as_ptr()
    }

    /// Seals the frame that came in, and gives how many bytes that became.
    pub fn seal(&mut self, sender: usize, codec: u8, is_key: bool, sealed_at: u16) -> i32 {
        let facts = Codec::numbered(codec).map(|codec| Facts { codec, is_key, sealed_at });
        let sealer = self.senders.get_mut(sender).and_then(|sender| sender.sealer.as_mut());
        let (Some(facts), Some(sealer)) = (facts, sealer) else { return NOTHING };
        match sealer.seal(facts, &self.incoming, &mut self.outgoing) {
            Ok(()) => length(&self.outgoing),
            Err(_) => NOTHING,
        }
    }

    /// Begins to seal a frame by the browser's own cipher: what comes out is the nonce, then what is sealed in front of the
    /// frame, then the front of its wrapper, then the header, which is authenticated besides. Where the wrapper is no more
    /// than a front, what the cipher makes only has to be put behind the two.
    pub fn begin_seal(&mut self, sender: usize, codec: u8, is_key: bool, sealed_at: u16) -> i32 {
        let facts = Codec::numbered(codec).map(|codec| Facts { codec, is_key, sealed_at });
        let Some((facts, sender)) = facts.zip(self.senders.get_mut(sender)) else { return NOTHING };
        let Some(Ok(sealing)) = sender.sealer.as_mut().map(|sealer| sealer.begin(facts)) else {
            return NOTHING;
        };
        self.outgoing.clear();
        self.outgoing.extend_from_slice(sealing.nonce());
        self.outgoing.extend_from_slice(&sealing.inner());
        self.outgoing.extend_from_slice(facts.codec.front(is_key).unwrap_or_default());
        self.outgoing.extend_from_slice(sealing.header());
        sender.sealing = Some(sealing);
        length(&self.outgoing)
    }

    /// Finishes it: what came in is what the cipher made, with the tag behind it.
    pub fn finish_seal(&mut self, sender: usize) -> i32 {
        let sealing = self.senders.get_mut(sender).and_then(|sender| sender.sealing.take());
        let Some(sealing) = sealing else { return NOTHING };
        sealing.finish(&self.incoming, &mut self.body, &mut self.outgoing);
        length(&self.outgoing)
    }

    /// Takes what comes next there as the beginning of a new order, after a pause of a minute or more.
    pub fn pause(&mut self, receiver: usize) {
        if let Some(receiver) = self.receivers.get(receiver) {
            self.opener.pause(receiver.place.track);
        }
    }

    /// Opens the frame that came in, and gives how many bytes that became; or less than nothing, which says why not.
    pub fn open(&mut self, receiver: usize, codec: u8, timestamp: u32) -> i32 {
        let found = Codec::numbered(codec).zip(self.receivers.get(receiver));
        let Some((codec, receiver)) = found else { return NOTHING };
        match self.opener.open(&receiver.place, codec, timestamp, &self.incoming, &mut self.outgoing) {
            Ok((_, id)) => {
                self.from = id.sender;
                length(&self.outgoing)
            }
            Err(refusal) => reason(refusal),
        }
    }

    /// Begins to open a frame by the browser's own cipher, of which only the beginning has to have come in where the wrapper
    /// is no more than a front: what comes out is the key's number in four bytes, the nonce, how many
    /// bytes the header has, the header, which is authenticated besides, and what is sealed. Or less than nothing.
    pub fn begin_open(&mut self, receiver: usize, codec: u8, timestamp: u32) -> i32 {
        let found = Codec::numbered(codec).zip(self.receivers.get_mut(receiver));
        let Some((codec, receiver)) = found else { return NOTHING };
        match self.opener.begin(&receiver.place, codec, timestamp, &self.incoming) {
            Ok(opening) => {
                let (header, sealed) = self.opener.sealed(&opening);
                self.outgoing.clear();
                // A header has 17 bytes at most.
                self.outgoing.extend_from_slice(&opening.key().to_le_bytes());
                self.outgoing.extend_from_slice(opening.nonce());
                self.outgoing.push(header.len() as u8);
                self.outgoing.extend_from_slice(header);
                self.outgoing.extend_from_slice(sealed);
                receiver.opening = Some(opening);
                length(&self.outgoing)
            }
            Err(refusal) => reason(refusal),
        }
    }

    /// The key of this number, for the browser's own cipher; nothing once it is forgotten.
    pub fn opens_with(&self, key: u32) -> Option<Vec<u8>> {
        self.opener.bytes_of(key).map(|bytes| bytes.to_vec())
    }

    /// Finishes it: what came in is what the cipher opened, or its first three bytes. The frame lies behind these; or less
    /// than nothing.
    pub fn finish_open(&mut self, receiver: usize) -> i32 {
        let opening = self.receivers.get_mut(receiver).and_then(|receiver| receiver.opening.take());
        let Some(opening) = opening else { return NOTHING };
        match self.opener.finish(opening, &self.incoming) {
            Ok((_, id)) => {
                self.from = id.sender;
                0
            }
            Err(refusal) => reason(refusal),
        }
    }

    /// The index of whoever sealed the frame that was opened last.
    pub fn sender(&self) -> u8 {
        self.from
    }
}

impl Frames {
    fn expect_there(&mut self, receiver: usize, expected: Expected) {
        if let Some(receiver) = self.receivers.get_mut(receiver) {
            receiver.place.expected = expected;
        }
    }
}

fn suite(short_tags: bool) -> Suite {
    if short_tags { Suite::Aes128CtrHmac80 } else { Suite::Aes128Gcm }
}

fn length(bytes: &[u8]) -> i32 {
    i32::try_from(bytes.len()).unwrap_or(NOTHING)
}

const fn reason(refusal: Refusal) -> i32 {
    match refusal {
        Refusal::Empty => -2,
        Refusal::Repeated => -3,
        Refusal::NotSealed => -4,
        Refusal::UnknownKey => -5,
        Refusal::Forged => -6,
        Refusal::Disordered => -7,
        Refusal::Misplaced => -8,
    }
}
