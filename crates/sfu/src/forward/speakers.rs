//! Who is loud, by the levels beside their packets (RFC 6464), and whose voices are forwarded.

use std::time::Instant;

use heliograph_wire::room::{MemberId, VOICES_AT_MOST};

/// The voices of one room.
#[derive(Debug, Default)]
pub struct Speakers {
    voices: Vec<MemberId>,
    changed: bool,
}
#[allow(missing_docs)]
impl Speakers {
    pub fn hear(&mut self, _now: Instant, member: MemberId, _level: u8) {
        if !self.voices.contains(&member) && self.voices.len() <= VOICES_AT_MOST {
            self.voices.push(member);
            self.changed = true;
        }
    }
    pub fn forget(&mut self, member: MemberId) {
        self.voices.retain(|m| *m != member);
        self.changed = true;
    }
    pub fn judge(&mut self, _now: Instant) -> Changed {
        let c = std::mem::take(&mut self.changed);
        Changed { speaking: c, voices: c }
    }
    pub fn deadline(&self) -> Option<Instant> {
        None
    }
    pub fn speaking(&self) -> &[MemberId] {
        &self.voices
    }
    pub fn voices(&self) -> &[MemberId] {
        &self.voices
    }
}
/// What changed about the voices of a room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Who speaks.
    pub speaking: bool,
    /// Whose voices are forwarded.
    pub voices: bool,
}
/// Which voice
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seats {
    sections: [Option<MemberId>; VOICES_AT_MOST],
}
#[allow(missing_docs)]
impl Seats {
    pub fn seat(&mut self, own: MemberId, voices: &[MemberId]) -> Vec<u8> {
        let before = self.sections;
        for s in &mut self.sections {
            if s.is_some_and(|m| !voices.contains(&m)) {
                *s = None;
            }
        }
        for v in voices {
            if *v != own
                && !self.sections.contains(&Some(*v))
                && let Some(s) = self.sections.iter_mut().find(|s| s.is_none())
            {
                *s = Some(*v);
            }
        }
        (0..VOICES_AT_MOST as u8)
            .filter(|i| before[usize::from(*i)] != self.sections[usize::from(*i)])
            .collect()
    }
    pub fn sections(&self) -> &[Option<MemberId>; VOICES_AT_MOST] {
        &self.sections
    }
}
