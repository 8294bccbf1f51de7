//! Is one member of a room's group: those who agree on the keys of what is said and shown in it (MLS, RFC 9420).
//!
//! What it is: one machine, [`Group`], which is asked for one thing after another and answers each. It runs in a worker of
//! its own, so that the page never stalls and holds no key; what the worker of frames needs goes to it past the page, as
//! [`FrameOrder`]s. `docs/protocol/group.md` has every byte, for whoever builds another. What it is not: it decides nothing
//! about when somebody is let in or put out, opens no socket, reads no clock, and keeps nothing longer than it lives.
//!
//! ```
//! use heliograph_group::{FrameOrder, Group};
//! use heliograph_wire::group::{Outcome, Task};
//! use heliograph_wire::room::{MemberId, RoomId};
//!
//! let mut group = Group::new();
//! let name = "Ana".to_owned().into();
//! group.perform(Task::Begin { secret: [7; 16].into(), room: RoomId([1; 16]), member: MemberId(300), name });
//! let Outcome::Entered(membership) = group.perform(Task::Found) else { panic!("nobody else is asked") };
//! assert_eq!((membership.epoch.number, membership.members.len()), (0, 1));
//! assert!(matches!(group.take_order(), Some(FrameOrder::Keys { .. })));
//! ```
#![warn(missing_docs)]

#[cfg(target_arch = "wasm32")]
pub mod door;
mod envelope;
mod epochs;
mod identity;
mod inside;
mod link;
mod member;
mod orders;
mod padding;
mod rules;
mod suite;
#[cfg(test)]
mod tests;

use heliograph_wire::Private;
use heliograph_wire::group::{Outcome, Refused, Task};
use heliograph_wire::room::{COMMIT_LIMIT, MemberId, PACKAGE_LIMIT, RoomId, SAID_LIMIT, WELCOME_LIMIT};

use crate::envelope::Content;
use crate::identity::Identity;
use crate::inside::Inside;
use crate::link::Link;
use crate::member::Candidate;
use crate::orders::Orders;

pub use crate::inside::LET_IN_AT_ONCE;
pub use crate::orders::FrameOrder;

/// A member of a room's group, or somebody who is to become one.
#[derive(Default)]
pub struct Group {
    seat: Option<Seat>,
    orders: Orders,
}

/// Who and where this is.
struct Seat {
    room: RoomId,
    identity: Identity,
    link: Link,
    /// Whoever waits to be let in.
    candidate: Option<Candidate>,
    inside: Option<Inside>,
}

impl Group {
    /// Nobody yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Does one thing. What makes no sense, or is more than may be, comes to [`Outcome::Done`].
    pub fn perform(&mut self, task: Task) -> Outcome {
        if let Task::Begin { secret, room, member, name } = task {
            self.orders.clear();
            self.seat = Seat::new(&secret, room, Identity::new(member, name));
            return Outcome::Done;
        }
        let Some(seat) = &mut self.seat else { return Outcome::Done };
        let orders = &mut self.orders;
        match task {
            Task::Begin { .. } => Outcome::Done,
            Task::Ask => seat.ask().map_or(Outcome::Done, Outcome::Package),
            Task::Found => seat.found(orders),
            Task::Read { member, package } => {
                Outcome::Read { member, fits: seat.read(member, package.reveal()) }
            }
            Task::Commit { add, remove } => seat.commit(&add, &remove),
            Task::Hear(commit) => seat.hear(commit.reveal(), orders),
            Task::Enter(welcome) => seat.enter(welcome.reveal(), orders),
            Task::Say(bytes) => seat.say(bytes.reveal()),
            Task::Listen { from, bytes } => seat.listen(from, bytes.reveal()),
            Task::Switch => {
                if let Some(inside) = &seat.inside {
                    orders.give(FrameOrder::Seal(inside.epoch().number));
                }
                Outcome::Done
            }
            Task::Close { before } => {
                orders.give(FrameOrder::Close(before));
                Outcome::Done
            }
        }
    }

    /// What the worker of frames is to be told next. It is not the page's to see.
    pub fn take_order(&mut self) -> Option<FrameOrder> {
        self.orders.take()
    }
}

