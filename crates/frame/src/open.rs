//! Opening: what came has to be sealed by whom it is expected of, be new, and be in its place.

use alloc::vec::Vec;
use thiserror::Error;

use crate::header::Header;
use crate::inner::{Facts, INNER};
use crate::key::{BaseKey, StreamKey};
use crate::key_id::KeyId;
use crate::outer::Codec;
use crate::place::Place;
use crate::stream::{Opened, Proof};
use crate::suite::{NONCE, Nonce};
use crate::window;

/// Keys of streams of which nothing was opened yet: whoever forwards frames can name as many as there are ids.
const UNPROVEN_AT_MOST: usize = 16;

/// Opens all frames that come to a page, each with exactly one key, which its id names. What was opened once is opened at no
/// other place either.
pub struct Opener {
    /// The epochs whose keys are taken, the newest one last.
    epochs: Vec<(u64, BaseKey)>,
    epochs_at_most: usize,
    streams: Vec<Opened>,
    /// Who may send at all; none where the places say it alone.
    members: Option<Vec<u8>>,
    next: u32,
    /// What was inside the wrapper: kept, so that nothing is allocated for the next frame.
    body: Vec<u8>,
}

/// A frame that is opened by a cipher elsewhere, such as the browser's own: AES-128-GCM only.
#[derive(Clone, Copy)]
pub struct Opening {
    key: u32,
    header: Header,
    length: usize,
    track: u32,
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
    /// It is of a sender or a stream that is not expected here: the last ones of what was here before, or somebody put it in
    /// another's place.
    #[error("it is not what is expected here")]
    Misplaced,
    /// It names the key of an epoch that is not taken, or not any more.
    #[error("it is sealed with a key that nobody has here")]
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
    /// Takes the keys of so many epochs at a time: 16 at most, since ids have no more.
    pub fn new(epochs_at_most: usize) -> Self {
        let epochs_at_most = epochs_at_most.clamp(1, KeyId::EPOCHS);
        Self {
            epochs: Vec::new(),
            epochs_at_most,
            streams: Vec::new(),
            members: None,
            next: 0,
            body: Vec::new(),
        }
    }

    /// Takes frames that are sealed with keys of this epoch from now on. Those of one that it has it keeps, with what it knows
    /// of them. Where there are too many epochs, the oldest ones go.
    pub fn take(&mut self, epoch: u64, base: BaseKey) {
        if self.epochs.iter().any(|(known, _)| *known == epoch) {
            return;
        }
        self.epochs.push((epoch, base));
        self.epochs.sort_by_key(|(number, _)| *number);
        let newest = self.epochs.last().map_or(epoch, |(number, _)| *number);
        // Of two epochs that have the same number in ids, the later one is meant.
        let oldest = (newest + 1).saturating_sub(KeyId::EPOCHS as u64);
        let surplus = self.epochs.len().saturating_sub(self.epochs_at_most);
        self.forget_before(oldest.max(self.epochs[surplus].0));
    }

    /// Takes no frames of earlier epochs any more, such as those whose keys somebody knows who has left.
    pub fn forget_before(&mut self, epoch: u64) {
        self.epochs.retain(|(number, _)| *number >= epoch);
        self.streams.retain(|stream| stream.id.epoch >= epoch);
    }

    /// Takes frames of these senders only from now on, wherever they come: whoever has left a group still knows keys.
    pub fn admit(&mut self, members: &[u8]) {
        self.streams.retain(|stream| members.contains(&stream.id.sender));
        self.members = Some(members.to_vec());
    }

    /// Forgets all keys, for another group.
    pub fn forget_all(&mut self) {
        self.epochs.clear();
        self.streams.clear();
        self.members = None;
    }

    /// Takes the next newer frame of this track as the beginning of a new order. For a pause of a minute or more: timestamps
    /// go on meanwhile, and after half of all there are, what is later looks as if it were earlier.
    pub fn pause(&mut self, track: u32) {
        self.streams.iter_mut().for_each(|stream| stream.pause(track));
    }

    /// How many keys it has: what tests hold against the number of senders.
    #[doc(hidden)]
    pub const fn keys(&self) -> usize {
        self.streams.len()
    }

