//! Words for two people to meet by: drawn here, or thought up by them, and typed in whatever way.

use bip39::Language;
use heliograph_wire::Private;
use rand_core::CryptoRngCore;

use crate::nfkc::nfkc;

/// How many words are drawn: 33 bits, of which somebody has one guess.
const DRAWN: usize = 3;

/// The most characters that anybody types.
const LONGEST: usize = 200;

/// So many letters are enough to tell all longer words of the list apart (BIP-39).
const TELLING: usize = 4;

/// What somebody typed.
#[derive(PartialEq, Eq)]
pub(crate) enum Typed {
    /// The number of a place, and words that were drawn.
    Code { nameplate: u32, words: Private<String> },
    /// What looks like that, and has a word that is not in the list.
    Mistyped,
    /// Words of their own.
    Own(Private<String>),
}

/// Draws three words, with hyphens between.
pub(crate) fn drawn(chance: &mut impl CryptoRngCore) -> Private<String> {
    let list = list();
    let mut bits = chance.next_u64();
    let words = [(); DRAWN].map(|()| {
        // The list has 2,048 words: eleven bits name one.
        let word = list[(bits & 0x7ff) as usize];
        bits >>= 11;
        word
    });
    Private::new(words.join("-"))
}

/// Reads what somebody typed. None where there are no words in it, or more than anybody types.
pub(crate) fn read(typed: &str) -> Option<Typed> {
    if typed.chars().nth(LONGEST).is_some() {
        return None;
    }
    let words = normalised(typed);
    if words.reveal().is_empty() || is_number(words.reveal()) {
        return None;
    }
    Some(code(words.reveal()).unwrap_or(Typed::Own(words)))
}

fn code(normalised: &str) -> Option<Typed> {
    let (number, words) = normalised.split_once('-')?;
    let nameplate = number.parse().ok().filter(|_| is_number(number))?;
    if words.split('-').count() != DRAWN {
        return None;
    }
    // Whoever types a code wrongly would wait for nobody, if it were taken for words of their own.
    let words: Option<Vec<_>> = words.split('-').map(of_list).collect();
    Some(
        words
            .map_or(Typed::Mistyped, |words| Typed::Code { nameplate, words: Private::new(words.join("-")) }),
    )
}

/// A number alone is half of a code: anybody can guess it.
fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn list() -> &'static [&'static str; 2048] {
    Language::English.word_list()
}

/// The word that was meant, whole or by its first letters.
fn of_list(typed: &str) -> Option<&'static str> {
    let list = list();
    // The list is sorted, so a word comes before all that begin with it.
    let word = *list.get(list.partition_point(|word| *word < typed))?;
    (word == typed || (typed.len() >= TELLING && word.starts_with(typed))).then_some(word)
}

/// One form for all ways to type the same words: small letters, one way to write each letter (NFKC), and one hyphen for
/// whatever stands between words.
fn normalised(typed: &str) -> Private<String> {
    let alike = Private::new(nfkc(typed));
    let small = Private::new(nfkc(&alike.reveal().to_lowercase()));
    let mut words = String::with_capacity(small.reveal().len());
    for letter in small.reveal().chars().filter(|letter| !is_unseen(*letter)) {
        if !is_between(letter) {
            words.push(letter);
        } else if !words.is_empty() && !words.ends_with('-') {
            words.push('-');
        }
    }
    if words.ends_with('-') {
        words.pop();
    }
    Private::new(words)
}

