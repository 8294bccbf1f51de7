use std::net::SocketAddr;

use super::attribute::{FINGERPRINT, MESSAGE_INTEGRITY, MESSAGE_INTEGRITY_SHA256};
use super::{Algorithm, COOKIE, Class, HEADER, Key, Method, address, class_of, method_of, padding};

/// A message that is whole: its head is right, and its attributes fill it exactly.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    bytes: &'a [u8],
    transaction: &'a [u8; 12],
}

/// It is no STUN message, or a broken one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// What the checksum of a message says: RFC 8489, section 14.7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fingerprint {
    /// It has none.
    Absent,
    /// It is right.
    Right,
    /// The message is damaged, or of another protocol.
    Wrong,
}

impl<'a> Message<'a> {
    /// Reads the head of a message and the lengths of its attributes.
    ///
    /// # Errors
    /// [`Malformed`], where head, length or attributes do not fit what is there.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let (head, body) = bytes.split_first_chunk::<HEADER>().ok_or(Malformed)?;
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        if head[0] >= 0x40 || head[4..8] != COOKIE || length != body.len() || length % 4 != 0 {
            return Err(Malformed);
        }
        let mut rest = body;
        while !rest.is_empty() {
            rest = split(rest).ok_or(Malformed)?.2;
        }
        let transaction = bytes[8..].first_chunk().ok_or(Malformed)?;
        Ok(Self { bytes, transaction })
    }

    /// What the message is to the one that gets it.
    pub fn class(&self) -> Class {
        class_of(self.kind())
    }

    /// What it is about; none where TURN has no such method.
    pub fn method(&self) -> Option<Method> {
        method_of(self.kind())
    }

    /// How long the message is, in bytes, its head included.
    pub const fn length(&self) -> usize {
        self.bytes.len()
    }

    /// By what an answer is known.
    pub const fn transaction(&self) -> &'a [u8; 12] {
        self.transaction
    }

    /// The attributes that count, in their order: those behind a signature do not, but for another signature and the
    /// checksum (RFC 8489, sections 14.5 to 14.7).
    pub const fn attributes(&self) -> Attributes<'a> {
        Attributes { bytes: self.bytes, at: HEADER, sealed: Sealed::No }
    }

    /// The value of the first attribute of a kind.
    pub fn value(&self, kind: u16) -> Option<&'a [u8]> {
        self.attributes().find(|attribute| attribute.kind == kind).map(|attribute| attribute.value)
    }

    /// The value of the first attribute of a kind, where it is a number of 32 bits.
    pub fn number(&self, kind: u16) -> Option<u32> {
        self.value(kind)?.try_into().ok().map(u32::from_be_bytes)
    }

    /// The value of the first attribute of a kind, where it is a mixed address.
    pub fn address(&self, kind: u16) -> Option<SocketAddr> {
        self.address_in(self.value(kind)?)
    }

    /// The code of the first ERROR-CODE, such as 401: RFC 8489, section 14.8.
    pub fn error(&self) -> Option<u16> {
        let value = self.value(super::attribute::ERROR_CODE)?.first_chunk::<4>()?;
        Some(u16::from(value[2] & 7) * 100 + u16::from(value[3]))
    }

    /// What the checksum says.
    pub fn fingerprint(&self) -> Fingerprint {
        let Some(found) = self.attributes().find(|attribute| attribute.kind == FINGERPRINT) else {
            return Fingerprint::Absent;
        };
        let is_last = found.at + 8 == self.bytes.len();
        if is_last && *found.value == checksum(&self.bytes[..found.at]).to_be_bytes() {
            Fingerprint::Right
        } else {
            Fingerprint::Wrong
        }
    }

    /// How the message is signed; where both ways are there, the better one (RFC 8489, section 9.2.4).
    pub fn signature(&self) -> Option<Algorithm> {
        if self.value(MESSAGE_INTEGRITY_SHA256).is_some() {
            Some(Algorithm::Sha256)
        } else {
            self.value(MESSAGE_INTEGRITY).map(|_| Algorithm::Sha1)
        }
    }

    /// Whether it is signed with this key, in the way that [`Message::signature`] says.
    pub fn is_signed_by(&self, key: &Key) -> bool {
        let Some(algorithm) = self.signature() else { return false };
        let kind = algorithm.attribute();
        let Some(code) = self.attributes().find(|attribute| attribute.kind == kind) else { return false };
        // The length is the one that the message had with the signature as its last attribute.
        let length = (code.at + 4 + algorithm.length() - HEADER) as u16;
        let parts = [&self.bytes[..2], &length.to_be_bytes(), &self.bytes[4..code.at]];
        key.verify(algorithm, &parts, code.value)
    }

    /// Reads a mixed address out of a value.
    pub(crate) fn address_in(&self, value: &[u8]) -> Option<SocketAddr> {
        address::read(value, self.transaction)
    }

    fn kind(&self) -> u16 {
        u16::from_be_bytes([self.bytes[0], self.bytes[1]])
    }
}

/// One attribute: RFC 8489, section 14.
#[derive(Clone, Copy)]
pub struct Attribute<'a> {
    /// Which it is.
    pub kind: u16,
    /// What it says, without padding.
    pub value: &'a [u8],
    /// Where it begins, in bytes from the start of the message.
    pub at: usize,
}

/// The attributes of a message that count.
pub struct Attributes<'a> {
    bytes: &'a [u8],
    at: usize,
    sealed: Sealed,
}

/// Behind which signature the next attribute is.
enum Sealed {
    No,
    Sha1,
    Sha256,
    Whole,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        loop {
            let at = self.at;
            let (kind, value, rest) = split(self.bytes.get(at..)?)?;
            self.at = self.bytes.len() - rest.len();
            let counts = match self.sealed {
                Sealed::No => true,
                Sealed::Sha1 => matches!(kind, MESSAGE_INTEGRITY_SHA256 | FINGERPRINT),
                Sealed::Sha256 => kind == FINGERPRINT,
                Sealed::Whole => false,
            };
            if counts {
                self.sealed = match kind {
                    FINGERPRINT => Sealed::Whole,
                    MESSAGE_INTEGRITY_SHA256 => Sealed::Sha256,
                    MESSAGE_INTEGRITY => Sealed::Sha1,
                    // All others are before every signature.
                    _ => Sealed::No,
                };
                return Some(Attribute { kind, value, at });
            }
        }
    }
}

/// The checksum of a message up to its FINGERPRINT: RFC 8489, section 14.7.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes) ^ 0x5354_554e
}

/// The kind and value of the first attribute, and what follows it.
fn split(bytes: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let (head, rest) = bytes.split_first_chunk::<4>()?;
    let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
    let value = rest.get(..length)?;
    Some((u16::from_be_bytes([head[0], head[1]]), value, rest.get(length + padding(length)..)?))
}
