//! What two people say to each other through a companion, once it is sealed: the companion never sees it.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{bytes_of, read};
use crate::{Private, control::Switch};

/// What is said on a lane that both ends agree on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Letter {
    /// Whether the sender's person would connect directly. Each side says it once, at first, where words brought them
    /// together; two who both would do so are not relayed.
    Wish {
        /// Whether they would.
        direct: Switch,
    },
    /// An invite, as it would be carried by hand.
    Offer(Private<String>),
    /// A reply to it.
    Answer(Private<String>),
    /// The sender has met somebody else by the same words already.
    Taken,
}

/// Who rings: the first that a callee's device learns.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intro {
    /// What they call themselves: at most [`NAME_LIMIT`](crate::control::NAME_LIMIT) bytes.
    pub name: Private<String>,
    /// Whether they would connect directly.
    pub direct: Switch,
    /// When, in milliseconds since 1970 by their clock.
    pub at: u64,
    /// What they leave, where nobody answered; empty when they ring.
    pub note: Private<String>,
}

/// What the callee's person says to a ring.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// They answer.
    Taken {
        /// Whether the two connect directly: the callee has the last word.
        direct: Switch,
    },
    /// They do not want to.
    Declined,
    /// They cannot now, and say this.
    NotNow(Private<String>),
}

macro_rules! in_bytes {
    ($($kind:ty),*) => {$(
        impl $kind {
            /// Its bytes.
            pub fn encode(&self) -> Vec<u8> {
                bytes_of(self)
            }

            /// None where these are no such bytes.
            pub fn decode(bytes: &[u8]) -> Option<Self> {
                read(bytes)
            }
        }
    )*};
}
pub(super) use in_bytes;

in_bytes!(Letter, Intro, Answer);
