//! Where received files go.

mod chosen;
mod held;
mod leftovers;
mod memory;
mod private;
mod writer;
mod written;

use futures::StreamExt;
use heliograph_session::{FilesFault, Into};
use heliograph_transfer::{Archive, Paths, SafePath};
use heliograph_wire::control::{Offered, Shown, Switch};
use heliograph_wire::files::{BYTES_LIMIT, FILES_LIMIT, safe_name};

use chosen::Choice;
use held::Held;
use memory::Memory;
use private::Draft;
use written::Written;

pub(crate) use leftovers::erase_leftovers;

/// How many bytes of an archive are written at once: files in it may have a few bytes only.
const ARCHIVED_AT_ONCE: usize = 1 << 18;

/// A place for one transfer. What is not whole when it is dropped is erased.
pub(crate) enum Place {
    /// One file.
    File(Stream),
    /// Files in a folder that the person chose.
    Folder(chosen::Folder),
    /// Files in one archive.
    Archive { archive: Archive, stream: Stream },
}

/// Where the bytes of one file go.
pub(crate) enum Stream {
    /// To a file that the person chose.
    Chosen { file: Written, name: String },
    /// To a file of the page's own, to be downloaded when it is whole.
    Private { draft: Draft, name: String },
    /// To the page's memory, to be downloaded or shown when it is whole.
    Memory { memory: Memory, name: String, use_for: MemoryUse },
}

/// What a file in memory is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemoryUse {
    Download,
    Picture,
}

/// A transfer that is whole.
pub(crate) enum Kept {
    /// It lies where the person wanted it.
    OnDisk { name: String },
    /// The page holds it, to be downloaded.
    Here { name: String, held: Held },
    /// The page holds and shows it.
    Shown { name: String, held: Held },
}

/// Why there is no place for a transfer.
pub(crate) enum NoPlace {
    /// The person closed the question where to put it.
    PutBack,
    Fault(FilesFault),
}

impl Place {
    /// Asks the person, where the browser can; else takes what the page has.
    pub(crate) async fn find(offered: &Offered, into: Into) -> Result<Self, NoPlace> {
        if offered.files > FILES_LIMIT || offered.bytes > BYTES_LIMIT {
            return Err(NoPlace::Fault(FilesFault::TooLarge));
        }
        let name = safe_name(offered.name.reveal());
        if into == Into::Picture {
            let memory = Memory::for_picture(offered).map_err(NoPlace::Fault)?;
            return Ok(Self::File(Stream::Memory { memory, name, use_for: MemoryUse::Picture }));
        }
        let is_one_file = offered.files == 1 && offered.shown != Shown::Folder;
        let choice = if is_one_file { chosen::file(&name).await } else { chosen::folder().await };
        match choice {
            Choice::File(file, name) => Ok(Self::File(Stream::Chosen { file, name })),
            Choice::Folder(folder) => Ok(Self::Folder(folder)),
            Choice::PutBack => Err(NoPlace::PutBack),
            Choice::NotThere if is_one_file => {
                let stream = Stream::own(name, offered.bytes).await.map_err(NoPlace::Fault)?;
                Ok(Self::File(stream))
            }
            Choice::NotThere => {
                let stream = Stream::own(safe_name(&format!("{name}.zip")), offered.bytes).await;
                Ok(Self::Archive { archive: Archive::default(), stream: stream.map_err(NoPlace::Fault)? })
            }
        }
    }

    /// The names that are taken at this place.
    pub(crate) async fn paths(&self) -> Paths {
        let mut paths = Paths::default();
        if let Self::Folder(folder) = self {
            let mut names = folder.names();
            while let Some(name) = names.next().await {
                paths.avoid(&name);
            }
        }
        paths
    }

    pub(crate) async fn begin(&mut self, path: &SafePath, size: u64) -> Result<(), FilesFault> {
        match self {
            Self::File(_) => Ok(()),
            Self::Folder(folder) => folder.begin(path).await,
            Self::Archive { archive, stream } => {
                archive.begin(path, size);
                stream.follow(archive).await
            }
        }
    }

