//! What rooms are tried with: links that are not there, and pages without a browser.
//!
//! What it is: a [`Link`] that holds back and loses what is sent over it, and a [`Page`] that offers, sends and takes
//! media as the app does, with str0m in the place of a browser. What it is not: part of anything that people get.
//! Nothing here has a clock or a socket, and chance comes from a seed, so what happened once happens again.
//!
//! ```
//! use heliograph_simnet::{Conditions, Fate, Link};
//! use std::time::{Duration, Instant};
//!
//! let (now, delay) = (Instant::now(), Duration::from_millis(20));
//! let mut link = Link::new(Conditions { delay, ..Conditions::default() }, 7);
//! assert_eq!(link.send(now, 1_200, "a packet"), Fate::Arrives(now + delay));
//! assert_eq!(link.arrived(now), None);
//! assert_eq!(link.arrived(now + delay), Some("a packet"));
//! ```
#![warn(missing_docs)]

mod congestion;
mod feeds;
mod link;
mod mark;
mod page;
mod peer;
mod sight;
mod sources;
mod story;
mod witness;
mod world;

pub use congestion::{drop_to_one_megabit, step_to_three_megabits};
pub use feeds::Feeds;
pub use link::{Conditions, Fate, Link};
pub use mark::{Mark, Medium};
pub use page::{Page, PageEvent, Place};
pub use peer::{Datagram, Peer, settings};
pub use sight::{Edges, Sight, frozen};
pub use sources::{Packet, Picture, Shape, Voice};
pub use story::play;
pub use witness::{Came, Finding, LostBefore, Tap, Witness, Wrong};
pub use world::{Outcome, Person, World, tile};
