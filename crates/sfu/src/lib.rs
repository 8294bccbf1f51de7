//! Rooms without a socket: who may be in them, and what is forwarded to whom.
//!
//! What it is: two machines. `rooms::Rooms` knows who is where and what they may do; it hears what pages say at their sockets and
//! says what they are told. `Unit` is a forwarding unit (SFU; RFC 7667, section 3.7): packets in, packets out. What it is
//! not: a program; the companion brings both of them time, packets and messages.
//!
//! ```
//! use heliograph_sfu::{Answer, Command, Happened, Limits, RoomNumber, Settings, Transport, Unit, Who};
//! use heliograph_wire::room::MemberId;
//! use std::time::Instant;
//!
//! // The seed comes from the system's random generator, the time from its clock.
//! let here = "198.51.100.1:3478".parse().expect("an address");
//! let settings = Settings { shard: 0, candidates: vec![(Transport::Udp, here)], limits: Limits::default() };
//! let mut unit = Unit::new(settings, [7; 32]);
//!
//! let now = Instant::now();
//! let who = Who { room: RoomNumber(1), member: MemberId(1) };
//! let sdp = "no description".to_owned().into();
//! unit.handle(now, Command::Offer { who, number: 1, sdp, bits_per_second: 5_000_000 });
//! unit.advance(now, &mut |run| println!("{} bytes go out", run.packets.len()));
//!
//! let Some(Happened::Answered { answer: Answer::Refused, .. }) = unit.happened().next() else { panic!("no answer") };
//! ```
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
