//! How long codes get: the committed table of sizes, and the few numbers that may not grow.
#![allow(clippy::print_stdout, reason = "a table for people")]

use crate::workspace::root;
use anyhow::{Context, Result};
use heliograph_signal::{Form, PackError, Packed, Stamp, Tag, pack_answer, pack_offer};
use heliograph_wire::Millis;
use serde_json::{Value, json};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

const TABLE: &str = "docs/protocol/code-sizes.md";

const INTRODUCTION: &str = "# What becomes of each sample\n\n\
    Written by `cargo xtask bench codes`; a test fails when it no longer says what the program does. Rows that\n\
    begin with `pub-` are samples of other projects, which are measured where their folder is present.\n\n\
    | sample | form | raw SDP bytes | code bytes | base64url | digits | kept | dropped |\n\
    | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n";

/// Prints the table, writes it into the documentation, and returns the numbers that have limits.
pub fn run() -> Result<Value> {
    let samples = samples()?;
    let table = table(&samples)?;
    print!("{table}");
    let path = root().join(TABLE);
    fs::write(&path, &table).with_context(|| format!("{} cannot be written", path.display()))?;
    let data_channel = samples.iter().filter(|sample| sample.is_data_channel());
    let largest =
        data_channel.filter_map(|sample| sample.pack().ok()).map(|packed| packed.code.bytes().len());
    Ok(json!({
        "offer_bytes": worst("offer")?,
        "offer_mdns_bytes": worst("mdns-offer")?,
        "reply_bytes": worst("answer")?,
        "corpus_max_bytes": largest.max(),
        "corpus_refused": samples.iter().filter(|sample| sample.pack().is_err()).count(),
    }))
}

/// A description from a file.
struct Sample {
    name: String,
    sdp: String,
}

impl Sample {
    fn read(path: &Path) -> Result<Self> {
        let name = path.file_name().context("a sample has a name")?.to_string_lossy().into_owned();
        let sdp = fs::read_to_string(path).with_context(|| format!("{name} cannot be read"))?;
        Ok(Self { name, sdp })
    }

    /// Neither the time nor the tag changes a size.
    fn pack(&self) -> Result<Packed, PackError> {
        if self.sdp.contains("a=setup:active") || self.sdp.contains("a=setup:passive") {
            pack_answer(&self.sdp, Tag::new([0, 0]))
        } else {
            pack_offer(&self.sdp, Stamp::at(Millis(0)))
        }
    }

    /// Whether it is nothing but one data channel section.
    fn is_data_channel(&self) -> bool {
        self.sdp.matches("\nm=").count() == 1 && self.sdp.contains(" webrtc-datachannel")
    }

    fn row(&self) -> String {
        let (name, raw) = (&self.name, self.sdp.len());
        match self.pack() {
            Ok(packed) => {
                let form = match packed.form {
                    Form::Packed => "packed".to_owned(),
                    Form::Deflated(reason) => format!("compressed: {}", reason.words()),
                };
                let (bytes, text, digits) =
                    (packed.code.bytes().len(), packed.code.text().len(), packed.code.digits().len());
                let (kept, dropped) = (packed.kept, packed.dropped.len());
                format!("| {name} | {form} | {raw} | {bytes} | {text} | {digits} | {kept} | {dropped} |\n")
            }
            Err(error) => format!("| {name} | refused: {error} | {raw} | | | | | |\n"),
        }
    }
}

/// The larger of Chromium's and Firefox's sample of one name.
fn worst(name: &str) -> Result<usize> {
    let bytes = |browser| {
        let path = root().join(format!("tests/corpus/sdp/size-{browser}-{name}.sdp"));
        anyhow::Ok(Sample::read(&path)?.pack()?.code.bytes().len())
    };
    Ok(bytes("chromium")?.max(bytes("firefox")?))
}

fn samples() -> Result<Vec<Sample>> {
    let mut samples = folder(&root().join("tests/corpus/sdp"))?;
    let others = others();
    if others.is_dir() {
        samples.extend(folder(&others)?.into_iter().filter(|sample| sample.name.starts_with("pub-")));
    }
    Ok(samples)
}

/// Where the samples of other projects lie, if they do.
fn others() -> PathBuf {
    env::var_os("HELIOGRAPH_CORPUS").map_or_else(|| root().join("../shared/corpus/sdp"), PathBuf::from)
}

fn folder(folder: &Path) -> Result<Vec<Sample>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "sdp"));
    paths.sort();
    paths.iter().map(|path| Sample::read(path)).collect()
}

/// The table; rows of samples that are not present stay as they were.
fn table(samples: &[Sample]) -> Result<String> {
    let mut rows: Vec<String> = samples.iter().map(Sample::row).collect();
    if !others().is_dir() {
        let path = root().join(TABLE);
        let old = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        rows.extend(old.lines().filter(|line| line.starts_with("| pub-")).map(|line| format!("{line}\n")));
    }
    Ok(INTRODUCTION.to_owned() + &rows.concat())
}

#[cfg(test)]
mod tests {
    use super::{TABLE, root, samples, table, worst};
    use std::fs;

    #[test]
    fn the_committed_table_says_what_the_program_does() {
        let committed = fs::read_to_string(root().join(TABLE)).unwrap();
        let current = table(&samples().unwrap()).unwrap();
        assert!(committed == current, "run `cargo xtask bench codes` and commit {TABLE}");
    }

    #[test]
    fn no_size_that_has_a_limit_exceeds_it() {
        for (name, limit) in [("offer", 66), ("mdns-offer", 82), ("answer", 58)] {
            assert!(worst(name).unwrap() <= limit, "{name}");
        }
    }
}
