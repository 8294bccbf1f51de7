//! The dependency descriptor (AV1 RTP payload format, appendix A), which packets of any codec may have: which frames a
//! frame needs, and which layers it belongs to, outside the sealed payload.

use std::ops::Range;

use bits::{Bits, Written};

mod bits;
mod structure;
#[cfg(test)]
mod tests;

pub use structure::Structure;

/// What a descriptor says of its packet and its frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// The frame begins with this packet.
    pub begins: bool,
    /// The frame ends with this packet.
    pub ends: bool,
    /// The number of its template.
    pub template: u8,
    /// The number of the frame.
    pub number: u16,
    /// The spatial layer.
    pub spatial: u8,
    /// The temporal layer.
    pub temporal: u8,
    /// Which decode targets the sender still sends, where it says so: bit n is target n.
    pub active: Option<u32>,
    /// What the frame is to each decode target, two bits for each.
    indications: u64,
    has_references: bool,
}

/// The decode targets there are, at most.
pub(crate) const TARGETS: usize = 32;

const TEMPLATES: u8 = 64;

const DISCARDABLE: u64 = 1;
const SWITCH: u64 = 2;
const REQUIRED: u64 = 3;

/// What is written anew of a descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The number of the frame.
    pub number: u16,
    /// By how much the numbers of templates move, so that those of two streams one after the other differ.
    pub templates: u8,
    /// The decode targets that go on; none where they stay as they are.
    pub active: Option<u32>,
}

/// A descriptor taken apart: what it says, and where.
struct Parts {
    descriptor: Descriptor,
    attached: Option<Structure>,
    flags: u64,
    /// The bits of the structure behind its first six.
    structure: Range<usize>,
    /// The bits of what the frame has of its own.
    own: Range<usize>,
}

impl Descriptor {
    /// Reads a descriptor, which may bring a structure, or refers to the one that came last.
    pub fn parse(bytes: &[u8], kept: Option<&Structure>) -> Option<(Self, Option<Structure>)> {
        let parts = Parts::read(bytes, kept)?;
        Some((parts.descriptor, parts.attached))
    }

    /// Writes a descriptor anew, in place of what was there. None where it is none, or refers to a structure that never
    /// came.
    pub fn rewrite(bytes: &[u8], kept: Option<&Structure>, change: Change, out: &mut Vec<u8>) -> Option<()> {
        let parts = Parts::read(bytes, kept)?;
        let structure = parts.attached.as_ref().or(kept)?;
        let mut written = Written::new(out);
        written.put(u64::from(bytes[0] >> 6), 2);
        written.put(u64::from(moved(parts.descriptor.template, change)), 6);
        written.put(u64::from(change.number), 16);
        let active = change.active.or(parts.descriptor.active);
        if bytes.len() == SHORTEST && active.is_none() {
            return Some(());
        }
        let flags = if active.is_some() { parts.flags | ACTIVE } else { parts.flags };
        written.put(flags, 5);
        if parts.attached.is_some() {
            written.put(u64::from(moved(structure.first_template(), change)), 6);
            written.copy(bytes, parts.structure);
        }
        if let Some(active) = active {
            written.put(u64::from(active), structure.targets());
        }
        written.copy(bytes, parts.own);
        Some(())
    }

    /// Whether it is of a key frame, where a structure comes with it.
    pub(crate) fn is_key(&self, is_attached: bool) -> bool {
        is_attached && !self.has_references
    }

    /// Whether it lets a receiver switch to a decode target.
    pub(crate) fn switches(&self, target: usize) -> bool {
        self.indication(target) == SWITCH
    }

    /// Whether no decode target needs the frame for another one.
    pub(crate) fn is_discardable(&self, structure: &Structure) -> bool {
        (0..structure.targets()).all(|target| self.indication(target) <= DISCARDABLE)
    }

    fn indication(&self, target: usize) -> u64 {
        self.indications >> (target * 2) & REQUIRED
    }
}

fn moved(template: u8, change: Change) -> u8 {
    (template + change.templates % TEMPLATES) % TEMPLATES
}

/// Without all that may follow.
const SHORTEST: usize = 3;

const STRUCTURE: u64 = 0b10000;
const ACTIVE: u64 = 0b01000;
const INDICATIONS: u64 = 0b00100;
const REFERENCES: u64 = 0b00010;
const CHAINS: u64 = 0b00001;

impl Parts {
    fn read(bytes: &[u8], kept: Option<&Structure>) -> Option<Self> {
        let mut bits = Bits::new(bytes);
        let (begins, ends) = (bits.flag()?, bits.flag()?);
        let (template, number) = (bits.take(6)? as u8, bits.take(16)? as u16);
        let flags = if bytes.len() > SHORTEST { bits.take(5)? } else { 0 };
        let before = bits.at();
        let attached = if flags & STRUCTURE == 0 { None } else { Some(Structure::read(&mut bits)?) };
        let span = if attached.is_some() { before + 6..bits.at() } else { before..before };
        let structure = attached.as_ref().or(kept)?;
        // All targets are active where a structure comes without saying more.
        let active = if flags & ACTIVE == 0 { None } else { Some(bits.take(structure.targets())? as u32) };
        let own = bits.at();
        let used = structure.template(template)?;
        let mut indications = used.indications;
        if flags & INDICATIONS != 0 {
            indications = structure::read_indications(&mut bits, structure.targets())?;
        }
        let mut has_references = used.has_references;
        if flags & REFERENCES != 0 {
            has_references = false;
            loop {
                let nibbles = bits.take(2)? as usize;
                if nibbles == 0 {
                    break;
                }
                bits.take(nibbles * 4)?;
                has_references = true;
            }
        }
        if flags & CHAINS != 0 {
            bits.skip(structure.chains() * 8)?;
        }
        let descriptor = Descriptor {
            begins,
            ends,
            template,
            number,
            spatial: used.spatial,
            temporal: used.temporal,
            active,
            indications,
            has_references,
        };
        let own = own..bits.at();
        Some(Self { descriptor, attached, flags, structure: span, own })
    }
}
