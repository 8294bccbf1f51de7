//! Rooms under load: people of str0m's over real sockets, and the same of them at Janus' videoroom in the same run.

pub mod bench;
pub mod client;
pub mod janus;
pub mod meeting;
pub mod network;
pub mod ours;
pub mod sender;
pub mod stamped;
pub mod tally;
