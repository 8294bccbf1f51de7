use std::net::SocketAddr;

use crate::doors::Transport;

/// What a unit is started with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The number of its shard. The names by which pages find it (ICE's username fragments) begin with it.
    pub shard: u8,
    /// Where pages reach it: the candidates of its answers.
    pub candidates: Vec<(Transport, SocketAddr)>,
    /// What it does not do more of.
    pub limits: Limits,
}

/// What a unit does not do more of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Members in all of its rooms.
    pub members: usize,
    /// Bits that go out to one member in a second. How many come in from one stands in each offer.
    pub bits_per_member: u64,
    /// Bits that go out to everybody in a second. Pictures make room for sound.
    pub bits_in_all: u64,
    /// Bytes that wait for one member.
    pub queue_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            members: 1_000,
            bits_per_member: 20_000_000,
            bits_in_all: 2_000_000_000,
            queue_bytes: 256 * 1024,
        }
    }
}
