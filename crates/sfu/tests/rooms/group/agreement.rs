//! Whatever breaks, and whoever is quicker: all who are in the group have the same of it in the end.

use super::{at, bytes};
use crate::support::{Key, World};
use heliograph_sfu::rooms::Guest;
use heliograph_wire::room::{Epoch, GroupNotice, GroupRequest, MemberId, Notice, Request, Welcome};
use heliograph_wire::{Millis, Private};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;

const PEOPLE: usize = 4;

/// As long as whoever comes to nothing by a join waits before they say it again.
const PATIENCE: Millis = Millis::seconds(5);

#[derive(Clone, Debug)]
enum Step {
    /// Somebody leads the group on, with all who join.
    Commit(usize),
    /// Two do so at once.
    CommitBoth(usize, usize),
    /// Somebody loses what they had.
    Forget(usize),
    /// A socket breaks.
    Lose(usize),
    /// Somebody comes back.
    Back(usize),
    Wait(u64),
    /// The companion is started again.
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let who = || 0..PEOPLE;
    prop_oneof![
        6 => who().prop_map(Step::Commit),
        2 => (who(), who()).prop_map(|(one, other)| Step::CommitBoth(one, other)),
        1 => who().prop_map(Step::Forget),
        4 => who().prop_map(Step::Lose),
        6 => who().prop_map(Step::Back),
        2 => prop_oneof![0..2_000_u64, 0..10_000_u64].prop_map(Step::Wait),
        1 => Just(Step::Restart),
    ]
}

/// What somebody has of a group: all that ever was committed in it.
#[derive(Clone, PartialEq, Eq)]
struct Has {
    group: u8,
    history: Vec<u8>,
}

impl Has {
    fn epoch(&self) -> Epoch {
        at(self.group, self.history.len() as u64)
    }

    fn with(&self, commit: u8) -> Self {
        let mut next = self.clone();
        next.history.push(commit);
        next
    }
}

struct Page {
    socket: Guest,
    is_here: bool,
    /// Whether it has come back since the companion was started.
    was_here: bool,
    member: Option<MemberId>,
    has: Option<Has>,
    joining: BTreeSet<MemberId>,
    all_reached: Option<Epoch>,
}

struct Story {
    world: World,
    key: Key,
    pages: Vec<Page>,
    groups: u8,
    commits: u8,
}

impl Story {
    fn begin() -> Self {
        let key = Key::new(7);
        let (mut world, sockets) = World::room(&key, ["Ana", "Ben", "Cem", "Dia"]);
        let page = |(socket, number): (&Guest, u16)| Page {
            socket: *socket,
            is_here: true,
            was_here: true,
            member: Some(MemberId(number)),
            has: None,
            joining: BTreeSet::new(),
            all_reached: None,
        };
        let pages = sockets.iter().zip(0..).map(page).collect();
        sockets.iter().for_each(|socket| world.ask(*socket, join()));
        let mut story = Self { world, key, pages, groups: 0, commits: 0 };
        story.listen();
        story
    }

    fn take(&mut self, step: &Step) {
        match *step {
            Step::Commit(who) => self.commit(who),
            Step::CommitBoth(one, other) => {
                let epoch = |who: usize| self.pages[who].has.as_ref().map(Has::epoch);
                if one != other && epoch(one) == epoch(other) {
                    self.commit(one);
                }
                self.commit(other);
            }
            Step::Forget(who) => {
                self.pages[who].has = None;
                self.ask(who, join());
            }
            Step::Lose(who) => {
                self.pages[who].is_here = false;
                self.world.lose(self.pages[who].socket);
            }
            Step::Back(who) => self.back(who),
            Step::Wait(millis) => self.world.advance(Millis(millis)),
            // By numbers alone two branches of a group cannot be told apart that began in two processes, neither of which
            // heard of the other's: pages find out by what they cannot open.
            Step::Restart if !self.pages.iter().all(|page| page.was_here || page.has.is_none()) => {}
            Step::Restart => {
                self.world.restart();
                self.pages.iter_mut().for_each(|page| page.was_here = false);
                self.pages.iter_mut().for_each(|page| (page.is_here, page.all_reached) = (false, None));
            }
        }
        self.listen();
    }

    fn ask(&mut self, who: usize, request: Request) {
        if self.pages[who].is_here {
            self.world.ask(self.pages[who].socket, request);
        }
    }

    fn commit(&mut self, who: usize) {
        let page = &mut self.pages[who];
        let Some(has) = &page.has else { return };
        self.commits = self.commits.wrapping_add(1);
        let next = has.with(self.commits);
        let joiners: Vec<_> = std::mem::take(&mut page.joining).into_iter().collect();
        let sealed = [&[next.group][..], &next.history].concat();
        let welcome = (!joiners.is_empty()).then(|| Welcome { joiners, bytes: Private::new(sealed) });
        let commit = Private::new(vec![self.commits]);
        let request = GroupRequest::Commit { epoch: has.epoch(), bytes: commit, welcome };
        self.ask(who, Request::Group(request));
    }

