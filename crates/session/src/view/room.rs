//! A room, as one of the people in it sees it.

use std::collections::BTreeSet;
use std::rc::Rc;

use heliograph_wire::control::Switch;
use heliograph_wire::room::{MemberId, Over, Part, Role, Rules, Source};
use heliograph_wire::{Millis, Private};

use super::{CopiedView, DevicesView, LinkView, MineView};
use crate::{Ability, Cameras, Problem, ShareSheet, Thrift, Voice};

/// A room, from the wish for it to the end.
#[derive(Clone, PartialEq, Eq)]
pub struct RoomView {
    /// What the room is called; none until it is made.
    pub name: Option<RoomName>,
    /// How far it is.
    pub stage: RoomStage,
    /// What this side captures, from the lobby on.
    pub mine: MineView,
    /// Whether this side speaks.
    pub my_voice: Voice,
    /// The devices to choose from, in the lobby and while the person chooses.
    pub devices: Option<DevicesView>,
    /// Whether there is another camera to turn to.
    pub cameras: Cameras,
    /// How much of the line the room may use.
    pub thrift: Thrift,
    /// What this browser can do beyond what all can.
    pub abilities: Rc<BTreeSet<Ability>>,
    /// The link for everybody who is to come; none until the room is made.
    pub guest_link: Option<LinkView>,
    /// The link to keep, by which the host comes back as the host from anywhere; none for everybody else.
    pub host_link: Option<LinkView>,
    /// Whether there is a share sheet.
    pub share_sheet: ShareSheet,
    /// The text that was copied last, and what came of it.
    pub copied: Option<CopiedView>,
    /// What went wrong last.
    pub problem: Option<Problem>,
}

/// What a room is called: three words, the same for everybody who has its link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomName {
    /// The places of the words in the English list of safety words, in every language: people say the name to each
    /// other.
    pub numbers: [u8; 3],
}

/// How far it is.
#[derive(Clone, PartialEq, Eq)]
pub enum RoomStage {
    /// The room's keys are being made.
    Making,
    /// The person tries camera and microphone and says who they are; nobody sees or hears them.
    Lobby(LobbyView),
    /// The companion is being asked.
    Entering,
    /// The room is not open yet: no host is there.
    ForHost,
    /// A host has to let this side in.
    ForAdmission,
    /// In the room.
    In(Box<InRoomView>),
    /// Not any more, or not at all.
    Over(RoomOverView),
}

/// Before the door.
#[derive(Clone, PartialEq, Eq)]
pub struct LobbyView {
    /// What they were called last.
    pub name: Private<String>,
    /// Whether this side opens the room as its host.
    pub hosts: Switch,
    /// Hosts: the rules that the room begins with.
    pub rules: Rules,
}

/// Inside.
#[derive(Clone, PartialEq, Eq)]
pub struct InRoomView {
    /// This side's member.
    pub me: MemberId,
    /// What this side may do.
    pub role: Role,
    /// How the way to the companion is.
    pub connection: Connection,
    /// Everybody who has a seat: this side first, then hosts, then those who came earlier.
    pub people: Rc<Vec<PersonView>>,
    /// Hosts: who knocks, whoever came earlier first.
    pub knocking: Rc<Vec<KnockerView>>,
    /// How pictures are laid out.
    pub layout: Layout,
    /// The picture that the person wants to be large.
    pub pinned: Option<Pin>,
    /// Every picture that there is to show, the most important one first; the first is large where [`TileView::large`] says
    /// so. The page says which of them it has on show ([`crate::RoomEvent::TilesShown`]).
    pub tiles: Rc<Vec<TileView>>,
    /// What is the same for all who are in this room with the same people, and for nobody else; none until this page has the
    /// room's keys.
    pub code: Option<Private<[u8; 32]>>,
    /// What was written, oldest first.
    pub lines: Rc<Vec<RoomLine>>,
    /// How much of that came while the chat was not on show.
    pub unread: u32,
    /// The rules.
    pub rules: Rules,
    /// How many may be in the room.
    pub members_at_most: u16,
    /// After so many minutes the room ends, rounded up; none where it may last.
    pub minutes_left: Option<u64>,
    /// What the person has to know, the oldest first, each until they have closed it.
    pub news: Rc<Vec<RoomNews>>,
}

