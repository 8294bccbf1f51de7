//! What of each picture a receiver gets: as much as their tiles show and their line carries.

use std::time::Instant;

/// A picture that a receiver has on show.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// By which section it comes.
    pub section: u8,
    /// How high it is shown, in pixels.
    pub height: u16,
    /// Where the line has no room for all, those with the higher number go first.
    pub weight: u8,
    /// What there is of it, the smallest first.
    pub layers: &'a [Offered],
}

/// A layer of a picture that could be forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Its number among the layers of the picture.
    pub layer: u8,
    /// How high it is, in pixels.
    pub height: u16,
    /// The bits of a second, up to and with each temporal layer; what is not there has what the one below has.
    pub bits: [u32; TEMPORAL_LAYERS],
}

/// More temporal layers than these are forwarded together with the last.
pub const TEMPORAL_LAYERS: usize = 3;

/// What of a picture a receiver gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Choice {
    /// The layer.
    pub layer: u8,
    /// Up to which temporal layer.
    pub temporal: u8,
}

/// What of a section's picture a receiver gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allotted {
    /// The section.
    pub section: u8,
    /// None where there is no room for any of it, or nothing of it comes.
    pub choice: Option<Choice>,
    /// Whether the line is why it is less than the tile shows.
    pub short: bool,
}

/// What a receiver gets in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allotment {
    /// One for each wish, in their order.
    pub sections: Vec<Allotted>,
    /// The bits of a second that all of it takes, sound included.
    pub taken: u64,
    /// The bits of a second that everything on show would take, sound included: what a probe may go up to.
    pub desired: u64,
    /// When it is worth asking again, though nothing else changed.
    pub again: Option<Instant>,
}

/// Allots one receiver's line.
#[derive(Debug, Default)]
pub struct Allotter {}

impl Allotter {
    /// Says what of each picture they get, when their line carries so many bits in a second and sound takes so many of
    /// them.
    pub fn allot(&mut self, _now: Instant, line: Line, wishes: &[Wish<'_>]) -> Allotment {
        let mut left = line.estimate.saturating_sub(line.sound);
        let (mut taken, mut desired) = (line.sound, line.sound);
        let sections = wishes
            .iter()
            .map(|w| {
                desired += w
                    .layers
                    .iter()
                    .rfind(|l| l.height <= w.height.max(180))
                    .map_or(0, |l| u64::from(l.bits[2]));
                let c =
                    w.layers.iter().rfind(|l| l.height <= w.height.max(180) && u64::from(l.bits[2]) <= left);
                if let Some(c) = c {
                    left -= u64::from(c.bits[2]);
                    taken += u64::from(c.bits[2]);
                }
                Allotted {
                    section: w.section,
                    choice: c.map(|c| Choice { layer: c.layer, temporal: 2 }),
                    short: c.is_none() && !w.layers.is_empty(),
                }
            })
            .collect();
        Allotment { sections, taken, desired, again: None }
    }
}

/// What a receiver's line carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The bits of a second that are estimated.
    pub estimate: u64,
    /// Of these, what is kept for sound.
    pub sound: u64,
}
