//! What the forwarding unit is told, what it tells, and how packets come and go.

use std::net::SocketAddr;

use heliograph_wire::Private;
use heliograph_wire::room::{MemberId, Part, Tile, Upstream, Voice};

/// Numbers a room. No number is used twice while the process lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomNumber(pub u32);

/// A member of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Who {
    /// The room.
    pub room: RoomNumber,
    /// The member.
    pub member: MemberId,
}

/// Something to be done by the unit that has the room.
#[derive(Clone, PartialEq, Eq)]
pub enum Command {
    /// A member offers their media sections. The first offer makes their connection, with ICE credentials that nobody had
    /// before and for the certificate in the offer alone; later ones change it, or give it another way (ICE restart).
    Offer {
        /// Who.
        who: Who,
        /// The page's number of it.
        number: u32,
        /// The description.
        sdp: Private<String>,
        /// The most bits that the member may send in a second.
        bits_per_second: u32,
    },
    /// What a member has on show, all of it.
    Show {
        /// Who.
        who: Who,
        /// What.
        tiles: Vec<Tile>,
    },
    /// What a member may put in from now on. Nothing else of theirs is forwarded.
    Let {
        /// Who.
        who: Who,
        /// What.
        part: Part,
    },
    /// A member is gone: their connection is closed, and nothing of it is remembered.
    Remove(Who),
    /// A room is over.
    End(RoomNumber),
}

/// Something that happened at the unit.
#[derive(Clone, PartialEq, Eq)]
pub enum Happened {
    /// A member's offer is answered, or nothing can be made of it.
    Answered {
        /// Whose.
        who: Who,
        /// The page's number of the offer.
        number: u32,
        /// The answer.
        answer: Answer,
    },
    /// Voices come to a member by other sections.
    Voices {
        /// To whom.
        who: Who,
        /// One for each section that changed.
        voices: Vec<Voice>,
    },
    /// Others speak in a room, the loudest first.
    Speaking {
        /// Where.
        room: RoomNumber,
        /// Who.
        members: Vec<MemberId>,
    },
    /// Other layers of a member's pictures are watched.
    Wanted {
        /// Whose.
        who: Who,
        /// One for each picture that changed.
        pictures: Vec<Upstream>,
    },
    /// Pictures that a member has on show and that do not come now, since there is no room for them on the line.
    Short {
        /// Whose line.
        who: Who,
        /// Which.
        tiles: Vec<Tile>,
    },
    /// Others have a poor connection.
    Poor {
        /// Where.
        room: RoomNumber,
        /// Who, all of them.
        members: Vec<MemberId>,
    },
}

/// What came of an offer.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// The answer.
    Taken(Private<String>),
    /// It is no description that a unit could answer.
    Refused,
}

/// How packets go between a page and the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    /// Over what.
    pub transport: Transport,
    /// Our end.
    pub local: SocketAddr,
    /// Theirs.
    pub remote: SocketAddr,
}

/// Over what packets go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// UDP.
    Udp,
    /// A stream of TCP or TLS, framed as RFC 4571 says.
    Tcp,
}

/// What became of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It was for a member of this unit.
    Taken,
    /// It names a member of the unit with this number.
    Elsewhere(u8),
    /// Nobody knows it.
    Unknown,
}

/// Packets on their way out: one, or several of the same length (the last may be shorter) to one page.
#[derive(Clone, Copy, Debug)]
pub struct Transmit<'a> {
    /// The way.
    pub path: Path,
    /// The packets.
    pub packets: &'a [u8],
    /// How long each is.
    pub length: usize,
}
