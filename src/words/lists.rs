//! Safety words: 256 for each language, so that one word says one byte.

use heliograph_session::Language;

/// The word at a place in a language's list.
pub(crate) fn safety_word(list: Language, number: u8) -> &'static str {
    words(list).nth(usize::from(number)).expect("a list has a word for every byte, as a test shows")
}

pub(crate) fn words(list: Language) -> impl Iterator<Item = &'static str> {
    let text = match list {
        Language::English => include_str!("lists/english.txt"),
        Language::German => include_str!("lists/german.txt"),
    };
    text.lines()
}
