use crate::{
    description::Description,
    digits,
    error::ReadError,
    foreign::Foreign,
    format::{FormatError, decode},
    stamp::Stamp,
    tag::Tag,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

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

/// Reads anything a person may paste: a code, digits, a link, a file's text, raw JSON, text around any of them.
pub fn read(text: &str) -> Result<Reading, ReadError> {
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    if let Some(foreign) = Foreign::read(text) {
        return foreign.map(Reading::Foreign);
    }
    let token = text.split_whitespace().last().unwrap_or_default();
    let token = token.rsplit('#').next().unwrap_or_default();
    let bytes = digits::read(token).or_else(|| URL_SAFE_NO_PAD.decode(token).ok());
    match decode(&bytes.ok_or(ReadError::NotACode)?) {
        Ok(reading) => Ok(reading),
        Err(FormatError::Checksum) => Err(ReadError::Mistyped),
        Err(FormatError::Newer(version)) => Err(ReadError::NewerVersion(version)),
        Err(FormatError::Damaged(flaw)) => Err(ReadError::Damaged(flaw)),
    }
}
