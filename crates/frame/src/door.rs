//! The way in from JavaScript: frames lie in one place of the memory when they come in, and in another when they go out.

use alloc::vec::Vec;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{BaseKey, Codec, Facts, KeyId, Opener, Opening, Refusal, Sealer, Sealing, Stream, Suite};

/// What every call gives that comes to nothing, unless it says why.
const NOTHING: i32 = -1;

/// All streams of a call that are sealed or opened.
#[wasm_bindgen]
#[derive(Default)]
pub struct Frames {
    senders: Vec<Sender>,
    receivers: Vec<Receiver>,
    incoming: Vec<u8>,
    outgoing: Vec<u8>,
    body: Vec<u8>,
}

struct Sender {
    suite: Suite,
    id: KeyId,
    sealer: Option<Sealer>,
    sealing: Option<Sealing>,
}

struct Receiver {
    suite: Suite,
    sender: u8,
    opener: Opener,
    opening: Option<Opening>,
}

#[wasm_bindgen]
impl Frames {
    /// Knows no stream and no key yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Seals another stream from now on, and gives its number. It waits for the key of an epoch. No stream has two, since
    /// both would use the same nonces.
    pub fn add_sender(&mut self, sender: u8, stream: u8, short_tags: bool) -> Option<usize> {
        let id = KeyId { epoch: 0, sender, stream: stream_numbered(stream)? };
        if self.senders.iter().any(|other| (other.id.sender, other.id.stream) == (id.sender, id.stream)) {
            return None;
        }
        self.senders.push(Sender { suite: suite(short_tags), id, sealer: None, sealing: None });
        Some(self.senders.len() - 1)
    }

    /// Opens what this sender sends, and gives the number for it. It waits for keys.
    pub fn add_receiver(&mut self, sender: u8, short_tags: bool) -> usize {
        let suite = suite(short_tags);
        self.receivers.push(Receiver { suite, sender, opener: Opener::default(), opening: None });
        self.receivers.len() - 1
    }

    /// Seals this stream with the key of an epoch from now on, and gives that key for the browser's own cipher. Nothing
    /// where the epoch is none after the last one: each key seals from its first nonce on, so it may begin only once.
    pub fn seal_with(&mut self, sender: usize, epoch: u32, base: &[u8]) -> Option<Vec<u8>> {
        let base = BaseKey::new(base.try_into().ok()?);
        let sender = self.senders.get_mut(sender)?;
        if sender.sealer.is_some() && u64::from(epoch) <= sender.id.epoch {
            return None;
        }
        sender.id.epoch = epoch.into();
        sender.sealer = Some(Sealer::new(&base, sender.suite, sender.id));
        Some(base.bytes_of(sender.suite, sender.id).to_vec())
    }

    /// Opens what comes as this stream with the key of an epoch, too, and gives that key for the browser's own cipher.
    pub fn open_with(&mut self, receiver: usize, stream: u8, epoch: u32, base: &[u8]) -> Option<Vec<u8>> {
        let base = BaseKey::new(base.try_into().ok()?);
        let receiver = self.receivers.get_mut(receiver)?;
        let id = KeyId { epoch: epoch.into(), sender: receiver.sender, stream: stream_numbered(stream)? };
        receiver.opener.expect(&base, receiver.suite, id);
        Some(base.bytes_of(receiver.suite, id).to_vec())
    }

    /// What frames call the key of an epoch and a stream.
    pub fn key_id(&self, sender: u8, stream: u8, epoch: u32) -> Option<u32> {
        let id = KeyId { epoch: epoch.into(), sender, stream: stream_numbered(stream)? };
        u32::try_from(id.number()).ok()
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

    /// Takes what comes next as the beginning of a new order, after a pause of a minute or more.
    pub fn pause(&mut self, receiver: usize) {
        if let Some(receiver) = self.receivers.get_mut(receiver) {
            receiver.opener.pause();
        }
    }

    /// Opens the frame that came in, and gives how many bytes that became; or less than nothing, which says why not.
    pub fn open(&mut self, receiver: usize, codec: u8, timestamp: u32) -> i32 {
        let found = Codec::numbered(codec).zip(self.receivers.get_mut(receiver));
        let Some((codec, receiver)) = found else { return NOTHING };
        match receiver.opener.open(codec, timestamp, &self.incoming, &mut self.outgoing) {
            Ok(_) => length(&self.outgoing),
            Err(refusal) => reason(refusal),
        }
    }

    /// Begins to open a frame by the browser's own cipher, of which only the beginning has to have come in where the wrapper
    /// is no more than a front: what comes out is the key's id in four bytes, the nonce, how many
    /// bytes the header has, the header, which is authenticated besides, and what is sealed. Or less than nothing.
    pub fn begin_open(&mut self, receiver: usize, codec: u8, timestamp: u32) -> i32 {
        let found = Codec::numbered(codec).zip(self.receivers.get_mut(receiver));
        let Some((codec, receiver)) = found else { return NOTHING };
        match receiver.opener.begin(codec, timestamp, &self.incoming) {
            Ok(opening) => {
                let (header, sealed) = receiver.opener.sealed(&opening);
                self.outgoing.clear();
                // An id of ours has 20 bits at most, a header 17 bytes.
                self.outgoing.extend_from_slice(&(opening.key_id() as u32).to_le_bytes());
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

    /// Finishes it: what came in is what the cipher opened, or its first three bytes. The frame lies behind these; or less
    /// than nothing.
    pub fn finish_open(&mut self, receiver: usize) -> i32 {
        let Some(receiver) = self.receivers.get_mut(receiver) else { return NOTHING };
        let Some(opening) = receiver.opening.take() else { return NOTHING };
        receiver.opener.finish(opening, &self.incoming).map_or_else(reason, |_| 0)
    }
}

fn suite(short_tags: bool) -> Suite {
    if short_tags { Suite::Aes128CtrHmac80 } else { Suite::Aes128Gcm }
}

fn stream_numbered(number: u8) -> Option<Stream> {
    Some(match number {
        0 => Stream::Microphone,
        1..=3 => Stream::Camera(number - 1),
        4 => Stream::Screen,
        5 => Stream::ScreenSound,
        _ => return None,
    })
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
    }
}
