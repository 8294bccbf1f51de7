//! ZIP archives that are the same to the byte whenever the files in them are.

use super::sums::{SUMS, Sums};
use anyhow::{Context, Result, ensure};
use std::{collections::BTreeMap, fs, io::Cursor, io::Write, path::Path};
use time::OffsetDateTime;
use zip::{CompressionMethod, DateTime, System, ZipWriter, write::SimpleFileOptions};

/// The files of an archive, in the order of their names.
#[derive(Default)]
pub(super) struct Archive {
    files: BTreeMap<String, Vec<u8>>,
}

impl Archive {
    /// Everything in a folder.
    pub(super) fn of_folder(folder: &Path) -> Result<Self> {
        let mut archive = Self::default();
        archive.add_folder(folder, "")?;
        Ok(archive)
    }

    /// Adds one file.
    pub(super) fn add(&mut self, name: &str, bytes: impl Into<Vec<u8>>) {
        self.files.insert(name.to_owned(), bytes.into());
    }

    /// Adds the list of everything that is in it so far.
    pub(super) fn add_sums(&mut self) {
        let mut sums = Sums::default();
        self.files.iter().for_each(|(name, bytes)| sums.add(name, bytes));
        self.add(SUMS, sums.to_string());
    }

    /// The archive's bytes: its files lie in the folder `within` (or in none, where that is empty), and are as old
    /// as `seconds` since 1970 say.
    pub(super) fn packed(&self, within: &str, seconds: i64) -> Result<Vec<u8>> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(9))
            .last_modified_time(moment(seconds)?)
            .system(System::Unix)
            .unix_permissions(0o644);
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in &self.files {
            zip.start_file(format!("{within}{name}"), options)?;
            zip.write_all(bytes)?;
        }
        Ok(zip.finish()?.into_inner())
    }

    fn add_folder(&mut self, folder: &Path, prefix: &str) -> Result<()> {
        for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
            let entry = entry?;
            let name = entry.file_name().into_string().ok().context("a file has an odd name")?;
            let name = format!("{prefix}{name}");
            if entry.file_type()?.is_dir() {
                self.add_folder(&entry.path(), &format!("{name}/"))?;
            } else {
                self.add(&name, fs::read(entry.path())?);
            }
        }
        Ok(())
    }
}

/// In UTC, since archives know no time zones.
fn moment(seconds: i64) -> Result<DateTime> {
    let moment =
        OffsetDateTime::from_unix_timestamp(seconds).context("the time of the release is out of bounds")?;
    let year = u16::try_from(moment.year()).unwrap_or(0);
    ensure!((1980..2108).contains(&year), "an archive can only be from the years 1980 to 2107, not {year}");
    let (hour, minute, second) = moment.to_hms();
    Ok(DateTime::from_date_and_time(year, moment.month().into(), moment.day(), hour, minute, second)?)
}

#[cfg(test)]
mod tests {
    use super::Archive;
    use std::fs;

    const MOMENT: i64 = 1_767_225_600;

    #[test]
    fn the_same_files_make_the_same_archive() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for (folder, names) in [(&one, ["a", "b", "c/d"]), (&other, ["c/d", "b", "a"])] {
            fs::create_dir(folder.path().join("c")).unwrap();
            names.iter().for_each(|name| fs::write(folder.path().join(name), name).unwrap());
        }
        let pack = |folder: &tempfile::TempDir, seconds| {
            Archive::of_folder(folder.path()).unwrap().packed("x/", seconds).unwrap()
        };
        assert_eq!(pack(&one, MOMENT), pack(&other, MOMENT));
        assert_ne!(pack(&one, MOMENT), pack(&other, MOMENT + 60));
    }

    #[test]
    fn a_time_that_no_archive_can_say_is_refused() {
        assert!(Archive::default().packed("", 0).is_err());
        assert!(Archive::default().packed("", i64::MAX).is_err());
        assert!(Archive::default().packed("", MOMENT).is_ok());
    }
}
