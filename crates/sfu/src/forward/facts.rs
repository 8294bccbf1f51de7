//! What a packet says of itself outside its payload, which may be sealed: where frames begin and end, which of them are
//! key frames, and which layers they belong to.

use super::descriptor::{Descriptor, Structure};

mod av1;
mod h264;
#[cfg(test)]
mod tests;
mod vp8;
mod vp9;

/// How a stream is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// Opus. Any packet is a beginning.
    Opus,
    /// VP8, with the descriptor of RFC 7741.
    Vp8,
    /// VP9, with the descriptor of RFC 9628.
    Vp9,
    /// H.264, in the units of RFC 6184.
    H264,
    /// AV1, with the aggregation header of its own payload format.
    Av1,
}

/// A packet, as much of it as facts are read from.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// Its sequence number, extended.
    pub sequence: u64,
    /// Its timestamp.
    pub timestamp: u32,
    /// Its marker bit.
    pub marker: bool,
    /// What follows the header and its extensions.
    pub payload: &'a [u8],
    /// Its dependency descriptor, where that was agreed upon.
    pub descriptor: Option<&'a [u8]>,
}

/// What a packet says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// A key frame begins with it: who has nothing yet can begin here.
    pub starts_key: bool,
    /// A frame begins with it, or a layer's part of one.
    pub begins_frame: bool,
    /// A frame ends with it, or a layer's part of one.
    pub ends_frame: bool,
    /// The spatial layer, from 0.
    pub spatial: u8,
    /// The temporal layer, from 0.
    pub temporal: u8,
    /// Nothing depends on its frame.
    pub discardable: bool,
    /// Its frame needs nothing of its own layer from before: who has the layers below can take this one from here.
    pub switches_up: bool,
    /// What follows in higher temporal layers needs nothing of them from before: who has this layer can take those from
    /// here.
    pub opens_above: bool,
    /// The numbers in it that have to be rewritten.
    pub numbers: Numbers,
}

/// The numbers in a packet, outside its payload, that count its frames. Those that it does not have are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// The picture's, in a VP8 descriptor.
    pub picture: Option<PictureId>,
    /// `TL0PICIDX` of a VP8 descriptor: how many frames of the lowest temporal layer there were.
    pub base: Option<u8>,
    /// `KEYIDX` of a VP8 descriptor: how many key frames there were, in 5 bits.
    pub key: Option<u8>,
    /// The frame's, in a dependency descriptor: its second and third byte.
    pub frame: Option<u16>,
}

/// A picture's number, in as many bits as it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureId {
    /// 7 bits.
    Short(u8),
    /// 15 bits.
    Long(u16),
}

/// Reads the facts of one stream's packets.
#[derive(Debug)]
pub struct Reader {
    codec: Codec,
    newest: Option<Newest>,
    /// What dependency descriptors refer to, and which packet brought it.
    structure: Option<(u64, Structure)>,
}

/// The newest packet, as far as one has to know it to read the next.
#[derive(Clone, Copy, Debug)]
struct Newest {
    sequence: u64,
    timestamp: u32,
    /// The timestamp of the newest frame that was taken for a key frame.
    key: Option<u32>,
}

impl Reader {
    /// A reader for a stream that begins.
    pub fn new(codec: Codec) -> Self {
        Self { codec, newest: None, structure: None }
    }

    /// How the stream is encoded.
    pub fn codec(&self) -> Codec {
        self.codec
    }

    /// What dependency descriptors of the stream refer to, where any came.
    pub fn structure(&self) -> Option<&Structure> {
        self.structure.as_ref().map(|(_, structure)| structure)
    }

    /// None where the bytes make no sense. Such a packet goes nowhere.
    pub fn read(&mut self, seen: &Seen<'_>) -> Option<Facts> {
        let is_newest = self.newest.is_none_or(|newest| seen.sequence > newest.sequence);
        // Formats that do not say where a frame begins: it does where the timestamp is another one.
        let begins = is_newest && self.newest.is_none_or(|newest| seen.timestamp != newest.timestamp);
        let mut facts = match self.codec {
            Codec::Opus => opus(seen)?,
            Codec::Vp8 => vp8::read(seen)?,
            Codec::Vp9 => vp9::read(seen)?,
            Codec::H264 => {
                let has_begun = self.newest.is_some_and(|newest| newest.key == Some(seen.timestamp));
                h264::read(seen, begins, has_begun)?
            }
            Codec::Av1 => av1::read(seen, begins)?,
        };
        if let Some(bytes) = seen.descriptor {
            self.describe(seen.sequence, bytes, &mut facts)?;
        }
        let key =
            if facts.starts_key { Some(seen.timestamp) } else { self.newest.and_then(|newest| newest.key) };
        if is_newest {
            self.newest = Some(Newest { sequence: seen.sequence, timestamp: seen.timestamp, key });
        }
        Some(facts)
    }

    /// A dependency descriptor says more than the formats do, and holds where they say something else.
    fn describe(&mut self, sequence: u64, bytes: &[u8], facts: &mut Facts) -> Option<()> {
        let (descriptor, attached) = Descriptor::parse(bytes, self.structure())?;
        let structure = attached.as_ref().or(self.structure())?;
        let own = structure.target(descriptor.spatial, descriptor.temporal);
        *facts = Facts {
            starts_key: descriptor.begins && descriptor.is_key(attached.is_some()),
            begins_frame: descriptor.begins,
            ends_frame: descriptor.ends,
            spatial: descriptor.spatial,
            temporal: descriptor.temporal,
            discardable: descriptor.is_discardable(structure),
            switches_up: own.is_some_and(|target| descriptor.switches(target)),
            opens_above: false,
            numbers: Numbers { frame: Some(descriptor.number), ..facts.numbers },
        };
        if let Some(attached) = attached
            && self.structure.as_ref().is_none_or(|(newest, _)| sequence > *newest)
        {
            self.structure = Some((sequence, attached));
        }
        Some(())
    }
}

fn opus(seen: &Seen<'_>) -> Option<Facts> {
    // Each packet can be taken without those before it. Its marker says that somebody begins to speak (RFC 7587, section
    // 4.1), not that anything ends.
    (!seen.payload.is_empty()).then_some(Facts { starts_key: true, begins_frame: true, ..Facts::default() })
}
