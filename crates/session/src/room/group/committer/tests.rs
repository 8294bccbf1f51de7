//! Many pages, a companion that puts commits in order, and everything that may come in between: people who join, leave, lose
//! their sockets or die in the middle of something, and messages that come late.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use heliograph_wire::Millis;
use heliograph_wire::room::MemberId;

use super::{Change, Committer};
use crate::patience::{COMMIT_SUCCESSION, HEAL};

/// Chance that is the same each time: splitmix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }
}

/// What the companion says to a page.
#[derive(Clone)]
enum Said {
    Joins(MemberId),
    /// The commit that ends this epoch.
    Committed(u64, Change),
    Welcomed(u64, Vec<MemberId>),
    Here(BTreeSet<MemberId>),
    Gone(MemberId),
    Found,
    Rejoin,
}

/// One page. It dies by being forgotten.
struct Page {
    committer: Committer,
    /// The epoch that it is in, and who is in the group then.
    inside: Option<(u64, Vec<MemberId>)>,
    inbox: VecDeque<Said>,
    asks_again: Millis,
}

/// Everybody, and what the companion knows.
struct World {
    chance: Chance,
    now: Millis,
    pages: BTreeMap<MemberId, Page>,
    /// Who died, and when the companion notices.
    dead: BTreeMap<MemberId, Millis>,
    seats: BTreeSet<MemberId>,
    in_group: BTreeSet<MemberId>,
    epoch: u64,
    next: u16,
    commits: usize,
}

const JOIN_AGAIN: Millis = Millis::seconds(5);

impl World {
    fn new(seed: u64) -> Self {
        Self {
            chance: Chance(seed),
            now: Millis(1_000),
            pages: BTreeMap::new(),
            dead: BTreeMap::new(),
            seats: BTreeSet::new(),
            in_group: BTreeSet::new(),
            epoch: 0,
            next: 0,
            commits: 0,
        }
    }

    fn tell_all(&mut self, said: &Said) {
        self.pages.values_mut().for_each(|page| page.inbox.push_back(said.clone()));
    }

    fn tell_group(&mut self, said: &Said) {
        for member in &self.in_group {
            if let Some(page) = self.pages.get_mut(member) {
                page.inbox.push_back(said.clone());
            }
        }
    }

    fn someone(&mut self) -> Option<MemberId> {
        let count = self.pages.len().max(1);
        let place = self.chance.below(count);
        self.pages.keys().nth(place).copied()
    }

    fn comes(&mut self) {
        let member = MemberId(self.next);
        self.next += 1;
        let page = Page {
            committer: Committer::default(),
            inside: None,
            inbox: VecDeque::new(),
            asks_again: Millis(0),
        };
        self.pages.insert(member, page);
        self.seats.insert(member);
        self.tell_all(&Said::Here(self.seats.clone()));
    }

    /// Gives up its seat; in the middle of something as well.
    fn leaves(&mut self, member: MemberId) {
        self.pages.remove(&member);
        self.unseat(member);
    }

    fn dies(&mut self, member: MemberId) {
        self.pages.remove(&member);
        self.dead.insert(member, self.now + Millis(self.chance.below(30_000) as u64));
    }

    fn unseat(&mut self, member: MemberId) {
        self.seats.remove(&member);
        self.in_group.remove(&member);
        self.tell_all(&Said::Gone(member));
    }

    /// It has lost what it knew, as a page that was loaded again.
    fn forgets(&mut self, member: MemberId) {
        let seats = self.seats.clone();
        if let Some(page) = self.pages.get_mut(&member) {
            (page.inside, page.asks_again) = (None, Millis(0));
            page.committer = Committer::default();
            page.inbox.clear();
            page.inbox.push_back(Said::Here(seats));
        }
        // What it hears from now on begins with its joining.
        self.in_group.remove(&member);
    }

    fn joins(&mut self, member: MemberId) {
        self.in_group.remove(&member);
        if self.in_group.is_empty() {
            self.epoch = 0;
            self.in_group.insert(member);
            if let Some(page) = self.pages.get_mut(&member) {
                page.inbox.push_back(Said::Found);
            }
        } else {
            self.tell_group(&Said::Joins(member));
        }
    }

