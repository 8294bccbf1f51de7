//! This page as a member of its room's group (MLS): what it asks the worker that has the keys, and what it tells the companion.
//! Who is in the room is who is in the group; the companion only says which of them are there.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use heliograph_wire::group::{Leaf, Membership, Outcome, Refused, SAYING_LIMIT, Task};
use heliograph_wire::room::{
    Audience, COMMIT_LIMIT, Epoch, GroupNotice, GroupRequest, MemberId, PACKAGE_LIMIT, Request, RoomId,
    Saying, Source, WELCOME_LIMIT, Welcome,
};
use heliograph_wire::{Millis, Private};

use super::{Door, RoomEffect};
use crate::Effect;
use crate::context::Context;
use crate::patience::{CLOSE_AFTER_JOINING, CLOSE_AFTER_LEAVING, JOIN_AGAIN, JOIN_SOON, SWITCH_AT_LAST};

mod committer;

use committer::Committer;

/// What is asked of the worker at a time; beyond it what comes is not taken.
const ASKED_AT_MOST: usize = 4_096;

/// This page and its group.
pub(super) struct Group {
    link: Link,
    me: MemberId,
    name: Private<String>,
    /// What members said that they are called, since they came with another name: with the beginnings of their keys.
    renamed: BTreeMap<MemberId, ([u8; 8], Private<String>)>,
    stage: Stage,
    /// Who is in the group; what was last known of it while this page is in none.
    membership: Option<Membership>,
    committer: Committer,
    /// What the worker was asked, in the order in which it answers.
    asked: VecDeque<Asked>,
    /// When frames are sealed with the newest keys at last; none once they are.
    switch_at: Option<Millis>,
    /// When nothing is opened any more with keys from before an epoch.
    closing: VecDeque<(Millis, u64)>,
    /// Whether the worker has done anything yet.
    ready: bool,
    /// Whose picture comes by which section, as the worker of frames was told.
    expected: Vec<Option<(u8, Source)>>,
}

/// Whose group it is.
#[derive(Clone)]
pub(super) struct Link {
    pub(super) secret: Private<[u8; 16]>,
    pub(super) room: RoomId,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It has asked to be let in, and asks again then.
    Outside {
        again: Millis,
    },
    Inside,
    /// The worker is gone, and nothing can be heard or said.
    Unable,
}

/// What the worker was asked.
enum Asked {
    Nothing,
    Package,
    Membership,
    Read,
    Commit { joiners: Vec<MemberId> },
    Say { to: Option<MemberId> },
    Listen { to: Audience },
}

/// What came of something that has to do with the group.
pub(super) enum News {
    None,
    /// Others are in the group than before, or it has other keys.
    Members,
    /// Somebody said something.
    Said {
        from: MemberId,
        to: Audience,
        bytes: Private<Vec<u8>>,
    },
    /// Nothing can be heard or said: there are no keys.
    Unable,
}

impl Group {
    /// Has the worker begin, and asks to be let in.
    pub(super) fn begin(link: Link, me: MemberId, name: Private<String>, context: &mut Context<'_>) -> Self {
        let mut group = Self {
            link,
            me,
            name,
            renamed: BTreeMap::new(),
            stage: Stage::Outside { again: context.now },
            membership: None,
            committer: Committer::default(),
            asked: VecDeque::new(),
            switch_at: None,
            closing: VecDeque::new(),
            ready: false,
            expected: Vec::new(),
        };
        group.start(context);
        group
    }

    fn start(&mut self, context: &mut Context<'_>) {
        let Link { secret, room } = self.link.clone();
        let begin = Task::Begin { secret, room, member: self.me, name: self.name.clone() };
        self.ask(begin, Asked::Nothing, context);
        self.join(context);
    }

    /// This page is back at its seat, by another socket: at the same one, or at another.
    pub(super) fn sit_again(&mut self, me: MemberId, door: &Door, context: &mut Context<'_>) {
        if me != self.me {
            self.me = me;
            self.leave();
            return self.start(context);
        }
        match (self.stage, &self.membership) {
            (Stage::Inside, Some(membership)) => {
                say(door, GroupRequest::Resume(membership.epoch), context);
            }
            (Stage::Outside { .. } | Stage::Inside, _) => self.join(context),
            (Stage::Unable, _) => {}
        }
    }

