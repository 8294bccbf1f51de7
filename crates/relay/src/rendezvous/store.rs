//! What is kept of those who can be rung: one file, in which each of them has one record.

use crate::{config::Ring, state::State, trouble};
use heliograph_rendezvous::Record;
use redb::{
    Builder, Database, DatabaseError, ReadableDatabase, ReadableTable, StorageBackend, StorageError,
    TableDefinition, TableError, backends::FileBackend,
};
use std::{
    fs::{self, File},
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};
use thiserror::Error;
use tracing::warn;

/// The file, in the folder of the state.
const FILE: &str = "callees.redb";

/// Callees by their public key. What is kept in another way later gets another name.
const CALLEES: TableDefinition<'_, [u8; 32], &[u8]> = TableDefinition::new("callees 1");

/// What the database may hold in memory, in bytes. All that is in it is read once, at the start.
const CACHE: usize = 256 * 1024;

/// The file of callees.
pub(crate) struct Store {
    stage: Mutex<Stage>,
    reopen: Box<dyn Fn() -> Result<Database, StoreError> + Send + Sync>,
}

enum Stage {
    Open(Database),
    /// Something could not be written, after which a database wants to be opened again.
    Failed,
    Closed,
}

/// What is kept, and where.
pub(crate) struct Kept {
    /// The file.
    pub(super) store: Store,
    /// All that is in it.
    pub(super) records: Vec<Record>,
}

/// Something to do to the file.
pub(crate) enum Change {
    /// Keep this, in place of what was kept of the same callee.
    Keep(Record),
    /// Forget this callee.
    Forget([u8; 32]),
}

/// Why callees cannot be kept.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum StoreError {
    #[error(
        "{0}, which has those who can be rung, is damaged. Put back a copy of it; or move it away, and the server begins a \
         new one: links by which people can be rung, given out before, then lead nowhere"
    )]
    Damaged(PathBuf),
    #[error(
        "another program has {0} open, most likely a server that was started before. Stop that one; or name another folder \
         with --state; or set `ring = false`, and nobody can be rung through this one"
    )]
    InUse(PathBuf),
    #[error("the disk has no room for {0}, which has those who can be rung. Make some, and start again")]
    NoRoom(PathBuf),
    #[error(
        "the user that this program runs as may not read and write {0}, which has those who can be rung. Start it as the \
         user that this belongs to; or set `ring = false`, and nobody can be rung"
    )]
    Forbidden(PathBuf),
    #[error("{file}, which has those who can be rung, {why}")]
    Unusable { file: PathBuf, why: String },
    #[error("the file for those who can be rung cannot be made")]
    NotMade,
}

/// Opens what is kept, where people can be rung. Where nothing can be kept that is said, and nobody can be.
pub(crate) fn open(ring: Ring, state: &State) -> Result<Option<Kept>, StoreError> {
    if ring == Ring::Off {
        return Ok(None);
    }
    let store = match Store::open(state) {
        Err(StoreError::NotMade) => {
            warn!(
                "nothing can be kept, so nobody can be rung through this server. Let its user write to the folder for \
                 secrets, or name another one with --state; `ring = false` is right where nobody is to be rung"
            );
            return Ok(None);
        }
        opened => opened?,
    };
    let (records, unknown) = store.records().map_err(|_| StoreError::Damaged(path(state)))?;
    if unknown > 0 {
        warn!(
            unknown,
            "some who could be rung were kept by another version of the server, and cannot be rung by this one"
        );
    }
    Ok(Some(Kept { store, records }))
}

impl Store {
    /// Opens the file of a state, and makes one where there is none.
    pub(crate) fn open(state: &State) -> Result<Self, StoreError> {
        let file = path(state);
        // Where it cannot be seen, it may be there all the same.
        if file.try_exists().is_ok_and(|exists| !exists) {
            begin(state, &file)?;
        }
        Self::open_with(move || existing(&file))
    }

    fn open_with(
        reopen: impl Fn() -> Result<Database, StoreError> + Send + Sync + 'static,
    ) -> Result<Self, StoreError> {
        Ok(Self { stage: Mutex::new(Stage::Open(reopen()?)), reopen: Box::new(reopen) })
    }