impl Seat {
    fn new(secret: &Private<[u8; 16]>, room: RoomId, identity: Option<Identity>) -> Option<Self> {
        let link = Link::new(secret, room)?;
        Some(Self { room, identity: identity?, link, candidate: None, inside: None })
    }

    fn ask(&mut self) -> Option<Private<Vec<u8>>> {
        let candidate = Candidate::new(&self.identity, &self.link)?;
        let package = candidate.package()?;
        let sealed = self.link.envelopes.seal(Content::Package(self.identity.member), &package);
        self.candidate = Some(candidate);
        sealed
    }

    fn found(&mut self, orders: &mut Orders) -> Outcome {
        let founded = Candidate::new(&self.identity, &self.link)
            .and_then(|candidate| candidate.found(self.room))
            .and_then(|group| Inside::enter(group, self.identity.member).ok());
        let Some((inside, entered)) = founded else { return Outcome::Done };
        self.candidate = None;
        self.inside = Some(inside);
        entered.told(orders)
    }

    fn read(&mut self, member: MemberId, package: &[u8]) -> bool {
        let opened = self.opened(Content::Package(member), package);
        let (Some(package), Some(inside)) = (opened, &mut self.inside) else { return false };
        inside.read(member, package.reveal())
    }

    fn commit(&mut self, add: &[MemberId], remove: &[MemberId]) -> Outcome {
        let Some(inside) = &mut self.inside else { return Outcome::Done };
        let epoch = inside.epoch();
        let Some((commit, welcome)) = inside.commit(add, remove) else { return Outcome::Done };
        let Some(bytes) = self.link.envelopes.seal(Content::Commit, &commit) else { return Outcome::Done };
        match welcome.map(|welcome| self.link.envelopes.seal(Content::Welcome, &welcome)) {
            None => Outcome::Commit { epoch, bytes, welcome: None },
            Some(Some(welcome)) => Outcome::Commit { epoch, bytes, welcome: Some(welcome) },
            Some(None) => Outcome::Done,
        }
    }

    fn hear(&mut self, commit: &[u8], orders: &mut Orders) -> Outcome {
        let Some(commit) = self.opened(Content::Commit, commit) else {
            return Outcome::Refused(Refused::Forged);
        };
        let Some(inside) = &mut self.inside else { return Outcome::Refused(Refused::Astray) };
        match inside.hear(commit.reveal()) {
            Ok(entered) => entered.told(orders),
            Err(refused) => {
                if refused == Refused::PutOut {
                    self.inside = None;
                }
                Outcome::Refused(refused)
            }
        }
    }

    fn enter(&mut self, welcome: &[u8], orders: &mut Orders) -> Outcome {
        let Some(welcome) = self.opened(Content::Welcome, welcome) else {
            return Outcome::Refused(Refused::Forged);
        };
        let Some(candidate) = &self.candidate else { return Outcome::Refused(Refused::Astray) };
        let joined = candidate
            .join(welcome.reveal(), self.room)
            .and_then(|group| Inside::enter(group, self.identity.member));
        match joined {
            Ok((inside, entered)) => {
                self.candidate = None;
                self.inside = Some(inside);
                entered.told(orders)
            }
            Err(refused) => Outcome::Refused(refused),
        }
    }

    fn say(&mut self, bytes: &[u8]) -> Outcome {
        let said = self.inside.as_mut().and_then(|inside| inside.say(bytes));
        said.map_or(Outcome::Done, Outcome::Said)
    }

    fn listen(&mut self, from: MemberId, bytes: &[u8]) -> Outcome {
        if bytes.len() > SAID_LIMIT {
            return Outcome::Refused(Refused::Forged);
        }
        let Some(inside) = &mut self.inside else { return Outcome::Refused(Refused::Astray) };
        match inside.listen(from, bytes) {
            Ok(bytes) => Outcome::Heard { from, bytes },
            Err(refused) => Outcome::Refused(refused),
        }
    }

    /// What is in an envelope. None where it is longer than any is.
    fn opened(&self, content: Content, envelope: &[u8]) -> Option<Private<Vec<u8>>> {
        let at_most = match content {
            Content::Package(_) => PACKAGE_LIMIT,
            Content::Commit => COMMIT_LIMIT,
            Content::Welcome => WELCOME_LIMIT,
        };
        if envelope.len() > at_most {
            return None;
        }
        self.link.envelopes.open(content, envelope)
    }
}