    /// Whether there is a worker: no connection is made that cannot be sealed.
    pub(super) const fn is_ready(&self) -> bool {
        self.ready
    }

    /// Whether it can be heard and seen what others send.
    pub(super) fn is_inside(&self) -> bool {
        self.stage == Stage::Inside
    }

    /// Whether the worker is about to be in another epoch, so that what comes may be of that one.
    fn is_entering(&self) -> bool {
        self.asked.iter().any(|asked| matches!(asked, Asked::Membership))
    }

    /// Who is in the group, with the names that they gave themselves.
    pub(super) fn members(&self) -> BTreeMap<MemberId, Private<String>> {
        let name = |leaf: &Leaf| {
            let renamed = self.renamed.get(&leaf.member).filter(|(key, _)| *key == leaf.key);
            renamed.map_or_else(|| leaf.name.clone(), |(_, name)| name.clone())
        };
        self.leaves().map(|leaf| (leaf.member, name(leaf))).collect()
    }

    fn leaves(&self) -> impl Iterator<Item = &Leaf> {
        self.membership.iter().flat_map(|membership| &membership.members)
    }

    /// The person calls themselves that from now on.
    pub(super) fn rename(&mut self, name: Private<String>, context: &mut Context<'_>) {
        self.is_called(self.me, name.clone());
        self.name = name;
        self.say_name(context);
    }

    /// A member calls themselves that from now on.
    pub(super) fn is_called(&mut self, member: MemberId, name: Private<String>) {
        let key = self.leaves().find(|leaf| leaf.member == member).map(|leaf| leaf.key);
        if let Some(key) = key {
            self.renamed.insert(member, (key, name));
        }
    }

    fn say_name(&mut self, context: &mut Context<'_>) {
        if self.is_inside() && self.renamed.contains_key(&self.me) {
            let name = Saying::Name(self.name.clone());
            self.say(None, Private::new(name.encode()), context);
        }
    }

    /// What is the same for all who are in the same group with the same members.
    pub(super) fn code(&self) -> Option<&Private<[u8; 32]>> {
        self.membership.as_ref().filter(|_| self.is_inside()).map(|membership| &membership.code)
    }

    /// These have seats, and these of them their sockets.
    pub(super) fn are_seated(
        &mut self,
        seats: &BTreeSet<MemberId>,
        present: BTreeSet<MemberId>,
        now: Millis,
    ) {
        self.committer.are_seated(seats, present, now);
    }

    /// Somebody has given up their seat, or lost it.
    pub(super) fn gone(&mut self, member: MemberId, now: Millis) {
        self.committer.gone(member, now);
    }

    /// Takes what the companion says about the group.
    pub(super) fn told(&mut self, notice: GroupNotice, context: &mut Context<'_>) {
        // Who fills this queue is not served, and joins anew at last.
        if self.asked.len() >= ASKED_AT_MOST || self.stage == Stage::Unable {
            return;
        }
        match notice {
            GroupNotice::Found => self.ask(Task::Found, Asked::Membership, context),
            GroupNotice::Joins { member, package } if package.reveal().len() <= PACKAGE_LIMIT => {
                self.ask(Task::Read { member, package }, Asked::Read, context);
            }
            GroupNotice::Committed { epoch, bytes, .. } if bytes.reveal().len() <= COMMIT_LIMIT => {
                let newest = self.membership.as_ref().map(|membership| membership.epoch.number);
                // What this page was welcomed into has had it.
                if self.is_entering() || (self.is_inside() && newest.is_none_or(|newest| epoch >= newest)) {
                    self.ask(Task::Hear(bytes), Asked::Membership, context);
                }
            }
            GroupNotice::Welcomed { bytes, .. } if bytes.reveal().len() <= WELCOME_LIMIT => {
                self.ask(Task::Enter(bytes), Asked::Membership, context);
            }
            GroupNotice::Reached(epoch) => {
                if self.membership.as_ref().is_some_and(|membership| membership.epoch == epoch) {
                    self.switch(context);
                }
            }
            GroupNotice::Rejoin => {
                self.leave();
                self.join(context);
            }
            // What is longer than it may be is nobody's.
            GroupNotice::Joins { .. } | GroupNotice::Committed { .. } | GroupNotice::Welcomed { .. } => {}
        }
    }