/// How the way to the companion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Sound and pictures are about to come.
    Joining,
    /// It works.
    Steady,
    /// It works, but it is slow, or loses much.
    Poor,
    /// It is gone and is being found again; the seat waits.
    ComingBack,
}

/// How pictures are laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// All the same.
    #[default]
    Gallery,
    /// Whoever speaks is large.
    Speaker,
}

/// A picture to be large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Whose.
    pub member: MemberId,
    /// Of what.
    pub source: Source,
}

/// Somebody who has a seat.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonView {
    /// Who.
    pub member: MemberId,
    /// What they call themselves; may be empty.
    pub name: Private<String>,
    /// Whether it is this side.
    pub is_me: Switch,
    /// What they may do.
    pub role: Role,
    /// What they put in.
    pub part: Part,
    /// Their place among those who want to speak, from 1; none where they do not ask for it.
    pub hand: Option<u32>,
    /// Whether they are there; a seat waits for a while.
    pub present: Switch,
    /// Whether they speak.
    pub voice: Voice,
    /// Whether their connection is poor.
    pub poor: Switch,
}

/// Somebody who knocks.
#[derive(Clone, PartialEq, Eq)]
pub struct KnockerView {
    /// The number that they are going to have.
    pub member: MemberId,
    /// What they call themselves; may be empty.
    pub name: Private<String>,
}

/// A picture that there is to show: of everybody one tile, and of everybody who shows their screen another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TileView {
    /// Whose.
    pub member: MemberId,
    /// Of what.
    pub source: Source,
    /// Whether it is the large one.
    pub large: Switch,
    /// What is to be seen in it.
    pub picture: Picture,
}

/// What is to be seen in a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// Nothing: the camera is off, or low data leaves it out.
    Off,
    /// What this side captures itself.
    Mine,
    /// It is about to come.
    Coming,
    /// What comes by this section of the page's for pictures, counted from 0.
    Section(u8),
    /// It is on show, and the line has no room for it now.
    Short(u8),
}

/// Something written in a room.
#[derive(Clone, PartialEq, Eq)]
pub struct RoomLine {
    /// Its number, which only grows.
    pub number: u32,
    /// Who wrote it.
    pub author: MemberId,
    /// What they were called then; may be empty.
    pub name: Private<String>,
    /// Whether this side wrote it.
    pub mine: Switch,
    /// Whom it was for.
    pub to: RoomAudience,
    /// What was written.
    pub text: Private<String>,
    /// When it was written or came here.
    pub at: Millis,
}

/// Whom something was for.
#[derive(Clone, PartialEq, Eq)]
pub enum RoomAudience {
    /// Everybody.
    Everybody,
    /// This side alone.
    Me,
    /// Somebody else alone.
    One {
        /// Who.
        member: MemberId,
        /// What they were called then; may be empty.
        name: Private<String>,
    },
}

/// Something that the person has to know.
#[derive(Clone, PartialEq, Eq)]
pub enum RoomNews {
    /// A host asks them to switch the microphone off.
    MuteAsked {
        /// What the host calls themselves; may be empty.
        by: Private<String>,
    },
    /// A host ended what they showed of their screen.
    ShareStopped {
        /// What the host calls themselves; may be empty.
        by: Private<String>,
    },
    /// What they may do has changed.
    Appointed(Role),
    /// The room ends soon.
    Ending,
}

/// The end.
#[derive(Clone, PartialEq, Eq)]
pub struct RoomOverView {
    /// Why.
    pub why: RoomEnd,
    /// Whether it is worth trying again with the same link.
    pub again: Switch,
    /// Whether this side was the room's host, or would have been.
    pub hosted: Switch,
    /// The host's key as the operator would list it, where that is what is missing.
    pub key: Option<String>,
}

/// Why a person is not in the room any more, or was not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomEnd {
    /// They left, or the companion said so.
    Over(Over),
    /// The companion does not answer.
    Silent,
    /// The server that the page came from has no rooms.
    NoRooms,
    /// This page's browser does not run what keeps the room's keys.
    NoKeys,
    /// The browser would not make what the room needs.
    BrowserRefused,
}
