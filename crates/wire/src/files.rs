//! Messages of the file channel: the `negotiated` data channel with id 1 between two peers.
//!
//! A message is one byte that names its kind, then its fields in [postcard](https://postcard.jamesmunns.com/wire-format)
//! form, as on the [control channel](crate::control). A [`Message::Chunk`] is followed by its bytes alone, in messages
//! without any head, until there are as many as it said. `docs/protocol/files.md` tells the whole story.

mod names;

pub use names::{NAME_LIMIT, cut_name, safe_name};

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use thiserror::Error;

use crate::Private;

/// The bytes of a file that are sent and checked as one; the last chunk of a file is shorter.
pub const CHUNK: u32 = 1 << 20;

/// The fewest bytes of a chunk in one message, but for its last ones.
pub const SMALL_PIECE: u32 = 1 << 16;

/// The most bytes of a chunk in one message: what every browser takes.
pub const LARGE_PIECE: u32 = 1 << 18;

/// How many bytes a sender may be ahead of what was taken.
pub const WINDOW: u64 = 16 << 20;

/// How many files a sender may be ahead of what was taken.
pub const FILE_WINDOW: u32 = 256;

/// The most files of one transfer.
pub const FILES_LIMIT: u32 = 100_000;

/// The most bytes of one transfer: what a number in a page holds exactly.
pub const BYTES_LIMIT: u64 = (1 << 53) - 1;

/// The most bytes of a picture that is shown without a question.
pub const PICTURE_LIMIT: u64 = 8 << 20;

/// The kinds of pictures that every browser shows and that hold nothing but a picture: drawings such as SVG can hold
/// programs and references.
pub const PICTURE_TYPES: [&str; 5] = ["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"];

/// The most bytes of a path, in UTF-8.
pub const PATH_LIMIT: usize = 4_096;

/// One message of the file channel, but for the bytes of chunks.
#[derive(Clone, PartialEq, Eq)]
pub enum Message {
    /// What follows belongs to this file: before its first chunk, and where a transfer goes on inside of it.
    File(File),
    /// The bytes of one chunk follow.
    Chunk(Chunk),
    /// Everything was sent.
    End {
        /// The sender's number of the transfer.
        transfer: u32,
    },
    /// Everything up to here is safely stored.
    Taken(Taken),
}

/// One file of a transfer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// The sender's number of the transfer.
    pub transfer: u32,
    /// The place of the file in the transfer, from 0.
    pub file: u32,
    /// Its size in bytes.
    pub size: u64,
    /// Its name after those of its folders, with `/` in between: at most [`PATH_LIMIT`] bytes.
    pub path: Private<String>,
}

/// One chunk of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// The sender's number of the transfer.
    pub transfer: u32,
    /// The place of the file in the transfer, from 0.
    pub file: u32,
    /// Where in the file the chunk begins: a multiple of [`CHUNK`].
    pub offset: u64,
    /// How many bytes follow: at most [`CHUNK`], at least one.
    pub length: u32,
    /// The chunk's BLAKE3 chaining value at this offset (BLAKE3, section 2.1).
    pub digest: [u8; 32],
}

/// How much of a transfer the receiver has safely stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The sender's number of the transfer.
    pub transfer: u32,
    /// How many whole files.
    pub files: u32,
    /// How many bytes, of all files together.
    pub bytes: u64,
}

/// Why bytes of the other side are not a message of the file channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FilesError {
    /// An empty message, which has no kind.
    #[error("the message is empty")]
    Empty,
    /// A path over [`PATH_LIMIT`], or a chunk over [`CHUNK`].
    #[error("the message is larger than allowed")]
    TooLarge,
    /// A known kind whose fields cannot be read.
    #[error("the message's fields cannot be read")]
    Malformed,
}

mod kind {
    pub(super) const FILE: u8 = 0;
    pub(super) const CHUNK: u8 = 1;
    pub(super) const END: u8 = 2;
    pub(super) const TAKEN: u8 = 3;
}

impl Message {
    /// The bytes of this message.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::File(file) => fields(kind::FILE, file),
            Self::Chunk(chunk) => fields(kind::CHUNK, chunk),
            Self::End { transfer } => fields(kind::END, transfer),
            Self::Taken(taken) => fields(kind::TAKEN, taken),
        }
    }

    /// Reads a message of the other side; `None` is a kind of a later version, to be skipped.
    ///
    /// # Errors
    /// Any [`FilesError`]; the peer that sent it is broken or hostile.
    pub fn decode(bytes: &[u8]) -> Result<Option<Self>, FilesError> {
        let (&kind, rest) = bytes.split_first().ok_or(FilesError::Empty)?;
        let message = match kind {
            kind::FILE => {
                let file: File = read(rest)?;
                if file.path.reveal().len() > PATH_LIMIT {
                    return Err(FilesError::TooLarge);
                }
                Self::File(file)
            }
            kind::CHUNK => {
                let chunk: Chunk = read(rest)?;
                if chunk.length > CHUNK {
                    return Err(FilesError::TooLarge);
                }
                Self::Chunk(chunk)
            }
            kind::END => Self::End { transfer: read(rest)? },
            kind::TAKEN => Self::Taken(read(rest)?),
            _ => return Ok(None),
        };
        Ok(Some(message))
    }
}

fn fields<T: Serialize>(kind: u8, fields: &T) -> Vec<u8> {
    let head = alloc::vec![kind];
    postcard::to_extend(fields, head).expect("writing to a vector cannot fail")
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FilesError> {
    match postcard::take_from_bytes(bytes) {
        Ok((value, _later_fields)) => Ok(value),
        Err(_) => Err(FilesError::Malformed),
    }
}

#[cfg(test)]
mod tests;