    /// Takes what came of the oldest thing that the worker was asked.
    pub(super) fn done(&mut self, outcome: Outcome, door: &Door, context: &mut Context<'_>) -> News {
        let Some(asked) = self.asked.pop_front() else { return News::None };
        self.ready = true;
        match (outcome, asked) {
            (Outcome::Package(package), Asked::Package) => {
                say(door, GroupRequest::Join { package }, context);
            }
            (Outcome::Read { member, fits: true }, Asked::Read) => self.committer.ask(member, context.now),
            (Outcome::Commit { epoch, bytes, welcome }, Asked::Commit { joiners }) => {
                let welcome = welcome.map(|bytes| Welcome { joiners, bytes });
                say(door, GroupRequest::Commit { epoch, bytes, welcome }, context);
            }
            (Outcome::Entered(membership), Asked::Membership) => {
                self.enter(membership, door, context);
                return News::Members;
            }
            (Outcome::Refused(Refused::PutOut), Asked::Membership) => {
                self.leave();
                self.join(context);
                return News::Members;
            }
            (Outcome::Refused(Refused::Forged), Asked::Membership) => {
                // Whoever made it, the others may have taken it: this page does not know where the group is.
                log::warn!("the group cannot be followed, so this page joins it again");
                self.leave();
                self.stage = Stage::Outside { again: context.now + JOIN_SOON };
            }
            (Outcome::Said(bytes), Asked::Say { to }) => door.say(Request::Say { to, bytes }, context),
            (Outcome::Heard { from, bytes }, Asked::Listen { to }) => return News::Said { from, to, bytes },
            _ => {}
        }
        News::None
    }

    /// The worker came to its end, and what it knew with it.
    pub(super) fn failed(&mut self) -> News {
        self.asked.clear();
        self.leave();
        self.ready = false;
        self.stage = Stage::Unable;
        News::Unable
    }

    /// Says something to everybody in the group, or hands it to one of them only.
    pub(super) fn say(&mut self, to: Option<MemberId>, bytes: Private<Vec<u8>>, context: &mut Context<'_>) {
        debug_assert!(bytes.reveal().len() <= SAYING_LIMIT, "nobody says more at a time");
        self.ask(Task::Say(bytes), Asked::Say { to }, context);
    }

    /// Somebody says something.
    pub(super) fn listen(
        &mut self,
        from: MemberId,
        to: Audience,
        bytes: Private<Vec<u8>>,
        context: &mut Context<'_>,
    ) {
        if (self.is_inside() || self.is_entering()) && self.asked.len() < ASKED_AT_MOST {
            self.ask(Task::Listen { from, bytes }, Asked::Listen { to }, context);
        }
    }

    /// These pictures come by these sections, and none by the others.
    pub(super) fn expect(&mut self, pictures: &[Option<(MemberId, Source)>], context: &mut Context<'_>) {
        let leaf = |member| self.leaves().find(|leaf| leaf.member == member).map(|leaf| leaf.index);
        let expects = pictures.iter().map(|of| of.and_then(|(member, source)| Some((leaf(member)?, source))));
        let mut expected: Vec<_> = expects.collect();
        // Sections that there are no more may be there again.
        expected.resize(expected.len().max(self.expected.len()), None);
        for (section, of) in expected.iter().enumerate() {
            if self.expected.get(section) != Some(of) {
                let section = u8::try_from(section).unwrap_or(u8::MAX);
                context.push(Effect::Room(RoomEffect::Expect { section, of: *of }));
            }
        }
        self.expected = expected;
    }

