use std::time::{Duration, Instant};

use str0m::format::Codec;

/// Makes pictures: as far as a forwarding unit looks at them, and in the payload what they are.
#[derive(Clone)]
pub(crate) struct Film {
    /// How they are encoded: VP8, if nothing else is said.
    pub(crate) codec: Codec,
    /// Bits in a second of each layer.
    pub(crate) bits: Vec<u32>,
    /// A dependency descriptor that each packet has.
    pub(crate) descriptor: Option<Vec<u8>>,
    /// Between frames.
    pub(crate) each: Duration,
    /// The temporal layers of frames, one after the other; the lowest alone, if nothing else is said.
    pub(crate) temporal: &'static [u8],
    next: Option<Instant>,
    layers: Vec<LayerState>,
    time: u32,
}

#[derive(Clone)]
struct LayerState {
    is_on: bool,
    wants_key: bool,
    turn: usize,
    frame: u32,
    picture: u16,
    base: u8,
    number: u64,
    /// Not before this is there another key frame: encoders need a moment.
    key_after: Option<Instant>,
}

/// What a packet of a picture says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) sender: u16,
    pub(crate) layer: u8,
    pub(crate) frame: u32,
    pub(crate) part: u16,
    pub(crate) parts: u16,
    pub(crate) is_key: bool,
    /// The picture's number in the descriptor.
    pub(crate) picture: u16,
    /// `TL0PICIDX`.
    pub(crate) base: u8,
    pub(crate) temporal: u8,
    /// Whether the first frame of its temporal layer after one of the lowest.
    pub(crate) is_sync: bool,
}

/// A packet to be written.
pub(crate) struct Part {
    pub(crate) layer: usize,
    pub(crate) number: u64,
    pub(crate) time: u32,
    pub(crate) marker: bool,
    pub(crate) payload: Vec<u8>,
}

const PAYLOAD: usize = 1_100;

/// What a format puts in front fits into so many bytes.
const HEAD: usize = 7;

impl Film {
    /// Of so many bits in a second in each layer, 30 frames in a second.
    pub(crate) fn new(bits: &[u32]) -> Self {
        let start = |place: usize| LayerState {
            is_on: true,
            wants_key: true,
            turn: 0,
            frame: 0,
            picture: 1_000 * place as u16,
            base: 50 * place as u8,
            number: 65_000 + 100 * place as u64,
            key_after: None,
        };
        Self {
            codec: Codec::Vp8,
            bits: bits.to_vec(),
            descriptor: None,
            each: Duration::from_micros(33_333),
            temporal: &[0],
            next: None,
            layers: (0..bits.len()).map(start).collect(),
            time: 4_294_000_000,
        }
    }

    pub(crate) fn ask_key(&mut self, layer: usize) {
        self.layers[layer].wants_key = true;
    }

    /// Only these layers are made from now on.
    pub(crate) fn keep(&mut self, layers: &[u8]) {
        for (place, layer) in self.layers.iter_mut().enumerate() {
            let is_on = layers.contains(&(place as u8));
            layer.wants_key |= is_on && !layer.is_on;
            layer.is_on = is_on;
        }
    }

    pub(crate) fn is_on(&self, layer: usize) -> bool {
        self.layers[layer].is_on
    }

