//! What crosses the socket between a page and the companion where people meet in a room: `docs/protocol/room.md` tells
//! the whole story.
//!
//! The companion knows a room by its id alone. The secret from which the page derives the room's name, and later its
//! keys, stands in the fragment of the link and never comes here.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::Private;
use crate::rendezvous::{bytes_of, read_within};

mod group;
mod link;
mod people;
mod pictures;
mod saying;

pub use group::{
    COMMIT_LIMIT, Epoch, GROUP_AT_MOST, GroupNotice, GroupRequest, GroupTag, PACKAGE_LIMIT, WELCOME_LIMIT,
    Welcome,
};
pub use link::{GUEST_LINK, HOST_LINK, PERMIT_LINK, name};
pub use people::{Attendee, Card, Hand, Knocker, MemberId, Part, Role, Rules};
pub use pictures::{Layer, Source, Tile, Upstream, Voice};
pub use saying::{Saying, TEXT_LIMIT};

/// Where the socket is opened, below the place that the page came from.
pub const PATH: &str = "relay/room";

/// No message is longer, in bytes: a description of 49 pictures is the longest there is.
pub const LONGEST: usize = 128 * 1024;

/// The most bytes of a description (SDP, RFC 8866).
pub const SDP_LIMIT: usize = 120 * 1024;

/// The most bytes of a name.
pub const NAME_LIMIT: usize = 64;

/// The most bytes that one member says to others at once.
pub const SAID_LIMIT: usize = 12 * 1024;

/// The longest ticket, in bytes.
pub const TICKET_LIMIT: usize = 96;

/// The longest invite of an operator, in bytes.
pub const PERMIT_LIMIT: usize = 96;

/// The most pictures that one page asks for at a time.
pub const TILES_AT_MOST: usize = 49;

/// The sections of a page's description that carry the voices of others: whoever is loudest is in one of them.
pub const VOICES_AT_MOST: usize = 4;

/// The sections of a page's description that carry what it sends itself, in this order: the microphone, the camera, the
/// screen, and the sound that comes with the screen. [`VOICES_AT_MOST`] sections for voices follow, and then as many for
/// pictures as the page likes, [`TILES_AT_MOST`] at most.
pub const OWN_SECTIONS: usize = 4;

/// The layers of a camera's picture, as their rids (RFC 8851) name them, from the smallest.
pub const RIDS: [&str; 3] = ["q", "h", "f"];

/// How long a seat waits for whoever lost their socket, in seconds.
pub const SEAT_WAITS: u32 = 30;

/// What the companion knows a room by: the first 16 bytes of the SHA-256 of [`room_preimage`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RoomId(pub [u8; 16]);

/// What a page says to the companion. The first message of a socket is one of the first three, and says what it is for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Opens a room, or comes back to one as its host. Nobody else can: the room's id is made of the host's key.
    Open(Opening),
    /// Knocks at a room. Whoever comes before it is open waits.
    Knock {
        /// Which.
        room: RoomId,
        /// Who.
        card: Card,
    },
    /// Comes back to a seat, also after the companion was started again.
    Return {
        /// As the companion gave it.
        ticket: Private<Vec<u8>>,
        /// Who, for a companion that was started again.
        card: Card,
    },
    /// Offers the page's media sections, anew where there are more of them or where a way was lost (ICE restart).
    Offer {
        /// The page's number of it; they only grow.
        number: u32,
        /// The description.
        sdp: Private<String>,
    },
    /// Says what is on show, all of it, in place of what was said before.
    Show(Vec<Tile>),
    /// Says what this member puts in from now on.
    Put(Part),
    /// Raises the hand, or takes it down.
    Raise(Hand),
    /// Says something to everybody, or to one member alone: at most [`SAID_LIMIT`] bytes, opaque to the companion.
    Say {
        /// To whom; none for everybody.
        to: Option<MemberId>,
        /// What.
        bytes: Private<Vec<u8>>,
    },
    /// Goes by another name, or by none.
    Rename(Card),
    /// Hosts: lets somebody in who knocks.
    Admit(MemberId),
    /// Hosts: lets everybody in who knocks.
    AdmitAll,
    /// Hosts: turns somebody away who knocks.
    Deny(MemberId),
    /// Hosts: removes a member, who cannot come back with the ticket they have.
    Remove(MemberId),
    /// Hosts: asks a member to switch the microphone off.
    AskToMute(MemberId),
    /// Hosts: asks everybody else to.
    AskAllToMute,
    /// Hosts: ends what a member shows of their screen.
    StopShare(MemberId),
    /// Hosts: takes a member's hand down.
    Lower(MemberId),
    /// Hosts: gives a member another role. Nobody but the host makes hosts, and the host stays one.
    Appoint(MemberId, Role),
    /// Hosts: other rules hold from now on.
    Rule(Rules),
    /// Hosts: ends the room for everybody.
    End,
    /// Leaves for good. Whoever closes the socket without it may come back by ticket.
    Leave,
    /// Something about the group that has the keys.
    Group(GroupRequest),
}