    pub(crate) async fn write(&mut self, bytes: Vec<u8>) -> Result<(), FilesFault> {
        match self {
            Self::File(stream) => stream.write(bytes).await,
            Self::Folder(folder) => folder.write(&bytes).await,
            Self::Archive { archive, stream } => {
                archive.write(&bytes);
                stream.follow(archive).await
            }
        }
    }

    pub(crate) async fn end(&mut self) -> Result<(), FilesFault> {
        match self {
            Self::File(_) => Ok(()),
            Self::Folder(folder) => folder.end().await,
            Self::Archive { archive, stream } => {
                archive.end();
                stream.follow(archive).await
            }
        }
    }

    /// Everything is there.
    pub(crate) async fn finish(self) -> Result<Kept, FilesFault> {
        match self {
            Self::File(stream) => stream.finish().await,
            Self::Folder(folder) => Ok(Kept::OnDisk { name: folder.finish() }),
            Self::Archive { archive, mut stream } => {
                stream.write(archive.finish()).await?;
                stream.finish().await
            }
        }
    }
}

impl Stream {
    /// A file of the page's own: on the disk where the browser has one for pages, else in memory.
    async fn own(name: String, bytes: u64) -> Result<Self, FilesFault> {
        if let Some(draft) = Draft::open(bytes).await? {
            return Ok(Self::Private { draft, name });
        }
        Ok(Self::Memory { memory: Memory::for_download(bytes)?, name, use_for: MemoryUse::Download })
    }

    /// Writes what an archive has become, once that is worth the browser's while.
    async fn follow(&mut self, archive: &mut Archive) -> Result<(), FilesFault> {
        if archive.output() < ARCHIVED_AT_ONCE {
            return Ok(());
        }
        self.write(archive.take_output()).await
    }

    async fn write(&mut self, bytes: Vec<u8>) -> Result<(), FilesFault> {
        match self {
            _ if bytes.is_empty() => Ok(()),
            Self::Chosen { file, .. } => file.write(&bytes).await,
            Self::Private { draft, .. } => draft.write(&bytes).await,
            Self::Memory { memory, .. } => memory.write(&bytes),
        }
    }

    async fn finish(self) -> Result<Kept, FilesFault> {
        match self {
            Self::Chosen { file, name } => {
                file.close().await?;
                Ok(Kept::OnDisk { name })
            }
            Self::Private { draft, name } => {
                let (entry, address) = draft.close().await?;
                Ok(Kept::Here { name, held: Held::new(address, Some(entry)) })
            }
            Self::Memory { memory, name, use_for: MemoryUse::Download } => {
                Ok(Kept::Here { name, held: Held::new(memory.address()?, None) })
            }
            Self::Memory { memory, name, use_for: MemoryUse::Picture } => {
                Ok(Kept::Shown { name, held: Held::new(memory.picture().await?, None) })
            }
        }
    }
}

impl Kept {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::OnDisk { name } | Self::Here { name, .. } | Self::Shown { name, .. } => name,
        }
    }

    /// Gives it to the person, where they do not have it yet.
    pub(crate) fn hand_over(&self) {
        if let Self::Here { .. } = self {
            self.save();
        }
    }

    /// Gives it to the person once more, where the page has it.
    pub(crate) fn save(&self) {
        if let Self::Here { name, held } | Self::Shown { name, held } = self {
            held.hand_over(name);
        }
    }

    /// Whether the page has it to give once more.
    pub(crate) const fn again(&self) -> Switch {
        match self {
            Self::OnDisk { .. } => Switch::Off,
            Self::Here { .. } | Self::Shown { .. } => Switch::On,
        }
    }

    pub(crate) fn picture(&self) -> Option<&str> {
        match self {
            Self::Shown { held, .. } => Some(held.address()),
            Self::OnDisk { .. } | Self::Here { .. } => None,
        }
    }
}
