//! Calls that a callee missed.

use std::collections::BTreeMap;

use heliograph_wire::control::NAME_LIMIT;
use heliograph_wire::rendezvous::{Heard, Intro, Lane, LinkHash, NOTES_AT_MOST, Note, Task};
use heliograph_wire::{Millis, Private};

use super::NOTE_BYTES;
use super::plain::plain;
use crate::context::Context;
use crate::view::{MissedView, MissedWhen};

const DAY: u64 = 24 * 60 * 60 * 1_000;

#[derive(Default)]
pub(super) struct Missed {
    /// Notes that are being opened.
    unheard: BTreeMap<Lane, Unheard>,
    calls: BTreeMap<u32, Call>,
    /// The companion's number of the last note, whatever it held.
    last: Option<u32>,
}

struct Unheard {
    number: u32,
    hash: LinkHash,
    day: u32,
}

struct Call {
    hash: LinkHash,
    name: Private<String>,
    when: MissedWhen,
    note: Private<String>,
}

impl Missed {
    /// Whether one more note is opened.
    pub(super) fn has_room(&self) -> bool {
        self.unheard.len() < NOTES_AT_MOST
    }

    /// A note is being opened.
    pub(super) fn open(&mut self, lane: Lane, note: &Note) {
        self.last = self.last.max(Some(note.number));
        self.unheard.insert(lane, Unheard { number: note.number, hash: note.hash, day: note.day });
    }

    /// It was, if this lane is a note's.
    pub(super) fn heard(&mut self, lane: Lane, heard: &Heard, context: &mut Context<'_>) {
        let Some(Unheard { number, hash, day }) = self.unheard.remove(&lane) else { return };
        context.keys(Task::Forget(lane));
        let Heard::Letter(bytes) = heard else { return };
        let Some(intro) = Intro::decode(bytes.reveal()) else { return };
        let call = Call {
            hash,
            name: plain(intro.name.reveal(), NAME_LIMIT),
            when: when(day, intro.at),
            note: plain(intro.note.reveal(), NOTE_BYTES),
        };
        self.calls.insert(number, call);
        if self.calls.len() > NOTES_AT_MOST {
            self.calls.pop_first();
        }
    }

    /// Forgets all; the companion may, up to this number.
    pub(super) fn forget(&mut self) -> Option<u32> {
        self.calls.clear();
        self.last.take()
    }

    pub(super) fn view(&self, label: impl Fn(&LinkHash) -> Option<Private<String>>) -> Vec<MissedView> {
        let view = |(number, call): (&u32, &Call)| MissedView {
            number: *number,
            name: call.name.clone(),
            label: label(&call.hash),
            when: call.when,
            note: call.note.clone(),
        };
        self.calls.iter().map(view).collect()
    }
}

/// The moment that the caller's clock says, unless the companion had another day, here or anywhere else on Earth.
fn when(day: u32, at: u64) -> MissedWhen {
    let begin = u64::from(day) * DAY;
    if (begin.saturating_sub(DAY)..begin + 2 * DAY).contains(&at) {
        MissedWhen::At(Millis(at))
    } else {
        MissedWhen::On(Millis(begin + DAY / 2))
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, when};
    use crate::view::MissedWhen;
    use heliograph_wire::Millis;

    #[test]
    fn a_clock_that_cannot_be_right_is_not_believed() {
        for at in [20_000 * DAY, 20_000 * DAY - DAY, 20_002 * DAY - 1] {
            assert_eq!(when(20_000, at), MissedWhen::At(Millis(at)));
        }
        for at in [0, 20_000 * DAY - DAY - 1, 20_002 * DAY, u64::MAX] {
            assert_eq!(when(20_000, at), MissedWhen::On(Millis(20_000 * DAY + DAY / 2)));
        }
        assert_eq!(when(u32::MAX, 0), MissedWhen::On(Millis(u64::from(u32::MAX) * DAY + DAY / 2)));
    }
}
