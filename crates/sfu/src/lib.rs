//! Rooms without a socket: who may be in them, and what is forwarded to whom.
//!
//! What it is: two machines. `rooms::Rooms` knows who is where and what they may do; it hears what pages say at their sockets and
//! says what they are told. `Unit` is a forwarding unit (SFU; RFC 7667, section 3.7): packets in, packets out. What it is
//! not: a program; the companion brings both of them time, packets and messages.
#![warn(missing_docs)]

mod doors;
#[cfg(feature = "faults")]
pub mod faults;
pub mod forward;
mod peer;
pub mod rooms;
mod unit;

pub use doors::{Answer, Arrival, Command, Happened, Path, RoomNumber, Transmit, Transport, Who};
pub use unit::{Counters, Limits, Settings, Unit, shard_of};
