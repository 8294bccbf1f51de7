//! What a packet says of itself outside its payload, which may be sealed: where frames begin and end, which of them are
//! key frames, and which layers they belong to.

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
}

impl Reader {
    /// A reader for a stream that begins.
    pub fn new(codec: Codec) -> Self {
        Self { codec }
    }

    /// How the stream is encoded.
    pub fn codec(&self) -> Codec {
        self.codec
    }

    /// None where the bytes make no sense. Such a packet goes nowhere.
    pub fn read(&mut self, _seen: &Seen<'_>) -> Option<Facts> {
        todo!()
    }
}
