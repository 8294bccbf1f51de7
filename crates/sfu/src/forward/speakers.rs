//! Who is loud, by the levels beside their packets (RFC 6464), and whose voices are forwarded.

use std::time::Instant;

use heliograph_wire::room::{MemberId, VOICES_AT_MOST};

/// The voices of one room.
#[derive(Debug, Default)]
pub struct Speakers {}

impl Speakers {
    /// A packet with this level came: 0 is the loudest, 127 is silence. Returns whether it is worth judging at once, since
    /// somebody begins to speak who is not heard yet.
    pub fn hear(&mut self, _now: Instant, _member: MemberId, _level: u8) -> bool {
        todo!()
    }

    /// A member is gone, or may not be heard any more.
    pub fn forget(&mut self, _member: MemberId) {
        todo!()
    }

    /// Judges anew, a few times in a second at most, and says what changed.
    pub fn judge(&mut self, _now: Instant) -> Changed {
        todo!()
    }

    /// When it is worth judging again; none while nobody makes a sound.
    pub fn deadline(&self) -> Option<Instant> {
        todo!()
    }

    /// Who speaks, the loudest first.
    pub fn speaking(&self) -> &[MemberId] {
        todo!()
    }

    /// Whose voices are forwarded, one more than any receiver has sections, since nobody hears themselves.
    pub fn voices(&self) -> &[MemberId] {
        todo!()
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

/// Which voice comes to one receiver by which section. Voices that stay keep their sections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seats {
    sections: [Option<MemberId>; VOICES_AT_MOST],
}

impl Seats {
    /// Seats these voices, but not the receiver's own, and returns the sections that changed.
    pub fn seat(&mut self, _own: MemberId, _voices: &[MemberId]) -> Vec<u8> {
        todo!()
    }

    /// Who is where.
    pub fn sections(&self) -> &[Option<MemberId>; VOICES_AT_MOST] {
        &self.sections
    }
}