    /// The packets that are due.
    pub(crate) fn make(&mut self, now: Instant, sender: u16) -> Vec<Part> {
        let next = *self.next.get_or_insert(now);
        if now < next {
            return Vec::new();
        }
        self.next = Some(next + self.each);
        self.time = self.time.wrapping_add((self.each.as_micros() * 9 / 100) as u32);
        let mut parts = Vec::new();
        for (place, layer) in self.layers.iter_mut().enumerate().filter(|(_, layer)| layer.is_on) {
            let may = layer.key_after.is_none_or(|after| now >= after);
            let is_key = layer.wants_key && may;
            if is_key {
                layer.wants_key = false;
                layer.key_after = Some(now + Duration::from_millis(100));
            }
            let bytes = self.bits[place] as usize / 8 * self.each.as_micros() as usize / 1_000_000;
            let bytes = if is_key { bytes * 4 } else { bytes };
            let count = bytes.div_ceil(PAYLOAD).max(1);
            // Key frames are of the lowest layer, and the others begin anew behind them.
            layer.turn = if is_key { 0 } else { (layer.turn + 1) % self.temporal.len() };
            let temporal = self.temporal[layer.turn];
            layer.frame += 1;
            layer.picture = (layer.picture + 1) & 0x7fff;
            layer.base = layer.base.wrapping_add(u8::from(temporal == 0));
            for part in 0..count {
                let frame = Frame {
                    sender,
                    layer: place as u8,
                    frame: layer.frame,
                    part: part as u16,
                    parts: count as u16,
                    is_key,
                    picture: layer.picture,
                    base: layer.base,
                    temporal,
                    is_sync: temporal > 0 && !self.temporal[..layer.turn].contains(&temporal),
                };
                layer.number += 1;
                parts.push(Part {
                    layer: place,
                    number: layer.number,
                    time: self.time,
                    marker: part + 1 == count,
                    payload: frame.write(self.codec, (bytes / count).max(40)),
                });
            }
        }
        parts
    }
}

impl Frame {
    fn write(self, codec: Codec, length: usize) -> Vec<u8> {
        let mut bytes = self.head(codec);
        bytes.resize(HEAD, 0x99);
        bytes.extend(self.sender.to_be_bytes());
        bytes.push(self.layer);
        bytes.extend(self.frame.to_be_bytes());
        bytes.extend(self.part.to_be_bytes());
        bytes.extend(self.parts.to_be_bytes());
        bytes.push(u8::from(self.is_key));
        bytes.resize(bytes.len().max(length), 0xa5);
        bytes
    }

    fn head(self, codec: Codec) -> Vec<u8> {
        let (begins, ends) = (self.part == 0, self.part + 1 == self.parts);
        let bit = |is_set: bool, bit: u8| if is_set { bit } else { 0 };
        let [high, low] = (self.picture | 0x8000).to_be_bytes();
        match codec {
            // RFC 7741, section 4.2: extended, with a picture's number of 15 bits, `TL0PICIDX` and a temporal layer. The
            // first byte of the frame has the bit that makes a key frame one: RFC 6386, section 9.1.
            Codec::Vp8 => {
                let layer = self.temporal << 6 | bit(self.is_sync, 0x20);
                vec![0x80 | bit(begins, 0x10), 0xe0, high, low, self.base, layer, u8::from(!self.is_key)]
            }
            // RFC 9628, section 4.2: a picture's number of 15 bits.
            Codec::Vp9 => {
                let first = 0x80 | bit(!self.is_key, 0x40) | bit(begins, 0x08) | bit(ends, 0x04);
                vec![first, high, low]
            }
            // RFC 6184, section 5.8: fragments of one slice, as a sealed frame has it.
            Codec::H264 => {
                let kind = if self.is_key { 5 } else { 1 };
                vec![0x60 | 28, bit(begins, 0x80) | bit(ends, 0x40) | kind, 0x88]
            }
            // The aggregation header: one unit, that goes on from packet to packet.
            Codec::Av1 => {
                vec![bit(!begins, 0x80) | bit(!ends, 0x40) | 0x10 | bit(begins && self.is_key, 0x08)]
            }
            other => panic!("there are no films in {other:?}"),
        }
    }

    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let body = bytes.get(HEAD..HEAD + 12)?;
        Some(Self {
            picture: u16::from_be_bytes([bytes[2], bytes[3]]) & 0x7fff,
            base: bytes[4],
            temporal: bytes[5] >> 6,
            is_sync: bytes[5] & 0x20 != 0,
            sender: u16::from_be_bytes([body[0], body[1]]),
            layer: body[2],
            frame: u32::from_be_bytes([body[3], body[4], body[5], body[6]]),
            part: u16::from_be_bytes([body[7], body[8]]),
            parts: u16::from_be_bytes([body[9], body[10]]),
            is_key: body[11] == 1,
        })
    }
}
