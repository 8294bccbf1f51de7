//! The words in which shell and session speak of a companion that brings two people together: by words that both know, or
//! by a link of somebody who can be rung (`docs/protocol/rendezvous.md`).

use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use heliograph_wire::rendezvous::{Notice, Outcome, Request, Task};

mod at_companion;
mod bridge;
mod meeting;
mod record;
mod ring;
mod socket;
mod strength;
mod vigil;
mod wait;

pub(crate) use at_companion::AtCompanion;
pub(crate) use bridge::Bridge;
pub(crate) use meeting::{Meeting, MetByWords};
pub(crate) use ring::{Answered, Callee, Caller, GotThrough, PersonalLink, Post, plain};
pub use ring::{
    BrowserSubscription, LABEL_BYTES, NOTE_BYTES, Notifications, RingEvent, RingId, RingProblem, Waking,
    WakingEffect, WakingEvent, WakingProblem,
};
pub use strength::Strength;
pub(crate) use vigil::Vigil;

/// Names a socket; the page gives each another number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SocketId(pub u32);

/// What the server that the page came from does for people who want to find each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Services {
    /// Whether two meet there by words.
    pub words: bool,
    /// Whether somebody is rung there.
    pub ring: bool,
    /// Whether there are rooms.
    pub rooms: bool,
}

/// Something that happened on the way to somebody.
#[derive(Clone, PartialEq, Eq)]
pub enum RendezvousEvent {
    /// The companion said something at a socket.
    Told {
        /// The socket.
        socket: SocketId,
        /// What.
        notice: Notice,
    },
    /// A socket is closed, or did not open.
    Closed(SocketId),
    /// The keys worker did what it was asked.
    Done(Outcome),
    /// The keys worker cannot work; what it knew is lost.
    KeysFailed,
    /// The browser tells the person of rings, or does not.
    NotificationsChanged(Notifications),
    /// Something happened to what the browser has for being woken.
    Waking(WakingEvent),
    /// The person did something about words.
    Words(WordsEvent),
    /// The person did something about links by which people are rung.
    Ring(RingEvent),
}

/// What a person does who wants to meet somebody by words.
#[derive(Clone, PartialEq, Eq)]
pub enum WordsEvent {
    /// They want to.
    Chosen,
    /// They want words that are drawn for them.
    CodeWanted,
    /// They typed words: of their own, or those that the other one's page drew.
    Entered(Private<String>),
    /// They would connect directly, or would not.
    DirectChosen(Switch),
    /// They want to wait no longer.
    Stopped,
}

/// Something to be done on the way to somebody.
#[derive(Clone, PartialEq, Eq)]
pub enum RendezvousEffect {
    /// Open a socket.
    Open(SocketId),
    /// Say something at a socket.
    Ask(SocketId, Request),
    /// Close a socket.
    Close(SocketId),
    /// Have the keys worker do something; it is started when it is first asked.
    Keys(Task),
    /// End the keys worker, with all that it knows.
    EndKeys,
    /// Keep this for the next page in this tab, in place of what was kept before.
    KeepMeeting(Private<String>),
    /// Forget what was kept.
    ForgetMeeting,
    /// Put this behind the `#` of the address bar, in place of what stands there, without another page to go back to.
    ShowFragment(Private<String>),
    /// Let nothing stand there.
    HideFragment,
    /// Hand a link to another app; copy it where that cannot be done.
    Share(Private<String>),
    /// Have the browser ask the person whether it may tell them of rings.
    AskNotifications,
    /// Do something with what the browser has for being woken.
    Waking(WakingEffect),
}

impl RendezvousEvent {
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Told { .. } => "companion told",
            Self::Closed(_) => "companion closed",
            Self::Done(_) => "keys done",
            Self::KeysFailed => "keys failed",
            Self::NotificationsChanged(_) => "notifications changed",
            Self::Waking(_) => "waking changed",
            Self::Words(event) => event.name(),
            Self::Ring(event) => event.name(),
        }
    }

    /// Whether the person did it.
    pub(crate) const fn is_the_persons(&self) -> bool {
        matches!(self, Self::Words(_) | Self::Ring(_))
    }
}

impl WordsEvent {
    const fn name(&self) -> &'static str {
        match self {
            Self::Chosen => "words chosen",
            Self::CodeWanted => "code wanted",
            Self::Entered(_) => "words entered",
            Self::DirectChosen(_) => "direct chosen",
            Self::Stopped => "words stopped",
        }
    }
}

/// Why two people did not find each other by words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RendezvousProblem {
    /// Nothing can be made of what was typed.
    NoWords,
    /// A number and three words, one of which cannot be right.
    Mistyped,
    /// This page's browser does not run what keeps the words secret.
    NoKeys,
    /// The companion does not answer.
    Silent,
    /// Nobody came.
    NobodyCame,
    /// There is no such place: mistyped, used up, or waited for too long.
    NoPlace,
    /// Two are there already, or as many as may wait.
    Full,
    /// Whoever came had other words. The code is used up.
    WrongWords,
    /// Many came with other words.
    ManyStrangers,
    /// Somebody else typed the same words; whoever came first was taken.
    Taken,
    /// Somebody else came with the same words, and was refused.
    Third,
    /// The page was loaded again in the moment in which the words were used.
    UsedUp,
    /// The other one was there, and went away before the two were connected.
    WentAway,
    /// This device has to wait so many seconds.
    TooOften(u16),
    /// The companion has more to do than it can.
    Crowded,
    /// The companion is being stopped.
    Stopping,
    /// Another tab goes on with it.
    Replaced,
    /// The companion says what it never should.
    Mistaken,
}