    /// The first commit that ends an epoch is the one.
    fn commits(&mut self, by: MemberId, ends: u64, change: &Change, members: &[MemberId]) {
        self.reaches(by);
        if !self.in_group.contains(&by) || ends != self.epoch {
            return;
        }
        self.commits += 1;
        self.epoch += 1;
        self.tell_group(&Said::Committed(ends, change.clone()));
        let after = changed(members, change);
        for joiner in change.add.iter().filter(|joiner| self.seats.contains(joiner)) {
            if self.in_group.insert(*joiner)
                && let Some(page) = self.pages.get_mut(joiner)
            {
                page.inbox.push_back(Said::Welcomed(ends + 1, after.clone()));
            }
        }
    }

    fn hears(&mut self, member: MemberId) {
        let now = self.now;
        let Some(page) = self.pages.get_mut(&member) else { return };
        let Some(said) = page.inbox.pop_front() else { return };
        match said {
            Said::Joins(joiner) => page.committer.ask(joiner, now),
            Said::Committed(ends, change) => {
                let Some((epoch, members)) = &page.inside else { return };
                assert_eq!(*epoch, ends, "commits come in their order");
                let members = changed(members, &change);
                if !members.contains(&member) {
                    return self.forgets(member);
                }
                let new = change.add.iter().copied().collect();
                page.committer.begin_epoch(ends + 1, member, members.clone(), &new, now);
                page.inside = Some((ends + 1, members));
            }
            Said::Welcomed(epoch, members) => {
                let new = members.iter().copied().collect();
                page.committer.begin_epoch(epoch, member, members.clone(), &new, now);
                page.inside = Some((epoch, members));
                self.reaches(member);
            }
            Said::Here(seats) => page.committer.are_seated(&seats, seats.clone(), now),
            Said::Gone(gone) => page.committer.gone(gone, now),
            Said::Found => {
                page.inside = Some((0, vec![member]));
                page.committer.begin_epoch(0, member, vec![member], &BTreeSet::new(), now);
            }
            Said::Rejoin => {
                page.committer.end();
                (page.inside, page.asks_again) = (None, now);
            }
        }
    }

    /// A page says that it is in an epoch: it may have asked again while its welcome was on its way.
    fn reaches(&mut self, member: MemberId) {
        if !self.in_group.contains(&member)
            && let Some(page) = self.pages.get_mut(&member)
        {
            page.inbox.push_back(Said::Rejoin);
        }
    }

    /// Whatever a page does by itself at this moment.
    fn acts(&mut self, member: MemberId) {
        let now = self.now;
        let Some(page) = self.pages.get_mut(&member) else { return };
        match &page.inside {
            None if now >= page.asks_again => {
                page.asks_again = now + JOIN_AGAIN;
                self.joins(member);
            }
            None => {}
            Some((epoch, members)) => {
                if let Some(change) = page.committer.take(now) {
                    let (epoch, members) = (*epoch, members.clone());
                    self.commits(member, epoch, &change, &members);
                }
            }
        }
    }

    fn passes(&mut self, time: u64) {
        self.now = self.now + Millis(time);
        let gone: Vec<_> = self.dead.iter().filter(|(_, at)| **at <= self.now).map(|(who, _)| *who).collect();
        for member in gone {
            self.dead.remove(&member);
            self.unseat(member);
        }
    }

    fn something_happens(&mut self) {
        match (self.chance.below(24), self.someone()) {
            (0, _) | (_, None) if self.pages.len() < 7 => self.comes(),
            (1, Some(member)) if self.pages.len() > 1 => self.leaves(member),
            (2, Some(member)) if self.pages.len() > 1 => self.dies(member),
            (3, Some(member)) => self.forgets(member),
            (4..=6, _) => {
                let time = self.chance.below(900) as u64;
                self.passes(time);
            }
            (7..=15, Some(member)) => self.hears(member),
            (_, Some(member)) => self.acts(member),
            (_, None) => {}
        }
    }

    /// Everything arrives, and enough time passes.
    fn settles(&mut self) {
        let until = self.now + QUIET;
        while self.now < until {
            let members: Vec<_> = self.pages.keys().copied().collect();
            for member in members {
                while self.pages.get(&member).is_some_and(|page| !page.inbox.is_empty()) {
                    self.hears(member);
                }
                self.acts(member);
            }
            let is_quiet = self.pages.values().all(|page| page.inbox.is_empty());
            let next = self.next().unwrap_or(until).min(until);
            // What is on its way takes a moment.
            self.passes(if is_quiet { next.since(self.now).0.max(1) } else { 20 });
        }
    }

    /// When anybody does anything next.
    fn next(&self) -> Option<Millis> {
        let due = |page: &Page| match page.inside {
            Some(_) => page.committer.deadline(),
            None => Some(page.asks_again),
        };
        self.pages.values().filter_map(due).chain(self.dead.values().copied()).min()
    }
}

