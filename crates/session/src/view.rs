//! What is true now, as facts; the page finds the words.

use std::collections::BTreeMap;
use std::rc::Rc;

use heliograph_wire::control::Switch;
use heliograph_wire::{Millis, Private};

mod app;
mod call;
mod files;
mod rendezvous;
mod ring;
mod room;

pub use app::{AboutView, FileView, Offline, RunningView, UpdateStage, UpdateView};
pub use call::{
    CallStage, CallView, CaptureView, Company, DevicesView, MineView, Sample, SealedView, StartWith,
    StatisticsView, StreamView,
};
pub use files::{TransferEnd, TransferState, TransferView};
pub use rendezvous::{WordsStage, WordsView};
pub use ring::{
    AttendedView, CalleeStage, CalleeView, CallerLinkView, CallerStage, CallerView, Clocks, CopiedView,
    MissedView, MissedWhen, NoteStage, RingEnd, RingNews, RingView, Standing, WakingStage, WakingView,
};
pub use room::{
    Connection, InRoomView, KnockerView, Layout, LobbyView, PersonView, Picture, Pin, RoomAudience, RoomEnd,
    RoomLine, RoomName, RoomNews, RoomOverView, RoomStage, RoomView, TileView,
};

use crate::{
    Camera, CaptureError, Carrier, Channel, Keeping, Language, Origin, Parting, Path, PathChange,
    PreferenceError, Problem, RelayState, RouteKind, SealingView, Services, ShareSheet, SiteOnly, Theme,
    TransferId, Who,
};

/// Everything there is to show.
#[derive(Clone, PartialEq, Eq)]
pub struct View {
    /// The one screen on show.
    pub screen: Screen,
    /// What lies over it; the screen goes on below.
    pub aside: Option<AsideView>,
    /// Another version of the app, where there is one.
    pub update: Option<UpdateView>,
    /// The language to show it in.
    pub language: Language,
    /// The colours to show it in.
    pub theme: Theme,
}

/// What can lie over a screen.
#[derive(Clone, PartialEq, Eq)]
pub enum AsideView {
    /// How it works.
    Help,
    /// What can be set.
    Settings(SettingsView),
    /// The app itself.
    About(AboutView),
}

/// One screen and what it shows.
#[derive(Clone, PartialEq, Eq)]
pub enum Screen {
    /// The beginning.
    Home(HomeView),
    /// An invite on show, and a place for the reply.
    Invite(InviteView),
    /// A place for an invite.
    Join(JoinView),
    /// A reply on show.
    Reply(ReplyView),
    /// Two people who want to meet by words.
    Words(SiteOnly<WordsView>),
    /// Somebody who can be rung.
    Callee(SiteOnly<CalleeView>),
    /// Somebody who rings.
    Caller(SiteOnly<CallerView>),
    /// People in a room.
    Room(SiteOnly<RoomView>),
    /// This tab was opened by a link that holds a reply.
    Stray(StrayView),
    /// Two people connected.
    Talk(Box<TalkView>),
}

/// The beginning.
#[derive(Clone, PartialEq, Eq)]
pub struct HomeView {
    /// What went wrong with a text pasted there or a link opened there.
    pub problem: Option<Problem>,
    /// What the person has just had forgotten.
    pub memory: Memory,
    /// What the server that the page came from does for people who want to find each other.
    pub services: Services,
}

/// What the page knows of its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// Nothing to say about it.
    Untouched,
    /// The person has just had everything forgotten.
    Forgotten,
}

/// The settings.
#[derive(Clone, PartialEq, Eq)]
pub struct SettingsView {
    /// The language chosen; none follows the browser.
    pub language: Option<Language>,
    /// The colours chosen.
    pub theme: Theme,
    /// Who is asked for one's own public address.
    pub stun: StunView,
    /// Whether the server that the page came from can be asked.
    pub origin: Origin,
    /// What the person is called; empty for nothing.
    pub name: Private<String>,
    /// Whether notes are played that call for attention.
    pub sounds: Switch,
    /// Whether calls are to be sealed twice where they can be.
    pub sealing: Switch,
    /// Whether all this outlives the page.
    pub keeping: Keeping,
    /// Why what was entered last is not so.
    pub problem: Option<PreferenceError>,
}

/// Who is asked for one's own public address.
#[derive(Clone, PartialEq, Eq)]
pub enum StunView {
    /// The server that the page came from.
    Origin,
    /// Nobody.
    Nobody,
    /// These servers, as a person edits them.
    Own(Private<String>),
    /// The public ones.
    Public,
}

