//! What pages say to each other through the companion to agree on keys (MLS, RFC 9420), and what the companion has to say about
//! it: it puts commits in order, and reads none.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::MemberId;
use crate::Private;

/// The longest key package, in bytes.
pub const PACKAGE_LIMIT: usize = 2 * 1024;

/// The longest commit, in bytes.
pub const COMMIT_LIMIT: usize = 32 * 1024;

/// The longest welcome, in bytes.
pub const WELCOME_LIMIT: usize = 80 * 1024;

/// No group has more members: an index has to fit into the ids of keys of frames (`docs/protocol/frame.md`).
pub const GROUP_AT_MOST: usize = 250;

/// Tells a group from all others that there ever were in a room: the first bytes of its id, which its founder draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GroupTag(pub [u8; 8]);

/// A state of a group, in which all who are in it have the same keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Epoch {
    /// Of which group.
    pub group: GroupTag,
    /// From 0; each commit leads to the next.
    pub number: u64,
}

/// What a page says about the group.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum GroupRequest {
    /// It is in no group, and wants to be.
    Join {
        /// A key package, sealed for whoever has the link.
        package: Private<Vec<u8>>,
    },
    /// It leads the group to its next epoch. Nothing comes of it where another commit of that epoch was there before.
    Commit {
        /// The epoch that the commit ends.
        epoch: Epoch,
        /// The commit, sealed for whoever has the link.
        bytes: Private<Vec<u8>>,
        /// What those need whom it adds.
        welcome: Option<Welcome>,
    },
    /// It has the keys of this epoch.
    Reached(Epoch),
    /// It came back to its seat, and has the keys of this epoch, but may have missed commits.
    Resume(Epoch),
}

/// What lets newcomers in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// Who they are.
    pub joiners: Vec<MemberId>,
    /// The same for all of them, sealed for whoever has the link.
    pub bytes: Private<Vec<u8>>,
}

/// What the companion says about the group.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum GroupNotice {
    /// Nobody is in a group: this page makes one, alone, and says that it has reached its first epoch.
    Found,
    /// Somebody wants to be in the group.
    Joins {
        /// Who.
        member: MemberId,
        /// Their key package.
        package: Private<Vec<u8>>,
    },
    /// The group goes on to the next epoch. Whoever committed hears it, too.
    Committed {
        /// Who committed.
        by: MemberId,
        /// The number of the epoch that this ends.
        epoch: u64,
        /// The commit.
        bytes: Private<Vec<u8>>,
    },
    /// This page is in the group.
    Welcomed {
        /// Who let it in.
        by: MemberId,
        /// The welcome.
        bytes: Private<Vec<u8>>,
    },
    /// All of the group who are there have said that they reached this epoch, which is the newest.
    Reached(Epoch),
    /// What this page missed cannot be had any more: it is in no group, and has to join again.
    Rejoin,
}
