use super::{
    SIGNATURE, signature,
    sums::{SUMS, Sums},
};
use anyhow::{Context, Result};
use minisign::SecretKey;
use std::{
    fmt, fs,
    path::{self, Path, PathBuf},
};

/// The files of a release on their way into a folder.
pub(super) struct Release {
    folder: PathBuf,
    sums: Sums,
    /// How many bytes each file has.
    sizes: Vec<(String, usize)>,
}

impl Release {
    /// A release without files.
    pub(super) fn begin(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("{} cannot be created", folder.display()))?;
        // What it is built with is started in other folders.
        let folder = path::absolute(folder)?;
        Ok(Self { folder, sums: Sums::default(), sizes: Vec::new() })
    }

    /// Where a file of it lies.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Adds a file.
    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        fs::write(self.file(name), bytes)?;
        self.sums.add(name, bytes);
        self.sizes.push((name.to_owned(), bytes.len()));
        Ok(())
    }

    /// Adds a program, which can be run where it lies.
    pub(super) fn add_program(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.add(name, bytes)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(self.file(name), fs::Permissions::from_mode(0o755))?;
        }
        Ok(())
    }

    /// Writes the list of sums, and its signature where there is a key.
    pub(super) fn finish(&self, key: Option<&SecretKey>, comment: &str) -> Result<()> {
        let list = self.sums.to_string();
        fs::write(self.file(SUMS), &list)?;
        let signature = key.map(|key| signature::sign(key, &list, comment)).transpose()?;
        place(signature, &self.file(SIGNATURE))
    }
}

impl fmt::Display for Release {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sizes.iter().try_for_each(|(name, size)| writeln!(out, "{size:>10}  {name}"))?;
        write!(out, "\n{}", self.sums)
    }
}

/// Without a signature, one that lies there belongs to other files.
fn place(signature: Option<String>, file: &Path) -> Result<()> {
    match signature {
        Some(signature) => Ok(fs::write(file, signature)?),
        None if file.exists() => Ok(fs::remove_file(file)?),
        None => Ok(()),
    }
}
