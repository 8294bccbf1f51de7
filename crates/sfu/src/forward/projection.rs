//! The stream that one receiver gets in one section, made of one incoming stream after another.

use std::time::Instant;

#[cfg(test)]
mod tests;

use super::facts::{Facts, Numbers};
use super::rewrite::{Kind, Limits, Numbering};

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
    numbering: Numbering,
    target: Option<Target>,
    current: Option<Current>,
}

/// What is forwarded now.
#[derive(Clone, Copy, Debug)]
struct Current {
    stream: u32,
    limits: Limits,
    /// The newest packet's number, whether it went on or not.
    newest: u64,
}

/// So many packets can be missing in a row. Behind more of them a stream begins anew: receivers of SRTP lose track of
/// numbers that jump (RFC 3711, section 3.3.1), and of all that comes by the section afterwards.
const GAP: u64 = 512;

impl Projection {
    /// For sound. Nothing is forwarded yet.
    pub fn sound(beginning: Beginning) -> Self {
        Self { numbering: Numbering::new(Kind::Sound, beginning), target: None, current: None }
    }

    /// For a picture. Nothing is forwarded yet.
    pub fn picture(beginning: Beginning) -> Self {
        Self { numbering: Numbering::new(Kind::Picture, beginning), target: None, current: None }
    }

    /// Says what is to be forwarded from now on, or that nothing is. What is forwarded now goes on until what is to
    /// take its place can begin.
    pub fn aim(&mut self, target: Option<Target>) {
        self.target = target;
        if target.is_none() {
            self.current = None;
        }
    }

    /// Says what becomes of a packet. Those of other streams than [`streams`](Self::streams) need not be offered.
    pub fn offer(&mut self, packet: &Packet) -> Verdict {
        if let Some(current) = self.current
            && current.stream == packet.stream
        {
            return match packet.sequence.checked_sub(current.newest) {
                None | Some(0) => self.take_late(packet),
                Some(1..=GAP) if self.numbering.opened_by(packet.sequence) < GAP => {
                    self.take_next(packet, current)
                }
                Some(_) => {
                    self.current = None;
                    self.take_first(packet)
                }
            };
        }
        self.take_first(packet)
    }

    /// A packet came of which nothing can be made, or that has no payload: its number is left out.
    pub fn pass_over(&mut self, stream: u32, sequence: u64) {
        let Some(current) = &mut self.current else { return };
        let is_next = (1..=GAP).contains(&sequence.saturating_sub(current.newest));
        if current.stream == stream && is_next && self.numbering.opened_by(sequence) < GAP {
            current.newest = sequence;
            self.numbering.pass_over(sequence);
        }
    }

    /// The streams whose packets matter now: the one that is forwarded, and the one that is to be.
    pub fn streams(&self) -> [Option<u32>; 2] {
        let current = self.current.map(|current| current.stream);
        [current, self.target.map(|target| target.stream).filter(|target| Some(*target) != current)]
    }

    /// The stream that cannot begin, or not with all that is to be forwarded of it, before a key frame comes.
    pub fn awaits_key(&self) -> Option<u32> {
        let target = self.target?;
        let is_there = self.current.is_some_and(|current| {
            current.stream == target.stream && current.limits.spatial >= target.spatial
        });
        (!is_there).then_some(target.stream)
    }

    /// What is forwarded now: where a target has not begun, what is still in its place.
    pub fn current(&self) -> Option<Target> {
        self.current.map(|Current { stream, limits: Limits { spatial, temporal }, .. }| Target {
            stream,
            spatial,
            temporal,
        })
    }

    /// Where the packet with this number came from, or would have come from; none where that is forgotten.
    pub fn origin(&self, sequence: u64) -> Option<Origin> {
        self.numbering.origin(sequence)
    }

    /// A packet of another stream than is forwarded: it is the first of the one that is to be, or it comes late.
    fn take_first(&mut self, packet: &Packet) -> Verdict {
        let Some(Target { stream, spatial, temporal }) = self.target else { return self.take_late(packet) };
        let is_first = stream == packet.stream && packet.facts.starts_key;
        if !is_first || self.numbering.is_past(stream, packet.sequence) {
            return self.take_late(packet);
        }
        let limits = Limits { spatial, temporal };
        self.current = Some(Current { stream, limits, newest: packet.sequence });
        Verdict::Forward(self.numbering.begin(packet, limits))
    }

    /// The next packet of the stream that is forwarded.
    fn take_next(&mut self, packet: &Packet, current: Current) -> Verdict {
        let limits = self.limits(packet, current);
        if limits != current.limits {
            self.numbering.limit(packet.sequence, limits);
        }
        self.current = Some(Current { limits, newest: packet.sequence, ..current });
        if !limits.allow(packet) {
            self.numbering.leave_out(packet);
            return Verdict::Drop;
        }
        self.numbering.forward(packet).map_or(Verdict::Drop, Verdict::Forward)
    }

    /// A packet that is not the newest: it goes where its number was kept for it.
    fn take_late(&mut self, packet: &Packet) -> Verdict {
        let Some(place) = self.numbering.place(packet.stream, packet.sequence) else { return Verdict::Drop };
        let is_shown = place.limits.allow(packet);
        let outgoing = self.numbering.fill(packet, &place);
        if is_shown { Verdict::Forward(outgoing) } else { Verdict::Fill(outgoing) }
    }

    /// Up to which layers packets go on from this one on: nearer to the target where its frame allows that.
    fn limits(&self, packet: &Packet, current: Current) -> Limits {
        let (facts, mut limits) = (packet.facts, current.limits);
        let Some(target) = self.target.filter(|target| target.stream == current.stream) else {
            return limits;
        };
        if facts.starts_key {
            return Limits { spatial: target.spatial, temporal: target.temporal };
        }
        if !facts.begins_frame {
            return limits;
        }
        if facts.spatial == 0 {
            limits.spatial = limits.spatial.min(target.spatial);
            limits.temporal = limits.temporal.min(target.temporal);
        }
        let steps_up = |layer: u8, limit: u8, target: u8| layer == limit.saturating_add(1) && layer <= target;
        if facts.switches_up && steps_up(facts.temporal, limits.temporal, target.temporal) {
            limits.temporal = facts.temporal;
        }
        if facts.switches_up && steps_up(facts.spatial, limits.spatial, target.spatial) {
            limits.spatial = facts.spatial;
        }
        if facts.opens_above && facts.temporal <= limits.temporal {
            limits.temporal = limits.temporal.max(target.temporal);
        }
        limits
    }
}

impl Limits {
    const fn allow(self, packet: &Packet) -> bool {
        packet.facts.spatial <= self.spatial && packet.facts.temporal <= self.temporal
    }
}