/// What opens a room.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Which.
    pub room: RoomId,
    /// The host's public key (Ed25519, RFC 8032).
    pub key: [u8; 32],
    /// What makes the room this host's ([`room_preimage`]).
    pub salt: Private<[u8; 16]>,
    /// The host's signature of [`hosting`], in two halves.
    pub signature: [[u8; 32]; 2],
    /// What the operator gave out, where rooms are for those who were invited.
    pub permit: Option<Private<Vec<u8>>>,
    /// The rules that the room begins with; those of a room that is open already stay.
    pub rules: Rules,
    /// Who.
    pub card: Card,
}

/// What the companion says to a page.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// The first.
    Welcome {
        /// What a host signs: another one at each socket.
        challenge: [u8; 32],
    },
    /// This page has to wait, for this reason. It is said again when the reason is another one.
    Waits(Waits),
    /// This page has a seat.
    Seated(Seat),
    /// Another ticket for the seat this page has, in place of those before: roles or rules are others, or somebody was
    /// removed.
    Ticket(Private<Vec<u8>>),
    /// Everybody who has a seat, this page's member among them. Said once, after `Seated`; then what changes.
    Roster(Vec<Attendee>),
    /// These came, or changed: each in whole.
    Here(Vec<Attendee>),
    /// Somebody is gone.
    Gone {
        /// Who.
        member: MemberId,
        /// Why.
        why: Gone,
    },
    /// Hosts: everybody who knocks, in place of what was said before.
    Knocking(Vec<Knocker>),
    /// The companion's description for the offer with this number.
    Answer {
        /// The page's number.
        number: u32,
        /// The description.
        sdp: Private<String>,
    },
    /// Nothing can be made of the offer with this number.
    Refused {
        /// The page's number.
        number: u32,
    },
    /// Whose voice comes by which section from now on: one for each that changed.
    Voices(Vec<Voice>),
    /// Who speaks, the loudest first; nobody where it is empty.
    Speaking(Vec<MemberId>),
    /// Which layers of this page's pictures are watched: the others need not be sent.
    Wanted(Vec<Upstream>),
    /// The pictures that are on show and do not come now, since there is no room for them on the line.
    Short(Vec<Tile>),
    /// Members whose connection is poor, in place of what was said before.
    Poor(Vec<MemberId>),
    /// A member says this.
    Said {
        /// Who.
        from: MemberId,
        /// Whether it is for this page alone.
        to: Audience,
        /// What.
        bytes: Private<Vec<u8>>,
    },
    /// Other rules hold.
    Ruled(Rules),
    /// A host asks this member to switch the microphone off.
    MuteAsked {
        /// Which.
        by: MemberId,
    },
    /// A host ended what this member showed of their screen.
    ShareStopped {
        /// Which.
        by: MemberId,
    },
    /// What was asked cannot be done.
    Declined(Declined),
    /// The room ends in so many seconds, since rooms last only so long here.
    Ending {
        /// How many.
        seconds: u32,
    },
    /// The companion is about to be replaced: this page comes back at once, by the ticket that came just before, and the
    /// other process has its seat.
    Moving,
    /// Nothing more comes here, for this reason.
    Over(Over),
    /// Something about the group that has the keys.
    Group(GroupNotice),
}

