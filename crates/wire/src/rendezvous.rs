//! What crosses the socket at which a companion brings two people together: by words that both of them know, or by a
//! link of somebody who can be rung. `docs/protocol/rendezvous.md` tells the whole story.
//!
//! The companion passes on what is sealed, and reads numbers only.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::Private;

mod keys;
mod said;

pub use keys::{CalleeKeys, Heard, Lane, NewLink, Outcome, Pairing, RoomKeys, Task};
pub use said::{Answer, Intro, Letter};

/// Where the socket is opened, below the place that the page came from.
pub const PATH: &str = "relay/rendezvous";

/// No message is longer, in bytes.
pub const LONGEST: usize = 16 * 1024;

/// The most bytes that one person says to the other in one message, sealed.
pub const SEALED_LIMIT: usize = 12 * 1024;

/// The most bytes of a sealed introduction or note: what the companion keeps of a call that was missed.
pub const NOTE_LIMIT: usize = 1024;

/// The most bytes of a sealed label.
pub const LABEL_LIMIT: usize = 128;

/// The bytes of a wake key, sealed with a link's id.
pub const WAKE_BYTES: usize = 48;

/// The bytes of a sealed push subscription.
pub const SUBSCRIPTION_BYTES: usize = 540;

/// The longest address of a push resource, in bytes.
pub const ENDPOINT_LIMIT: usize = 510;

/// The most push subscriptions of one callee; one more takes the place of the oldest.
pub const SUBSCRIPTIONS_AT_MOST: usize = 5;

/// The most links of one callee.
pub const LINKS_AT_MOST: usize = 20;

/// The most notes that wait for one callee.
pub const NOTES_AT_MOST: usize = 20;

/// How many buckets there are for words of people's own.
pub const BUCKETS: u16 = 4096;

/// The longest ticket, in bytes.
pub const TICKET_LIMIT: usize = 64;

/// What the companion knows a caller link by: the SHA-256 of its id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LinkHash(pub [u8; 32]);

/// What a page says to the companion. The first message of a socket is one of the first six, and says what it is for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Opens a place of its own, with a number that nobody else has.
    Open {
        /// What the companion asked for (`Welcome`).
        work: u64,
    },
    /// Comes to the place with this number.
    Come {
        /// What the companion asked for.
        work: u64,
        /// The number.
        nameplate: u32,
    },
    /// Waits in the bucket of words that the page's person chose.
    Wait {
        /// What the companion asked for.
        work: u64,
        /// Below [`BUCKETS`].
        bucket: u16,
    },
    /// Comes back to the seat that this ticket is for.
    Return {
        /// As the companion gave it.
        ticket: Private<Vec<u8>>,
    },
    /// Is here for whoever rings this callee.
    Attend {
        /// What the companion asked for.
        work: u64,
        /// The callee's public key (Ed25519, RFC 8032).
        key: [u8; 32],
        /// Its signature of [`presence`], in two halves.
        signature: [[u8; 32]; 2],
    },
    /// Rings whoever gave out this link.
    Ring {
        /// What the companion asked for.
        work: u64,
        /// The link's id.
        link: Private<[u8; 16]>,
        /// Who rings, sealed to the callee: at most [`NOTE_LIMIT`] bytes.
        intro: Private<Vec<u8>>,
    },
    /// Says something to another one at the same place.
    Say {
        /// To whom.
        to: u16,
        /// What, sealed: at most [`SEALED_LIMIT`] bytes.
        sealed: Private<Vec<u8>>,
    },
    /// Leaves for good. Whoever closes the socket without it may come back by ticket.
    Leave,
    /// Puts a link to the callee's, or gives it another label.
    PutLink {
        /// What makes it one of this callee's ([`link_preimage`]): nobody else can put it.
        salt: Private<[u8; 16]>,
        /// What the callee calls it, sealed: at most [`LABEL_LIMIT`] bytes.
        label: Private<Vec<u8>>,
        /// What opens the callee's push subscriptions, sealed with the link's id: [`WAKE_BYTES`] bytes.
        wake: Private<Vec<u8>>,
    },
    /// Revokes a link, at once.
    Revoke(LinkHash),
    /// Forgets the callee with all links and notes, at once.
    Erase,
    /// Has a push message sent to this device whenever somebody rings, in place of its subscription with the same id.
    Subscribe(Subscription),
    /// Has no more of them sent.
    Unsubscribe {
        /// The subscription's id.
        id: [u8; 16],
    },
    /// Takes a ring, with the first that is said to whoever rings. Only one device can.
    Take {
        /// Which.
        ring: u32,
        /// Sealed: at most [`SEALED_LIMIT`] bytes.
        sealed: Private<Vec<u8>>,
    },
    /// Says more to whoever rang, by the device that took it.
    Tell {
        /// Which ring.
        ring: u32,
        /// Sealed: at most [`SEALED_LIMIT`] bytes.
        sealed: Private<Vec<u8>>,
    },
    /// Has read these notes, which may be forgotten.
    NotesRead {
        /// The last of them.
        up_to: u32,
    },
    /// Leaves a note in place of the introduction, once a ring has come to nothing.
    LeaveNote {
        /// Sealed: at most [`NOTE_LIMIT`] bytes.
        note: Private<Vec<u8>>,
    },
}

