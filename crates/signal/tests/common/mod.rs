//! What several tests of this crate share.
#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::print_stdout, reason = "what is skipped is said aloud")]

use heliograph_signal::{Kind, Packed, ReadError, Reading, Stamp, Tag, pack_answer, pack_offer, read};
use heliograph_wire::Millis;
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The tag that answers of the tests name.
pub(crate) const TAG: Tag = Tag::new([0xC0, 0xDE]);

/// A description from a file.
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) sdp: String,
}

impl Sample {
    pub(crate) fn kind(&self) -> Kind {
        if self.sdp.contains("a=setup:active") || self.sdp.contains("a=setup:passive") {
            Kind::Answer
        } else {
            Kind::Offer
        }
    }

    pub(crate) fn pack(&self) -> Result<Packed, heliograph_signal::PackError> {
        match self.kind() {
            Kind::Offer => pack_offer(&self.sdp, stamp()),
            Kind::Answer => pack_answer(&self.sdp, TAG),
        }
    }

    /// Whether it is nothing but one data channel section.
    pub(crate) fn is_data_channel(&self) -> bool {
        self.sdp.matches("\nm=").count() == 1 && self.sdp.contains(" webrtc-datachannel")
    }
}

pub(crate) fn stamp() -> Stamp {
    Stamp::at(Millis::minutes(600))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The samples that are part of the project.
pub(crate) fn committed() -> Vec<Sample> {
    let samples = folder(&root().join("tests/corpus/sdp"));
    assert!(samples.len() > 20, "the committed samples are there");
    samples
}

/// The committed samples and, where their folder is present, those of other projects.
pub(crate) fn all() -> Vec<Sample> {
    let mut samples = committed();
    let shared =
        env::var_os("HELIOGRAPH_CORPUS").map_or_else(|| root().join("../shared/corpus/sdp"), PathBuf::from);
    if shared.is_dir() {
        samples.extend(folder(&shared).into_iter().filter(|sample| sample.name.starts_with("pub-")));
    } else {
        println!("SKIPPED: the samples of other projects; set HELIOGRAPH_CORPUS to their folder");
    }
    samples
}

fn folder(folder: &Path) -> Vec<Sample> {
    let entries = fs::read_dir(folder).expect("the folder of samples can be read");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry can be read").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "sdp"));
    paths.sort();
    paths.iter().map(|path| from_file(path)).collect()
}

fn from_file(path: &Path) -> Sample {
    let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
    Sample { name, sdp: fs::read_to_string(path).expect("a sample is text") }
}

/// One of the committed samples.
#[track_caller]
pub(crate) fn sample(name: &str) -> Sample {
    from_file(&root().join("tests/corpus/sdp").join(name))
}

/// The description that a text was read to.
#[track_caller]
pub(crate) fn unpacked(text: &str) -> String {
    match read(text) {
        Ok(Reading::Offer(offer)) => offer.description.sdp().reveal().clone(),
        Ok(Reading::Answer(answer)) => answer.description.sdp().reveal().clone(),
        Ok(Reading::Foreign(foreign)) => foreign.sdp.reveal().clone(),
        Err(error) => panic!("{error}"),
    }
}

/// Why a text was refused.
#[track_caller]
pub(crate) fn refusal(text: &str) -> ReadError {
    match read(text) {
        Ok(_) => panic!("the text was read"),
        Err(error) => error,
    }
}
