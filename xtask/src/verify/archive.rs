//! What is in an archive, measured by the list that lies in it. Nothing is unpacked.

use crate::dist::sums::{Lie, SUMS, Sums, is_safe, sha256};
use anyhow::{Context, Result, bail, ensure};
use std::{
    collections::BTreeMap,
    io::{Read, Seek},
};
use zip::ZipArchive;

/// Releases are a tenth of this; an archive that claims more wants to fill somebody's memory.
const LARGEST: u64 = 64_000_000;

/// Checks every file of an archive, and gives their number; nothing where there is no list in it, as in an extension.
pub(super) fn check(archive: impl Read + Seek) -> Result<Option<usize>> {
    let files = read(archive)?;
    let lists: Vec<_> = files.keys().filter(|name| name.rsplit('/').next() == Some(SUMS)).collect();
    let list = match lists[..] {
        [] => return Ok(None),
        [list] => list,
        _ => bail!("it has more than one {SUMS}"),
    };
    let folder = list.strip_suffix(SUMS).unwrap_or_default();
    let text = str::from_utf8(&files[list]).with_context(|| format!("{SUMS} is no text"))?;
    let sums = Sums::parse(text, Lie::Within)?;

    let mut wrong = Vec::new();
    for (name, sum) in sums.iter() {
        match files.get(&format!("{folder}{name}")) {
            None => wrong.push(format!("{name} is missing")),
            Some(bytes) if sha256(bytes) != sum => wrong.push(format!("{name} was changed")),
            Some(_) => (),
        }
    }
    for name in files.keys().filter(|name| *name != list) {
        if name.strip_prefix(folder).and_then(|name| sums.sum_of(name)).is_none() {
            wrong.push(format!("{name} is not listed"));
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("; "));
    Ok(Some(sums.iter().count()))
}

/// Programs that unpack disagree about archives that contradict themselves, so such a one is none.
fn read(archive: impl Read + Seek) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut archive = ZipArchive::new(archive).context("it is no ZIP archive, or damaged")?;
    ensure!(!archive.has_duplicate_names(), "it has two files of one name");
    ensure!(archive.offset() == 0, "there is something in front of it");
    ensure!(!archive.has_overlapping_entries()?, "its files overlap");
    archive.validate_header_consistency().context("it says two things about one file")?;
    let mut files = BTreeMap::new();
    let mut left = LARGEST;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).context("it is damaged, or locked with a password")?;
        let name = entry.name()?.into_owned();
        ensure!(entry.is_file(), "{name:?} is no plain file");
        ensure!(is_safe(&name, Lie::Within), "the name {name:?} leads out of the folder");
        let mut bytes = Vec::new();
        entry
            .by_ref()
            .take(left + 1)
            .read_to_end(&mut bytes)
            .with_context(|| format!("{name} is damaged"))?;
        left = left.checked_sub(bytes.len() as u64).context("it is far larger than any release")?;
        files.insert(name, bytes);
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::{LARGEST, check};
    use crate::dist::sums::{SUMS, Sums};
    use std::io::{Cursor, Write};
    use zip::{ZipWriter, write::SimpleFileOptions};

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn listed(names: &[&str]) -> String {
        let mut sums = Sums::default();
        names.iter().for_each(|name| sums.add(name, name.as_bytes()));
        sums.to_string()
    }

    #[track_caller]
    fn refused(archive: Vec<u8>, reason: &str) {
        let error = check(Cursor::new(archive)).unwrap_err();
        assert!(format!("{error:#}").contains(reason), "{error:#}");
    }

    /// Writes another name of the same length over all that stand for one.
    fn renamed(mut archive: Vec<u8>, from: &str, to: &str) -> Vec<u8> {
        for start in 0..archive.len() - from.len() {
            if archive[start..].starts_with(from.as_bytes()) {
                archive[start..start + from.len()].copy_from_slice(to.as_bytes());
            }
        }
        archive
    }

    #[test]
    fn an_archive_is_right_when_all_is_listed_and_the_same() {
        let list = listed(&["a", "b/c"]);
        let archive = zip(&[("x/a", b"a"), ("x/b/c", b"b/c"), (&format!("x/{SUMS}"), list.as_bytes())]);
        assert_eq!(check(Cursor::new(archive)).unwrap(), Some(2));
        assert_eq!(check(Cursor::new(zip(&[("a", b"a")]))).unwrap(), None);
    }

    #[test]
    fn what_was_changed_added_or_taken_away_is_named() {
        let list = listed(&["a", "b"]);
        let list = (SUMS, list.as_bytes());
        refused(zip(&[("a", b"a"), ("b", b"B"), list]), "b was changed");
        refused(zip(&[("a", b"a"), list]), "b is missing");
        refused(zip(&[("a", b"a"), ("b", b"b"), ("c", b"c"), list]), "c is not listed");
        refused(zip(&[("a", b"a"), ("x/SHA256SUMS", list.1), list]), "more than one");
    }

    #[test]
    fn archives_that_mean_harm_are_refused() {
        refused(b"no archive".to_vec(), "no ZIP archive");
        for name in ["../a", "/a", "a\\b", "C:a"] {
            refused(zip(&[(name, b"a")]), "leads out of the folder");
        }
        refused(renamed(zip(&[("name", b"a"), ("eman", b"b")]), "eman", "name"), "two files of one name");
        refused([b"front".to_vec(), zip(&[("a", b"a")])].concat(), "in front of it");
        refused(zip(&[("a", &vec![0; LARGEST as usize + 1])]), "far larger");
    }

    #[test]
    fn an_archive_cut_short_anywhere_is_refused() {
        let list = listed(&["a"]);
        let archive = zip(&[("a", b"a"), (SUMS, list.as_bytes())]);
        for length in 0..archive.len() {
            assert!(check(Cursor::new(&archive[..length])).is_err(), "{length}");
        }
    }

    #[test]
    fn a_link_in_an_archive_is_refused() {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.add_symlink("a", "/etc/hosts", SimpleFileOptions::default()).unwrap();
        refused(zip.finish().unwrap().into_inner(), "no plain file");
    }
}
