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

mod call;
mod transfers;

pub use call::{Microphone, Part, Readiness, Switch};
pub use transfers::{FilesEnd, Holding, MEDIA_TYPE_LIMIT, OFFERED_NAME_LIMIT, Offered, Shown, Transfer};

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

/// The most bytes of one reaction, in UTF-8: an emoji of many people has some 30.
pub const REACTION_LIMIT: usize = 64;

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
        /// The message that this one replies to.
        replies_to: Option<Reference>,
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
    /// The sender is writing something, now or in the next few seconds.
    Typing,
    /// What the sender thinks of a message, in place of what it thought before.
    Reaction {
        /// The message.
        to: Reference,
        /// At most [`REACTION_LIMIT`] bytes; nothing takes a reaction back.
        emoji: Private<String>,
    },
    /// What the sender puts into the call; nothing when it is not in it.
    Call(Option<Part>),
    /// The sender's person has been called, and does not come now.
    NotNow,
    /// The sender's browser has lost the way, so the offerer of the connection is to restart ICE.
    RestartWanted,
    /// The sender's person does not want to be relayed any more.
    DirectWanted,
    /// Whether the sender's person agrees to that.
    DirectAnswered(Consent),
    /// How far the sender is with sealing the frames of calls.
    Sealing(Readiness),
    /// The sender has files to give.
    FilesOffered {
        /// The sender's number of this transfer; they grow from 1.
        number: u32,
        /// What they are.
        offered: Offered,
    },
    /// The sender takes the other side's files, from this place on.
    FilesWanted {
        /// The other side's number of the transfer.
        number: u32,
        /// The place of the next file, counted from 0.
        file: u32,
        /// The first byte of it that the sender does not have.
        offset: u64,
    },
    /// The sender wants a transfer to pause, or to go on.
    FilesHeld {
        /// The transfer.
        transfer: Transfer,
        /// Which of the two.
        holding: Holding,
    },
    /// A transfer is over, as far as the sender is concerned.
    FilesEnded {
        /// The transfer.
        transfer: Transfer,
        /// How.
        end: FilesEnd,
    },
}

/// What a person says to a wish of the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Consent {
    /// No.
    Refused,
    /// Yes.
    Given,
}

/// Names a chat message, as whoever sends the reference sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Who wrote the message.
    pub whose: Whose,
    /// Its number among its author's.
    pub id: u64,
}

/// One of two sides, as whoever sends a message sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Whose {
    /// The sender of the message that says so.
    Senders,
    /// Its receiver.
    Receivers,
}

