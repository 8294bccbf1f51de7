//! What the machines of the companion have in common.
//!
//! What it is: [`Chance`], which draws from one seed; [`Timers`], the moments that a machine waits for; and [`Sources`], what
//! each of those who come has here and has used up, by the [`Allowance`] of each thing. What it is not: a machine, nor
//! anything with a clock or a socket.
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
mod sources;
mod timers;

pub use allowance::{Allowance, Rate};
pub use chance::{Chance, keyed, mac};
pub use sources::{Crowd, SITE, Site, Source, Sources, Usage};
pub use timers::Timers;
