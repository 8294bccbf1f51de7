//! What a page asks of its keys worker, and what that says: secrets are kept and used there alone.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Link, LinkHash, Subscription, bytes_of, read, said::in_bytes};
use crate::Private;
use crate::room::RoomId;

/// Names a lane: what one page and one other person say to each other. The page gives each another number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lane(pub u32);

/// What words are for: two who name another place never agree.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pairing {
    /// The place with this number.
    Nameplate(u32),
    /// A bucket.
    Bucket(u16),
}

/// Something for the worker to do. Each is answered by one [`Outcome`], in the order in which they were asked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// Draw three words.
    DrawWords,
    /// Bring words into the one form that both sides use, and say where they meet.
    PlaceWords {
        /// As the person typed them: of their own, or a code of number and words.
        typed: Private<String>,
        /// Which companion it is at (`Welcome`).
        companion: [u8; 16],
    },
    /// Begin a lane by words: the first message is made. The lower seat says which of the two this side is.
    Meet {
        /// The lane.
        lane: Lane,
        /// As [`Outcome::Placed`] and [`Outcome::Drawn`] gave them.
        words: Private<String>,
        /// Where.
        pairing: Pairing,
        /// Which companion it is at (`Welcome`).
        companion: [u8; 16],
        /// This side's seat and the other's.
        seats: [u16; 2],
    },
    /// Take what came on a lane.
    Hear {
        /// The lane.
        lane: Lane,
        /// As it came.
        bytes: Private<Vec<u8>>,
    },
    /// Seal what is to be said on a lane.
    Say {
        /// The lane.
        lane: Lane,
        /// In the open.
        bytes: Private<Vec<u8>>,
    },
    /// Forget a lane.
    Forget(Lane),
    /// Do the work that a companion asks for.
    Work {
        /// Its challenge.
        challenge: [u8; 32],
        /// How many bits.
        bits: u8,
    },
    /// Make a callee: the secret of its private link.
    NewCallee,
    /// Say what a callee's secret comes to, and sign that it is here.
    Attend {
        /// The secret.
        secret: Private<[u8; 32]>,
        /// The companion's challenge.
        challenge: [u8; 32],
    },
    /// Make a caller link.
    NewLink {
        /// The callee's secret.
        secret: Private<[u8; 32]>,
        /// What the callee calls it.
        label: Private<String>,
    },
    /// Seal another label for a link.
    Label {
        /// The callee's secret.
        secret: Private<[u8; 32]>,
        /// The link.
        hash: LinkHash,
        /// What the callee calls it from now on.
        label: Private<String>,
    },
    /// Open the labels of links, and say what each link is.
    ReadLinks {
        /// The callee's secret.
        secret: Private<[u8; 32]>,
        /// The links.
        links: Vec<Link>,
    },
    /// Seal a push subscription.
    Subscribe {
        /// The callee's secret.
        secret: Private<[u8; 32]>,
        /// The address of the push resource: at most [`ENDPOINT_LIMIT`](super::ENDPOINT_LIMIT) bytes.
        endpoint: Private<String>,
    },
    /// Begin a lane to a callee: the introduction is sealed.
    Ring {
        /// The lane.
        lane: Lane,
        /// The callee's key, from the link.
        key: [u8; 32],
        /// The introduction, in the open.
        intro: Private<Vec<u8>>,
    },
    /// Begin a lane by the introduction of somebody who rings.
    HearRing {
        /// The lane.
        lane: Lane,
        /// The callee's secret.
        secret: Private<[u8; 32]>,
        /// As it came.
        intro: Private<Vec<u8>>,
    },
    /// Make a room: the secret of its host's link.
    NewRoom,
    /// Say what the secret of a host's link comes to.
    ReadRoom(Private<[u8; 32]>),
    /// Sign that the host of a room opens it.
    OpenRoom {
        /// The secret of the host's link.
        secret: Private<[u8; 32]>,
        /// The companion's challenge.
        challenge: [u8; 32],
    },
}

/// What came of a [`Task`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Three words with hyphens between.
    Drawn(Private<String>),
    /// Words in the one form, and where they meet.
    Placed {
        /// The words; of a code without its number.
        words: Private<String>,
        /// Where.
        pairing: Pairing,
    },
    /// Nothing can be made of what was typed.
    NoWords,
    /// A number and three words, of which at least one is not in the list: it was mistyped.
    Mistyped,
    /// What is to be said on the lane, sealed.
    Say {
        /// The lane.
        lane: Lane,
        /// Sealed.
        bytes: Private<Vec<u8>>,
    },
    /// What came of hearing something.
    Heard {
        /// The lane.
        lane: Lane,
        /// What.
        heard: Heard,
    },
    /// Nothing else came of it: a lane was forgotten, or never was.
    Done,
    /// The work is done.
    Worked {
        /// For which challenge.
        challenge: [u8; 32],
        /// What to say to the companion.
        work: u64,
    },
    /// A callee's secret.
    Callee(Private<[u8; 32]>),
    /// What a callee is.
    Attends(CalleeKeys),
    /// A new caller link.
    NewLink(NewLink),
    /// A link with its new label.
    Labelled(NewLink),
    /// A sealed push subscription.
    Subscription(Subscription),
    /// What links are: in the order asked, none for one that is not this callee's.
    Links(Vec<Option<NewLink>>),
    /// A room, as its host has it.
    Room(RoomKeys),
    /// The host's signature of [`hosting`](crate::room::hosting), in two halves.
    Hosts {
        /// The challenge that it is for.
        challenge: [u8; 32],
        /// The signature.
        signature: [[u8; 32]; 2],
    },
}

/// What came of hearing something on a lane.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Heard {
    /// The other side proved that it has the same words; where something is to be said to it, it comes with this.
    Agreed {
        /// What to say.
        say: Option<Private<Vec<u8>>>,
    },
    /// Something is to be said to it first.
    Say(Private<Vec<u8>>),
    /// The other side has other words, or somebody between the two changed what it said. The lane is over.
    Wrong,
    /// The other side said this.
    Letter(Private<Vec<u8>>),
    /// What came is nothing that the other side said now; it is ignored.
    Nothing,
}

/// What a callee's secret comes to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalleeKeys {
    /// What it signs with, in the open (Ed25519).
    pub signing: [u8; 32],
    /// Its signature of [`presence`](super::presence), in two halves.
    pub signature: [[u8; 32]; 2],
}

/// What the secret of a room's host comes to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomKeys {
    /// The secret itself.
    pub secret: Private<[u8; 32]>,
    /// What the companion knows the room by.
    pub id: RoomId,
    /// What it signs with, in the open (Ed25519).
    pub signing: [u8; 32],
    /// What makes the room this host's.
    pub salt: Private<[u8; 16]>,
    /// What everybody has who has the link.
    pub shared: Private<[u8; 16]>,
}

/// A caller link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewLink {
    /// What the companion knows it by.
    pub hash: LinkHash,
    /// What the callee calls it.
    pub label: Private<String>,
    /// The same, sealed.
    pub sealed: Private<Vec<u8>>,
    /// What makes it one of this callee's.
    pub salt: Private<[u8; 16]>,
    /// The callee's wake key, sealed with its id.
    pub wake: Private<Vec<u8>>,
    /// Its id and the callee's key (X25519), as they stand in the link.
    pub id: Private<[u8; 16]>,
    /// What is sealed to (X25519).
    pub key: [u8; 32],
}

in_bytes!(Task, Outcome);
