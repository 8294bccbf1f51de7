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
    current: Option<Target>,
    seq: u64,
    ts: u32,
    off: i64,
    toff: u32,
    last: u64,
    lastts: u32,
    at: Option<Instant>,
    clock: u32,
}

#[allow(missing_docs)]
impl Projection {
    pub fn new(clock: u32, b: Beginning) -> Self {
        Self {
            target: None,
            current: None,
            seq: u64::from(b.sequence),
            ts: b.timestamp,
            off: 0,
            toff: 0,
            last: u64::from(b.sequence),
            lastts: b.timestamp,
            at: None,
            clock,
        }
    }
    pub fn aim(&mut self, target: Option<Target>) {
        self.target = target;
        if target.is_none() {
            self.current = None;
        }
    }
    pub fn offer(&mut self, p: &Packet) -> Verdict {
        let mut first = false;
        if self.current.map(|c| c.stream) != self.target.map(|c| c.stream)
            && self.target.map(|t| t.stream) == Some(p.stream)
            && p.facts.starts_key
        {
            first = true;
            self.current = self.target;
            let passed = self
                .at
                .map_or(0, |at| {
                    (p.arrived.saturating_duration_since(at).as_micros() as u64 * u64::from(self.clock)
                        / 1_000_000) as u32
                })
                .max(1);
            let (seq, ts) = if self.at.is_none() {
                (self.seq, self.ts)
            } else {
                (self.last + 1, self.lastts.wrapping_add(passed))
            };
            self.off = seq as i64 - p.sequence as i64;
            self.toff = ts.wrapping_sub(p.timestamp);
        }
        if self.current.map(|c| c.stream) != Some(p.stream) {
            return Verdict::Drop;
        }
        let out = p.sequence as i64 + self.off;
        if out < 0 {
            return Verdict::Drop;
        }
        let sequence = out as u64;
        let timestamp = p.timestamp.wrapping_add(self.toff);
        if sequence >= self.last {
            self.last = sequence;
            self.lastts = timestamp;
            self.at = Some(p.arrived);
        }
        Verdict::Forward(Outgoing {
            sequence,
            timestamp,
            marker: p.marker,
            numbers: Numbers::default(),
            first,
        })
    }
    pub fn pass_over(&mut self, _stream: u32, _sequence: u64) {}
    pub fn streams(&self) -> [Option<u32>; 2] {
        [self.current.map(|c| c.stream), self.target.map(|c| c.stream)]
    }
    pub fn awaits_key(&self) -> Option<u32> {
        self.target.map(|t| t.stream).filter(|t| self.current.map(|c| c.stream) != Some(*t))
    }
    pub fn current(&self) -> Option<Target> {
        self.current
    }
    pub fn origin(&self, _sequence: u64) -> Option<Origin> {
        None
    }
}
