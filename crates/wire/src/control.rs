//! Messages of the control channel: the `negotiated` data channel with id 0 between two peers.
//!
//! A message is one byte that names its kind, then its fields in [postcard](https://postcard.jamesmunns.com/wire-format)
//! form. A receiver skips a kind it does not know, and bytes after the fields it does know, so that later
//! versions can add both. `docs/protocol/control.md` tells the whole story.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use thiserror::Error;

use crate::Private;

/// The version of the control protocol this build speaks.
pub const VERSION: u8 = 1;

/// The oldest version this build still understands.
pub const OLDEST_VERSION: u8 = 1;

/// The most bytes one message may have: what every browser takes in one piece (RFC 8831, section 6.6).
pub const MESSAGE_LIMIT: usize = 65_536;

/// The most bytes of text in one chat message, in UTF-8.
pub const CHAT_LIMIT: usize = 32_768;

/// The most bytes of a person's name, in UTF-8.
pub const NAME_LIMIT: usize = 64;

/// One message of the control channel.
#[derive(Clone, PartialEq, Eq)]
pub enum Message {
    /// The first message of either side.
    Hello(Hello),
    /// The sender leaves on purpose; nothing follows.
    Goodbye,
    /// Asks for a [`Message::Pong`] with the same number.
    Ping(u32),
    /// Answers a [`Message::Ping`].
    Pong(u32),
    /// An SDP offer of a renegotiation or an ICE restart.
    Offer(Private<String>),
    /// The SDP answer to the last [`Message::Offer`].
    Answer(Private<String>),
    /// A candidate that was found after its description had been sent (RFC 8838).
    Candidate(Candidate),
    /// Something written; ids of one sender grow from 1.
    Chat {
        /// The sender's number of this message.
        id: u64,
        /// At most [`CHAT_LIMIT`] bytes.
        text: Private<String>,
    },
    /// Everything the other side wrote up to and including this id has arrived.
    Delivered(u64),
    /// The offerer's half of the safety words, still closed.
    Commitment {
        /// As [`commitment`](crate::safety::commitment) makes it.
        digest: [u8; 32],
        /// The number of the list that both sides take the words from: `docs/protocol/control.md` has them.
        list: u8,
    },
    /// The answerer's half of the safety words.
    SafetyNonce([u8; 16]),
    /// The offerer's half of the safety words, opened.
    Opening([u8; 16]),
    /// What the sender calls itself: at most [`NAME_LIMIT`] bytes.
    Name(Private<String>),
}

/// How two peers introduce themselves.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The newest version the sender speaks.
    pub version: u8,
    /// The oldest version the sender understands.
    pub oldest: u8,
    /// Fresh random bytes, one half of what names this conversation.
    pub nonce: [u8; 16],
    /// Proof that the sender was in the conversation it wants to go on with, where there is one.
    pub resumes: Option<[u8; 16]>,
}

/// An ICE candidate as `RTCIceCandidateInit` has it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The `candidate-attribute` of RFC 8839, section 5.1, without `a=`.
    pub line: Private<String>,
    /// The `mid` of its media section.
    pub mid: String,
}

/// Why bytes of the other side are not a message. Whoever sends such bytes is not worth talking to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ControlError {
    /// An empty message, which has no kind.
    #[error("the message is empty")]
    Empty,
    /// More than [`MESSAGE_LIMIT`] bytes, a chat text over [`CHAT_LIMIT`] or a name over [`NAME_LIMIT`].
    #[error("the message is larger than allowed")]
    TooLarge,
    /// A known kind whose fields cannot be read.
    #[error("the message's fields cannot be read")]
    Malformed,
}

mod kind {
    pub(super) const HELLO: u8 = 0;
    pub(super) const GOODBYE: u8 = 1;
    pub(super) const PING: u8 = 2;
    pub(super) const PONG: u8 = 3;
    pub(super) const OFFER: u8 = 4;
    pub(super) const ANSWER: u8 = 5;
    pub(super) const CANDIDATE: u8 = 6;
    pub(super) const CHAT: u8 = 7;
    pub(super) const DELIVERED: u8 = 8;
    pub(super) const COMMITMENT: u8 = 9;
    pub(super) const SAFETY_NONCE: u8 = 10;
    pub(super) const OPENING: u8 = 11;
    pub(super) const NAME: u8 = 12;
}

impl Message {
    /// The bytes of this message.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Hello(hello) => fields(kind::HELLO, hello),
            Self::Goodbye => fields(kind::GOODBYE, &()),
            Self::Ping(number) => fields(kind::PING, number),
            Self::Pong(number) => fields(kind::PONG, number),
            Self::Offer(sdp) => fields(kind::OFFER, sdp),
            Self::Answer(sdp) => fields(kind::ANSWER, sdp),
            Self::Candidate(candidate) => fields(kind::CANDIDATE, candidate),
            Self::Chat { id, text } => fields(kind::CHAT, &(id, text)),
            Self::Delivered(id) => fields(kind::DELIVERED, id),
            Self::Commitment { digest, list } => fields(kind::COMMITMENT, &(digest, list)),
            Self::SafetyNonce(nonce) => fields(kind::SAFETY_NONCE, nonce),
            Self::Opening(nonce) => fields(kind::OPENING, nonce),
            Self::Name(name) => fields(kind::NAME, name),
        }
    }

    /// Reads a message of the other side; `None` is a kind of a later version, to be skipped.
    ///
    /// # Errors
    /// Any [`ControlError`]; the peer that sent it is broken or hostile.
    pub fn decode(bytes: &[u8]) -> Result<Option<Self>, ControlError> {
        if bytes.len() > MESSAGE_LIMIT {
            return Err(ControlError::TooLarge);
        }
        let (&kind, rest) = bytes.split_first().ok_or(ControlError::Empty)?;
        let message = match kind {
            kind::HELLO => Self::Hello(read(rest)?),
            kind::GOODBYE => Self::Goodbye,
            kind::PING => Self::Ping(read(rest)?),
            kind::PONG => Self::Pong(read(rest)?),
            kind::OFFER => Self::Offer(read(rest)?),
            kind::ANSWER => Self::Answer(read(rest)?),
            kind::CANDIDATE => Self::Candidate(read(rest)?),
            kind::CHAT => {
                let (id, text): (u64, Private<String>) = read(rest)?;
                if text.reveal().len() > CHAT_LIMIT {
                    return Err(ControlError::TooLarge);
                }
                Self::Chat { id, text }
            }
            kind::DELIVERED => Self::Delivered(read(rest)?),
            kind::COMMITMENT => {
                let (digest, list) = read(rest)?;
                Self::Commitment { digest, list }
            }
            kind::SAFETY_NONCE => Self::SafetyNonce(read(rest)?),
            kind::OPENING => Self::Opening(read(rest)?),
            kind::NAME => {
                let name: Private<String> = read(rest)?;
                if name.reveal().len() > NAME_LIMIT {
                    return Err(ControlError::TooLarge);
                }
                Self::Name(name)
            }
            _ => return Ok(None),
        };
        Ok(Some(message))
    }
}

fn fields<T: Serialize>(kind: u8, fields: &T) -> Vec<u8> {
    let head = alloc::vec![kind];
    postcard::to_extend(fields, head).expect("writing to a vector cannot fail")
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ControlError> {
    match postcard::take_from_bytes(bytes) {
        Ok((value, _later_fields)) => Ok(value),
        Err(_) => Err(ControlError::Malformed),
    }
}

#[cfg(test)]
mod tests;
