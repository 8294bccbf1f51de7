//! Who rings at the page of a callee.

use std::collections::{BTreeMap, VecDeque};

use heliograph_wire::control::{NAME_LIMIT, Switch};
use heliograph_wire::rendezvous::{Answer, Heard, Intro, Lane, LinkHash, RingOver, Task};
use heliograph_wire::{Millis, Private};

use super::RingId;
use super::plain::plain;
use crate::context::Context;
use crate::patience::{RING_EVERY, RING_IS_FRESH, RING_LIMIT};
use crate::view::{Clocks, RingEnd, RingNews};
use crate::{RingView, Sound};

/// As many ring here at once; whoever else does waits for one of them to end, and is missed if that takes too long.
const AT_MOST: usize = 8;

/// As many wait; a companion lets fewer ring at a time.
const WAITING_AT_MOST: usize = 32;

/// So many rings that are over are known again, should they be brought once more.
const KNOWN_AT_MOST: usize = 256;

#[derive(Default)]
pub(super) struct Rings {
    /// Those for whom there is no room yet.
    waiting: VecDeque<Waiting>,
    /// Those whose introduction is being opened.
    unheard: BTreeMap<Lane, Unheard>,
    ringing: BTreeMap<Lane, Ring>,
    /// Those to whom something is said still that ends it here, until the companion knows.
    ended: BTreeMap<Lane, u32>,
    /// Introductions that rang before.
    known: VecDeque<Private<Vec<u8>>>,
    /// When it is heard next.
    next: Option<Millis>,
}

struct Waiting {
    number: u32,
    hash: LinkHash,
    intro: Private<Vec<u8>>,
}

struct Unheard {
    number: u32,
    hash: LinkHash,
}

pub(super) struct Ring {
    /// The companion's number of it.
    pub(super) number: u32,
    pub(super) lane: Lane,
    pub(super) name: Private<String>,
    pub(super) direct: Switch,
    hash: LinkHash,
    intro: Private<Vec<u8>>,
    since: Millis,
    sound: Switch,
    clocks: Clocks,
}

impl Rings {
    /// The companion brings one; what it brings twice rings once.
    pub(super) fn brought(&mut self, number: u32, hash: LinkHash, intro: Private<Vec<u8>>) {
        let waiting = self.waiting.iter().map(|waiting| waiting.number);
        let unheard = self.unheard.values().map(|unheard| unheard.number);
        let ringing = self.ringing.values().map(|ring| ring.number);
        let is_known = waiting.chain(unheard).chain(ringing).any(|other| other == number);
        if !is_known && self.waiting.len() < WAITING_AT_MOST {
            self.waiting.push_back(Waiting { number, hash, intro });
        }
    }

    /// Has the introduction of the next one opened, if there is room for it.
    pub(super) fn open_next(&mut self, lane: Lane) -> Option<Private<Vec<u8>>> {
        if self.unheard.len() + self.ringing.len() >= AT_MOST {
            return None;
        }
        let Waiting { number, hash, intro } = self.waiting.pop_front()?;
        self.unheard.insert(lane, Unheard { number, hash });
        Some(intro)
    }

    /// Its introduction was opened, if this lane is a ring's.
    pub(super) fn heard(&mut self, lane: Lane, heard: &Heard, context: &mut Context<'_>) {
        let Some(Unheard { number, hash }) = self.unheard.remove(&lane) else { return };
        match heard {
            Heard::Letter(bytes) if let Some(intro) = self.unknown(bytes) => {
                let (name, direct) = (plain(intro.name.reveal(), NAME_LIMIT), intro.direct);
                let (since, clocks) = (context.now, clocks(context.now, intro.at));
                // What somebody may have kept wakes nobody up.
                let sound = match clocks {
                    Clocks::Agree => Switch::On,
                    Clocks::Differ => Switch::Off,
                };
                let intro = bytes.clone();
                let ring = Ring { number, lane, name, direct, hash, intro, since, sound, clocks };
                self.ringing.insert(lane, ring);
            }
            // Not sealed to this callee, or rung before: somebody plays a ring again.
            _ => context.keys(Task::Forget(lane)),
        }
    }

    fn unknown(&self, bytes: &Private<Vec<u8>>) -> Option<Intro> {
        let intro = Intro::decode(bytes.reveal())?;
        let rings = self.ringing.values().any(|ring| ring.intro == *bytes);
        (!rings && !self.known.contains(bytes)).then_some(intro)
    }