/// Signs that change how others look, and are lost or added when a text is copied.
const fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Space and punctuation: ASCII's, Latin-1's, and Unicode's general and East Asian blocks for it.
fn is_between(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || letter.is_ascii_punctuation()
        || matches!(letter, '¡' | '§' | '«' | '¶' | '·' | '»' | '¿')
        || matches!(letter, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{301f}')
}

#[cfg(test)]
mod tests {
    use super::{Typed, drawn, list, read};
    use crate::chance::Dealt;
    use std::collections::BTreeSet;

    #[track_caller]
    fn is_code(typed: &str, number: u32, expected: &str) {
        match read(typed) {
            Some(Typed::Code { nameplate, words }) => {
                assert_eq!((nameplate, words.reveal().as_str()), (number, expected), "{typed}");
            }
            Some(Typed::Own(_) | Typed::Mistyped) | None => panic!("{typed} is no code"),
        }
    }

    #[track_caller]
    fn is_own(typed: &str, expected: &str) {
        match read(typed) {
            Some(Typed::Own(words)) => assert_eq!(words.reveal(), expected),
            Some(Typed::Code { .. } | Typed::Mistyped) | None => {
                panic!("{typed} is no word of anybody's own")
            }
        }
    }

    #[test]
    fn the_list_is_sorted_and_its_words_differ_in_the_first_four_letters() {
        assert!(list().is_sorted());
        let beginnings: BTreeSet<_> = list().iter().map(|word| word.get(..4).unwrap_or(word)).collect();
        assert_eq!(beginnings.len(), 2048);
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for typed in [
            "42-abandon-zoo-act",
            "42 abandon zoo act",
            "  42, Abandon.  ZOO\u{2013}act! ",
            "42–aban–zoo–act",
            "42 abando zoo act",
            "４２　ａｂａｎ　ｚｏｏ　ａｃｔ",
            "42-aban\u{ad}don-zoo\u{200b}-act\n",
        ] {
            is_code(typed, 42, "abandon-zoo-act");
        }
        is_code("4294967295 act acti actr", u32::MAX, "act-action-actress");
    }

    #[test]
    fn what_is_almost_a_code_is_words_of_ones_own() {
        is_own("abandon zoo act", "abandon-zoo-act");
        is_own("42 abandon zoo", "42-abandon-zoo");
        is_own("42 abandon zoo act act", "42-abandon-zoo-act-act");
        is_own("4294967296 abandon zoo act", "4294967296-abandon-zoo-act");
        is_own("+42 -1", "42-1");
    }

    #[test]
    fn a_code_with_a_word_that_is_not_in_the_list_is_mistyped() {
        for typed in ["42 aba zoo act", "42 abandoned zoo act", "42 abandon zoo äct", "42-a-b-c"] {
            assert!(read(typed) == Some(Typed::Mistyped), "{typed}");
        }
    }

    #[test]
    fn ones_own_words_have_one_form() {
        for typed in ["Süße  Träume", "su\u{308}ße_tra\u{308}ume", " süße… träume ?", "«Süße» ‚TRÄUME‘"]
        {
            is_own(typed, "süße-träume");
        }
        is_own("ﬁne", "fine");
        is_own("don’t", "don-t");
        is_own("🌵🌵", "🌵🌵");
        is_own("秘密、言葉", "秘密-言葉");
    }

    #[test]
    fn where_there_are_no_words_none_are_read() {
        for typed in ["", "  ", "-- . --", "\u{200b}", "4711", " 4711- "] {
            assert!(read(typed).is_none(), "{typed}");
        }
        assert!(read(&"ä".repeat(200)).is_some());
        assert!(read(&"ä".repeat(201)).is_none());
        // One character that becomes eighteen.
        assert!(read(&"\u{fdfa}".repeat(200)).is_some());
    }

    #[test]
    fn drawn_words_are_of_the_list_and_differ_each_time() {
        let mut chance = Dealt::by(7);
        let draws: BTreeSet<_> = (0..1000).map(|_| drawn(&mut chance).reveal().clone()).collect();
        assert_eq!(draws.len(), 1000);
        for words in &draws {
            is_code(&format!("1-{words}"), 1, words);
        }
        let seen: BTreeSet<_> = draws.iter().flat_map(|words| words.split('-')).collect();
        // Of 3,000 draws with repetition about 1,574 of 2,048 are to be expected.
        assert!(seen.len() > 1500, "{}", seen.len());
    }
}
