use heliograph_wire::files::{CHUNK, Chunk, FILE_WINDOW, File, Taken, WINDOW};
use thiserror::Error;

use crate::{Paths, Position, SafePath, digest};

/// How many bytes are stored before the sender is told so.
const TELL_AFTER: u64 = CHUNK as u64;

/// How many files are stored before the sender is told so.
const TELL_AFTER_FILES: u32 = FILE_WINDOW / 4;

/// What a transfer was said to be, when a person agreed to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announced {
    /// How many files.
    pub files: u32,
    /// How many bytes, of all files together.
    pub bytes: u64,
}

/// How the other side was caught; its transfer is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Lie {
    /// Bytes that do not fit their digest.
    #[error("some bytes are not what their digest says")]
    Digest,
    /// Files or chunks out of their order.
    #[error("something came out of its order")]
    Order,
    /// A file that has another size than it was said to have.
    #[error("a size was not kept to")]
    Size,
    /// More files or bytes than a person agreed to.
    #[error("more came than was announced")]
    TooMuch,
    /// Fewer files or bytes than a person agreed to.
    #[error("less came than was announced")]
    TooLittle,
    /// More than may be under way at once.
    #[error("more came at once than was asked for")]
    TooFast,
    /// Something that is no message.
    #[error("a message cannot be read")]
    Unreadable,
}

/// What to do with the bytes of a chunk.
pub(crate) enum Use {
    Keep,
    /// They were stored before: the transfer went on from an earlier place.
    Skip,
}

/// When a transfer has ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Now,
    Before,
}

/// What a file brings with it.
pub(crate) struct Begun {
    pub(crate) path: SafePath,
    pub(crate) size: u64,
    /// An empty one is whole already.
    pub(crate) progress: Progress,
}

/// How far a file is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    UnderWay,
    Whole,
}

/// One transfer on its way in.
pub struct Incoming {
    announced: Announced,
    paths: Paths,
    /// How many files are whole.
    files: u32,
    /// How many bytes were checked, of all files together.
    bytes: u64,
    open: Option<Open>,
    /// Its end has come: whatever follows is nobody's business.
    ended: Option<Ended>,
    told: Taken,
}

/// The file under way.
struct Open {
    size: u64,
    offset: u64,
}

impl Incoming {
    /// A transfer of which nothing has come, in files that are not in the way of those in `paths`.
    pub fn new(transfer: u32, announced: Announced, paths: Paths) -> Self {
        let told = Taken { transfer, files: 0, bytes: 0 };
        Self { announced, paths, files: 0, bytes: 0, open: None, ended: None, told }
    }

    /// The place of the first byte that is missing.
    pub fn position(&self) -> Position {
        Position { file: self.files, offset: self.open.as_ref().map_or(0, |open| open.offset) }
    }

    /// The sender begins anew at [`position`](Self::position), and so with nothing under way.
    pub(crate) fn go_on(&mut self) {
        self.told = Taken { files: self.files, bytes: self.bytes, ..self.told };
    }

    pub(crate) fn begin(&mut self, file: &File) -> Result<Option<Begun>, Lie> {
        match (&self.open, file.file.checked_sub(self.files)) {
            _ if self.ended.is_some() => Ok(None),
            // A place before the one that was reached.
            (_, None) => Ok(None),
            (Some(open), Some(0)) if open.size == file.size => Ok(None),
            (Some(_), Some(0)) => Err(Lie::Size),
            (None, Some(0)) => self.open(file).map(Some),
            (_, Some(_)) => Err(Lie::Order),
        }
    }

    fn open(&mut self, file: &File) -> Result<Begun, Lie> {
        if self.files >= self.announced.files || file.size > self.announced.bytes - self.bytes {
            return Err(Lie::TooMuch);
        }
        if self.files - self.told.files >= FILE_WINDOW {
            return Err(Lie::TooFast);
        }
        let path = self.paths.place(file.path.reveal());
        self.open = Some(Open { size: file.size, offset: 0 });
        Ok(Begun { path, size: file.size, progress: self.finish_file() })
    }

    /// Whether the bytes that are about to come are wanted.
    pub(crate) fn check(&self, chunk: &Chunk) -> Result<Use, Lie> {
        if chunk.file < self.files || self.ended.is_some() {
            return Ok(Use::Skip);
        }
        let Some(open) = self.open.as_ref().filter(|_| chunk.file == self.files) else {
            return Err(Lie::Order);
        };
        if chunk.offset < open.offset {
            return Ok(Use::Skip);
        }
        if chunk.offset > open.offset {
            return Err(Lie::Order);
        }
        if u64::from(chunk.length) != (open.size - open.offset).min(u64::from(CHUNK)) {
            return Err(Lie::Size);
        }
        if self.bytes + u64::from(chunk.length) > self.told.bytes + WINDOW {
            return Err(Lie::TooFast);
        }
        Ok(Use::Keep)
    }

    /// Takes the bytes of a chunk that was found to be the next.
    pub(crate) fn accept(&mut self, chunk: &Chunk, bytes: &[u8]) -> Result<Progress, Lie> {
        if digest(chunk.offset, bytes) != chunk.digest {
            return Err(Lie::Digest);
        }
        if let Some(open) = &mut self.open {
            open.offset += bytes.len() as u64;
            self.bytes += bytes.len() as u64;
        }
        Ok(self.finish_file())
    }

    fn finish_file(&mut self) -> Progress {
        match self.open.take_if(|open| open.offset == open.size) {
            Some(_) => {
                self.files += 1;
                Progress::Whole
            }
            None => Progress::UnderWay,
        }
    }

    /// The sender has nothing more.
    pub(crate) fn end(&mut self) -> Result<Ended, Lie> {
        if self.files != self.announced.files || self.bytes != self.announced.bytes {
            return Err(Lie::TooLittle);
        }
        let ended = self.ended.replace(Ended::Before);
        Ok(ended.unwrap_or(Ended::Now))
    }

    /// From time to time the sender is told how much was stored.
    pub(crate) fn stored(&mut self, stored: Taken) -> Option<Taken> {
        let is_all = stored.files == self.announced.files && stored.bytes == self.announced.bytes;
        let is_worth_it = stored.bytes >= self.told.bytes + TELL_AFTER
            || stored.files >= self.told.files + TELL_AFTER_FILES;
        (is_all || is_worth_it).then(|| {
            self.told = stored;
            stored
        })
    }
}
