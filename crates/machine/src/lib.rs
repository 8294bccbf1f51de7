//! What the machines of the companion have in common.
//!
//! What it is: [`Guest`], a socket, and its [`Challenges`]; [`Talk`], how much is said there; [`Sources`], what each of those
//! who come has here and has used up, by the [`Allowance`] of each thing; [`Now`], the time by both clocks, and [`Timers`], the
//! moments that a machine waits for; [`Chance`], which draws from one seed; [`sign`], for what is given out and comes back.
//! What it is not: a machine, nor anything with a clock or a socket.
//!
//! ```
//! use heliograph_machine::{Allowance, Rate};
//! use heliograph_wire::Millis;
//!
//! let mut allowance = Allowance::default();
//! let rate = Rate::per_minute(2);
//! assert_eq!(allowance.take(Millis(0), rate), Ok(()));
//! assert_eq!(allowance.take(Millis(0), rate), Ok(()));
//! assert_eq!(allowance.take(Millis(0), rate), Err(30), "in so many seconds there is one");
//! ```
#![warn(missing_docs)]

mod allowance;
mod chance;
mod guest;
mod now;
mod signed;
mod sources;
mod talk;
mod timers;

pub use allowance::{Allowance, Rate};
pub use chance::{Chance, keyed};
pub use guest::{Challenges, Guest, Verify};
pub use now::Now;
pub use signed::{SIGNATURE, sign, signed, take};
pub use sources::{Crowd, SITE, Site, Source, Sources, Usage};
pub use talk::{Quota, Talk};
pub use timers::Timers;