    pub(super) fn tick(&mut self, door: &Door, context: &mut Context<'_>) {
        let now = context.now;
        while self.closing.front().is_some_and(|(at, _)| now >= *at) {
            if let Some((_, before)) = self.closing.pop_front() {
                self.ask(Task::Close { before }, Asked::Nothing, context);
            }
        }
        if self.switch_at.is_some_and(|at| now >= at) {
            self.switch(context);
        }
        // What is said at a closed door is lost.
        if !door.is_open() {
            return;
        }
        match self.stage {
            Stage::Outside { again } if now >= again => self.join(context),
            Stage::Inside => {
                if let Some(change) = self.committer.take(now) {
                    let (add, remove) = (change.add, change.remove);
                    let asked = Asked::Commit { joiners: add.clone() };
                    self.ask(Task::Commit { add, remove }, asked, context);
                }
            }
            Stage::Outside { .. } | Stage::Unable => {}
        }
    }

    pub(super) fn deadline(&self, door: &Door) -> Option<Millis> {
        let said = match self.stage {
            Stage::Outside { again } => Some(again),
            Stage::Inside => self.committer.deadline(),
            Stage::Unable => None,
        };
        let said = said.filter(|_| door.is_open());
        let closing = self.closing.front().map(|(at, _)| *at);
        said.into_iter().chain(self.switch_at).chain(closing).min()
    }

    fn enter(&mut self, membership: Membership, door: &Door, context: &mut Context<'_>) {
        let now = context.now;
        let leaves = |membership: &Membership| -> BTreeSet<(MemberId, [u8; 8])> {
            membership.members.iter().map(|leaf| (leaf.member, leaf.key)).collect()
        };
        let Epoch { group, number } = membership.epoch;
        let before = self.membership.as_ref().filter(|before| before.epoch.group == group);
        let (old, newest) = (before.map(leaves).unwrap_or_default(), leaves(&membership));
        let new: BTreeSet<_> = newest.difference(&old).map(|(member, _)| *member).collect();
        let somebody_left = !old.is_subset(&newest);
        let wait = if somebody_left { CLOSE_AFTER_LEAVING } else { CLOSE_AFTER_JOINING };
        // What was to be closed later is closed with it.
        self.closing.retain(|(at, _)| *at < now + wait);
        self.closing.push_back((now + wait, number));
        self.stage = Stage::Inside;
        let members = membership.members.iter().map(|leaf| leaf.member).collect();
        self.committer.begin_epoch(number, self.me, members, &new, now);
        let is_alone = membership.members.len() == 1;
        self.switch_at = Some(now + SWITCH_AT_LAST);
        say(door, GroupRequest::Reached(membership.epoch), context);
        self.membership = Some(membership);
        if is_alone {
            self.switch(context);
        }
        let keys: BTreeMap<_, _> = self.leaves().map(|leaf| (leaf.member, leaf.key)).collect();
        self.renamed.retain(|member, (key, _)| keys.get(member) == Some(key));
        // Those who were let in know the name with which this page came.
        if !new.is_empty() {
            self.say_name(context);
        }
    }

    fn leave(&mut self) {
        self.committer.end();
        (self.switch_at, self.stage) = (None, Stage::Outside { again: Millis(0) });
        self.closing.clear();
    }

    fn join(&mut self, context: &mut Context<'_>) {
        self.stage = Stage::Outside { again: context.now + JOIN_AGAIN };
        self.ask(Task::Ask, Asked::Package, context);
    }

    /// Seals with the newest keys from now on.
    fn switch(&mut self, context: &mut Context<'_>) {
        if self.switch_at.take().is_some() {
            self.ask(Task::Switch, Asked::Nothing, context);
        }
    }

    fn ask(&mut self, task: Task, asked: Asked, context: &mut Context<'_>) {
        self.asked.push_back(asked);
        context.push(Effect::Room(RoomEffect::Group(task)));
    }
}

fn say(door: &Door, request: GroupRequest, context: &mut Context<'_>) {
    door.say(Request::Group(request), context);
}
