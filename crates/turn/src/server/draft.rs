use std::net::SocketAddr;

use crate::client::Client;
use crate::counters::{Cause, Refusal};
use crate::stun::attribute::{
    ADDRESS_ERROR_CODE, IPV6, LIFETIME, UNKNOWN_ATTRIBUTES, XOR_MAPPED_ADDRESS, XOR_RELAYED_ADDRESS,
    is_understood,
};
use crate::stun::{Algorithm, Class, Fingerprint, Key, Message, Method, Writer};

/// More than any answer has: the longest, to Allocate by IPv6 with two relayed addresses, has 132 bytes.
const LONGEST: usize = 192;

/// An answer on its way.
pub(super) struct Draft {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Draft {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// Whom an answer is for.
pub(super) struct Reply {
    method: Method,
    transaction: [u8; 12],
    fingerprint: Fingerprint,
}

impl Reply {
    pub(super) fn to(message: &Message<'_>, method: Method) -> Self {
        Self { method, transaction: *message.transaction(), fingerprint: message.fingerprint() }
    }

    pub(super) const fn method(&self) -> Method {
        self.method
    }

    /// Writes an answer; what it is about comes first, then the signature if there is a signer, then the checksum if the
    /// request has one.
    pub(super) fn write(
        &self,
        class: Class,
        signer: Option<&Signer>,
        body: impl FnOnce(&mut Writer<'_>),
    ) -> Result<Draft, Cause> {
        let mut bytes = [0; LONGEST];
        let mut writer = Writer::new(&mut bytes, class, self.method, &self.transaction);
        body(&mut writer);
        if let Some(Signer { algorithm, key }) = signer {
            writer.signature(*algorithm, key);
        }
        match self.fingerprint {
            Fingerprint::Absent => {}
            Fingerprint::Right | Fingerprint::Wrong => {
                writer.fingerprint();
            }
        }
        let length = writer.finish().ok_or(Cause::NoRoom)?;
        Ok(Draft { bytes, length })
    }
}

/// How an answer is signed: as its request was.
pub(super) struct Signer {
    pub(super) algorithm: Algorithm,
    pub(super) key: Key,
}

/// What a request got.
pub(super) enum Granted {
    /// An allocation with one relayed address or two, for some seconds.
    Allocation { v4: Option<SocketAddr>, v6: Option<SocketAddr>, lifetime: u32, lacks: Lacks },
    /// Some more seconds, or the end.
    Lifetime(u32),
    /// Nothing that has to be said.
    Nothing,
}

/// What an allocation does not have, although it was asked for.
pub(super) enum Lacks {
    Nothing,
    /// An IPv6 address besides.
    V6,
}

impl Granted {
    pub(super) fn write(&self, client: &Client, writer: &mut Writer<'_>) {
        match self {
            Self::Allocation { v4, v6, lifetime, lacks } => {
                for relayed in [v4, v6].into_iter().flatten() {
                    writer.address(XOR_RELAYED_ADDRESS, *relayed);
                }
                writer.attribute(LIFETIME, &lifetime.to_be_bytes());
                writer.address(XOR_MAPPED_ADDRESS, client.reflexive());
                match lacks {
                    Lacks::Nothing => {}
                    // 440, in three bits and eight: RFC 8656, section 18.12.
                    Lacks::V6 => {
                        writer.attribute(ADDRESS_ERROR_CODE, &[IPV6, 0, 4, 40]);
                    }
                }
            }
            Self::Lifetime(lifetime) => {
                writer.attribute(LIFETIME, &lifetime.to_be_bytes());
            }
            Self::Nothing => {}
        }
    }
}

/// The attributes of a request that have to be understood, and are not: the first few of them.
pub(super) struct Unknown {
    kinds: [u8; 16],
    length: usize,
}

impl Unknown {
    /// What a message has of them, if it has any.
    pub(super) fn of(message: &Message<'_>) -> Option<Self> {
        let mut unknown = Self { kinds: [0; 16], length: 0 };
        let not_understood =
            message.attributes().map(|attribute| attribute.kind).filter(|kind| !is_understood(*kind));
        for (room, kind) in unknown.kinds.chunks_exact_mut(2).zip(not_understood) {
            room.copy_from_slice(&kind.to_be_bytes());
            unknown.length += 2;
        }
        (unknown.length > 0).then_some(unknown)
    }

    pub(super) fn write(&self, writer: &mut Writer<'_>) {
        writer.error(Refusal::UnknownAttribute.code());
        writer.attribute(UNKNOWN_ATTRIBUTES, &self.kinds[..self.length]);
    }
}
