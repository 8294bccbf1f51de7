//! A room's group (MLS, RFC 9420), as far as whoever hands on what is said about it has to know it: who is in it, which epoch is
//! the newest, who reached what, and the last commits for those who missed them. It reads none of them.

mod log;
mod pace;

use heliograph_wire::room::{Epoch, GroupNotice, GroupTag, MemberId, Welcome};
use heliograph_wire::{Millis, Private};
use std::collections::BTreeMap;

use crate::rooms::room::Lineage;
pub(crate) use log::Commit;
use log::Log;
pub(crate) use pace::{Pace, weight};

/// For so long whoever joins in a room of an earlier process waits for somebody who still has its group.
const WAITS: Millis = Millis::seconds(3);

/// Who is in a room's group, and how far they are.
pub(crate) struct Group {
    phase: Phase,
    /// Those who are in it, also while their socket is broken.
    members: BTreeMap<MemberId, Member>,
    /// The last commits, without a gap to the newest epoch.
    log: Log,
    waiting: Option<Waiting>,
}

/// What is known of the group.
#[derive(Clone, Copy)]
enum Phase {
    /// Nobody is in one.
    Nobody,
    /// There may have been one in an earlier process, and nobody has resumed it yet.
    Awaited,
    /// Somebody was told to found one, and has not said that they did.
    Begun,
    /// There is one.
    Known { newest: Epoch, origin: Origin },
}

/// Where a group comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// Somebody founded it here.
    Founded,
    /// Somebody came with it from an earlier process, at this epoch. As long as that is the newest, others may know better.
    Brought(u64),
}

/// Somebody in the group.
struct Member {
    line: Line,
    /// The newest epoch of which they have said that they have its keys.
    reached: Option<u64>,
    /// The newest epoch of which they have been told that all reached it.
    told: Option<u64>,
}

/// Whether somebody hears of the group what there is to hear.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Hears,
    /// They came back by another socket, and have not said what they have: they would hear of epochs with a gap before them.
    Behind,
    /// Their socket is broken.
    Away,
}

/// Those who joined while nobody had resumed the group of an earlier process.
struct Waiting {
    until: Millis,
    /// In the order in which they came.
    joiners: Vec<(MemberId, Private<Vec<u8>>)>,
}

/// Something is to be told to these.
pub(crate) struct Telling {
    pub to: Vec<MemberId>,
    pub notice: GroupNotice,
}

impl Group {
    /// The group of a room that comes from there: nobody is in it yet.
    pub(crate) const fn of(lineage: Lineage) -> Self {
        let phase = match lineage {
            Lineage::Opened => Phase::Nobody,
            Lineage::Inherited => Phase::Awaited,
        };
        Self { phase, members: BTreeMap::new(), log: Log::new(), waiting: None }
    }

    /// The room turns out to have been there in an earlier process.
    pub(crate) const fn inherit(&mut self) {
        if let Phase::Nobody = self.phase {
            self.phase = Phase::Awaited;
        }
    }

    /// Until when somebody waits for the group of an earlier process.
    pub(crate) fn due(&self) -> Option<Millis> {
        self.waiting.as_ref().map(|waiting| waiting.until)
    }

    /// How much is remembered: members, commits, and those who wait.
    pub(crate) fn entries(&self) -> usize {
        let waiting = self.waiting.as_ref().map_or(0, |waiting| waiting.joiners.len());
        self.members.len() + self.log.len() + waiting
    }

    /// Somebody is in no group, and wants to be.
    pub(crate) fn join(
        &mut self,
        member: MemberId,
        package: Private<Vec<u8>>,
        now: Millis,
        tellings: &mut Vec<Telling>,
    ) {
        self.take_out(member, tellings);
        match self.phase {
            Phase::Nobody => self.begin(member, tellings),
            Phase::Awaited => {
                let begin = || Waiting { until: now + WAITS, joiners: Vec::new() };
                self.waiting.get_or_insert_with(begin).joiners.push((member, package));
            }
            Phase::Begun | Phase::Known { .. } => {
                self.tell_all(GroupNotice::Joins { member, package }, tellings);
            }
        }
    }

