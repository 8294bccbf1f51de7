//! Secrets, and where they show: in a process, in files, in what crossed a line.

use std::{fs, fs::File, os::unix::fs::FileExt, path::Path};

use anyhow::{Context, Result};

/// What is looked for, in every way in which a program may write it.
#[derive(Default)]
pub struct Secrets {
    spelled: Vec<Secret>,
    /// Which of them begin with each byte.
    beginning: Vec<Vec<usize>>,
}

struct Secret {
    name: String,
    bytes: Vec<u8>,
}

/// A place where a secret was found.
pub struct Found<'a> {
    /// What the secret is called.
    pub name: &'a str,
    /// Where it begins.
    pub at: usize,
}

impl Secrets {
    /// Adds bytes as they are. What is as short as a word of three letters is found everywhere, so it is no secret.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        anyhow::ensure!(bytes.len() > 7, "{name} is too short to be looked for");
        self.beginning.resize(256, Vec::new());
        self.beginning[usize::from(bytes[0])].push(self.spelled.len());
        self.spelled.push(Secret { name: name.to_owned(), bytes: bytes.to_vec() });
        Ok(())
    }

    /// Adds a text, also in small and in capital letters.
    pub fn add_text(&mut self, name: &str, text: &str) -> Result<()> {
        for spelled in [text.to_owned(), text.to_lowercase(), text.to_uppercase()] {
            self.add(name, spelled.as_bytes())?;
        }
        Ok(())
    }

    /// Every place where one of them is.
    pub fn found_in<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = Found<'a>> {
        text.iter().enumerate().flat_map(move |(at, byte)| {
            let candidates = self.beginning.get(usize::from(*byte)).map_or(&[][..], Vec::as_slice);
            let secrets = candidates.iter().map(|place| &self.spelled[*place]);
            secrets
                .filter(move |secret| text[at..].starts_with(&secret.bytes))
                .map(move |secret| Found { name: &secret.name, at })
        })
    }
}

/// All that a process has in its memory now, each mapping apart. None where the system lets nobody look.
pub fn memory_of(process: u32) -> Result<Option<Vec<Vec<u8>>>> {
    let Ok(memory) = File::open(format!("/proc/{process}/mem")) else { return Ok(None) };
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).context("the process is gone")?;
    let mut read = Vec::new();
    for (from, until) in maps.lines().filter_map(readable) {
        let mut bytes = vec![0; usize::try_from(until - from)?];
        // Some mappings are the kernel's, and some are gone meanwhile.
        if memory.read_exact_at(&mut bytes, from).is_ok() {
            read.push(bytes);
        }
    }
    Ok((!read.is_empty()).then_some(read))
}

/// From where until where a mapping goes that can be read: proc_pid_maps(5).
fn readable(line: &str) -> Option<(u64, u64)> {
    let (range, rest) = line.split_once(' ')?;
    let (from, until) = range.split_once('-').filter(|_| rest.starts_with('r'))?;
    Some((u64::from_str_radix(from, 16).ok()?, u64::from_str_radix(until, 16).ok()?))
}

/// All files of a folder and the folders in it.
pub fn files_in(folder: &Path) -> Result<Vec<Vec<u8>>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_in(&path)?);
        } else {
            files.push(fs::read(path)?);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::{Secrets, memory_of, readable};

    #[test]
    fn what_is_looked_for_is_found_wherever_it_is_and_in_letters_of_either_size() {
        let mut secrets = Secrets::default();
        secrets.add_text("a word", "Grüne Heringe").unwrap();
        secrets.add("a key", &[7; 8]).unwrap();
        assert!(secrets.add("a ufrag", b"four").is_err());
        let text = ["..grüne heringe".as_bytes(), &[7; 9], "GRÜNE HERINGE grüne".as_bytes()].concat();
        let found: Vec<_> = secrets.found_in(&text).map(|found| (found.name, found.at)).collect();
        assert_eq!(found, [("a word", 2), ("a key", 16), ("a key", 17), ("a word", 25)]);
        assert_eq!(Secrets::default().found_in(&text).count(), 0);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_this_process_has_is_found_in_its_own_memory() {
        let Some(memory) = memory_of(std::process::id()).unwrap() else { return };
        let mut secrets = Secrets::default();
        secrets.add("what is here", b"a sentence of this very test").unwrap();
        assert!(memory.iter().any(|mapping| secrets.found_in(mapping).count() > 0));
    }

    #[test]
    fn mappings_that_nobody_can_read_are_left_out() {
        assert_eq!(readable("1000-3000 rw-p 00000000 00:00 0 [heap]"), Some((0x1000, 0x3000)));
        assert_eq!(readable("3000-4000 ---p 00000000 00:00 0"), None);
        assert_eq!(readable(""), None);
    }
}
