//! The words in which shell and session speak of rooms: what people do in them, what the browser tells, and what it is to do
//! (`docs/protocol/room.md`).

use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use heliograph_wire::group::{Outcome, Task};
use heliograph_wire::room::{Layer, MemberId, Notice, Part, Request, Role, Rules, Source};

use crate::{Layout, Pin, SocketId, Thrift};

mod door;
mod group;
mod inside;
mod lines;
mod link;
mod media;
mod people;
mod pictures;
mod record;
mod visit;

use door::Door;

pub(crate) use link::RoomLink;
pub(crate) use visit::Visit;

/// Something that happened in a room, or on the way there.
#[derive(Clone, PartialEq, Eq)]
pub enum RoomEvent {
    /// The person wants a room of their own.
    Chosen,
    /// The person is content with what they tried, goes in, and calls themselves this.
    Entered {
        /// A name; may be empty.
        name: Private<String>,
    },
    /// The person leaves the room, or waits no longer.
    Left,
    /// Hosts: the person ends the room for everybody.
    EndedForAll,
    /// The person wants to go in again, after that was over.
    CameAgain,
    /// The person wants to hand a link to another app.
    ShareChosen(Private<String>),
    /// The person wants to be called something else.
    Renamed(Private<String>),
    /// The person raises their hand, or takes it down.
    HandChosen(Switch),
    /// The person writes something, to everybody or to one member.
    Written {
        /// To whom; none for everybody.
        to: Option<MemberId>,
        /// What.
        text: Private<String>,
    },
    /// The chat is on show from now on, or no longer.
    ChatShown(Switch),
    /// The person chose how pictures are laid out.
    LayoutChosen(Layout),
    /// The person wants a picture to be large, or none.
    Pinned(Option<Pin>),
    /// The person has read the oldest news.
    NewsClosed,
    /// Hosts: the person lets somebody in who knocks.
    Admitted(MemberId),
    /// Hosts: the person lets everybody in who knocks.
    AllAdmitted,
    /// Hosts: the person turns somebody away who knocks.
    Denied(MemberId),
    /// Hosts: the person removes a member.
    Removed(MemberId),
    /// Hosts: the person asks a member to switch the microphone off.
    MuteAsked(MemberId),
    /// Hosts: the person asks everybody else to.
    AllMuteAsked,
    /// Hosts: the person ends what a member shows of their screen.
    ShareStopped(MemberId),
    /// Hosts: the person takes a member's hand down.
    Lowered(MemberId),
    /// Hosts: the person gives a member another role.
    Appointed(MemberId, Role),
    /// Hosts: the person wants other rules; in the lobby, those that the room begins with.
    RulesChosen(Rules),

    /// These pictures of others are on show, all of them, each so high. The page says so whenever that changes, and as often
    /// as it likes.
    TilesShown(Vec<ShownTile>),
    /// The companion said something at a socket.
    Told {
        /// The socket.
        socket: SocketId,
        /// What.
        notice: Notice,
    },
    /// A socket is closed, or did not open.
    Closed(SocketId),
    /// There is a description to offer.
    Offered {
        /// As [`RoomEffect::Offer`] numbered it.
        number: u32,
        /// The description.
        sdp: Private<String>,
    },
    /// It is known by which relay the companion's media are reached, if by any.
    RelayKnown,
    /// An answer was taken: what was offered with this number can be used.
    Settled(u32),
    /// The browser would not make or take a description.
    StepRefused(u32),
    /// The way between the page and the companion's media changed.
    WayChanged(RoomWay),
    /// The way was measured.
    Measured(RoomMeasured),
    /// The worker that is this page's member of the group has done the oldest thing that it was asked.
    Grouped(Outcome),
    /// That worker did not start, or came to its end: nothing can be sealed or opened.
    GroupFailed,
}

/// A picture on show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShownTile {
    /// Whose.
    pub member: MemberId,
    /// Of what.
    pub source: Source,
    /// How high it is, in pixels of the device.
    pub height: u16,
}

/// What the browser says of the way between a page and the companion's media (W3C WebRTC, `RTCPeerConnectionState`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomWay {
    /// There is one.
    Open,
    /// It has not answered for a while.
    Broken,
    /// The browser has given up.
    Failed,
}

/// How the way between a page and the companion's media did since the last look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoomMeasured {
    /// There and back, in milliseconds.
    pub round_trip: Option<u32>,
    /// Packets that did not arrive, in thousandths of those sent, either way: the worse of the two.
    pub loss: u32,
}

