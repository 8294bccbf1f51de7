mod diagnose;
mod search;
mod tidy;
mod words;

use crate::{
    description::Description,
    error::ReadError,
    foreign::{self, Foreign, Found},
    stamp::Stamp,
    tag::Tag,
};
use diagnose::diagnose;
use search::Search;
use tidy::tidy;

/// What a person pasted.
#[derive(Clone, PartialEq, Eq)]
pub enum Reading {
    /// An invitation.
    Offer(Offer),
    /// A reply.
    Answer(Answer),
    /// A raw description of another tool.
    Foreign(Foreign),
}

/// An invitation read from a code.
#[derive(Clone, PartialEq, Eq)]
pub struct Offer {
    /// What to connect to.
    pub description: Description,
    /// When it was made.
    pub stamp: Stamp,
    /// What its answer has to name.
    pub tag: Tag,
}

/// A reply read from a code.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// What to connect to.
    pub description: Description,
    /// The offer it answers.
    pub tag: Tag,
}

/// The longest text that is looked at.
const LONGEST_TEXT: usize = 64 * 1024;

/// Reads anything a person may paste: a code, digits, a link, a file's text, raw JSON, text around any of them.
///
/// Of several codes in one text the first counts. The work is bounded for any input.
pub fn read(text: &str) -> Result<Reading, ReadError> {
    if text.len() > LONGEST_TEXT {
        return Err(ReadError::TooLong);
    }
    let broken = match foreign::find(text) {
        Found::Foreign(foreign) => return Ok(Reading::Foreign(foreign)),
        Found::Unusable(error) => return Err(error),
        Found::Broken => true,
        Found::Nothing => false,
    };
    let tidy = tidy(text);
    if tidy.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    match Search::default().run(&tidy) {
        Ok(reading) => Ok(reading),
        Err(None) if broken => Err(ReadError::BrokenJson),
        Err(error) => Err(error.unwrap_or_else(|| diagnose(&tidy))),
    }
}
