use alloc::string::String;

use serde::{Deserialize, Serialize};

use super::Whose;
use crate::Private;

/// The most bytes of what offered files are called, in UTF-8.
pub const OFFERED_NAME_LIMIT: usize = 1_024;

/// The most bytes of a media type: RFC 6838, section 4.2, allows 127 for each of its halves.
pub const MEDIA_TYPE_LIMIT: usize = 255;

/// What somebody has to give, as they say.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// The name of the file or folder, or of the first of several files; at most [`OFFERED_NAME_LIMIT`] bytes.
    pub name: Private<String>,
    /// How many files there are.
    pub files: u32,
    /// How many bytes they have in all.
    pub bytes: u64,
    /// The media type of a single file, empty where it is not known; at most [`MEDIA_TYPE_LIMIT`] bytes.
    pub media_type: String,
    /// How they are meant to be shown.
    pub shown: Shown,
}

/// How an offered file is meant to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    /// By its name.
    Named,
    /// As a picture among the messages.
    Picture,
    /// As a folder.
    Folder,
}

/// Names a transfer, as whoever sends the name sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Transfer {
    /// Who offered the files.
    pub whose: Whose,
    /// Its number among theirs.
    pub number: u32,
}

/// Whether a transfer pauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Holding {
    /// It goes on.
    Going,
    /// It pauses.
    Paused,
}

/// How a transfer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FilesEnd {
    /// All of it arrived, was checked and is stored.
    Stored,
    /// The receiver's person does not want it.
    Refused,
    /// A person has stopped it.
    Cancelled,
    /// A file cannot be read any more: it was changed, moved or taken away.
    Vanished,
    /// The receiver has no room for it.
    NoRoom,
    /// What came is not what was announced, or not what its hash says.
    NotAsSaid,
    /// A page was closed or lost what it needs to go on.
    Lost,
}
