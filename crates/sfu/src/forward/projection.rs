//! The stream that one receiver gets in one section, made of one incoming stream after another.

use std::time::Instant;

use super::facts::{Facts, Numbers};

/// A packet that came in.
#[derive(Clone, Copy, Debug)]
pub struct Packet {
    /// Names the stream it came in. The same number is never another stream's while a projection knows it.
    pub stream: u32,
    /// Its sequence number, extended.
    pub sequence: u64,
    /// Its timestamp.
    pub timestamp: u32,
    /// Its marker bit.
    pub marker: bool,
    /// When it came.
    pub arrived: Instant,
    /// What it says of itself.
    pub facts: Facts,
}

/// What is to be forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Of which stream.
    pub stream: u32,
    /// The highest spatial layer.
    pub spatial: u8,
    /// The highest temporal layer.
    pub temporal: u8,
}

/// What becomes of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on.
    Forward(Outgoing),
    /// It goes on without its payload: it is not to be shown, but its number was kept for it. Receivers take a packet
    /// without payload as one that fills a gap.
    Fill(Outgoing),
    /// It does not go on.
    Drop,
}

/// How a packet goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Its sequence number, extended; the first is below 65,536.
    pub sequence: u64,
    /// Its timestamp.
    pub timestamp: u32,
    /// Its marker bit.
    pub marker: bool,
    /// What takes the place of its own numbers; they may be the same.
    pub numbers: Numbers,
    /// Whether it is the first after another stream, or after a pause. What came of its stream behind it already, in
    /// another order, was dropped and is to be offered again.
    pub first: bool,
}

/// Where a packet that went out came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The stream.
    pub stream: u32,
    /// Its sequence number there, extended.
    pub sequence: u64,
}

/// The numbers that an outgoing stream begins with. They are drawn by lot (RFC 3550, section 5.1).
#[derive(Clone, Copy, Debug)]
pub struct Beginning {
    /// The first sequence number. Of a stream that is encrypted it is below 32,768 (RFC 3711, section 3.3.1).
    pub sequence: u16,
    /// The first timestamp.
    pub timestamp: u32,
}

/// The stream that one receiver gets in one section.
#[derive(Debug)]
pub struct Projection {
    target: Option<Target>,
}

impl Projection {
    /// Nothing is forwarded yet. The clock is of so many ticks a second.
    pub fn new(_clock: u32, _beginning: Beginning) -> Self {
        Self { target: None }
    }

    /// Says what is to be forwarded from now on, or that nothing is. What is forwarded now goes on until what is to
    /// take its place can begin.
    pub fn aim(&mut self, target: Option<Target>) {
        self.target = target;
    }

    /// Says what becomes of a packet. Those of other streams than [`streams`](Self::streams) need not be offered.
    pub fn offer(&mut self, _packet: &Packet) -> Verdict {
        todo!()
    }

    /// A packet came of which nothing can be made, or that has no payload: its number is left out.
    pub fn pass_over(&mut self, _stream: u32, _sequence: u64) {
        todo!()
    }

    /// The streams whose packets matter now: the one that is forwarded, and the one that is to be.
    pub fn streams(&self) -> [Option<u32>; 2] {
        todo!()
    }

    /// The stream that cannot begin before a key frame comes.
    pub fn awaits_key(&self) -> Option<u32> {
        todo!()
    }

    /// What is forwarded now: of a target that has not begun, what is still in its place.
    pub fn current(&self) -> Option<Target> {
        todo!()
    }

    /// Where the packet with this number came from, or would have come from; none where that is forgotten.
    pub fn origin(&self, _sequence: u64) -> Option<Origin> {
        todo!()
    }
}