fn changed(members: &[MemberId], change: &Change) -> Vec<MemberId> {
    let stays = |member: &&MemberId| !change.remove.contains(member) && !change.add.contains(member);
    members.iter().filter(stays).chain(&change.add).copied().collect()
}

/// How long after it nothing is on its way any more: a seat waits half a minute, and pages ask again.
const QUIET: Millis = Millis::seconds(90);

/// After so much of anything, everybody who is there is in one group with the same members, and nobody else.
fn play(seed: u64, steps: usize) -> usize {
    let mut world = World::new(seed);
    world.comes();
    for _ in 0..steps {
        world.something_happens();
    }
    world.settles();
    let there: BTreeSet<_> = world.pages.keys().copied().collect();
    for (member, page) in &world.pages {
        let inside = page.inside.as_ref().map(|(epoch, members)| (*epoch, members.iter().copied().collect()));
        assert_eq!(inside, Some((world.epoch, there.clone())), "member {} with seed {seed}", member.0);
    }
    world.commits
}

#[test]
fn whatever_happens_everybody_who_is_there_ends_in_one_group() {
    let stories = 100_000;
    let commits: usize = (0..stories).map(|seed| play(seed, 200)).sum();
    assert!(commits > stories as usize, "something happens: {commits}");
}

#[test]
fn a_quiet_group_renews_its_keys_every_five_minutes_and_each_time_by_somebody_else() {
    let mut all: Vec<_> = [3, 5, 9].map(|me| with(&[3, 5, 9], me)).into();
    let mut healed = Vec::new();
    for epoch in 1..=6 {
        let first = |committer: &Committer| committer.deadline().expect("something is due");
        let (place, at) =
            all.iter().map(first).enumerate().min_by_key(|(_, at)| *at).expect("there are some");
        assert_eq!(at, Millis(HEAL.0 * epoch), "in epoch {epoch}");
        healed.push(place);
        assert_eq!(all[place].take(at), Some(Change { add: vec![], remove: vec![] }));
        for (me, committer) in [3, 5, 9].into_iter().zip(&mut all) {
            let members = [3, 5, 9].map(MemberId).into();
            committer.begin_epoch(epoch, MemberId(me), members, &BTreeSet::new(), at);
        }
    }
    assert_eq!(healed, [0, 1, 2, 0, 1, 2]);
}

fn with(members: &[u16], me: u16) -> Committer {
    let members: Vec<_> = members.iter().copied().map(MemberId).collect();
    let seats: BTreeSet<_> = members.iter().copied().collect();
    let mut committer = Committer::default();
    committer.begin_epoch(0, MemberId(me), members, &BTreeSet::new(), Millis(0));
    committer.are_seated(&seats, seats.clone(), Millis(0));
    committer
}

#[test]
fn the_first_of_those_who_are_there_commits_and_the_others_wait_for_their_turns() {
    for (place, me) in [3, 5, 9].into_iter().enumerate() {
        let mut committer = with(&[3, 5, 9], me);
        committer.ask(MemberId(11), Millis(1_000));
        assert_eq!(committer.deadline(), Some(Millis(1_000 + COMMIT_SUCCESSION.0 * place as u64)));
    }
    // Whoever leaves, is away or has lost its keys is passed over.
    let mut committer = with(&[3, 5, 9], 9);
    committer.gone(MemberId(3), Millis(1_000));
    committer.ask(MemberId(5), Millis(1_000));
    assert_eq!(committer.deadline(), Some(Millis(1_000)));
    let change = Change { add: vec![MemberId(5)], remove: vec![MemberId(3)] };
    assert_eq!(committer.take(Millis(1_000)), Some(change));
    assert_eq!(committer.take(Millis(1_001)), None, "it is on its way");
}

#[test]
fn a_companion_that_was_started_again_puts_nobody_out_who_comes_back() {
    let mut committer = with(&[3, 5, 9], 3);
    let only_me = BTreeSet::from([MemberId(3)]);
    committer.are_seated(&only_me, only_me.clone(), Millis(1_000));
    assert!(committer.deadline().is_some_and(|at| at >= Millis(40_000)));
    let both = BTreeSet::from([MemberId(3), MemberId(5)]);
    committer.are_seated(&both, both.clone(), Millis(20_000));
    let change = committer.take(Millis(60_000)).expect("one is still missing");
    assert_eq!(change, Change { add: vec![], remove: vec![MemberId(9)] });
}
