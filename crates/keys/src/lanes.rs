//! All lanes of a page.

use std::collections::BTreeMap;

use heliograph_wire::Private;
use heliograph_wire::rendezvous::{Heard, Lane, Outcome};

use crate::meeting::Meeting;
use crate::ring::Ring;

/// More at once are refused: who rings without end cannot fill the memory.
pub(crate) const MOST: usize = 64;

#[derive(Default)]
pub(crate) struct Lanes {
    lanes: BTreeMap<Lane, End>,
    /// What was said first on each lane: nobody else ever says the same.
    begun: BTreeMap<Lane, Vec<u8>>,
}

/// This side's end of a lane.
pub(crate) enum End {
    Words(Meeting),
    Link(Ring),
}

impl Lanes {
    /// Whether a lane can begin: it never did, and there is room.
    pub(crate) fn has_room_for(&self, lane: Lane) -> bool {
        self.lanes.len() < MOST && !self.lanes.contains_key(&lane)
    }

    /// Begins a lane by saying something.
    pub(crate) fn begin(&mut self, lane: Lane, end: End, message: Vec<u8>) -> Outcome {
        self.lanes.insert(lane, end);
        self.begun.insert(lane, message.clone());
        Outcome::Say { lane, bytes: Private::new(message) }
    }

    /// Begins a lane by what somebody else said.
    pub(crate) fn answer(&mut self, lane: Lane, end: End, letter: Private<Vec<u8>>) -> Outcome {
        self.lanes.insert(lane, end);
        Outcome::Heard { lane, heard: Heard::Letter(letter) }
    }

    pub(crate) fn forget(&mut self, lane: Lane) {
        self.lanes.remove(&lane);
        self.begun.remove(&lane);
    }

    pub(crate) fn hear(&mut self, lane: Lane, bytes: &[u8]) -> Outcome {
        let is_mirrored = self.begun.values().any(|message| message == bytes);
        let heard = match self.lanes.get_mut(&lane) {
            Some(End::Words(meeting)) if is_mirrored => meeting.hear_mirror(bytes),
            Some(End::Words(meeting)) => meeting.hear(bytes),
            Some(End::Link(ring)) => ring.hear(bytes),
            None => Heard::Nothing,
        };
        Outcome::Heard { lane, heard }
    }

    pub(crate) fn say(&mut self, lane: Lane, bytes: &[u8]) -> Outcome {
        let sealed = match self.lanes.get_mut(&lane) {
            Some(End::Words(meeting)) => meeting.say(bytes),
            Some(End::Link(ring)) => ring.say(bytes),
            None => None,
        };
        sealed.map_or(Outcome::Done, |bytes| Outcome::Say { lane, bytes: Private::new(bytes) })
    }
}
