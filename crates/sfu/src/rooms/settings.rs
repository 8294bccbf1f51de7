use std::collections::BTreeSet;

pub use heliograph_machine::{Site, Verify};

/// Who may open rooms. Whoever has a room's link may knock in any case.
#[derive(Clone, PartialEq, Eq)]
pub enum Creation {
    /// Anybody.
    Anyone,
    /// Whoever brings an invite of the operator.
    Invited {
        /// The ids of invites that hold no more.
        revoked: BTreeSet<[u8; 8]>,
    },
    /// Those with these public keys (Ed25519).
    Listed(BTreeSet<[u8; 32]>),
}

/// How much of everything there may be, and who may open rooms.
#[derive(Clone)]
pub struct Settings {
    /// Who may open rooms.
    pub creation: Creation,
    /// Sockets in all.
    pub guests: usize,
    /// Sockets of one source.
    pub guests_per_source: usize,
    /// Rooms in all.
    pub rooms: usize,
    /// Rooms that were opened from one source.
    pub rooms_per_source: usize,
    /// Rooms that one source opens, or comes back to as a host, in a minute.
    pub opens_per_minute: u32,
    /// Times that one source knocks, or comes back to a seat, in a minute.
    pub knocks_per_minute: u32,
    /// Offers of all members from one source that reach units in a minute: each costs a unit work, whoever makes it.
    pub offers_per_minute: u32,
    /// Members in all rooms together.
    pub members: usize,
    /// Members of one room, 250 at most.
    pub members_per_room: u16,
    /// Who waits at one room, for a host or for a host's word.
    pub knocking_per_room: usize,
    /// Minutes that somebody waits there.
    pub wait_minutes: u32,
    /// Hours that a room lasts; none where it may last.
    pub hours: Option<u32>,
    /// The most bits that a member may send in a second.
    pub bits_per_second: u32,
    /// Which larger network a source belongs to. One has sixteen times as much as each source in it.
    pub site: Site,
    /// Checks signatures: a machine has no reason to bring a way of its own.
    pub verify: Verify,
}

impl Settings {
    /// The settings that fit most.
    pub fn new(verify: Verify) -> Self {
        Self {
            creation: Creation::Anyone,
            guests: 10_000,
            guests_per_source: 256,
            rooms: 200,
            rooms_per_source: 16,
            opens_per_minute: 12,
            knocks_per_minute: 120,
            offers_per_minute: 600,
            members: 2_000,
            members_per_room: 50,
            knocking_per_room: 100,
            wait_minutes: 30,
            hours: Some(24),
            bits_per_second: 6_000_000,
            site: |_| None,
            verify,
        }
    }
}
