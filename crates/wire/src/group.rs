//! What crosses between a page and the worker that is its member of a room's group (MLS, RFC 9420). The page decides what is
//! done and when; the worker has all keys, and gives those of frames to the worker of frames past the page.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::Private;
use crate::rendezvous::{bytes_of, read_within};
use crate::room::{Epoch, MemberId, RoomId, SAID_LIMIT, WELCOME_LIMIT};

/// The longest task or outcome, in bytes.
const LONGEST: usize = 2 * WELCOME_LIMIT;

/// How much longer a sealed saying is than what is said.
pub const SAYING_OVERHEAD: usize = 512;

/// The longest saying in the open, in bytes.
pub const SAYING_LIMIT: usize = SAID_LIMIT - SAYING_OVERHEAD;

/// Something for the worker to do. Each is answered by one [`Outcome`], in the order in which they were asked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// Forget everything, and be this member of this room.
    Begin {
        /// What everybody with the link has.
        secret: Private<[u8; 16]>,
        /// The room.
        room: RoomId,
        /// The seat.
        member: MemberId,
        /// What the person is called.
        name: Private<String>,
    },
    /// Make a key package. The one before is forgotten.
    Ask,
    /// Make a group with nobody else in it.
    Found,
    /// Read the key package of somebody who wants to be in the group, and keep it.
    Read {
        /// The seat from which it came.
        member: MemberId,
        /// The package.
        package: Private<Vec<u8>>,
    },
    /// Make a commit that lets in those whose packages were read, and puts others out; with neither it renews the keys alone.
    /// It takes effect when it is heard. What makes no sense is left out of it.
    Commit {
        /// Who is let in: 24 of them at most, and of more the first ones. What is there of theirs already is put out.
        add: Vec<MemberId>,
        /// Who is put out.
        remove: Vec<MemberId>,
    },
    /// Take a commit, of one's own or another's.
    Hear(Private<Vec<u8>>),
    /// Take the welcome into a group.
    Enter(Private<Vec<u8>>),
    /// Seal something for the group.
    Say(Private<Vec<u8>>),
    /// Open what somebody said in the group.
    Listen {
        /// The seat from which it came.
        from: MemberId,
        /// As it came.
        bytes: Private<Vec<u8>>,
    },
    /// Seal frames with the keys of the newest epoch from now on.
    Switch,
    /// Open no frames any more with keys of epochs before this one.
    Close {
        /// The number of the epoch.
        before: u64,
    },
}

/// What came of a task.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Nothing that has to be told: it was done, or makes no sense now.
    Done,
    /// The key package that was made.
    Package(Private<Vec<u8>>),
    /// A key package that was read: whether it was made by somebody with the link, for the seat from which it came.
    Read {
        /// The seat.
        member: MemberId,
        /// Whether they can be let in.
        fits: bool,
    },
    /// The commit that was made.
    Commit {
        /// The epoch that it ends.
        epoch: Epoch,
        /// The commit.
        bytes: Private<Vec<u8>>,
        /// The welcome, where it lets somebody in.
        welcome: Option<Private<Vec<u8>>>,
    },
    /// The group is in another epoch.
    Entered(Membership),
    /// What came is nothing that this group takes: a commit, welcome or saying that is forged, of another epoch or of another group.
    Refused(Refused),
    /// What was sealed.
    Said(Private<Vec<u8>>),
    /// What somebody said.
    Heard {
        /// Who proved to have said it.
        from: MemberId,
        /// In the open.
        bytes: Private<Vec<u8>>,
    },
}

/// Who is in the group now.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The epoch.
    pub epoch: Epoch,
    /// This member's own index.
    pub me: u8,
    /// All members, by their index.
    pub members: Vec<Leaf>,
    /// What is the same for all who are in the same group with the same members, and for nobody else: the epoch authenticator
    /// (RFC 9420, section 8.7).
    pub code: Private<[u8; 32]>,
}

/// A member of the group.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaf {
    /// Its place among the leaves, by which frames name their sender.
    pub index: u8,
    /// The seat.
    pub member: MemberId,
    /// What the person calls themselves.
    pub name: Private<String>,
    /// The beginning of its signing key: another one for whoever came to the seat anew.
    pub key: [u8; 8],
}

/// Why something was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refused {
    /// It was not made by anybody with the link, or changed on its way.
    Forged,
    /// It belongs to another epoch or group, or came already: no sign of an attack.
    Astray,
    /// It puts this page out, which is in no group from now on.
    PutOut,
}

impl Task {
    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        bytes_of(self)
    }

    /// Reads a task; none where the bytes are none, or too many.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        read_within(bytes, LONGEST)
    }
}

impl Outcome {
    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        bytes_of(self)
    }

    /// Reads an outcome; none where the bytes are none, or too many.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        read_within(bytes, LONGEST)
    }
}
