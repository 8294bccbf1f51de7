//! Who is where, and what they may do there: the companion's part of `docs/protocol/room.md` as a machine.

mod event;
mod figures;
mod settings;

pub use event::{Action, Event, Guest, Now, Source};
pub use figures::Figures;
pub use settings::{Creation, Settings, Site, Verify};