    /// Opens a frame that came here with this RTP timestamp, into `out`, in place of what was there. Says who sealed it, too.
    pub fn open(
        &mut self,
        place: &Place,
        codec: Codec,
        timestamp: u32,
        sealed: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(Facts, KeyId), Refusal> {
        let opening = self.begin(place, codec, timestamp, sealed)?;
        let (header, rest) = self.body.split_at(opening.length);
        let stream = self.streams.iter().find(|stream| stream.number == opening.key);
        let key = &stream.ok_or(Refusal::UnknownKey)?.key;
        let end = rest.len().checked_sub(key.suite.tag_length()).ok_or(Refusal::NotSealed)?;
        let (text, tag) = rest.split_at(end);
        out.clear();
        out.extend_from_slice(text);
        let opened = key.cipher.open(&opening.nonce, header, out, tag);
        opened.map_err(|_| Refusal::Forged)?;
        let found = self.finish(opening, out)?;
        out.drain(..INNER);
        Ok(found)
    }

    /// Begins to open a frame by a cipher elsewhere. Only [`finish`](Self::finish) remembers it.
    pub fn begin(
        &mut self,
        place: &Place,
        codec: Codec,
        timestamp: u32,
        sealed: &[u8],
    ) -> Result<Opening, Refusal> {
        if sealed.is_empty() {
            return Err(Refusal::Empty);
        }
        let is_key = codec.unwrap(sealed, &mut self.body).map_err(|_| Refusal::NotSealed)?;
        let (header, length) = Header::decode(&self.body).ok_or(Refusal::NotSealed)?;
        let stream = self.stream(place, header.key_id)?;
        if stream.window.inspect(header.counter) == window::Place::Gone {
            // What a browser gives twice has its own time. At a later one it takes the place of another frame.
            let is_disguised = stream.is_later(place.track, timestamp);
            return Err(if is_disguised { Refusal::Disordered } else { Refusal::Repeated });
        }
        let (key, nonce, track) = (stream.number, stream.key.nonce(header.counter), place.track);
        Ok(Opening { key, header, length, track, codec, is_key, timestamp, nonce })
    }

    /// What the frame that was begun last has inside its wrapper: its header, and what is sealed with the tag behind it.
    pub fn sealed(&self, opening: &Opening) -> (&[u8], &[u8]) {
        self.body.split_at(opening.length)
    }

    /// The key of a frame that was begun, as bytes, for a cipher that the browser has.
    pub fn bytes_of(&self, key: u32) -> Option<zeroize::Zeroizing<Vec<u8>>> {
        let stream = self.streams.iter().find(|stream| stream.number == key)?;
        let (_, base) = self.epochs.iter().find(|(number, _)| *number == stream.id.epoch)?;
        Some(base.bytes_of(stream.key.suite, stream.id))
    }

    /// Takes a frame that proved right, and says what its sender says of it, and who that is. The frame is what lies behind the
    /// first three bytes.
    pub fn finish(&mut self, opening: Opening, opened: &[u8]) -> Result<(Facts, KeyId), Refusal> {
        // While it was opened elsewhere the epoch may have gone.
        let stream = self.streams.iter_mut().find(|stream| stream.number == opening.key);
        let stream = stream.ok_or(Refusal::UnknownKey)?;
        let inner = opened.first_chunk::<INNER>().ok_or(Refusal::Forged)?;
        let facts = Facts::decode(*inner).ok_or(Refusal::Forged)?;
        if facts.codec != opening.codec || opening.is_key.is_some_and(|said| said != facts.is_key) {
            return Err(Refusal::Forged);
        }
        stream.take(opening.track, opening.header.counter, opening.timestamp)?;
        Ok((facts, stream.id))
    }

    /// The stream that an id names, if it is expected here.
    fn stream(&mut self, place: &Place, key_id: u64) -> Result<&Opened, Refusal> {
        let (sender, stream, last_bits) = KeyId::parts(key_id).ok_or(Refusal::NotSealed)?;
        let epoch = self.epochs.iter().find(|(number, _)| KeyId::last_bits(*number) == last_bits);
        let (epoch, base) = epoch.ok_or(Refusal::UnknownKey)?;
        let is_member = self.members.as_ref().is_none_or(|members| members.contains(&sender));
        if !is_member || !place.expected.admits(sender, stream) {
            return Err(Refusal::Misplaced);
        }
        let id = KeyId { epoch: *epoch, sender, stream };
        let is_it = |known: &Opened| known.id == id && known.key.suite == place.suite;
        let index = match self.streams.iter().position(is_it) {
            Some(index) => index,
            None => {
                let key = base.stream(place.suite, id);
                self.add(id, key)
            }
        };
        Ok(&self.streams[index])
    }

    fn add(&mut self, id: KeyId, key: StreamKey) -> usize {
        let unproven = |stream: &Opened| stream.proof == Proof::Missing;
        if self.streams.iter().filter(|stream| unproven(stream)).count() >= UNPROVEN_AT_MOST
            && let Some(oldest) = self.streams.iter().position(unproven)
        {
            self.streams.remove(oldest);
        }
        self.streams.push(Opened::new(self.next, id, key));
        self.next = self.next.wrapping_add(1);
        self.streams.len() - 1
    }
}

impl Default for Opener {
    /// The newest epoch, and the one before it.
    fn default() -> Self {
        Self::new(2)
    }
}

impl Opening {
    /// The number of its key, which is another one for each key that this opener ever had.
    pub const fn key(&self) -> u32 {
        self.key
    }

    /// The nonce.
    pub const fn nonce(&self) -> &[u8; NONCE] {
        &self.nonce
    }
}
