//! Several members of one room, and what passes between them.

use heliograph_wire::Private;
use heliograph_wire::group::{Membership, Outcome, Refused, Task};
use heliograph_wire::room::{COMMIT_LIMIT, MemberId, PACKAGE_LIMIT, RoomId, WELCOME_LIMIT};

use crate::{FrameOrder, Group};

pub(crate) const SECRET: [u8; 16] = [7; 16];
pub(crate) const ROOM: RoomId = RoomId([1; 16]);

/// The page of one member.
pub(crate) struct Page {
    pub(crate) group: Group,
    pub(crate) member: MemberId,
    pub(crate) membership: Option<Membership>,
}

/// A commit and its welcome, as they pass the companion.
#[derive(Clone)]
pub(crate) struct Committed {
    pub(crate) commit: Vec<u8>,
    pub(crate) welcome: Option<Vec<u8>>,
}

impl Page {
    pub(crate) fn new(member: u16) -> Self {
        Self::with(SECRET, ROOM, member)
    }

    /// With another link, or at another room.
    pub(crate) fn with(secret: [u8; 16], room: RoomId, member: u16) -> Self {
        let mut page = Self { group: Group::new(), member: MemberId(member), membership: None };
        page.begin(secret, room, &format!("Person {member}"));
        page
    }

    pub(crate) fn begin(&mut self, secret: [u8; 16], room: RoomId, name: &str) {
        let name = name.to_owned().into();
        let outcome =
            self.group.perform(Task::Begin { secret: secret.into(), room, member: self.member, name });
        assert!(outcome == Outcome::Done);
    }

    pub(crate) fn found(&mut self) {
        let outcome = self.group.perform(Task::Found);
        self.entered(outcome).unwrap();
    }

    pub(crate) fn ask(&mut self) -> Vec<u8> {
        let Outcome::Package(package) = self.group.perform(Task::Ask) else {
            panic!("whoever began can ask")
        };
        assert!(package.reveal().len() <= PACKAGE_LIMIT);
        package.reveal().clone()
    }

    pub(crate) fn read(&mut self, from: u16, package: &[u8]) -> bool {
        let member = MemberId(from);
        let outcome = self.group.perform(Task::Read { member, package: package.to_vec().into() });
        let Outcome::Read { member: of, fits } = outcome else { panic!("a package is read") };
        assert_eq!(of, member);
        fits
    }

    pub(crate) fn commit(&mut self, add: &[u16], remove: &[u16]) -> Option<Committed> {
        let members = |numbers: &[u16]| numbers.iter().copied().map(MemberId).collect();
        let outcome = self.group.perform(Task::Commit { add: members(add), remove: members(remove) });
        match outcome {
            Outcome::Commit { epoch, bytes, welcome } => {
                assert_eq!(Some(epoch), self.membership.as_ref().map(|membership| membership.epoch));
                let welcome = welcome.map(|welcome| welcome.reveal().clone());
                assert!(bytes.reveal().len() <= COMMIT_LIMIT);
                assert!(welcome.as_ref().is_none_or(|welcome| welcome.len() <= WELCOME_LIMIT));
                Some(Committed { commit: bytes.reveal().clone(), welcome })
            }
            Outcome::Done => None,
            _ => panic!("a commit, or nothing"),
        }
    }

    pub(crate) fn hear(&mut self, commit: &[u8]) -> Result<(), Refused> {
        let outcome = self.group.perform(Task::Hear(commit.to_vec().into()));
        self.entered(outcome)
    }

    pub(crate) fn enter(&mut self, welcome: &[u8]) -> Result<(), Refused> {
        let outcome = self.group.perform(Task::Enter(welcome.to_vec().into()));
        self.entered(outcome)
    }

    fn entered(&mut self, outcome: Outcome) -> Result<(), Refused> {
        match outcome {
            Outcome::Entered(membership) => {
                self.membership = Some(membership);
                Ok(())
            }
            Outcome::Refused(refused) => Err(refused),
            _ => panic!("entered or refused"),
        }
    }

    pub(crate) fn say(&mut self, text: &[u8]) -> Vec<u8> {
        let Outcome::Said(bytes) = self.group.perform(Task::Say(text.to_vec().into())) else {
            panic!("members can say things")
        };
        bytes.reveal().clone()
    }

    pub(crate) fn listen(&mut self, from: u16, bytes: &[u8]) -> Result<Vec<u8>, Refused> {
        let task = Task::Listen { from: MemberId(from), bytes: bytes.to_vec().into() };
        match self.group.perform(task) {
            Outcome::Heard { from: proven, bytes } => {
                assert_eq!(proven, MemberId(from));
                Ok(bytes.reveal().clone())
            }
            Outcome::Refused(refused) => Err(refused),
            _ => panic!("heard or refused"),
        }
    }

    /// The epochs whose keys the worker of frames was given since the last time, and those keys.
    pub(crate) fn bases(&mut self) -> Vec<(u64, Private<[u8; 32]>)> {
        self.orders()
            .into_iter()
            .filter_map(|order| match order {
                FrameOrder::Keys { epoch, base, .. } => Some((epoch.number, base)),
                FrameOrder::Seal(_) | FrameOrder::Close(_) => None,
            })
            .collect()
    }

    pub(crate) fn orders(&mut self) -> Vec<FrameOrder> {
        core::iter::from_fn(|| self.group.take_order()).collect()
    }

    pub(crate) fn membership(&self) -> &Membership {
        self.membership.as_ref().unwrap()
    }

    /// Who is in the group: index and seat of each.
    pub(crate) fn seats(&self) -> Vec<(u8, u16)> {
        self.membership().members.iter().map(|leaf| (leaf.index, leaf.member.0)).collect()
    }
}

/// The first founds a group and lets the others in, by one commit.
pub(crate) fn group_of<const N: usize>(members: [u16; N]) -> [Page; N] {
    let mut pages = members.map(Page::new);
    let (first, others) = pages.split_first_mut().unwrap();
    first.found();
    let mut joiners: Vec<_> = others.iter_mut().collect();
    if !joiners.is_empty() {
        let committed = let_in(first, &mut joiners);
        first.hear(&committed.commit).unwrap();
        for joiner in joiners {
            joiner.enter(committed.welcome.as_ref().unwrap()).unwrap();
        }
    }
    pages
}

/// Packages are read, and a commit made.
pub(crate) fn let_in(by: &mut Page, joiners: &mut [&mut Page]) -> Committed {
    let mut numbers = Vec::new();
    for joiner in joiners {
        let package = joiner.ask();
        assert!(by.read(joiner.member.0, &package));
        numbers.push(joiner.member.0);
    }
    by.commit(&numbers, &[]).unwrap()
}

/// All have the same keys of the newest epoch, the same code, and the same members.
#[track_caller]
pub(crate) fn assert_agree(pages: &mut [&mut Page]) {
    let bases: Vec<_> = pages.iter_mut().map(|page| page.bases().pop().unwrap()).collect();
    let first = pages[0].membership();
    for (page, base) in pages.iter().zip(&bases) {
        let membership = page.membership();
        assert!(base == &bases[0], "they have different keys");
        assert!(membership.code == first.code && membership.members == first.members);
        assert_eq!(membership.epoch, first.epoch);
        assert_eq!(membership.epoch.number, base.0);
        let me = membership.members.iter().find(|leaf| leaf.index == membership.me).unwrap();
        assert_eq!(me.member, page.member);
    }
}