/// A seat.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// This page's member.
    pub member: MemberId,
    /// Its role.
    pub role: Role,
    /// Brings the page back to the seat.
    pub ticket: Private<Vec<u8>>,
    /// The rules of the room.
    pub rules: Rules,
    /// How many may be in the room.
    pub members_at_most: u16,
    /// After so many seconds the room ends; none where it may last.
    pub seconds_left: Option<u32>,
    /// The most bits that this member may send in a second.
    pub bits_per_second: u32,
}

/// Why a page waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Waits {
    /// The room is not open yet: no host is there.
    ForHost,
    /// A host has to let it in.
    ForAdmission,
}

/// Whether something is said to everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Audience {
    /// To everybody.
    Everybody,
    /// To this page alone.
    Alone,
}

/// Why somebody is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gone {
    /// They left.
    Left,
    /// Their socket broke, and they did not come back in time.
    Lost,
    /// A host removed them.
    Removed,
}

/// Why what was asked cannot be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Declined {
    /// Only a host may.
    NotYours,
    /// There is no such member any more.
    NobodyThere,
    /// It was too often, or too much, just now.
    TooOften,
    /// The room is full, so nobody else can be let in.
    Full,
    /// The rules keep this for hosts.
    AgainstRules,
}

/// Why the companion does no more at a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Over {
    /// The person left.
    Left,
    /// A host removed them.
    Removed,
    /// A host turned them away.
    Denied,
    /// The room is locked.
    Locked,
    /// As many are in the room as may be.
    Full,
    /// A host ended the room for everybody.
    Ended,
    /// It lasted as long as rooms may here.
    TimeUp,
    /// Nobody was there any more who could let anybody in, or no host came.
    NobodyCame,
    /// This ticket leads nowhere any more.
    NoSeat,
    /// Whoever signed is not the host of this room.
    NotHost,
    /// Rooms are made here by those only whom the operator invited.
    NeedsInvite,
    /// The operator's invite has run out, or was not made here.
    BadInvite,
    /// Rooms are made here by those only whose keys the operator listed.
    NotListed,
    /// There are as many rooms, or people in them, as may be.
    Crowded,
    /// This source has to wait so many seconds.
    TooOften(u16),
    /// The companion is about to be stopped.
    Stopping,
    /// The page came again in another tab, or with another socket.
    Replaced,
    /// What the page said makes no sense here.
    Mistaken,
}

impl Request {
    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        bytes_of(self)
    }

    /// None where these are no such bytes, or more of them than may be.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        read_within(bytes, LONGEST)
    }
}

impl Notice {
    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        bytes_of(self)
    }

    /// None for what later companions may say.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        read_within(bytes, LONGEST)
    }
}

/// What the id of a room is made of: it is the first 16 bytes of the SHA-256 of this. Who has the id alone cannot find
/// a key and a salt of their own for it, so nobody but its host opens a room.
pub fn room_preimage(host: &[u8; 32], salt: &[u8; 16]) -> Vec<u8> {
    [&b"heliograph room 1"[..], host, salt].concat()
}

/// What a host's page signs to open a room: these words, the challenge and the room.
pub fn hosting(challenge: &[u8; 32], room: RoomId) -> Vec<u8> {
    [&b"heliograph host 1"[..], challenge, &room.0].concat()
}

#[cfg(test)]
mod tests;
