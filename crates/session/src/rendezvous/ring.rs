//! Somebody who can be rung by a link, and those who ring: what the person does about it, and what goes wrong.

use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use heliograph_wire::rendezvous::{LinkHash, Over};

use crate::{Environment, LinkView, Page, PreferenceError, Problem, RendezvousProblem};

mod answering;
mod attending;
mod callee;
mod caller;
mod calling;
mod link;
mod links;
mod missed;
mod plain;
mod rings;
mod waking;

pub(crate) use callee::{Answered, Callee, Post};
pub(crate) use caller::{Caller, GotThrough};
pub(crate) use link::PersonalLink;
pub(crate) use plain::plain;
pub use waking::{BrowserSubscription, Waking, WakingEffect, WakingEvent, WakingProblem};

/// The longest note for somebody who does not answer, in bytes: the companion keeps so much of it, sealed.
pub const NOTE_BYTES: usize = 860;

/// The longest label of a link, in bytes; what is behind them is not kept.
pub const LABEL_BYTES: usize = 64;

/// Names a ring on the page of the callee; the page gives each another number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RingId(pub u32);

/// What a person does who can be rung, or who rings.
#[derive(Clone, PartialEq, Eq)]
pub enum RingEvent {
    /// They want to be reachable by links, of which the first is called this.
    Chosen {
        /// A label.
        label: Private<String>,
    },
    /// They want one more link, called this.
    LinkWanted(Private<String>),
    /// They call a link something else.
    LinkRenamed {
        /// Which.
        hash: LinkHash,
        /// The label from now on.
        label: Private<String>,
    },
    /// They want a link to ring no more.
    LinkRevoked(LinkHash),
    /// They want to hand a link to another app.
    ShareChosen(Private<String>),
    /// They have copied or carried away a link by themselves.
    LinkUsed,
    /// They want to hear it when it rings, or not.
    SoundsChosen(Switch),
    /// They want to hear once how it rings.
    SoundTried,
    /// They want the browser to tell them of rings.
    NotificationsWanted,
    /// They want to be told of rings while no page is open, or not.
    WakingChosen(Switch),
    /// They have read of the calls that they missed.
    MissedForgotten,
    /// They want everything forgotten that the companion keeps of them.
    EraseChosen,
    /// They want to be reachable again, after that has ended.
    Resumed,
    /// They answer.
    Answered {
        /// Which ring.
        ring: RingId,
        /// Whether they would connect directly.
        direct: Switch,
    },
    /// They do not answer, and say so.
    Declined(RingId),
    /// They do not answer now, and say this.
    NotNow {
        /// Which ring.
        ring: RingId,
        /// What to say.
        note: Private<String>,
    },
    /// They do not want to hear this ring any longer.
    Silenced(RingId),

    /// They would connect directly to whom they ring, or would not.
    DirectChosen(Switch),
    /// They ring, and call themselves this.
    Rung {
        /// A name.
        name: Private<String>,
    },
    /// They ring once more.
    RungAgain,
    /// They leave this note, since nobody answered.
    NoteLeft(Private<String>),
    /// They wait no longer.
    HungUp,
}

impl RingEvent {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Chosen { .. } => "reachable chosen",
            Self::LinkWanted(_) => "link wanted",
            Self::LinkRenamed { .. } => "link renamed",
            Self::LinkRevoked(_) => "link revoked",
            Self::ShareChosen(_) => "share chosen",
            Self::LinkUsed => "link used",
            Self::SoundsChosen(_) => "ring sounds chosen",
            Self::SoundTried => "ring sound tried",
            Self::NotificationsWanted => "notifications wanted",
            Self::WakingChosen(_) => "waking chosen",
            Self::MissedForgotten => "missed calls forgotten",
            Self::EraseChosen => "erase chosen",
            Self::Resumed => "reachable again",
            Self::Answered { .. } => "ring answered",
            Self::Declined(_) => "ring declined",
            Self::NotNow { .. } => "not now",
            Self::Silenced(_) => "ring silenced",
            Self::DirectChosen(_) => "direct chosen for a ring",
            Self::Rung { .. } => "rung",
            Self::RungAgain => "rung again",
            Self::NoteLeft(_) => "note left",
            Self::HungUp => "ring hung up",
        }
    }
}

/// Whether the browser tells a person of what happens on a page that they do not look at (W3C Notifications).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notifications {
    /// It cannot, here.
    #[default]
    Absent,
    /// It would ask them first.
    Unasked,
    /// They allowed it.
    Allowed,
    /// They did not.
    Refused,
}

/// Why somebody is not reachable, or reaches nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingProblem {
    /// The link is not whole.
    DamagedLink,
    /// The server that the page came from knows no such links.
    Elsewhere,
    /// This page's browser does not run what keeps the keys.
    NoKeys,
    /// The companion does not answer.
    Silent,
    /// Whoever rings has to say who they are.
    NoName,
    /// They cannot be called that.
    Name(PreferenceError),
    /// A note is longer than the companion takes.
    NoteTooLong,
    /// The two were about to be connected, and the other one went away.
    WentAway,
    /// No way was found between the two.
    NoWay,
    /// There are as many links as may be.
    TooManyLinks,
    /// The companion could not keep what it was to keep.
    NotKept,
    /// This device has to wait a while.
    TooOften,
    /// The companion has more to do than it can.
    Crowded,
    /// The companion is being stopped.
    Stopping,
    /// So many other pages have this private link open that this one is not rung any more.
    Replaced,
    /// The companion or the other side says what it never should.
    Mistaken,
}

impl RingProblem {
    /// Whether it is over once the companion takes what is asked of it again.
    const fn passes(self) -> bool {
        matches!(self, Self::Silent | Self::TooOften | Self::Crowded | Self::Stopping)
    }
}

/// Why the companion does no more; none where it only waited as long as it may.
const fn refused(over: Over) -> Option<RingProblem> {
    match over {
        Over::Expired => None,
        Over::TooOften(_) => Some(RingProblem::TooOften),
        Over::Crowded(_) => Some(RingProblem::Crowded),
        Over::Stopping => Some(RingProblem::Stopping),
        Over::Replaced => Some(RingProblem::Replaced),
        Over::NotKept => Some(RingProblem::NotKept),
        Over::TooManyLinks => Some(RingProblem::TooManyLinks),
        Over::NoPlace | Over::Full | Over::Mistaken => Some(RingProblem::Mistaken),
    }
}

/// Why a connection that was on its way came to nothing, in words that speak of no codes.
const fn of_connection(problem: Problem) -> Problem {
    Problem::Ring(match problem {
        Problem::NoRoute | Problem::NoRouteThroughRelay | Problem::ReplyReplaced => RingProblem::NoWay,
        Problem::GoneBeforeGreeting | Problem::Rendezvous(RendezvousProblem::WentAway) => {
            RingProblem::WentAway
        }
        Problem::HandshakeFailed | Problem::Rendezvous(RendezvousProblem::Mistaken) => RingProblem::Mistaken,
        other => return other,
    })
}

/// A link with the address of the page before it.
fn address(link: &PersonalLink, environment: &Environment) -> LinkView {
    let fragment = link.fragment();
    let under = |page: &Private<String>| Private::new(format!("{}#{}", page.reveal(), fragment.reveal()));
    match &environment.page {
        Page::Shared(page) => LinkView::Shared(under(page)),
        Page::ThisDevice(page) => LinkView::ThisDevice(under(page)),
        // A page without an address rings nobody, so nobody sees this.
        Page::Local => LinkView::ThisDevice(fragment),
    }
}