/// What the companion says to a page.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// The first.
    Welcome {
        /// What is signed by whoever attends, and worked on by whoever has to: another one at each socket.
        challenge: [u8; 32],
        /// The work to do: so many zero bits begin the SHA-256 of the challenge and the work (eight bytes, big-endian).
        bits: u8,
        /// Which companion this is: the same after each start, and by whatever name pages find it.
        companion: [u8; 16],
    },
    /// This page has a seat.
    Seated {
        /// Its number at the place. They only grow, so the lower one was there before.
        seat: u16,
        /// The number of the place; none for a bucket.
        nameplate: Option<u32>,
        /// Brings the page back to the seat, also after the companion was started again.
        ticket: Private<Vec<u8>>,
        /// How long the place waits, in seconds.
        seconds: u32,
    },
    /// Somebody else is at the place.
    Here(u16),
    /// They are not, for now or for good.
    Gone(u16),
    /// They say this.
    Said {
        /// Who.
        from: u16,
        /// Sealed.
        sealed: Private<Vec<u8>>,
    },
    /// One more wanted to come to the place, and was refused.
    Crowd,
    /// The callee is attended by this page from now on; later ones say what changed.
    Attended {
        /// Its links.
        links: Vec<Link>,
        /// After so many days without the callee all is forgotten.
        days: u16,
        /// How its devices are woken by push, where the companion does that.
        push: Option<Push>,
        /// The ids of its push subscriptions.
        subscriptions: Vec<[u8; 16]>,
    },
    /// These calls were missed, oldest first.
    Missed(Vec<Note>),
    /// Somebody rings.
    Rings {
        /// The companion's number of it.
        ring: u32,
        /// By which link.
        hash: LinkHash,
        /// Who, sealed.
        intro: Private<Vec<u8>>,
    },
    /// A ring is over for this device.
    RingOver {
        /// Which.
        ring: u32,
        /// Why.
        why: RingOver,
    },
    /// Whoever rang says this to the device that took the ring.
    Told {
        /// Which ring.
        ring: u32,
        /// Sealed.
        sealed: Private<Vec<u8>>,
    },
    /// It rings, as far as anybody can know.
    Ringing,
    /// The callee's device says this; the first ends the ringing.
    Heard(Private<Vec<u8>>),
    /// Nobody took the ring in time, or the device that did is gone.
    Unanswered,
    /// A note was taken, as far as anybody can know.
    Noted,
    /// Nothing more comes here, for this reason.
    Over(Over),
}

/// A caller link, as the companion knows it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Which.
    pub hash: LinkHash,
    /// The day it was made, counted from 1970 (UTC).
    pub made: u32,
    /// Its label, sealed.
    pub label: Private<Vec<u8>>,
}

/// How a companion wakes devices (RFC 8030).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// What the companion shows itself with to push services: a point of P-256, uncompressed, 65 bytes (RFC 8292,
    /// section 3.2).
    pub key: Vec<u8>,
    /// The origins of the push services that it sends to, as `https://push.example` or `https://*.push.example`.
    pub services: Vec<String>,
}

/// Where a device of the callee is woken: a push subscription, which the companion can open only while somebody rings by
/// a link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// The same for the same endpoint, and only this callee can tell which.
    pub id: [u8; 16],
    /// The address of the push resource, sealed with the callee's wake key: [`SUBSCRIPTION_BYTES`] bytes.
    pub sealed: Private<Vec<u8>>,
}

/// What a missed call left.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The companion's number of it; they only grow.
    pub number: u32,
    /// By which link it came.
    pub hash: LinkHash,
    /// The day, counted from 1970 (UTC).
    pub day: u32,
    /// An introduction or a note, sealed.
    pub sealed: Private<Vec<u8>>,
}

/// Why a ring is over for a device of the callee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RingOver {
    /// Whoever rang is gone.
    CallerGone,
    /// Another device took it.
    Elsewhere,
    /// It rang for as long as it may.
    Unanswered,
}

/// Why the companion does no more at a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Over {
    /// The wait took as long as it may.
    Expired,
    /// There is no such place: it was never opened, it waited too long, or it was used up.
    NoPlace,
    /// Two are there, or as many as may wait.
    Full,
    /// This source has to wait so many seconds.
    TooOften(u16),
    /// The companion has more to do than it can; in so many seconds it may have less.
    Crowded(u16),
    /// The companion is about to be stopped.
    Stopping,
    /// The page came again in another tab, or with another socket.
    Replaced,
    /// The companion could not keep what it was to keep.
    NotKept,
    /// This callee has as many links as may be.
    TooManyLinks,
    /// What the page said makes no sense here.
    Mistaken,
}

impl Request {
    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        bytes_of(self)
    }

    /// None where these are no such bytes, or more of them than may be.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        read(bytes)
    }
}

impl Notice {
    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        bytes_of(self)
    }

    /// None for what later companions may say.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        read(bytes)
    }
}

/// What the id of a link is made of: it is the first 16 bytes of the SHA-256 of this. Who has the id alone cannot
/// find a key and a salt of their own for it.
pub fn link_preimage(signing: &[u8; 32], salt: &[u8; 16]) -> Vec<u8> {
    [&b"heliograph link 1"[..], signing, salt].concat()
}

/// What a callee's page signs to attend: these words and the challenge.
pub fn presence(challenge: &[u8; 32]) -> Vec<u8> {
    [&b"heliograph presence 1"[..], challenge].concat()
}

pub(crate) fn bytes_of(value: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(value).expect("what is put into memory cannot fail but by a faulty Serialize")
}

/// Bytes behind what is known are what later versions add.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    read_within(bytes, LONGEST)
}

/// The same, for messages of another length.
pub(crate) fn read_within<T: DeserializeOwned>(bytes: &[u8], longest: usize) -> Option<T> {
    if bytes.len() > longest {
        return None;
    }
    postcard::take_from_bytes(bytes).ok().map(|(value, _)| value)
}
