//! What a browser has saved.

use std::{fs, path::PathBuf, time::Duration};

use anyhow::{Result, bail};
use tokio::time::{Instant, sleep};

use crate::{browser::Browser, look::PATIENCE};

/// How browsers call what they have not finished saving.
const UNFINISHED: [&str; 2] = ["crdownload", "part"];

impl Browser {
    /// Waits until a file of this name and size is saved.
    pub async fn saved(&self, name: &str, size: u64) -> Result<PathBuf> {
        let file = self.downloads().join(name);
        let deadline = Instant::now() + PATIENCE;
        loop {
            let is_whole = fs::metadata(&file).is_ok_and(|found| found.len() == size);
            if is_whole && self.unfinished()?.is_empty() {
                return Ok(file);
            }
            if Instant::now() > deadline {
                bail!(
                    "{:?} saved no {name} of {size} bytes, but {:?}",
                    self.kind(),
                    self.everything_saved()?
                );
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// The names of all that is in the folder for downloads.
    pub fn everything_saved(&self) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.downloads())? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    fn unfinished(&self) -> Result<Vec<String>> {
        let mut names = self.everything_saved()?;
        names.retain(|name| UNFINISHED.iter().any(|ending| name.ends_with(&format!(".{ending}"))));
        Ok(names)
    }
}
