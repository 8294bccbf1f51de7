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

    pub(crate) fn begin(&mut self, lane: Lane, end: End) {
        self.lanes.insert(lane, end);
    }

    pub(crate) fn forget(&mut self, lane: Lane) {
        self.lanes.remove(&lane);
    }

    pub(crate) fn hear(&mut self, lane: Lane, bytes: &[u8]) -> Outcome {
        let heard = match self.lanes.get_mut(&lane) {
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