impl Whose {
    /// The same side, as the other one names it.
    pub const fn seen_from_there(self) -> Self {
        match self {
            Self::Senders => Self::Receivers,
            Self::Receivers => Self::Senders,
        }
    }
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
    /// More than [`MESSAGE_LIMIT`] bytes, or a text over its own limit.
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
    pub(super) const TYPING: u8 = 13;
    pub(super) const REACTION: u8 = 14;
    pub(super) const CALL: u8 = 15;
    pub(super) const FILES_OFFERED: u8 = 16;
    pub(super) const FILES_WANTED: u8 = 17;
    pub(super) const FILES_HELD: u8 = 18;
    pub(super) const FILES_ENDED: u8 = 19;
    pub(super) const NOT_NOW: u8 = 20;
    pub(super) const RESTART_WANTED: u8 = 21;
    pub(super) const DIRECT_WANTED: u8 = 22;
    pub(super) const DIRECT_ANSWERED: u8 = 23;
    pub(super) const SEALING: u8 = 24;
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
            Self::Chat { id, text, replies_to: None } => fields(kind::CHAT, &(id, text)),
            Self::Chat { id, text, replies_to } => fields(kind::CHAT, &(id, text, replies_to)),
            Self::Delivered(id) => fields(kind::DELIVERED, id),
            Self::Commitment { digest, list } => fields(kind::COMMITMENT, &(digest, list)),
            Self::SafetyNonce(nonce) => fields(kind::SAFETY_NONCE, nonce),
            Self::Opening(nonce) => fields(kind::OPENING, nonce),
            Self::Name(name) => fields(kind::NAME, name),
            Self::Typing => fields(kind::TYPING, &()),
            Self::Reaction { to, emoji } => fields(kind::REACTION, &(to, emoji)),
            Self::Call(part) => fields(kind::CALL, part),
            Self::NotNow => fields(kind::NOT_NOW, &()),
            Self::RestartWanted => fields(kind::RESTART_WANTED, &()),
            Self::DirectWanted => fields(kind::DIRECT_WANTED, &()),
            Self::DirectAnswered(consent) => fields(kind::DIRECT_ANSWERED, consent),
            Self::Sealing(readiness) => fields(kind::SEALING, readiness),
            Self::FilesOffered { number, offered } => fields(kind::FILES_OFFERED, &(number, offered)),
            Self::FilesWanted { number, file, offset } => fields(kind::FILES_WANTED, &(number, file, offset)),
            Self::FilesHeld { transfer, holding } => fields(kind::FILES_HELD, &(transfer, holding)),
            Self::FilesEnded { transfer, end } => fields(kind::FILES_ENDED, &(transfer, end)),
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
                let ((id, text), later): ((u64, Private<String>), _) = read_first(rest)?;
                let text = within(text, CHAT_LIMIT)?;
                // The first version of this message ended here.
                let replies_to = if later.is_empty() { None } else { read(later)? };
                Self::Chat { id, text, replies_to }
            }
            kind::DELIVERED => Self::Delivered(read(rest)?),
            kind::COMMITMENT => {
                let (digest, list) = read(rest)?;
                Self::Commitment { digest, list }
            }
            kind::SAFETY_NONCE => Self::SafetyNonce(read(rest)?),
            kind::OPENING => Self::Opening(read(rest)?),
            kind::NAME => Self::Name(within(read(rest)?, NAME_LIMIT)?),
            kind::TYPING => Self::Typing,
            kind::REACTION => {
                let (to, emoji) = read(rest)?;
                Self::Reaction { to, emoji: within(emoji, REACTION_LIMIT)? }
            }
            kind::CALL => Self::Call(read(rest)?),
            kind::NOT_NOW => Self::NotNow,
            kind::RESTART_WANTED => Self::RestartWanted,
            kind::DIRECT_WANTED => Self::DirectWanted,
            kind::DIRECT_ANSWERED => Self::DirectAnswered(read(rest)?),
            kind::SEALING => Self::Sealing(read(rest)?),
            kind::FILES_OFFERED => {
                let (number, offered): (u32, Offered) = read(rest)?;
                within_limits(&offered)?;
                Self::FilesOffered { number, offered }
            }
            kind::FILES_WANTED => {
                let (number, file, offset) = read(rest)?;
                Self::FilesWanted { number, file, offset }
            }
            kind::FILES_HELD => {
                let (transfer, holding) = read(rest)?;
                Self::FilesHeld { transfer, holding }
            }
            kind::FILES_ENDED => {
                let (transfer, end) = read(rest)?;
                Self::FilesEnded { transfer, end }
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
    read_first(bytes).map(|(value, _later_fields)| value)
}

/// Reads the first fields, and gives what is left.
fn read_first<T: DeserializeOwned>(bytes: &[u8]) -> Result<(T, &[u8]), ControlError> {
    postcard::take_from_bytes(bytes).map_err(|_| ControlError::Malformed)
}

fn within(text: Private<String>, limit: usize) -> Result<Private<String>, ControlError> {
    if text.reveal().len() > limit { Err(ControlError::TooLarge) } else { Ok(text) }
}

fn within_limits(offered: &Offered) -> Result<(), ControlError> {
    let too_large =
        offered.name.reveal().len() > OFFERED_NAME_LIMIT || offered.media_type.len() > MEDIA_TYPE_LIMIT;
    if too_large { Err(ControlError::TooLarge) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
