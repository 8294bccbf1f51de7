use super::{
    search::{LEAST_DIGITS, LEAST_TEXT, begins_code},
    words::{Alphabet, digit_groups, unmarked, words, wrapped},
};
use crate::error::ReadError;

/// Shorter pieces of a code are not told from words and numbers.
const PLAUSIBLE: usize = 16;

/// The best that can be said about a text in which nothing was found.
pub(super) fn diagnose(tidy: &str) -> ReadError {
    let words = words(tidy, Alphabet::Url);
    let text = wrapped(&words)
        .filter(|stretch| begins_code(&stretch[0]) && looks_random(&stretch[0]))
        .map(|stretch| (stretch.iter().map(String::len).sum::<usize>(), LEAST_TEXT));
    let groups = digit_groups(&words);
    let digits = groups
        .iter()
        .filter(|groups| groups[0].starts_with(['0', '1']))
        .map(|groups| (groups.iter().map(|group| group.len()).sum::<usize>(), LEAST_DIGITS));
    match text.chain(digits).filter(|(length, _)| *length >= PLAUSIBLE).max_by_key(|(length, _)| *length) {
        Some((length, least)) if length < least => ReadError::CutShort,
        Some(_) => ReadError::Mistyped,
        None => ReadError::NotACode,
    }
}

/// Whether a word mixes cases as no word of a language does.
fn looks_random(word: &str) -> bool {
    // The first letter says which kind of code it is.
    let rest = unmarked(word).get(1..).unwrap_or_default();
    rest.bytes().any(|letter| letter.is_ascii_uppercase())
        && rest.bytes().any(|letter| letter.is_ascii_lowercase())
}
