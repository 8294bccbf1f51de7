//! Files for tests to send, made on the spot.

use std::{
    fs::File,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use fastrand::Rng;

/// How much of a file is held in memory.
const BLOCK: usize = 1 << 20;

/// A file with random content on disk.
pub struct MadeFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// Its BLAKE3 hash.
    pub hash: blake3::Hash,
}

impl MadeFile {
    /// Writes a file of this size, and hashes what it writes.
    pub fn write(path: PathBuf, size: u64) -> Result<Self> {
        let mut file = File::create(&path).with_context(|| format!("creating {}", path.display()))?;
        let (mut hasher, mut block) = (blake3::Hasher::new(), vec![0; BLOCK]);
        Rng::new().fill(&mut block);
        let mut written = 0;
        while written < size {
            // No two blocks are the same.
            block[..8].copy_from_slice(&written.to_be_bytes());
            let part = &block[..usize::try_from((size - written).min(BLOCK as u64))?];
            hasher.update(part);
            file.write_all(part)?;
            written += part.len() as u64;
        }
        Ok(Self { path, size, hash: hasher.finalize() })
    }

    /// Its name, as a page shows it.
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// The BLAKE3 hash of a file.
pub fn hash_of(path: &Path) -> Result<blake3::Hash> {
    let mut file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
    let (mut hasher, mut block) = (blake3::Hasher::new(), vec![0; BLOCK]);
    loop {
        match file.read(&mut block)? {
            0 => return Ok(hasher.finalize()),
            read => hasher.update(&block[..read]),
        };
    }
}
