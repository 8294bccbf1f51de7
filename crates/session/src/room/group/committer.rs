//! Who of a group leads it to its next epoch, and when: the same rule for all, by which mostly one does, and another where that
//! one is gone. Where two do it nevertheless, the companion's order decides.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use heliograph_wire::Millis;
use heliograph_wire::room::{GROUP_AT_MOST, MemberId};

use crate::patience::{COMMIT_AGAIN, COMMIT_BATCH, COMMIT_SUCCESSION, HEAL, MISSING};

/// What this page has to do for the group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Committer {
    me: Option<MemberId>,
    /// All of the group, in the order of their leaves.
    members: Vec<MemberId>,
    /// Who has a seat, and whose sockets are there, as the companion says.
    seats: BTreeSet<MemberId>,
    present: BTreeSet<MemberId>,
    /// Who wants to be let in, and since when.
    asking: BTreeMap<MemberId, Millis>,
    /// Who is to be put out, and since when.
    leaving: BTreeMap<MemberId, Millis>,
    /// Who gave up their seats lately. Nobody else ever has the same ones.
    gone: VecDeque<MemberId>,
    /// Of whom the companion says nothing, and from when on they are to be put out: after it was started again everybody comes
    /// back by and by.
    missing: BTreeMap<MemberId, Millis>,
    /// How many epochs there were, and since when the newest one is.
    epoch: u64,
    began: Millis,
    /// Until when nothing is done, since something is on its way.
    waits_until: Option<Millis>,
}

/// A commit to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) add: Vec<MemberId>,
    pub(super) remove: Vec<MemberId>,
}

impl Committer {
    /// The group is in this epoch, with these members, of whom this page is one; these of them were let in with it.
    pub(super) fn begin_epoch(
        &mut self,
        epoch: u64,
        me: MemberId,
        members: Vec<MemberId>,
        new: &BTreeSet<MemberId>,
        now: Millis,
    ) {
        self.asking.retain(|member, _| !new.contains(member));
        self.leaving.retain(|member, _| members.contains(member));
        self.missing.retain(|member, _| members.contains(member));
        // They may be let in by a commit that was on its way when they left.
        for member in self.gone.iter().filter(|member| members.contains(*member)) {
            self.leaving.entry(*member).or_insert(now);
        }
        (self.epoch, self.me, self.members, self.began) = (epoch, Some(me), members, now);
        self.waits_until = None;
        self.miss(now);
    }

    /// This page is in no group.
    pub(super) fn end(&mut self) {
        let Self { seats, present, gone, .. } = std::mem::take(self);
        *self = Self { seats, present, gone, ..Self::default() };
    }

    /// Somebody wants to be let in, and can be.
    pub(super) fn ask(&mut self, member: MemberId, now: Millis) {
        if self.asking.len() < GROUP_AT_MOST && !self.gone.contains(&member) {
            self.asking.insert(member, now);
        }
    }

    /// Somebody has given up their seat.
    pub(super) fn gone(&mut self, member: MemberId, now: Millis) {
        self.asking.remove(&member);
        self.present.remove(&member);
        self.seats.remove(&member);
        if self.gone.len() >= GROUP_AT_MOST {
            self.gone.pop_front();
        }
        self.gone.push_back(member);
        if self.members.contains(&member) {
            self.leaving.entry(member).or_insert(now);
        }
    }

    /// These have seats, and these of them their sockets.
    pub(super) fn are_seated(
        &mut self,
        seats: &BTreeSet<MemberId>,
        present: BTreeSet<MemberId>,
        now: Millis,
    ) {
        self.seats.clone_from(seats);
        self.present = present;
        self.miss(now);
    }

    fn miss(&mut self, now: Millis) {
        self.missing.retain(|member, _| !self.seats.contains(member));
        for member in self.members.iter().filter(|member| !self.seats.contains(*member)) {
            self.missing.entry(*member).or_insert(now + MISSING);
        }
    }

    /// The commit that is due by now. It counts as being on its way.
    pub(super) fn take(&mut self, now: Millis) -> Option<Change> {
        if self.deadline().is_none_or(|at| now < at) {
            return None;
        }
        self.waits_until = Some(now + COMMIT_AGAIN);
        let missing = self.missing.iter().filter(|(_, at)| now >= **at).map(|(member, _)| *member);
        let remove: BTreeSet<_> = self.leaving.keys().copied().chain(missing).collect();
        let remove = remove.into_iter().filter(|member| !self.asking.contains_key(member)).collect();
        Some(Change { add: self.asking.keys().copied().collect(), remove })
    }

    /// When something may be due.
    pub(super) fn deadline(&self) -> Option<Millis> {
        let place = self.place()?;
        let first = self.asking.values().chain(self.leaving.values()).chain(self.missing.values()).min();
        let change = first.map(|first| (self.turn(place), (*first).max(self.began + COMMIT_BATCH)));
        // Whoever renews the keys heals their own leaf most, so that goes round.
        let turns = self.successors().count().max(1) as u64;
        let heals = (place as u64 + turns - self.epoch % turns) % turns;
        let heal = (Millis(COMMIT_SUCCESSION.0 * heals), self.began + HEAL);
        let due = change.into_iter().chain([heal]).map(|(delay, at)| at + delay).min()?;
        Some(self.waits_until.map_or(due, |until| until.max(due)))
    }

    /// How long this page lets those before it go first.
    fn turn(&self, place: usize) -> Millis {
        Millis(COMMIT_SUCCESSION.0 * place as u64)
    }

    /// Its place among those who may lead the group on; none where it is in none.
    fn place(&self) -> Option<usize> {
        let me = self.me?;
        let place = self.successors().position(|member| member == me);
        // Where the companion says that this page is away, others go first.
        Some(place.unwrap_or_else(|| self.successors().count()))
    }

    fn successors(&self) -> impl Iterator<Item = MemberId> {
        let may = |member: &MemberId| {
            self.present.contains(member)
                && !self.leaving.contains_key(member)
                && !self.missing.contains_key(member)
                && !self.asking.contains_key(member)
        };
        self.members.iter().copied().filter(may)
    }
}

#[cfg(test)]
mod tests;
