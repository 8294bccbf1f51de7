//! Messages of STUN (RFC 8489) with the methods and attributes of TURN (RFC 8656), for servers and for clients that try
//! them.

mod address;
pub(crate) mod indication;
mod integrity;
mod message;
mod writer;

pub mod attribute;

pub use integrity::{Algorithm, Key};
pub(crate) use integrity::{keyed, password};
pub use message::{Attribute, Attributes, Fingerprint, Malformed, Message};
pub use writer::Writer;

/// How long the head of a message is, in bytes: RFC 8489, section 5.
pub const HEADER: usize = 20;

/// What every message has in its fifth to eighth byte: RFC 8489, section 5.
pub const COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];

/// What a message is to the one that gets it: RFC 8489, section 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Something to answer.
    Request,
    /// Something that has no answer.
    Indication,
    /// An answer: it was done.
    Success,
    /// An answer: it was not done.
    Error,
}

/// What a message is about: RFC 8489, section 18.1, and RFC 8656, section 17.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Asks which address a client comes from.
    Binding,
    /// Asks for a relayed address.
    Allocate,
    /// Keeps a relayed address, or gives it back.
    Refresh,
    /// Carries a payload to a peer.
    Send,
    /// Carries a payload from a peer.
    Data,
    /// Lets a peer send.
    CreatePermission,
    /// Gives a peer a number, so that packets have short heads.
    ChannelBind,
}

impl Method {
    const fn number(self) -> u16 {
        match self {
            Self::Binding => 1,
            Self::Allocate => 3,
            Self::Refresh => 4,
            Self::Send => 6,
            Self::Data => 7,
            Self::CreatePermission => 8,
            Self::ChannelBind => 9,
        }
    }

    const fn numbered(number: u16) -> Option<Self> {
        Some(match number {
            1 => Self::Binding,
            3 => Self::Allocate,
            4 => Self::Refresh,
            6 => Self::Send,
            7 => Self::Data,
            8 => Self::CreatePermission,
            9 => Self::ChannelBind,
            // Other extensions have many more, and this server none of them.
            _ => return None,
        })
    }
}

/// The first two bytes of a message, in which class and method are interleaved: RFC 8489, figure 3.
const fn kind(class: Class, method: Method) -> u16 {
    let class = match class {
        Class::Request => 0x0000,
        Class::Indication => 0x0010,
        Class::Success => 0x0100,
        Class::Error => 0x0110,
    };
    // Methods above 15 would have bits on the other side of the class.
    class | method.number()
}

const fn class_of(kind: u16) -> Class {
    match (kind & 0x0100 != 0, kind & 0x0010 != 0) {
        (false, false) => Class::Request,
        (false, true) => Class::Indication,
        (true, false) => Class::Success,
        (true, true) => Class::Error,
    }
}

const fn method_of(kind: u16) -> Option<Method> {
    Method::numbered(kind & 0x000f | (kind & 0x00e0) >> 1 | (kind & 0x3e00) >> 2)
}

/// How many zeros follow something this long, so that the next begins at a multiple of four.
pub(crate) const fn padding(length: usize) -> usize {
    length.wrapping_neg() & 3
}
