//! Brings two people together who know the same words, or one of whom has a link of the other's: the companion's part of
//! `docs/protocol/rendezvous.md` as a machine.
//!
//! What it is: [`Rendezvous`] takes what comes of sockets, clocks and the disk, and says what is to be told to whom and
//! what is to be kept. All waits, all limits and all that one may learn from it are decided here.
//!
//! What it is not: it opens no socket, reads no clock, draws no random numbers and logs nothing. What people say to each
//! other is sealed; it passes it on and cannot read it.
//!
//! ```
//! use heliograph_rendezvous::{Action, Event, Guest, Now, Rendezvous, Settings, Source};
//! use heliograph_wire::rendezvous::{Notice, Request};
//! use heliograph_wire::{Millis, Private};
//!
//! // Secret and seed come from the system's random generator, the times from its clocks.
//! let now = Now { monotonic: Millis(0), unix: 1_800_000_000 };
//! let settings = Settings::new(|_key, _message, _signature| false);
//! let mut machine = Rendezvous::new(settings, Private::new([1; 32]), [2; 32], Vec::new(), now);
//!
//! let (ana, mut actions) = (Guest(1), Vec::new());
//! machine.handle(now, Event::Arrived { guest: ana, source: Source(7) }, &mut actions);
//! let [Action::Tell { notice: Notice::Welcome { bits: 0, .. }, .. }] = &actions[..] else { panic!("no welcome") };
//!
//! actions.clear();
//! machine.handle(now, Event::Asked { guest: ana, request: Request::Open { work: 0 } }, &mut actions);
//! let [Action::Tell { notice: Notice::Seated { seat: 0, nameplate: Some(100..1_000), .. }, .. }] = &actions[..] else {
//!     panic!("no seat")
//! };
//! ```
#![warn(missing_docs)]

mod callees;
mod days;
mod event;
mod figures;
mod load;
mod machine;
mod numbers;
mod places;
mod record;
mod rings;
mod settings;
mod sources;
mod ticket;
mod timers;

pub use event::{Action, Event, Guest, Now, Source};
pub use figures::Figures;
pub use machine::Rendezvous;
pub use record::{Activation, KeptLink, Record};
pub use settings::{Settings, Site, Verify};

#[cfg(test)]
mod tests {
    use crate::{Action, Event, Record, Rendezvous, Settings, Source};
    use static_assertions::assert_not_impl_any;
    use std::fmt::{Debug, Display};

    #[test]
    fn nothing_that_tells_of_people_can_reach_a_log() {
        assert_not_impl_any!(Action: Debug, Display);
        assert_not_impl_any!(Event: Debug, Display);
        assert_not_impl_any!(Record: Debug, Display);
        assert_not_impl_any!(Rendezvous: Debug, Display);
        assert_not_impl_any!(Settings: Debug, Display);
        assert_not_impl_any!(Source: Debug, Display);
    }
}