    /// Somebody comes back to their seat, or takes a new one if it is gone, and goes on from what they have.
    fn back(&mut self, who: usize) {
        if self.pages[who].is_here {
            return;
        }
        let mut socket = self.world.come_back(self.pages[who].socket, "somebody");
        if !self.find_seat(who, socket) {
            self.pages[who].has = None;
            socket = self.world.knock(&self.key, "somebody");
            if !self.find_seat(who, socket) {
                // Nobody is in the room: the host opens it again.
                socket = self.world.open_wide(&self.key, "somebody");
                assert!(self.find_seat(who, socket));
            }
        }
        let has = self.pages[who].has.as_ref().map(Has::epoch);
        let request = has.map_or_else(join, |epoch| Request::Group(GroupRequest::Resume(epoch)));
        self.ask(who, request);
    }

    fn find_seat(&mut self, who: usize, socket: Guest) -> bool {
        let seat = self.world.told(socket).iter().find_map(|notice| match notice {
            Notice::Seated(seat) => Some(seat.member),
            _ => None,
        });
        let page = &mut self.pages[who];
        (page.socket, page.is_here) = (socket, seat.is_some());
        page.was_here |= page.is_here;
        page.member = seat.or(page.member);
        page.joining.clear();
        seat.is_some()
    }

    /// Everybody takes in what they were told, and says what comes of it, until there is no more.
    fn listen(&mut self) {
        loop {
            let mut is_quiet = true;
            for who in 0..PEOPLE {
                for notice in self.world.told(self.pages[who].socket) {
                    if let Notice::Group(notice) = notice {
                        is_quiet = false;
                        self.hear(who, notice);
                    }
                }
            }
            if is_quiet {
                return self.all_open_what_all_reached();
            }
        }
    }

    fn hear(&mut self, who: usize, notice: GroupNotice) {
        let page = &mut self.pages[who];
        let next = match notice {
            GroupNotice::Found => {
                self.groups = self.groups.wrapping_add(1);
                Has { group: self.groups, history: Vec::new() }
            }
            GroupNotice::Committed { epoch, bytes, .. } => {
                let has = page.has.as_ref().expect("nobody hears of a group in which they are not");
                assert_eq!(epoch, has.history.len() as u64, "nothing is missing, and nothing comes twice");
                has.with(bytes.reveal()[0])
            }
            GroupNotice::Welcomed { bytes, .. } => {
                assert!(page.has.is_none(), "whoever has a group needs no welcome");
                let (group, history) = bytes.reveal().split_first().unwrap();
                Has { group: *group, history: history.to_vec() }
            }
            GroupNotice::Joins { member, .. } => {
                page.joining.insert(member);
                return;
            }
            GroupNotice::Reached(epoch) => {
                page.all_reached = Some(epoch);
                return;
            }
            GroupNotice::Rejoin => {
                page.has = None;
                return self.ask(who, join());
            }
        };
        let reached = next.epoch();
        page.has = Some(next);
        self.ask(who, Request::Group(GroupRequest::Reached(reached)));
    }

    /// Whoever is in a group, and there, has the keys of any epoch of which somebody heard that all have.
    fn all_open_what_all_reached(&self) {
        let here = || self.pages.iter().filter(|page| page.is_here);
        for epoch in here().filter_map(|page| page.all_reached) {
            let lags = |has: &Has| has.group == epoch.group.0[0] && has.epoch().number < epoch.number;
            assert!(!here().filter_map(|page| page.has.as_ref()).any(lags));
        }
    }

    /// Everybody comes back, and has time.
    fn end(mut self) {
        (0..PEOPLE).for_each(|who| self.take(&Step::Back(who)));
        for _ in 0..2 * PEOPLE {
            self.take(&Step::Wait(PATIENCE.0));
            for who in 0..PEOPLE {
                if self.pages[who].has.is_none() {
                    self.ask(who, join());
                    self.listen();
                }
            }
            if let Some(who) = self.pages.iter().position(|page| page.has.is_some()) {
                self.take(&Step::Commit(who));
            }
        }
        let first = &self.pages[0];
        assert!(first.has.is_some() && first.all_reached == first.has.as_ref().map(Has::epoch));
        for page in &self.pages {
            assert!(page.has == first.has, "all have the same group, and the same of it");
            assert!(page.all_reached == first.all_reached);
        }
    }
}

fn join() -> Request {
    Request::Group(GroupRequest::Join { package: bytes("package") })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 400 } else { 10_000 }))]

    #[test]
    fn all_who_are_in_the_group_hear_the_same_without_a_gap(steps in vec(step(), 1..60)) {
        let mut story = Story::begin();
        steps.iter().for_each(|step| story.take(step));
        story.end();
    }
}