/// The camera, looking for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanView {
    /// The browser is opening it, and may be asking the person for leave.
    Opening,
    /// It looks.
    Live(Camera),
    /// It cannot be used.
    Failed(CaptureError),
}

/// A code and how it can be carried.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeView {
    /// The code as text.
    pub text: Private<String>,
    /// The code as a link, where the page has an address.
    pub link: Option<LinkView>,
    /// What a QR code of it holds; none for codes that are too long.
    pub picture: Option<Private<String>>,
    /// Whole minutes since it was made.
    pub minutes_old: u64,
    /// How it was carried last.
    pub carried: Option<CarriedView>,
    /// The carrier that the browser refused last.
    pub refused: Option<Carrier>,
    /// Whether there is a share sheet.
    pub share_sheet: ShareSheet,
}

/// A code that has left the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CarriedView {
    /// How.
    pub carrier: Carrier,
    /// More ways to this side were found since; the code on show has them.
    pub overtaken: bool,
}

/// A link and who can follow it.
#[derive(Clone, PartialEq, Eq)]
pub enum LinkView {
    /// Whoever reaches the page's server.
    Shared(Private<String>),
    /// Only people at this device.
    ThisDevice(Private<String>),
}

impl LinkView {
    /// The link itself.
    pub const fn text(&self) -> &Private<String> {
        match self {
            Self::Shared(text) | Self::ThisDevice(text) => text,
        }
    }
}

/// The inviting side before it is connected.
#[derive(Clone, PartialEq, Eq)]
pub struct InviteView {
    /// The code; none while it is being made.
    pub code: Option<CodeView>,
    /// Minutes since an earlier code was carried away that still can be answered.
    pub earlier_minutes: Option<u64>,
    /// A reply was accepted and the connection is being made.
    pub connecting: bool,
    /// How packets are to go; none where there is no choice.
    pub path: Option<Path>,
    /// The camera, where it looks for the reply.
    pub scan: Option<ScanView>,
    /// What went wrong last.
    pub problem: Option<Problem>,
}

/// The joining side before it has an invite.
#[derive(Clone, PartialEq, Eq)]
pub struct JoinView {
    /// The camera, where it looks for the invite.
    pub scan: Option<ScanView>,
    /// What went wrong last.
    pub problem: Option<Problem>,
}

/// The joining side after it has an invite.
#[derive(Clone, PartialEq, Eq)]
pub struct ReplyView {
    /// The code; none while it is being made.
    pub code: Option<CodeView>,
    /// Minutes since the invite was made, as far as the clocks agree; none for other tools' invites.
    pub invite_minutes: Option<u64>,
    /// Who made the invite.
    pub channel: Channel,
    /// How the invite came here, and so how the reply goes back best.
    pub arrival: Arrival,
    /// How packets are to go, as whoever made the invite chose.
    pub path: Path,
    /// The channel is open and the other side's greeting is due.
    pub connecting: bool,
    /// The reply shown replaces one that was carried away, which has come to nothing.
    pub replaced: bool,
    /// What went wrong last.
    pub problem: Option<Problem>,
}

/// How a code came to this side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// Seen by the camera: the other person is near, or at least in sight.
    Scanned,
    /// As text, link, file or picture.
    Sent,
}

/// A reply that was opened as a link.
#[derive(Clone, PartialEq, Eq)]
pub enum StrayView {
    /// Other tabs are being asked.
    Asking,
    /// Another tab has taken it; this one can be closed.
    Taken,
    /// No tab waits for it: here it is, to be pasted where the invite was made.
    Unclaimed {
        /// The reply.
        text: Private<String>,
    },
}

