//! Who is where, and what they may do there: the companion's part of `docs/protocol/room.md` as a machine.
//!
//! ```
//! use heliograph_sfu::rooms::{Action, Event, Guest, Now, Rooms, Settings, Source};
//! use heliograph_wire::room::{Card, Notice, Request, RoomId, Waits};
//! use heliograph_wire::{Millis, Private};
//!
//! // Secret and seed come from the system's random generator, the times from its clocks.
//! let now = Now { monotonic: Millis(0), unix: 1_800_000_000 };
//! let settings = Settings::new(|_key, _message, _signature| false);
//! let mut machine = Rooms::new(settings, Private::new([1; 32]), [2; 32], now);
//!
//! let (ana, mut actions) = (Guest(1), Vec::new());
//! machine.handle(now, Event::Arrived { guest: ana, source: Source(7) }, &mut actions);
//! let [Action::Tell { notice: Notice::Welcome { .. }, .. }] = &actions[..] else { panic!("no welcome") };
//!
//! actions.clear();
//! let request = Request::Knock { room: RoomId([3; 16]), card: Card { name: Private::new("Ana".to_owned()) } };
//! machine.handle(now, Event::Asked { guest: ana, request }, &mut actions);
//! let [Action::Tell { notice: Notice::Waits(Waits::ForHost), .. }] = &actions[..] else { panic!("no wait") };
//! ```

mod event;
mod figures;
mod group;
mod machine;
mod media;
mod numbers;
mod permit;
mod room;
mod settings;
mod ticket;
mod usage;

pub use event::{Action, Event, Guest, Now, Source};
pub use figures::Figures;
pub use machine::Rooms;
pub use permit::Permit;
pub use settings::{Creation, Settings, Site, Verify};

#[cfg(test)]
mod tests {
    use super::{Action, Event, Rooms, Settings, Source};
    use crate::{Command, Happened};
    use static_assertions::assert_not_impl_any;
    use std::fmt::{Debug, Display};

    #[test]
    fn nothing_that_tells_of_people_can_reach_a_log() {
        assert_not_impl_any!(Action: Debug, Display);
        assert_not_impl_any!(Command: Debug, Display);
        assert_not_impl_any!(Event: Debug, Display);
        assert_not_impl_any!(Happened: Debug, Display);
        assert_not_impl_any!(Rooms: Debug, Display);
        assert_not_impl_any!(Settings: Debug, Display);
        assert_not_impl_any!(Source: Debug, Display);
    }
}