    /// Nobody came who still has the group of an earlier process, or all who did are told of who waited.
    pub(crate) fn wait_no_more(&mut self, tellings: &mut Vec<Telling>) {
        let Some(waiting) = self.waiting.take() else { return };
        let mut joiners = waiting.joiners.into_iter();
        if let Phase::Known { .. } | Phase::Begun = self.phase {
            return;
        }
        let Some((founder, _)) = joiners.next() else { return };
        self.begin(founder, tellings);
        for (member, package) in joiners {
            self.tell_all(GroupNotice::Joins { member, package }, tellings);
        }
    }

    /// Somebody leads the group to its next epoch: whether anything comes of it. The joiners are those of its welcome who
    /// are there.
    pub(crate) fn commit(
        &mut self,
        group: GroupTag,
        commit: Commit,
        welcome: Option<Welcome>,
        tellings: &mut Vec<Telling>,
    ) -> bool {
        let by = commit.by;
        if !self.members.contains_key(&by) {
            tell(by, GroupNotice::Rejoin, tellings);
            return false;
        }
        let Phase::Known { newest, origin } = self.phase else { return false };
        let ends_newest = newest == Epoch { group, number: commit.epoch };
        let Some(number) = commit.epoch.checked_add(1).filter(|_| ends_newest) else { return false };
        self.phase = Phase::Known { newest: Epoch { group, number }, origin };
        self.tell_all(commit.notice(), tellings);
        self.log.push(commit);
        if let Some(Welcome { joiners, bytes }) = welcome {
            let to: Vec<_> = joiners.into_iter().filter(|joiner| self.let_in(*joiner)).collect();
            tellings.push(Telling { to, notice: GroupNotice::Welcomed { by, bytes } });
        }
        true
    }

    /// Somebody has the keys of an epoch.
    pub(crate) fn reached(&mut self, member: MemberId, epoch: Epoch, tellings: &mut Vec<Telling>) {
        let Some(reaches) = self.members.get_mut(&member) else {
            // They asked to be let in once more while their welcome was on its way, and the group goes on without them.
            return tell(member, GroupNotice::Rejoin, tellings);
        };
        match self.phase {
            // Whoever founds a group begins with its first epoch.
            Phase::Begun if epoch.number == 0 => {
                self.phase = Phase::Known { newest: epoch, origin: Origin::Founded };
                *reaches = Member::new(Some(0));
            }
            Phase::Known { newest, .. } if newest.group == epoch.group && epoch.number <= newest.number => {
                reaches.reached = reaches.reached.max(Some(epoch.number));
            }
            // Epochs of other groups, and those that there are not yet, are nobody's business.
            Phase::Nobody | Phase::Awaited | Phase::Begun | Phase::Known { .. } => return,
        }
        self.tell_reached(tellings);
    }

    /// Somebody came back with the keys of an epoch, and hears what they missed. If that cannot be had any more, they are in
    /// the group no longer.
    pub(crate) fn resume(&mut self, member: MemberId, epoch: Epoch, tellings: &mut Vec<Telling>) {
        if !self.agrees(member, epoch, tellings) {
            self.take_out(member, tellings);
            return tell(member, GroupNotice::Rejoin, tellings);
        }
        self.forget_waiting(member);
        self.members.insert(member, Member::new(Some(epoch.number)));
        let missed = self.log.since(epoch.number).map(Commit::notice);
        let joins = self.waiting.iter().flat_map(|waiting| &waiting.joiners);
        let joins =
            joins.map(|(member, package)| GroupNotice::Joins { member: *member, package: package.clone() });
        missed.chain(joins).for_each(|notice| tell(member, notice, tellings));
        self.tell_reached(tellings);
    }

