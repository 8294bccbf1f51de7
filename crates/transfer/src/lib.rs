//! How files cross a data channel: in chunks that are checked one by one, from any position, in bounded memory.
//!
//! What it is: two machines. The [`Outbox`] says what to read next and which messages that becomes; the [`Inbox`] takes
//! messages and says what to write where. What it is not: it opens no file and no channel, reads no clock, and asks
//! nobody; whether files are wanted is agreed elsewhere, before any of this begins.
//!
//! ```
//! use heliograph_transfer::{Announced, Arrival, Inbox, Incoming, Outbox, Paths, Position, Source};
//! use heliograph_wire::Private;
//!
//! let mut outbox = Outbox::default();
//! let source = Source { path: Private::new("notes.txt".to_owned()), size: 5 };
//! outbox.start(1, vec![source], Position::default()).expect("the start of a file is a place in it");
//! let mut inbox = Inbox::default();
//! let announced = Announced { files: 1, bytes: 5 };
//! inbox.expect(1, Incoming::new(1, announced, Paths::default()));
//!
//! let mut arrivals = Vec::new();
//! while let Some(step) = outbox.next() {
//!     let read: &[u8] = if step.length() > 0 { b"Hello" } else { b"" };
//!     let heads = outbox.heads(&step, read).expect("it was not forgotten");
//!     let pieces = read.chunks(3).map(<[u8]>::to_vec);
//!     for message in heads.into_iter().chain(pieces) {
//!         inbox.receive(&message, &mut arrivals);
//!     }
//! }
//! assert!(matches!(&arrivals[1], Arrival::Bytes { bytes, .. } if bytes == b"Hello"));
//! assert!(matches!(arrivals.last(), Some(Arrival::Whole { transfer: 1 })));
//! ```
#![warn(missing_docs)]

mod archive;
mod digest;
mod inbox;
mod incoming;
mod outbox;
mod outgoing;
mod paths;
mod picture;
mod pieces;

pub use archive::Archive;
pub use digest::digest;
pub use inbox::{Arrival, Inbox};
pub use incoming::{Announced, Incoming, Lie};
pub use outbox::Outbox;
pub use outgoing::{NotInIt, Source, Step};
pub use paths::{Paths, SafePath};
pub use picture::{PictureSize, picture_moves, picture_size};
pub use pieces::Pieces;

/// A place in a transfer: the edge of a chunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The file, counted from 0.
    pub file: u32,
    /// The byte in it.
    pub offset: u64,
}