/// A conversation.
#[derive(Clone, PartialEq, Eq)]
pub struct TalkView {
    /// What was written and sent, oldest first.
    pub entries: Rc<Vec<Entry>>,
    /// The transfers that entries name.
    pub transfers: Rc<BTreeMap<TransferId, Rc<TransferView>>>,
    /// What the person had begun to write when the connection before this one ended.
    pub draft: Option<Private<String>>,
    /// The message that the next one replies to.
    pub replying_to: Option<Rc<Line>>,
    /// Whether the other side is writing.
    pub typing: Switch,
    /// Whether the chat is kept on the device.
    pub keeping: Keeping,
    /// Whether pictures wait for a word on how to send them.
    pub pictures: Switch,
    /// What came of copying a message.
    pub copied: Option<Copied>,
    /// How the connection is.
    pub health: Health,
    /// How packets are to go.
    pub path: Path,
    /// The way that they were last seen to take.
    pub route: RouteKind,
    /// How it stands with the relay.
    pub relay: RelayState,
    /// How it stands with the wish for another path; none where there is no other.
    pub path_change: Option<PathChange>,
    /// Why there is no connection any more.
    pub parting: Option<Parting>,
    /// Who is on the other end: Heliograph or another tool.
    pub channel: Channel,
    /// What the other side calls itself.
    pub name: Option<Private<String>>,
    /// How sure the two can be that nobody sits between them.
    pub safety: SafetyView,
    /// Whether its calls are sealed twice; none with another tool, and none without a connection.
    pub sealing: Option<SealingView>,
    /// The call; none with another tool, and none without a connection.
    pub call: Option<CallView>,
    /// How the connection does, while the person wants to see it.
    pub statistics: Option<StatisticsView>,
    /// Who rings, once it is over; none where nobody was answered here.
    pub callee: Option<SiteOnly<CalleeView>>,
    /// What went wrong last.
    pub problem: Option<Problem>,
}

/// What came of copying a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// It is in the clipboard.
    Done,
    /// The browser would not.
    Failed,
}

/// How sure two people can be that nobody sits between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SafetyView {
    /// There is no connection, or the other side is another program, which has no safety words.
    Absent,
    /// The words are being made.
    Pending,
    /// The other side has not done its part for a while: its line is slow, its device sleeps, or somebody in between
    /// keeps the words from being made.
    Overdue,
    /// The other side's version takes the words from a list that this one does not have.
    OtherList,
    /// The words to compare.
    Shown {
        /// The words.
        words: SafetyWords,
        /// Whether they were compared.
        compared: Compared,
        /// Whether the code was scanned from the other person's screen.
        vouch: Vouch,
    },
}

/// Four words of one list, the same on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SafetyWords {
    /// The list: the offerer's language, on both sides.
    pub list: Language,
    /// The places of the words in the list.
    pub numbers: [u8; 4],
}

/// What came of comparing safety words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// They have not been compared.
    NotYet,
    /// They are the same on both sides.
    Same,
    /// They differ: somebody sits in between.
    Different,
}

/// Whether this side had the other's code from the other person's own screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vouch {
    /// It came in another way.
    NotScanned,
    /// The camera saw it, on whatever screen.
    Scanned,
    /// The camera saw it, and the person says that it was the other person's own screen, in front of them.
    Vouched,
}

/// One piece of a chat.
#[derive(Clone, PartialEq, Eq)]
pub enum Entry {
    /// Something written.
    Line(Rc<Line>),
    /// Files that were offered.
    Files(TransferId),
    /// What is above was said on an earlier connection; the person who is connected now knows nothing of it.
    NewConversation,
}

/// One message.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number among its author's; 0 for those of an earlier conversation, to which nothing can be said any more.
    pub id: u64,
    /// Who wrote it.
    pub author: Author,
    /// What was written.
    pub text: Private<String>,
    /// When it was written or came here; unknown of what was kept on the device.
    pub at: Option<Millis>,
    /// The message that it replies to.
    pub replies_to: Option<Rc<Quote>>,
    /// What either side thinks of it: an emoji.
    pub reactions: Reactions,
}

/// Names a message of this conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineKey {
    /// Who wrote it.
    pub by: Who,
    /// Its number among its author's.
    pub id: u64,
}

/// The beginning of a message that another one replies to.
#[derive(Clone, PartialEq, Eq)]
pub struct Quote {
    /// The message.
    pub line: LineKey,
    /// How it begins.
    pub text: Private<String>,
}

/// What people think of a message.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Reactions {
    /// This side.
    pub mine: Option<Private<String>>,
    /// The other side.
    pub theirs: Option<Private<String>>,
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// This side.
    Me(Mark),
    /// The other side.
    Other,
}

/// What is known of a message's delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// On its way, or waiting for a connection.
    Sending,
    /// It left; the other tool does not say whether it arrived.
    Sent,
    /// It arrived.
    Delivered,
    /// The conversation it belonged to ended before it arrived.
    Lost,
}

/// How a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It works.
    Steady,
    /// It works, but it is slow, or loses much.
    Weak,
    /// It does not answer; a new way is being sought.
    Broken,
}
