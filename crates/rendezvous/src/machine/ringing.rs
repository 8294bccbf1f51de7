//! Ringing: whoever opens a link learns nothing from it but by the device that takes the ring.

use heliograph_machine::{Allowance, Rate};
use heliograph_wire::rendezvous::{LinkHash, NOTE_LIMIT, Notice, Over, Request, RingOver, SEALED_LIMIT};
use heliograph_wire::{Millis, Private};

use super::links::hash_of;
use super::{Part, Rendezvous, tell};
use crate::callees::Key;
use crate::event::{Action, Guest};
use crate::rings::{AFTERWARDS, LINGERS, PAUSE, RINGS, Ring, Stage, WAKES_WITHIN};
use crate::sources::{count_untaken, delay};
use crate::timers::Timer;

impl Rendezvous {
    /// Somebody rings by a link. What is done, and when, is the same for each link.
    pub(super) fn ring(
        &mut self,
        guest: Guest,
        link: Private<[u8; 16]>,
        intro: Private<Vec<u8>>,
    ) -> Result<(), Over> {
        if intro.reveal().len() > NOTE_LIMIT {
            return Err(Over::Mistaken);
        }
        let now = self.now.monotonic;
        let source = self.take_one(guest, |usage| &mut usage.rings, self.settings.rings_per_minute)?;
        let due = now + PAUSE + delay(&mut self.sources, source, now);
        let wakes = due + AFTERWARDS + Millis(self.chance.below(WAKES_WITHIN.0 as u32 + 1).into());
        let number = self.new_ring_number();
        let hash = hash_of(link.reveal());
        let callee = self.reach(&hash, number);
        self.figures.rung += 1;
        self.take_part(guest, Part::Caller(number));
        self.timers.set(due, Timer::Ring(number));
        self.timers.set(wakes, Timer::Wake(number));
        let ring = Ring { caller: guest, source, hash, link, wakes, callee, intro, stage: Stage::Begun, due };
        self.rings.insert(number, ring);
        Ok(())
    }

    /// Whom a ring reaches. Where it is nobody, the same is looked up and counted for nobody.
    fn reach(&mut self, hash: &LinkHash, number: u32) -> Option<Key> {
        let rate = Rate::per_minute(self.settings.rings_per_callee);
        let owner = self.callees.owner(hash).copied();
        let callee = self.callees.get(&owner.unwrap_or(hash.0));
        let is_known = owner.is_some() && callee.is_some();
        let (mut nobody, mut nothing) = (Allowance::default(), Vec::new());
        let (rung, rings) =
            callee.map_or((&mut nobody, &mut nothing), |callee| (&mut callee.rung, &mut callee.rings));
        let may_ring = rung.take(self.now.monotonic, rate).is_ok();
        if may_ring {
            rings.push(number);
        }
        owner.filter(|_| is_known && may_ring)
    }

    fn new_ring_number(&mut self) -> u32 {
        loop {
            let number = self.chance.number();
            if !self.rings.contains_key(&number) {
                return number;
            }
        }
    }

    /// A ring goes on.
    pub(super) fn ring_due(&mut self, number: u32, due: Millis, actions: &mut Vec<Action>) {
        let Some(ring) = self.rings.get_mut(&number) else { return };
        let caller = ring.caller;
        match ring.stage {
            Stage::Begun => {
                self.set_stage(number, Stage::Announced, due + AFTERWARDS);
                actions.push(tell(caller, Notice::Ringing));
            }
            Stage::Announced => {
                self.set_stage(number, Stage::Rings, due - AFTERWARDS + RINGS);
                if let Some(notice) = self.rings_notice(number) {
                    self.tell_devices(number, &notice, actions);
                    if let Some(callee) = self.rings.get(&number).and_then(|ring| ring.callee) {
                        self.activate(callee, actions);
                    }
                }
            }
            Stage::Rings => {
                self.set_stage(number, Stage::Unanswered, due + AFTERWARDS);
                actions.push(tell(caller, Notice::Unanswered));
            }
            Stage::Unanswered => {
                self.set_stage(number, Stage::Over(None), due + LINGERS);
                self.come_to_nothing(number, RingOver::Unanswered, actions);
            }
            Stage::Noting => {
                self.set_stage(number, Stage::Noted, due + LINGERS);
                actions.push(tell(caller, Notice::Noted));
            }
            Stage::Taken(_) | Stage::Over(_) | Stage::Noted => self.refuse(caller, Over::Expired, actions),
        }
    }

