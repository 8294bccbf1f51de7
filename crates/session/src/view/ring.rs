//! Somebody who can be rung, and somebody who rings.

use heliograph_wire::control::Switch;
use heliograph_wire::rendezvous::LinkHash;
use heliograph_wire::{Millis, Private};

use super::LinkView;
use crate::{Copied, Notifications, Path, Problem, RingId, ShareSheet, WakingProblem};

/// Somebody who can be rung, as they see it.
#[derive(Clone, PartialEq, Eq)]
pub struct CalleeView {
    /// How far it is.
    pub stage: CalleeStage,
    /// Who rings, the first in front.
    pub rings: Vec<RingView>,
    /// How the last ring ended that ended without this page.
    pub news: Option<RingNews>,
    /// Whether it is heard when it rings.
    pub sounds: Switch,
    /// Whether the person wants no sounds at all, as they said in the settings.
    pub hushed: Switch,
    /// Whether the browser tells the person of rings while they look elsewhere.
    pub notifications: Notifications,
    /// Whether there is a share sheet.
    pub share_sheet: ShareSheet,
    /// The text that was copied last, and what came of it.
    pub copied: Option<CopiedView>,
    /// What went wrong last.
    pub problem: Option<Problem>,
}

/// How far it is.
#[derive(Clone, PartialEq, Eq)]
pub enum CalleeStage {
    /// The private link is being made.
    Making,
    /// None could be made.
    Unmade,
    /// There is one.
    Attended(Box<AttendedView>),
    /// A ring was answered here, and the connection is being made, on this path.
    Connecting(Path),
    /// The companion has forgotten all; the links are worth nothing any more.
    Erased,
}

/// What there is to know for whoever can be rung.
#[derive(Clone, PartialEq, Eq)]
pub struct AttendedView {
    /// The link to keep.
    pub private_link: LinkView,
    /// Whether they are reachable now.
    pub standing: Standing,
    /// After so many days without this page all is forgotten; none until the companion has said so.
    pub days: Option<u16>,
    /// The links to give away.
    pub links: Vec<CallerLinkView>,
    /// Whether there may be more links.
    pub has_room: Switch,
    /// The calls that they missed, oldest first.
    pub missed: Vec<MissedView>,
    /// How this device is told of rings while no page is open; none where that is no question.
    pub waking: Option<WakingView>,
}

/// Whether a device is told of rings while no page is open there.
#[derive(Clone, PartialEq, Eq)]
pub struct WakingView {
    /// How far it is.
    pub stage: WakingStage,
    /// The hosts of the push services that the companion sends to; a `*` in front stands for any name.
    pub services: Vec<String>,
    /// Whether the browser keeps the private link for it.
    pub kept: Switch,
    /// Why it is not.
    pub problem: Option<WakingProblem>,
}

/// How far it is.
#[derive(Clone, PartialEq, Eq)]
pub enum WakingStage {
    /// The app would have to be put on the Home screen first.
    FromHomeScreen,
    /// It is not.
    Off,
    /// It is being changed.
    Busy,
    /// It is, by the push service at this host.
    On(String),
}

/// Whether somebody is reachable now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The companion is being asked.
    Asking,
    /// They are.
    Reachable,
    /// The companion does not answer, and is asked again.
    Away,
    /// The server that the page came from knows no such links.
    Elsewhere,
    /// They are not, until they say so.
    Stopped,
}

/// A link to give away.
#[derive(Clone, PartialEq, Eq)]
pub struct CallerLinkView {
    /// Names it.
    pub hash: LinkHash,
    /// What the callee calls it.
    pub label: Private<String>,
    /// The link itself.
    pub link: LinkView,
}

/// Somebody who rings.
#[derive(Clone, PartialEq, Eq)]
pub struct RingView {
    /// Names the ring.
    pub id: RingId,
    /// What they call themselves; may be empty.
    pub name: Private<String>,
    /// The label of the link by which they ring; none where it is not known.
    pub label: Option<Private<String>>,
    /// Since when.
    pub since: Millis,
    /// Whether they would connect directly.
    pub direct: Switch,
    /// Whether this ring is heard.
    pub sound: Switch,
    /// Whether it was made now, by the caller's clock.
    pub clocks: Clocks,
}

/// How two people's clocks stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clocks {
    /// They may be told apart by minutes.
    Agree,
    /// One of them is wrong, or somebody has kept a ring and plays it again.
    Differ,
}

/// How a ring ended without this page.
#[derive(Clone, PartialEq, Eq)]
pub struct RingNews {
    /// What they call themselves; may be empty.
    pub name: Private<String>,
    /// How.
    pub end: RingEnd,
}

/// How a ring ended without this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingEnd {
    /// Another page of the callee's took it.
    Elsewhere,
    /// Whoever rang is gone.
    HungUp,
    /// Nobody answered in time.
    Unanswered,
}

/// A call that was missed.
#[derive(Clone, PartialEq, Eq)]
pub struct MissedView {
    /// The companion's number of it.
    pub number: u32,
    /// What they call themselves; may be empty.
    pub name: Private<String>,
    /// The label of the link by which they rang; none where it is not known.
    pub label: Option<Private<String>>,
    /// When.
    pub when: MissedWhen,
    /// What they left; may be empty.
    pub note: Private<String>,
}

/// When a call was missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissedWhen {
    /// At this moment, by the caller's clock.
    At(Millis),
    /// On the day of this moment: the caller's clock cannot be right.
    On(Millis),
}

/// A text that was to be copied.
#[derive(Clone, PartialEq, Eq)]
pub struct CopiedView {
    /// The text.
    pub text: Private<String>,
    /// What came of it.
    pub copied: Copied,
}

/// Somebody who rings, as they see it.
#[derive(Clone, PartialEq, Eq)]
pub struct CallerView {
    /// How far it is.
    pub stage: CallerStage,
    /// What went wrong last.
    pub problem: Option<Problem>,
}

/// How far it is.
#[derive(Clone, PartialEq, Eq)]
pub enum CallerStage {
    /// They say who they are.
    Introducing {
        /// What they were called last.
        name: Private<String>,
        /// Whether they would connect directly.
        direct: Switch,
    },
    /// The companion is asked.
    Preparing,
    /// It rings, as far as anybody can know.
    Ringing,
    /// They were answered, and the connection is being made, on this path.
    Connecting(Path),
    /// The callee does not answer, and said so.
    Declined,
    /// The callee does not answer now, and said this; may be empty.
    NotNow(Private<String>),
    /// Nobody answered, for whatever reason.
    Unanswered(NoteStage),
}

/// What became of a note for whoever did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteStage {
    /// There may be one.
    Open,
    /// It is on its way.
    Leaving,
    /// It was taken, as far as anybody can know.
    Left,
    /// The companion waits no longer for one.
    TooLate,
}