/// Something to be done about a room.
#[derive(Clone, PartialEq, Eq)]
pub enum RoomEffect {
    /// Open a socket.
    Open(SocketId),
    /// Say something at a socket.
    Ask(SocketId, Request),
    /// Close a socket.
    Close(SocketId),
    /// Ask the companion for the use of its relay, for connections that are made from now on.
    FindRelay,
    /// Make the connection that carries sound and pictures, if there is none, and a description with so many sections for
    /// pictures of others; there are never fewer than before.
    Offer {
        /// The number to tell of it.
        number: u32,
        /// How many.
        pictures: u8,
        /// Whether another way is to be found (ICE restart).
        restart: Switch,
    },
    /// Take the answer to the offer with this number.
    Answer {
        /// Which.
        number: u32,
        /// The description.
        sdp: Private<String>,
    },
    /// Send so much of what is captured.
    SetPart(Part),
    /// Send these layers of a picture; none of them where it is empty.
    SetLayers {
        /// Which picture.
        source: Source,
        /// Its layers.
        layers: Vec<Layer>,
    },
    /// Use this much of the line.
    SetThrift(Thrift),
    /// Measure the way once.
    Measure,
    /// Have the worker that is this page's member of the group do something; it is started by the first thing.
    Group(Task),
    /// Expect these pictures by a section, and no others: those of one member of the group, by the index.
    Expect {
        /// The section.
        section: u8,
        /// Whose pictures; nobody's.
        of: Option<(u8, Source)>,
    },
    /// Let go of the connection: nobody is heard or seen any more.
    EndMedia,
    /// Let go of all keys.
    EndGroup,
}

impl RoomEvent {
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Chosen => "room chosen",
            Self::Entered { .. } => "room entered",
            Self::Left => "room left",
            Self::EndedForAll => "room ended for all",
            Self::CameAgain => "came again",
            Self::ShareChosen(_) => "room link shared",
            Self::Renamed(_) => "renamed",
            Self::HandChosen(_) => "hand chosen",
            Self::Written { .. } => "written in a room",
            Self::ChatShown(_) => "room chat shown",
            Self::LayoutChosen(_) => "layout chosen",
            Self::Pinned(_) => "pinned",
            Self::NewsClosed => "room news closed",
            Self::Admitted(_) => "admitted",
            Self::AllAdmitted => "all admitted",
            Self::Denied(_) => "denied",
            Self::Removed(_) => "removed",
            Self::MuteAsked(_) => "mute asked",
            Self::AllMuteAsked => "all mute asked",
            Self::ShareStopped(_) => "share stopped",
            Self::Lowered(_) => "lowered",
            Self::Appointed(..) => "appointed",
            Self::RulesChosen(_) => "rules chosen",
            Self::TilesShown(_) => "tiles shown",
            Self::Told { .. } => "room told",
            Self::Closed(_) => "room socket closed",
            Self::Offered { .. } => "room offered",
            Self::RelayKnown => "room relay known",
            Self::Settled(_) => "room settled",
            Self::StepRefused(_) => "room step refused",
            Self::WayChanged(_) => "room way changed",
            Self::Measured(_) => "room measured",
            Self::Grouped(_) => "grouped",
            Self::GroupFailed => "group failed",
        }
    }

    /// Whether the person meant something by it, which settles what went wrong before.
    pub(crate) const fn is_the_persons(&self) -> bool {
        matches!(
            self,
            Self::Chosen
                | Self::Entered { .. }
                | Self::Left
                | Self::EndedForAll
                | Self::CameAgain
                | Self::ShareChosen(_)
                | Self::Renamed(_)
                | Self::HandChosen(_)
                | Self::Written { .. }
                | Self::Pinned(_)
                | Self::Admitted(_)
                | Self::AllAdmitted
                | Self::Denied(_)
                | Self::Removed(_)
                | Self::MuteAsked(_)
                | Self::AllMuteAsked
                | Self::ShareStopped(_)
                | Self::Lowered(_)
                | Self::Appointed(..)
                | Self::RulesChosen(_)
        )
    }
}

/// Why something in a room was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomProblem {
    /// The link is not whole.
    DamagedLink,
    /// The link leads to a room of another server, or the page has no address.
    Elsewhere,
    /// The companion declined what was asked.
    Declined(heliograph_wire::room::Declined),
    /// The person cannot be called that.
    Name(crate::PreferenceError),
    /// The companion's media are not reached: nothing is heard or seen.
    NoWay,
    /// The companion is not reached at the moment, or this page has no keys yet, so nothing was said.
    NotSaid,
    /// The browser cannot keep keys for this page: nothing is heard or seen.
    NoKeys,
}