    /// What somebody says who rings, or rang.
    pub(super) fn by_caller(
        &mut self,
        guest: Guest,
        number: u32,
        request: Request,
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        if self.rings.get(&number).is_some_and(|ring| ring.stage == Stage::Unanswered) {
            self.ring_due(number, self.now.monotonic, actions);
        }
        let Some(ring) = self.rings.get(&number) else { return Err(Over::Mistaken) };
        match (request, ring.stage) {
            (Request::Say { to, sealed }, stage) if sealed.reveal().len() <= SEALED_LIMIT => {
                if let (0, Stage::Taken(device)) = (to, stage) {
                    actions.push(tell(device, Notice::Told { ring: number, sealed }));
                }
            }
            (Request::LeaveNote { note }, Stage::Over(replaces)) if note.reveal().len() <= NOTE_LIMIT => {
                let (hash, callee) = (ring.hash, ring.callee);
                self.set_stage(number, Stage::Noting, self.now.monotonic + PAUSE);
                if let Some(callee) = callee {
                    self.leave_note(callee, (hash, note), replaces, actions);
                }
            }
            (Request::Leave, _) => self.leave(guest, actions),
            // All else is for others, too early, too late or too long.
            _ => return Err(Over::Mistaken),
        }
        Ok(())
    }

    /// Whoever rang is not here any more.
    pub(super) fn caller_left(&mut self, number: u32, actions: &mut Vec<Action>) {
        let Some(ring) = self.rings.get(&number) else { return };
        match ring.stage {
            Stage::Begun | Stage::Announced | Stage::Rings => {
                self.come_to_nothing(number, RingOver::CallerGone, actions);
            }
            Stage::Unanswered => self.come_to_nothing(number, RingOver::Unanswered, actions),
            Stage::Taken(device) => {
                actions.push(tell(device, Notice::RingOver { ring: number, why: RingOver::CallerGone }));
            }
            Stage::Over(_) | Stage::Noting | Stage::Noted => {}
        }
        self.forget_at_callee(number);
        if let Some(ring) = self.rings.remove(&number) {
            self.timers.clear(ring.due, Timer::Ring(number));
            self.timers.clear(ring.wakes, Timer::Wake(number));
        }
    }

    /// The device that took a ring is not here any more.
    pub(super) fn ring_dropped(&mut self, number: u32, actions: &mut Vec<Action>) {
        self.set_stage(number, Stage::Over(None), self.now.monotonic + LINGERS);
        self.forget_at_callee(number);
        let caller = self.rings.get(&number).map(|ring| ring.caller);
        actions.extend(caller.map(|caller| tell(caller, Notice::Unanswered)));
    }

    /// A device takes a ring: the first has it.
    pub(super) fn take_ring(
        &mut self,
        guest: Guest,
        key: Key,
        (number, sealed): (u32, Private<Vec<u8>>),
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        let ring =
            self.rings.get(&number).filter(|ring| ring.callee == Some(key) && ring.stage == Stage::Rings);
        let Some(caller) = ring.map(|ring| ring.caller) else {
            return self.tell_caller(guest, key, (number, sealed), actions);
        };
        if sealed.reveal().len() > SEALED_LIMIT {
            return Err(Over::Mistaken);
        }
        self.figures.taken += 1;
        self.set_stage(number, Stage::Taken(guest), self.now.monotonic + LINGERS);
        actions.push(tell(caller, Notice::Heard(sealed)));
        let devices = self.callees.get(&key).map_or_else(Vec::new, |callee| callee.devices.clone());
        let others = devices.into_iter().filter(|device| *device != guest);
        let elsewhere = Notice::RingOver { ring: number, why: RingOver::Elsewhere };
        actions.extend(others.map(|device| tell(device, elsewhere.clone())));
        Ok(())
    }

