use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::Private;
use crate::control::Switch;

/// Names a member of a room, or somebody who knocks. No number is used twice in one room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MemberId(pub u16);

/// What somebody shows of themselves.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// What they call themselves: at most [`NAME_LIMIT`](super::NAME_LIMIT) bytes; empty for nothing.
    pub name: Private<String>,
}

/// Somebody who has a seat.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendee {
    /// Who.
    pub member: MemberId,
    /// What they show of themselves.
    pub card: Card,
    /// What they may do.
    pub role: Role,
    /// What they put in.
    pub part: Part,
    /// Whether they want to speak.
    pub hand: Hand,
    /// Whether their socket is there; a seat waits for a while.
    pub present: Switch,
}

/// Somebody who knocks.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knocker {
    /// The number that they are going to have.
    pub member: MemberId,
    /// What they show of themselves.
    pub card: Card,
}

/// What a member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// Hear, see, be heard and be seen.
    Guest,
    /// What hosts may, but make hosts.
    CoHost,
    /// Everything. Whoever opened the room.
    Host,
}

/// What a member puts in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Whether they can be heard.
    pub microphone: Switch,
    /// Whether they can be seen.
    pub camera: Switch,
    /// Whether they show their screen.
    pub screen: Switch,
}

/// Whether somebody wants to speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hand {
    /// They do not ask for it.
    #[default]
    Down,
    /// They do. The companion numbers raised hands in the order in which they went up; what a page says here does not
    /// count.
    Up(u32),
}

/// What holds in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Whether whoever knocks waits for a host's word.
    pub lobby: Switch,
    /// Whether nobody else comes in.
    pub locked: Switch,
    /// Whether guests may show their screens.
    pub guests_share: Switch,
    /// Whether guests may speak.
    pub guests_speak: Switch,
}

impl Default for Rules {
    fn default() -> Self {
        Self { lobby: Switch::On, locked: Switch::Off, guests_share: Switch::On, guests_speak: Switch::On }
    }
}
