use std::collections::BTreeMap;

use heliograph_wire::Millis;

use crate::event::{Guest, Source};

/// Which place: a number that one person was given, or a bucket of words that people chose.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Spot {
    Nameplate(u32),
    Bucket(u16),
}

impl Spot {
    /// How long one waits there.
    pub(crate) const fn waits(self) -> Millis {
        match self {
            Self::Nameplate(_) => Millis::minutes(30),
            Self::Bucket(_) => Millis::minutes(10),
        }
    }

    /// How many may.
    pub(crate) const fn seats(self) -> usize {
        match self {
            Self::Nameplate(_) => 2,
            Self::Bucket(_) => 16,
        }
    }

    pub(crate) const fn nameplate(self) -> Option<u32> {
        match self {
            Self::Nameplate(number) => Some(number),
            Self::Bucket(_) => None,
        }
    }
}

/// How long somebody's seat is kept who did not say that they leave for good.
pub(crate) const AWAY: Millis = Millis::seconds(60);

/// How long two have at least, once the second has come.
pub(crate) const TOGETHER: Millis = Millis::minutes(2);

/// Everywhere that somebody waits.
pub(crate) type Places = BTreeMap<Spot, Place>;

/// Where people wait for each other.
pub(crate) struct Place {
    /// Tells it from others that had the same number, in tickets.
    pub id: [u8; 8],
    /// By number.
    pub seats: Vec<Seat>,
    /// The number of the next seat, if nobody has it.
    pub next: u16,
    /// Whose limit it counts against.
    pub opener: Option<Source>,
    /// Whether two have been seated.
    pub met: Met,
}

/// Whether two have been seated at a place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Met {
    NotYet,
    Already,
}

/// Somebody's seat.
pub(crate) struct Seat {
    pub number: u16,
    /// Tells its holder from others, in tickets. None for one who was there before the companion was started again and
    /// has not come back yet.
    pub holder: Option<[u8; 8]>,
    /// None while they are away.
    pub guest: Option<Guest>,
    /// When the wait is over.
    pub ends: Millis,
    /// When something happens here next: at `ends`, or earlier while they are away.
    pub due: Millis,
}

impl Place {
    /// A place where nobody sits.
    pub(crate) const fn new(id: [u8; 8]) -> Self {
        Self { id, seats: Vec::new(), next: 0, opener: None, met: Met::NotYet }
    }

    pub(crate) fn seat(&mut self, number: u16) -> Option<&mut Seat> {
        self.seats.iter_mut().find(|seat| seat.number == number)
    }

    /// Everybody who is here but for one.
    pub(crate) fn others(&self, number: u16) -> impl Iterator<Item = (u16, Guest)> {
        self.here().filter(move |(other, _)| *other != number)
    }

    /// Everybody who is here.
    pub(crate) fn here(&self) -> impl Iterator<Item = (u16, Guest)> {
        self.seats.iter().filter_map(|seat| Some((seat.number, seat.guest?)))
    }
}
