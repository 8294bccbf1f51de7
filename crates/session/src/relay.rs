//! The words in which shell and session speak of a companion's relay (RFC 8656).

use heliograph_signal::{Description, Exchange};
use heliograph_wire::control::Consent;
use heliograph_wire::{PeerId, Private};

use crate::{Services, StunServer};

/// How packets go from one person to the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Path {
    /// By whatever way the browsers find: each learns the other's addresses.
    #[default]
    Direct,
    /// Through a relay alone: neither learns the other's addresses, and the relay knows both.
    Relayed,
}

impl Path {
    /// The path that whoever made an invite asks for.
    pub(crate) const fn of(description: &Description) -> Self {
        match description.exchange() {
            Some(_) => Self::Relayed,
            None => Self::Direct,
        }
    }
}

/// What a browser needs to use a relay for one exchange.
#[derive(Clone, PartialEq, Eq)]
pub struct Relay {
    /// Where it is (RFC 7065).
    pub urls: Vec<Private<String>>,
    /// The name to call oneself.
    pub username: Private<String>,
    /// What proves it.
    pub credential: Private<String>,
}

/// Whom a browser asks for addresses of its own.
#[derive(Clone, PartialEq, Eq)]
pub enum Servers {
    /// These STUN servers; none means nobody. Its own addresses are told to the other side.
    Stun(Vec<StunServer>),
    /// This relay, whose addresses are the only ones that the other side is told.
    Relay(Relay),
}

/// What the server that the page came from does besides serving it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Nothing that the page knows of.
    #[default]
    Serves,
    /// It tells browsers their public addresses.
    AnswersStun,
}

/// Something that happened between the page and the server that it came from.
#[derive(Clone, PartialEq, Eq)]
pub enum RelayEvent {
    /// That server relays.
    Found {
        /// Where it tells browsers their public addresses.
        stun: Vec<StunServer>,
        /// What it does for people who want to find each other.
        services: Services,
    },
    /// The person chose how packets are to go: of the invite that is shown and of later ones, or of the conversation that
    /// is on, if the other side agrees.
    PathChosen(Path),
    /// Whether the person agrees to connect directly, as the other side wants to.
    DirectAnswered(Consent),
    /// The relay may be used.
    Granted {
        /// The connection that asked.
        peer: PeerId,
        /// The relay.
        relay: Relay,
        /// What the other side asks for.
        exchange: Exchange,
    },
    /// The relay may not be used.
    Refused {
        /// The connection that asked.
        peer: PeerId,
        /// Why.
        fault: RelayFault,
    },
    /// Something happened at the socket where this side can be found again.
    Reunion {
        /// The connection that it was opened for.
        peer: PeerId,
        /// What.
        event: ReunionEvent,
    },
}

/// Something that happened at a socket where two who are relayed find each other again.
#[derive(Clone, PartialEq, Eq)]
pub enum ReunionEvent {
    /// It is open.
    Opened {
        /// Which start of the relay this is: after another one nothing is left of what was relayed.
        start: [u8; 8],
    },
    /// The other side is there, too.
    Here,
    /// It is there no more.
    Gone,
    /// The relay is about to be stopped.
    Stopping,
    /// The other side said this, and nobody else can have.
    Said(Private<Vec<u8>>),
    /// It is closed, or did not open.
    Closed,
}

impl RelayEvent {
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Found { .. } => "relay found",
            Self::PathChosen(_) => "path chosen",
            Self::DirectAnswered(_) => "direct answered",
            Self::Granted { .. } => "relay granted",
            Self::Refused { .. } => "relay refused",
            Self::Reunion { .. } => "reunion",
        }
    }
}

/// How it stands with the wish to connect directly, while two people are relayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathChange {
    /// Nobody has it.
    Settled,
    /// It waits for the other side.
    Waiting,
    /// The other side has it, and this side's person is asked.
    Asked,
}

/// How it stands with the relay that a conversation goes through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RelayState {
    /// There is none, or it is there.
    #[default]
    Fine,
    /// It says that it is about to be stopped.
    Stopping,
    /// It does not answer.
    Away,
}

impl RelayFault {
    /// Whether the server may answer otherwise in a while.
    pub const fn may_pass(self) -> bool {
        match self {
            Self::Busy | Self::Stopping | Self::Silent => true,
            Self::NotHere | Self::Unknown => false,
        }
    }
}

/// Why a relay may not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayFault {
    /// The page comes from no server that relays.
    NotHere,
    /// The relay does not know the exchange that the invite names.
    Unknown,
    /// The relay has more to do than it can, or was asked too often.
    Busy,
    /// The server is being stopped, and lets nobody begin anything.
    Stopping,
    /// The server does not answer.
    Silent,
}
