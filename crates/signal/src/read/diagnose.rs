use super::{
    search::{LEAST_DIGITS, LEAST_TEXT, begins_code},
    tidy::DASH,
    words::{Alphabet, digit_groups, unmarked, words, wrapped},
};
use crate::{digits, error::ReadError, format::ends_early};
use base64::{
    Engine,
    alphabet::URL_SAFE,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// Shorter pieces of a code are not told from words and numbers.
const PLAUSIBLE: usize = 16;

/// Reads what is left of a code whose last character is missing.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// The best that can be said about a text in which nothing was found.
pub(super) fn diagnose(tidy: &str) -> ReadError {
    let words = words(tidy, Alphabet::Url);
    let texts = wrapped(&words)
        .filter(|stretch| begins_code(&stretch[0]) && looks_random(&stretch[0]))
        .map(|stretch| unmarked(&stretch.concat()).replace(DASH, "-"));
    let digits = digit_groups(&words).into_iter();
    let digits = digits.filter(|groups| groups[0].starts_with(['0', '1'])).map(|groups| groups.concat());
    let plausible = texts.chain(digits).filter(|code| code.len() >= PLAUSIBLE);
    match plausible.max_by_key(String::len) {
        Some(code) if is_cut(&code) => ReadError::CutShort,
        Some(_) => ReadError::Mistyped,
        None => ReadError::NotACode,
    }
}

/// Whether a code is shorter than any of its kind, or ends within a field.
fn is_cut(code: &str) -> bool {
    if code.starts_with(|letter: char| letter.is_ascii_digit()) {
        return code.len() < LEAST_DIGITS || digits::read(code).is_some_and(|bytes| ends_early(&bytes));
    }
    // No number of bytes is spelled with one character more than a multiple of four.
    let whole = if code.len() % 4 == 1 { &code[..code.len() - 1] } else { code };
    code.len() < LEAST_TEXT || LENIENT.decode(whole).is_ok_and(|bytes| ends_early(&bytes))
}

/// Whether a word mixes cases as no word of a language does.
fn looks_random(word: &str) -> bool {
    // The first letter says which kind of code it is.
    let rest = unmarked(word).get(1..).unwrap_or_default();
    rest.bytes().any(|letter| letter.is_ascii_uppercase())
        && rest.bytes().any(|letter| letter.is_ascii_lowercase())
}
