//! How much memory the pages of a browser take.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, ensure};

use crate::page::Page;

/// What each process that renders pages takes: its proportional set size in bytes (proc(5), `smaps_rollup`), in which
/// memory that several processes share counts in parts.
pub struct Memory(BTreeMap<u32, u64>);

impl Page {
    /// What the processes that render this browser's pages take now. Linux alone tells.
    pub fn memory(&self) -> Result<Memory> {
        let group = self.session.process_group();
        let mut memory = BTreeMap::new();
        for entry in fs::read_dir("/proc").context("this system does not tell what processes take")? {
            let Ok(process) = entry?.file_name().to_string_lossy().parse() else { continue };
            // A process may end while it is looked at.
            if let Some(bytes) = renders(process, group).then(|| proportional_set_size(process)).flatten() {
                memory.insert(process, bytes);
            }
        }
        ensure!(!memory.is_empty(), "{:?} has no process that renders pages", self.kind());
        Ok(Memory(memory))
    }
}

impl Memory {
    /// By how many bytes the process grew that grew most. Those that started since hold none of the pages that were
    /// there before.
    pub fn growth_since(&self, before: &Self) -> u64 {
        let grown =
            self.0.iter().filter_map(|(process, now)| Some(now.saturating_sub(*before.0.get(process)?)));
        grown.max().unwrap_or(0)
    }
}

/// Whether a process belongs to the group and renders pages, by what Chromium and Firefox call theirs.
fn renders(process: u32, group: u32) -> bool {
    let folder = Path::new("/proc").join(process.to_string());
    let stat = fs::read_to_string(folder.join("stat")).unwrap_or_default();
    // The name of the program is in parentheses and may hold anything; state, parent and group follow.
    let of_group = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(2)?.parse().ok());
    if of_group != Some(group) {
        return false;
    }
    let command = fs::read_to_string(folder.join("cmdline")).unwrap_or_default();
    let words: Vec<&str> = command.split(['\0', ' ']).filter(|word| !word.is_empty()).collect();
    words.contains(&"--type=renderer") || words.contains(&"-contentproc") && words.last() == Some(&"tab")
}

fn proportional_set_size(process: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1_024)
}