    /// The companion says that it is over. Says so, where it was on show.
    pub(super) fn over(&mut self, number: u32, why: RingOver, context: &mut Context<'_>) -> Option<RingNews> {
        self.unheard.retain(|lane, unheard| {
            if unheard.number == number {
                context.keys(Task::Forget(*lane));
            }
            unheard.number != number
        });
        self.waiting.retain(|waiting| waiting.number != number);
        self.ended.retain(|_, ended| *ended != number);
        let lane = self.ringing.values().find(|ring| ring.number == number)?.lane;
        let ring = self.end(lane, context)?;
        let end = match why {
            RingOver::Elsewhere => RingEnd::Elsewhere,
            RingOver::CallerGone => RingEnd::HungUp,
            RingOver::Unanswered => RingEnd::Unanswered,
        };
        Some(RingNews { name: ring.name, end })
    }

    /// Takes one to be answered.
    pub(super) fn take(&mut self, id: RingId) -> Option<Ring> {
        let ring = self.ringing.remove(&Lane(id.0))?;
        self.know(ring.intro.clone());
        Some(ring)
    }

    /// Tells whoever rings that they are not answered.
    pub(super) fn refuse(&mut self, id: RingId, answer: &Answer, context: &mut Context<'_>) {
        let lane = Lane(id.0);
        let Some(ring) = self.ringing.remove(&lane) else { return };
        self.know(ring.intro);
        self.say_last(ring.number, lane, answer.encode(), context);
    }

    /// Says this to whoever rings, or was answered, and nothing more.
    pub(super) fn say_last(&mut self, number: u32, lane: Lane, bytes: Vec<u8>, context: &mut Context<'_>) {
        self.ended.insert(lane, number);
        context.keys(Task::Say { lane, bytes: Private::new(bytes) });
        context.keys(Task::Forget(lane));
    }

    /// The companion's number of a ring that has ended here, to which something is said still.
    pub(super) fn ended(&self, lane: Lane) -> Option<u32> {
        self.ended.get(&lane).copied()
    }

    pub(super) fn silence(&mut self, id: RingId) {
        if let Some(ring) = self.ringing.get_mut(&Lane(id.0)) {
            ring.sound = Switch::Off;
        }
    }

    /// The companion is gone. It may bring the same ones again when it is back.
    pub(super) fn interrupt(&mut self, context: &mut Context<'_>) {
        self.waiting.clear();
        self.ended.clear();
        let unheard = std::mem::take(&mut self.unheard).into_keys();
        let ringing = std::mem::take(&mut self.ringing).into_keys();
        unheard.chain(ringing).for_each(|lane| context.keys(Task::Forget(lane)));
        self.next = None;
    }

    fn end(&mut self, lane: Lane, context: &mut Context<'_>) -> Option<Ring> {
        let ring = self.ringing.remove(&lane)?;
        self.know(ring.intro.clone());
        context.keys(Task::Forget(lane));
        Some(ring)
    }

    fn know(&mut self, intro: Private<Vec<u8>>) {
        self.known.truncate(KNOWN_AT_MOST - 1);
        self.known.push_front(intro);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ringing.is_empty()
    }

    fn are_heard(&self, sounds: Switch) -> bool {
        sounds == Switch::On && self.ringing.values().any(|ring| ring.sound == Switch::On)
    }

    pub(super) fn tick(&mut self, sounds: Switch, context: &mut Context<'_>) {
        let now = context.now;
        let late: Vec<Lane> = self
            .ringing
            .values()
            .filter(|ring| now >= ring.since + RING_LIMIT)
            .map(|ring| ring.lane)
            .collect();
        for lane in late {
            self.end(lane, context);
        }
        if !self.are_heard(sounds) {
            self.next = self.next.filter(|_| !self.ringing.is_empty());
            return;
        }
        if self.next.is_none_or(|next| now >= next) {
            self.next = Some(now + RING_EVERY);
            context.play(Sound::Ringing);
        }
    }

    pub(super) fn deadline(&self, sounds: Switch) -> Option<Millis> {
        let late = self.ringing.values().map(|ring| ring.since + RING_LIMIT).min();
        [late, self.next.filter(|_| self.are_heard(sounds))].into_iter().flatten().min()
    }

    pub(super) fn view(&self, label: impl Fn(&LinkHash) -> Option<Private<String>>) -> Vec<RingView> {
        let view = |ring: &Ring| RingView {
            id: RingId(ring.lane.0),
            name: ring.name.clone(),
            label: label(&ring.hash),
            since: ring.since,
            direct: ring.direct,
            sound: ring.sound,
            clocks: ring.clocks,
        };
        self.ringing.values().map(view).collect()
    }
}

const fn clocks(own: Millis, theirs: u64) -> Clocks {
    if own.0.abs_diff(theirs) <= RING_IS_FRESH.0 { Clocks::Agree } else { Clocks::Differ }
}
