use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::mark::{Mark, Medium};
use heliograph_wire::room::MemberId;

/// What somebody sees of one section: a picture goes on with each frame that is whole and follows the last, or is a key
/// frame; until then it stands still.
#[derive(Default)]
pub struct Sight {
    frames: BTreeMap<u64, Frame>,
    /// The picture, and the number of the last frame that was shown of it.
    shown: Option<(MemberId, Medium, u32)>,
    shows: Vec<Instant>,
    stands_since: Option<Instant>,
    asked: Option<Instant>,
}

struct Frame {
    mark: Mark,
    /// How many packets are there, by sequence number.
    packets: BTreeMap<u64, bool>,
    ends: bool,
}

/// How long a picture may stand before a key frame is asked for.
const PATIENCE: Duration = Duration::from_millis(200);

/// How long until it is asked for again.
const AGAIN: Duration = Duration::from_millis(500);

/// How many frames are kept that cannot be shown.
const KEPT: usize = 64;

impl Sight {
    /// A packet came, with this sequence number and timestamp.
    pub fn take(&mut self, now: Instant, [number, time]: [u64; 2], mark: Mark, packet: Edges) {
        let frame =
            self.frames.entry(time).or_insert_with(|| Frame { mark, packets: BTreeMap::new(), ends: false });
        frame.packets.insert(number, packet.begins);
        frame.ends |= packet.ends;
        while let Some(first) = self.next_shown() {
            let Some(frame) = self.frames.get(&first) else { break };
            self.shown = Some((frame.mark.member, frame.mark.medium, frame.mark.frame));
            self.frames = self.frames.split_off(&(first + 1));
            self.shows.push(now);
            self.stands_since = None;
        }
        while self.frames.len() > KEPT {
            self.frames.pop_first();
        }
        if !self.frames.is_empty() {
            self.stands_since.get_or_insert(now);
        }
    }

    /// Whether a key frame is to be asked for now.
    pub fn asks_for_key(&mut self, now: Instant) -> bool {
        let is_stuck = self.stands_since.is_some_and(|since| now >= since + PATIENCE);
        let may_ask = self.asked.is_none_or(|asked| now >= asked + AGAIN);
        if is_stuck && may_ask {
            self.asked = Some(now);
        }
        is_stuck && may_ask
    }

    /// When the picture went on.
    pub fn shows(&self) -> &[Instant] {
        &self.shows
    }

    /// Which frame can be shown next: the earliest that is whole and follows.
    fn next_shown(&self) -> Option<u64> {
        let follows = |frame: &Frame| {
            let Mark { member, medium, is_key, frame: number, .. } = frame.mark;
            is_key || self.shown == Some((member, medium, number.wrapping_sub(1)))
        };
        self.frames.iter().find(|(_, frame)| frame.is_whole() && follows(frame)).map(|(time, _)| *time)
    }
}

/// Whether a packet begins its frame, and ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edges {
    /// It is the first.
    pub begins: bool,
    /// It is the last.
    pub ends: bool,
}

impl Frame {
    fn is_whole(&self) -> bool {
        let (Some((first, begins)), Some((last, _))) =
            (self.packets.first_key_value(), self.packets.last_key_value())
        else {
            return false;
        };
        *begins && self.ends && last - first + 1 == self.packets.len() as u64
    }
}

/// For how long in all a picture stood still that should have gone on: each pause beyond what nobody notices, less the
/// usual time between two frames. `until` is when the last pause ends that is not over.
pub fn frozen(shows: &[Instant], usual: Duration, [from, until]: [Instant; 2]) -> Duration {
    /// From here on a pause is a freeze, as in WebRTC's statistics.
    const NOTICED: Duration = Duration::from_millis(150);
    let inside = shows.iter().copied().filter(|at| (from..until).contains(at));
    let mut last = from;
    let mut frozen = Duration::ZERO;
    for at in inside.chain([until]) {
        let pause = at.saturating_duration_since(last);
        if pause > usual + NOTICED {
            frozen += pause - usual;
        }
        last = at;
    }
    frozen
}

#[cfg(test)]
mod tests {
    use super::{Edges, Sight, frozen};
    use crate::mark::{Mark, Medium};
    use heliograph_wire::room::MemberId;
    use std::time::{Duration, Instant};

    fn milliseconds(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    fn mark(frame: u32, is_key: bool) -> Mark {
        Mark { member: MemberId(1), medium: Medium::Screen, is_key, frame, number: 0, stamp: 0 }
    }

    #[test]
    fn a_picture_goes_on_with_what_follows_or_with_a_key_frame() {
        let (mut sight, now) = (Sight::default(), Instant::now());
        let (begins, ends) = (Edges { begins: true, ends: false }, Edges { begins: false, ends: true });
        let mut frame = |at: u64, frame: u32, is_key, parts: &[(u64, Edges)]| {
            for (number, edges) in parts {
                sight.take(now + milliseconds(at), [*number, u64::from(frame)], mark(frame, is_key), *edges);
            }
            (sight.shows().len(), sight.asks_for_key(now + milliseconds(at)))
        };
        assert_eq!(frame(0, 0, true, &[(0, begins), (1, ends)]), (1, false));
        assert_eq!(frame(30, 1, false, &[(2, begins)]), (1, false));
        assert_eq!(frame(60, 2, false, &[(4, begins), (5, ends)]), (1, false));
        // What was missing came late.
        assert_eq!(frame(90, 1, false, &[(3, ends)]), (3, false));
        assert_eq!(frame(120, 4, false, &[(8, begins), (9, ends)]), (3, false));
        assert_eq!(frame(400, 5, false, &[(10, begins), (11, ends)]), (3, true));
        assert_eq!(frame(430, 6, true, &[(12, begins), (13, ends)]), (4, false));
    }

    #[test]
    fn a_freeze_is_what_a_pause_lasts_too_long() {
        let now = Instant::now();
        let shows = [0, 33, 66, 400, 433].map(|at| now + milliseconds(at));
        let within = [now, now + milliseconds(450)];
        assert_eq!(frozen(&shows, milliseconds(33), within), milliseconds(334 - 33));
        assert_eq!(frozen(&[], milliseconds(33), within), milliseconds(450 - 33));
    }
}