    /// All that is kept, and how many records mean nothing to this version.
    pub(crate) fn records(&self) -> Result<(Vec<Record>, usize), redb::Error> {
        let stage = self.stage();
        let Stage::Open(database) = &*stage else { return Err(redb::Error::DatabaseClosed) };
        let read = database.begin_read()?;
        let callees = match read.open_table(CALLEES) {
            Err(TableError::TableDoesNotExist(_)) => return Ok((Vec::new(), 0)),
            opened => opened?,
        };
        let (mut records, mut unknown) = (Vec::new(), 0);
        for callee in callees.iter()? {
            let (key, record) = callee?;
            match Record::decode(record.value()).filter(|record| record.key == key.value()) {
                Some(record) => records.push(record),
                None => unknown += 1,
            }
        }
        Ok((records, unknown))
    }

    /// Does all of this to the file, or nothing.
    pub(crate) fn write(&self, changes: &[Change]) -> Result<(), ErrorKind> {
        let mut stage = self.stage();
        if let Stage::Failed = &*stage {
            *stage = Stage::Open((self.reopen)().map_err(|_| ErrorKind::Other)?);
        }
        let Stage::Open(database) = &*stage else { return Err(ErrorKind::NotConnected) };
        write(database, changes).map_err(|error| {
            *stage = Stage::Failed;
            if let redb::Error::Io(error) = error { error.kind() } else { ErrorKind::InvalidData }
        })
    }

    /// Gives the file free, once what is being written is written.
    pub(crate) fn close(&self) {
        *self.stage() = Stage::Closed;
    }

    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Change {
    /// Whom it is about.
    pub(crate) const fn key(&self) -> [u8; 32] {
        match self {
            Self::Keep(record) => record.key,
            Self::Forget(key) => *key,
        }
    }
}

fn write(database: &Database, changes: &[Change]) -> Result<(), redb::Error> {
    let write = database.begin_write()?;
    {
        let mut callees = write.open_table(CALLEES)?;
        for change in changes {
            match change {
                Change::Keep(record) => drop(callees.insert(record.key, &*record.encode())?),
                Change::Forget(key) => drop(callees.remove(key)?),
            }
        }
    }
    Ok(write.commit()?)
}

/// Where the file lies.
pub(crate) fn path(state: &State) -> PathBuf {
    state.folder().join(FILE)
}

/// Makes an empty file, whole from its first moment on: what was cut short while it was made stays beside it.
fn begin(state: &State, file: &Path) -> Result<(), StoreError> {
    let unfinished = format!("{FILE}.new");
    let path = state.path(&unfinished);
    let made = state.create(&unfinished).map_err(DatabaseError::from).and_then(database).map(drop);
    let moved = made.and_then(|()| Ok(fs::rename(&path, file)?));
    // Its new name lasts through a power cut, where the system has that.
    let _ = File::open(state.folder()).and_then(|folder| folder.sync_all());
    moved.map_err(|error| match error {
        DatabaseError::DatabaseAlreadyOpen => StoreError::InUse(path.clone()),
        _ => {
            // What is left of it is worth nothing, and may be what filled the disk.
            let _ = fs::remove_file(&path);
            StoreError::NotMade
        }
    })
}

/// Opens a file that is there.
fn existing(path: &Path) -> Result<Database, StoreError> {
    let file = File::options().read(true).write(true).open(path);
    let file = file.map_err(|error| in_words(StorageError::Io(error).into(), path))?;
    if file.metadata().is_ok_and(|metadata| metadata.len() == 0) {
        // An empty one would be made a new one of.
        return Err(StoreError::Damaged(path.to_owned()));
    }
    database(file).map_err(|error| in_words(error, path))
}

fn database(file: File) -> Result<Database, DatabaseError> {
    over(FileBackend::new(file)?)
}

fn over(backend: impl StorageBackend) -> Result<Database, DatabaseError> {
    // It is small, so that all of it can be looked through.
    Builder::new().set_cache_size(CACHE).set_check_integrity_on_open(true).create_with_backend(backend)
}

fn in_words(error: DatabaseError, path: &Path) -> StoreError {
    let path = path.to_owned();
    match error {
        DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch => StoreError::InUse(path),
        DatabaseError::Storage(StorageError::Io(error)) => match error.kind() {
            ErrorKind::InvalidData | ErrorKind::UnexpectedEof => StoreError::Damaged(path),
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreError::Forbidden(path),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                StoreError::NoRoom(path)
            }
            _ => StoreError::Unusable { file: path, why: trouble::in_words(&error) },
        },
        // Whatever else there may be is about what is in the file.
        _ => StoreError::Damaged(path),
    }
}

#[cfg(test)]
mod tests;
