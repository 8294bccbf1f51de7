//! The only types that cross a network or a worker boundary: ids, units, secrets and control messages.
//!
//! What it is: plain values, and the exact bytes they become. What it is not: a place for behaviour; it
//! reads no clock, draws no random number and opens nothing.
//!
//! ```
//! use heliograph_wire::{Private, control::Message};
//!
//! let message = Message::Chat { id: 1, text: Private::new("Good morning".to_owned()), replies_to: None };
//! let bytes = message.encode();
//! assert!(Message::decode(&bytes) == Ok(Some(message)));
//! ```
#![cfg_attr(not(test), no_std)]
#![warn(missing_docs)]

extern crate alloc;

pub mod control;
pub mod files;
pub mod group;
mod ids;
mod private;
pub mod rendezvous;
pub mod resume;
pub mod reunion;
pub mod room;
pub mod safety;
mod time;

pub use ids::PeerId;
pub use private::Private;
pub use time::Millis;
