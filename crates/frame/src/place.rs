//! Where frames come.

use crate::key_id::Stream;
use crate::suite::Suite;

/// Where a frame comes, and what is expected there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The page's number for what one receiver gets. Frames are in one order with others of the same track only.
    pub track: u32,
    /// How they are sealed there.
    pub suite: Suite,
    /// Whose they are.
    pub expected: Expected,
}

/// Whose frames come somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Nobody's.
    Nothing,
    /// One stream of one sender.
    Stream {
        /// The sender's index.
        sender: u8,
        /// The stream.
        stream: Stream,
    },
    /// The sound of anybody, as whoever forwards it chooses; its microphone's or its screen's.
    Sound,
}

impl Expected {
    pub(crate) fn admits(self, sender: u8, stream: Stream) -> bool {
        match self {
            Self::Nothing => false,
            Self::Stream { sender: expected, stream: its } => (sender, stream) == (expected, its),
            Self::Sound => matches!(stream, Stream::Microphone | Stream::ScreenSound),
        }
    }
}