    /// The device that took a ring says more.
    pub(super) fn tell_caller(
        &self,
        guest: Guest,
        key: Key,
        (number, sealed): (u32, Private<Vec<u8>>),
        actions: &mut Vec<Action>,
    ) -> Result<(), Over> {
        if sealed.reveal().len() > SEALED_LIMIT {
            return Err(Over::Mistaken);
        }
        let ring = self.rings.get(&number).filter(|ring| ring.callee == Some(key));
        let why = match ring.map(|ring| (ring.stage, ring.caller)) {
            Some((Stage::Taken(device), caller)) if device == guest => {
                actions.push(tell(caller, Notice::Heard(sealed)));
                return Ok(());
            }
            Some((Stage::Taken(_), _)) => RingOver::Elsewhere,
            Some((Stage::Unanswered | Stage::Over(_) | Stage::Noting | Stage::Noted, _)) => {
                RingOver::Unanswered
            }
            // No device has heard of it yet, or it rings and may be taken.
            Some((Stage::Begun | Stage::Announced | Stage::Rings, _)) => return Ok(()),
            None => RingOver::CallerGone,
        };
        actions.push(tell(guest, Notice::RingOver { ring: number, why }));
        Ok(())
    }

    /// What a device hears of a ring that it may take.
    pub(super) fn rings_notice(&self, number: u32) -> Option<Notice> {
        let ring = self.rings.get(&number).filter(|ring| ring.stage == Stage::Rings)?;
        Some(Notice::Rings { ring: number, hash: ring.hash, intro: ring.intro.clone() })
    }

    /// Nobody took a ring: that counts against its source whatever the link, and leaves the introduction as a note.
    fn come_to_nothing(&mut self, number: u32, why: RingOver, actions: &mut Vec<Action>) {
        let Some(ring) = self.rings.get_mut(&number) else { return };
        let intro = std::mem::replace(&mut ring.intro, Private::new(Vec::new()));
        let (callee, hash, source) = (ring.callee, ring.hash, ring.source);
        let was_heard = !matches!(ring.stage, Stage::Begun | Stage::Announced);
        count_untaken(&mut self.sources, source, self.now.monotonic);
        if was_heard {
            self.tell_devices(number, &Notice::RingOver { ring: number, why }, actions);
        }
        self.forget_at_callee(number);
        let note = callee.and_then(|callee| self.leave_note(callee, (hash, intro), None, actions));
        if let Some(Ring { stage: Stage::Over(left), .. }) = self.rings.get_mut(&number) {
            *left = note;
        }
    }

    fn tell_devices(&mut self, number: u32, notice: &Notice, actions: &mut Vec<Action>) {
        let callee = self.rings.get(&number).and_then(|ring| ring.callee);
        if let Some(callee) = callee.and_then(|key| self.callees.get(&key)) {
            actions.extend(callee.devices.iter().map(|device| tell(*device, notice.clone())));
        }
    }

    /// Has a push message sent to the devices of a callee if it still rings, also where others attend: those may be in
    /// another room.
    pub(super) fn wake_devices(&mut self, number: u32, actions: &mut Vec<Action>) {
        let Some(ring) = self.rings.get_mut(&number) else { return };
        // Nothing needs it any more, so that nobody can find it here.
        let link = std::mem::replace(&mut ring.link, Private::new([0; 16]));
        let seconds = (ring.due.since(self.now.monotonic).0 / 1_000) as u32;
        let does_ring = ring.stage == Stage::Rings && self.settings.push.is_some();
        let Some(key) = ring.callee.filter(|_| does_ring) else { return };
        let record = self.callees.get(&key).and_then(|callee| callee.record.as_ref());
        let Some(record) = record.filter(|record| !record.subscriptions.is_empty()) else { return };
        let Some(kept) = record.link(&ring.hash) else { return };
        let (wake, subscriptions) = (kept.wake.clone(), record.subscriptions.clone());
        actions.push(Action::Wake { key, link, wake, subscriptions, seconds });
    }

    fn forget_at_callee(&mut self, number: u32) {
        let callee = self.rings.get(&number).and_then(|ring| ring.callee);
        if let Some(callee) = callee.and_then(|key| self.callees.get(&key)) {
            callee.rings.retain(|ring| *ring != number);
        }
    }

    fn set_stage(&mut self, number: u32, stage: Stage, due: Millis) {
        if let Some(ring) = self.rings.get_mut(&number) {
            self.timers.clear(ring.due, Timer::Ring(number));
            (ring.stage, ring.due) = (stage, due);
            self.timers.set(due, Timer::Ring(number));
        }
    }
}
