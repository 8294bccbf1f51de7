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
    streams: Vec<Stream>,
    opener: Opener,
    opening: Option<Opening>,
    facts: Option<Facts>,
}

#[wasm_bindgen]
impl Frames {
    /// Knows no stream and no key yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Seals another stream from now on, and gives its number. It waits for the key of an epoch.
    pub fn add_sender(&mut self, sender: u8, stream: u8, short_tags: bool) -> Option<usize> {
        let id = KeyId { epoch: 0, sender, stream: stream_numbered(stream)? };
        self.senders.push(Sender { suite: suite(short_tags), id, sealer: None, sealing: None });
        Some(self.senders.len() - 1)
    }

    /// Opens what this sender sends as these streams, and gives the number for it.
    pub fn add_receiver(&mut self, sender: u8, streams: &[u8], short_tags: bool) -> Option<usize> {
        let streams = streams.iter().map(|stream| stream_numbered(*stream)).collect::<Option<_>>()?;
        let receiver = Receiver {
            suite: suite(short_tags),
            sender,
            streams,
            opener: Opener::default(),
            opening: None,
            facts: None,
        };
        self.receivers.push(receiver);
        Some(self.receivers.len() - 1)
    }

    /// Seals this stream with the key of an epoch from now on, and gives that key for the browser's own cipher.
    pub fn seal_with(&mut self, sender: usize, epoch: u32, base: &[u8]) -> Option<Vec<u8>> {
        let base = BaseKey::new(base.try_into().ok()?);
        let sender = self.senders.get_mut(sender)?;
        sender.id.epoch = epoch.into();
        sender.sealer = Some(Sealer::new(&base, sender.suite, sender.id));
        Some(base.bytes_of(sender.suite, sender.id).to_vec())
    }

    /// Opens with the keys of an epoch, too.
    pub fn open_with(&mut self, receiver: usize, epoch: u32, base: &[u8]) -> bool {
        let (Ok(base), Some(receiver)) = (base.try_into(), self.receivers.get_mut(receiver)) else {
            return false;
        };
        let base = BaseKey::new(base);
        for stream in &receiver.streams {
            let id = KeyId { epoch: epoch.into(), sender: receiver.sender, stream: *stream };
            receiver.opener.expect(&base, receiver.suite, id);
        }
        true
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
    pub fn seal(&mut self, sender: usize, codec: u8, is_key: bool, captured: u16) -> i32 {
        let facts = Codec::numbered(codec).map(|codec| Facts { codec, is_key, captured });
        let sealer = self.senders.get_mut(sender).and_then(|sender| sender.sealer.as_mut());
        let (Some(facts), Some(sealer)) = (facts, sealer) else { return NOTHING };
        match sealer.seal(facts, &self.incoming, &mut self.outgoing) {
            Ok(()) => length(&self.outgoing),
            Err(_) => NOTHING,
        }
    }

    /// Begins to seal a frame by the browser's own cipher: what comes out is the nonce, then what stands in front of the
    /// frame, then what is authenticated besides.
    pub fn begin_seal(&mut self, sender: usize, codec: u8, is_key: bool, captured: u16) -> i32 {
        let facts = Codec::numbered(codec).map(|codec| Facts { codec, is_key, captured });
        let Some((facts, sender)) = facts.zip(self.senders.get_mut(sender)) else { return NOTHING };
        let Some(Ok(sealing)) = sender.sealer.as_mut().map(|sealer| sealer.begin(facts)) else {
            return NOTHING;
        };
        self.outgoing.clear();
        self.outgoing.extend_from_slice(sealing.nonce());
        self.outgoing.extend_from_slice(&sealing.inner());
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

    /// Opens the frame that came in, and gives how many bytes that became; or less than nothing, which says why not.
    pub fn open(&mut self, receiver: usize, codec: u8, timestamp: u32) -> i32 {
        let found = Codec::numbered(codec).zip(self.receivers.get_mut(receiver));
        let Some((codec, receiver)) = found else { return NOTHING };
        match receiver.opener.open(codec, timestamp, &self.incoming, &mut self.outgoing) {
            Ok(facts) => {
                receiver.facts = Some(facts);
                length(&self.outgoing)
            }
            Err(refusal) => reason(refusal),
        }
    }

    /// Begins to open a frame by the browser's own cipher: what comes out is the nonce, then what is authenticated
    /// besides; and then what is sealed, which begins at the number that is given. Or less than nothing.
    pub fn begin_open(&mut self, receiver: usize, codec: u8, timestamp: u32) -> i32 {
        let found = Codec::numbered(codec).zip(self.receivers.get_mut(receiver));
        let Some((codec, receiver)) = found else { return NOTHING };
        match receiver.opener.begin(codec, timestamp, &self.incoming) {
            Ok(opening) => {
                let (header, sealed) = receiver.opener.sealed(&opening);
                self.outgoing.clear();
                self.outgoing.extend_from_slice(opening.nonce());
                self.outgoing.extend_from_slice(header);
                let start = length(&self.outgoing);
                self.outgoing.extend_from_slice(sealed);
                receiver.opening = Some(opening);
                start
            }
            Err(refusal) => reason(refusal),
        }
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
