use heliograph_wire::Private;
use heliograph_wire::files::{CHUNK, FILE_WINDOW, File, Message, PATH_LIMIT, Taken, WINDOW, cut_name};
use thiserror::Error;

use crate::Position;

/// A file to be sent.
#[derive(Clone)]
pub struct Source {
    /// Its name after those of its folders, with `/` in between.
    pub path: Private<String>,
    /// Its size in bytes.
    pub size: u64,
}

/// A position that is no place in a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("there is no such place in the transfer")]
pub struct NotInIt;

/// The next thing to send: some bytes of a file, to be read first, or a word about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub(crate) transfer: u32,
    pub(crate) position: Position,
    pub(crate) part: Part,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The first bytes of a file since it was begun or gone on with; none of an empty one.
    First(u32),
    /// More bytes of the same file.
    More(u32),
    /// There is nothing left to send.
    End,
}

impl Step {
    /// The sender's number of the transfer.
    pub const fn transfer(&self) -> u32 {
        self.transfer
    }

    /// Where to read.
    pub const fn position(&self) -> Position {
        self.position
    }

    /// How many bytes to read there; none, where nothing has to be read.
    pub const fn length(&self) -> u32 {
        match self.part {
            Part::First(length) | Part::More(length) => length,
            Part::End => 0,
        }
    }
}

/// One transfer on its way out.
pub(crate) struct Outgoing {
    sources: Vec<Source>,
    next: Next,
    /// The bytes before `next`, of all files together.
    asked: u64,
    taken: Taken,
    pace: Pace,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    Going,
    Held,
}

#[derive(Clone, Copy)]
enum Next {
    /// The file has not been mentioned since it was begun or gone on with.
    First(Position),
    More(Position),
    End,
    Nothing,
}

impl Outgoing {
    pub(crate) fn new(transfer: u32, sources: Vec<Source>, from: Position) -> Result<Self, NotInIt> {
        let count = u32::try_from(sources.len()).map_err(|_| NotInIt)?;
        let size = sources.get(from.file as usize).map_or(0, |source| source.size);
        let is_edge = from.offset.is_multiple_of(u64::from(CHUNK)) || from.offset == size;
        if from.file > count || from.offset > size || !is_edge {
            return Err(NotInIt);
        }
        let asked = sources[..from.file as usize].iter().map(|source| source.size).sum::<u64>() + from.offset;
        let taken = Taken { transfer, files: from.file, bytes: asked };
        let begun = Self { sources, next: Next::First(from), asked, taken, pace: Pace::Going };
        Ok(begun.past_what_is_whole(from))
    }

    /// A file of which everything is there already has nothing to send, unless it is an empty one.
    fn past_what_is_whole(mut self, from: Position) -> Self {
        let is_whole = from.offset > 0 && self.size(from.file) == from.offset;
        let next = if is_whole { Position { file: from.file + 1, offset: 0 } } else { from };
        self.next = if next.file as usize == self.sources.len() { Next::End } else { Next::First(next) };
        self
    }

    pub(crate) const fn set_pace(&mut self, pace: Pace) {
        self.pace = pace;
    }

    /// What the receiver has stored, as far as it was ever sent.
    pub(crate) fn taken(&mut self, taken: Taken) {
        self.taken.bytes = taken.bytes.min(self.asked).max(self.taken.bytes);
        self.taken.files = taken.files.max(self.taken.files);
    }

    pub(crate) const fn bytes_taken(&self) -> u64 {
        self.taken.bytes
    }

    pub(crate) fn next(&mut self, transfer: u32) -> Option<Step> {
        let (position, part) = match (self.pace, self.next) {
            (Pace::Held, _) | (Pace::Going, Next::Nothing) => return None,
            (Pace::Going, Next::End) => {
                self.next = Next::Nothing;
                let file = self.sources.len() as u32;
                return Some(Step { transfer, position: Position { file, offset: 0 }, part: Part::End });
            }
            (Pace::Going, Next::First(position)) => (position, Part::First as fn(u32) -> Part),
            (Pace::Going, Next::More(position)) => (position, Part::More as fn(u32) -> Part),
        };
        let left = self.size(position.file) - position.offset;
        let length = left.min(u64::from(CHUNK)) as u32;
        let files_ahead = position.file.saturating_sub(self.taken.files);
        if self.asked + u64::from(length) > self.taken.bytes + WINDOW || files_ahead >= FILE_WINDOW {
            return None;
        }
        self.asked += u64::from(length);
        self.next = self.after(position, length);
        Some(Step { transfer, position, part: part(length) })
    }

    /// What is said of a file before its bytes.
    pub(crate) fn introduction(&self, transfer: u32, file: u32) -> Option<Message> {
        let source = self.sources.get(file as usize)?;
        let path = Private::new(cut_name(source.path.reveal(), PATH_LIMIT));
        Some(Message::File(File { transfer, file, size: source.size, path }))
    }

    fn after(&self, position: Position, length: u32) -> Next {
        let offset = position.offset + u64::from(length);
        if offset < self.size(position.file) {
            return Next::More(Position { offset, ..position });
        }
        let file = position.file + 1;
        if (file as usize) < self.sources.len() {
            Next::First(Position { file, offset: 0 })
        } else {
            Next::End
        }
    }

    fn size(&self, file: u32) -> u64 {
        self.sources.get(file as usize).map_or(0, |source| source.size)
    }
}