    /// Whether somebody can go on from an epoch. Where that says more of the group than was known, it is known from now on.
    fn agrees(&mut self, member: MemberId, epoch: Epoch, tellings: &mut Vec<Telling>) -> bool {
        let is_in = self.members.contains_key(&member);
        match self.phase {
            Phase::Nobody => false,
            Phase::Awaited => self.bring(epoch),
            Phase::Begun => {
                let is_first = is_in && epoch.number == 0;
                if is_first {
                    self.phase = Phase::Known { newest: epoch, origin: Origin::Founded };
                }
                is_first
            }
            Phase::Known { newest, .. } if newest.group != epoch.group => false,
            Phase::Known { newest, origin } if epoch.number > newest.number => {
                if origin != Origin::Brought(newest.number) {
                    return false;
                }
                self.members.remove(&member);
                self.tell_all(GroupNotice::Rejoin, tellings);
                self.members.clear();
                self.bring(epoch)
            }
            // Whoever is in has heard each commit from here. Anybody else may have those of an earlier process alone: what
            // they have of a later epoch came from elsewhere, and is not the same.
            Phase::Known { newest, origin } => {
                let missed = newest.number - epoch.number;
                (is_in || origin == Origin::Brought(epoch.number)) && missed <= self.log.len() as u64
            }
        }
    }

    /// Somebody comes with a group from an earlier process. It is taken as they say.
    const fn bring(&mut self, epoch: Epoch) -> bool {
        self.phase = Phase::Known { newest: epoch, origin: Origin::Brought(epoch.number) };
        true
    }

    /// Somebody's socket broke.
    pub(crate) fn lose(&mut self, member: MemberId, tellings: &mut Vec<Telling>) {
        self.forget_waiting(member);
        if let Some(lost) = self.members.get_mut(&member) {
            lost.line = Line::Away;
            self.tell_reached(tellings);
        }
    }

    /// Somebody has another socket.
    pub(crate) fn come_back(&mut self, member: MemberId) {
        self.forget_waiting(member);
        if let Some(back) = self.members.get_mut(&member) {
            back.line = Line::Behind;
        }
    }

    /// Somebody is in the group no longer. Behind the last all of it is forgotten.
    pub(crate) fn take_out(&mut self, member: MemberId, tellings: &mut Vec<Telling>) {
        self.forget_waiting(member);
        if self.members.remove(&member).is_none() {
            return;
        }
        if self.members.is_empty() {
            (self.phase, self.log) = (Phase::Nobody, Log::new());
        }
        self.tell_reached(tellings);
    }

    fn begin(&mut self, founder: MemberId, tellings: &mut Vec<Telling>) {
        self.phase = Phase::Begun;
        self.members.insert(founder, Member::new(None));
        tell(founder, GroupNotice::Found, tellings);
    }

    /// Whether somebody was not in the group before.
    fn let_in(&mut self, joiner: MemberId) -> bool {
        self.forget_waiting(joiner);
        let is_new = !self.members.contains_key(&joiner);
        if is_new {
            self.members.insert(joiner, Member::new(None));
        }
        is_new
    }

    fn forget_waiting(&mut self, member: MemberId) {
        if let Some(waiting) = &mut self.waiting {
            waiting.joiners.retain(|(joiner, _)| *joiner != member);
            self.waiting.take_if(|waiting| waiting.joiners.is_empty());
        }
    }

    /// Says that all who are there have the keys of the newest epoch, if they do, to those who have not heard it.
    fn tell_reached(&mut self, tellings: &mut Vec<Telling>) {
        let Phase::Known { newest, .. } = self.phase else { return };
        let number = Some(newest.number);
        let mut present = self.members.values().filter(|member| member.line != Line::Away);
        if !present.all(|member| member.reached == number) {
            return;
        }
        let mut to = Vec::new();
        for (id, member) in &mut self.members {
            if member.line == Line::Hears && member.told != number {
                member.told = number;
                to.push(*id);
            }
        }
        tellings.push(Telling { to, notice: GroupNotice::Reached(newest) });
    }

    fn tell_all(&self, notice: GroupNotice, tellings: &mut Vec<Telling>) {
        let hears = self.members.iter().filter(|(_, member)| member.line == Line::Hears);
        tellings.push(Telling { to: hears.map(|(id, _)| *id).collect(), notice });
    }
}

impl Member {
    const fn new(reached: Option<u64>) -> Self {
        Self { line: Line::Hears, reached, told: None }
    }
}

fn tell(member: MemberId, notice: GroupNotice, tellings: &mut Vec<Telling>) {
    tellings.push(Telling { to: vec![member], notice });
}
