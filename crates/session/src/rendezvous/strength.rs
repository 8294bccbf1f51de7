//! How hard words of people's own are to guess, said honestly.

/// How hard it is to guess words. The companion knows a part of their hash, and may try five of those that are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// A number with one or two words: words are missing if another page made them, and few if a person did.
    Unfinished,
    /// Whoever runs the companion, and tries a list of common words, is likely to be right.
    Weak,
    /// Two words: a stranger has no chance, and whoever runs the companion a small one.
    Fair,
    /// Three or more: nobody has one, unless they belong together.
    Good,
}

/// So many words are drawn behind a number.
const DRAWN: usize = 3;

/// Letters and digits that a word needs to count as one.
const LETTERS: usize = 3;

/// A word that is longer than this by chance alone counts as two.
const LONG: usize = 12;

impl Strength {
    /// Of what a person has typed so far; none for nothing, and for a number alone or with three words, as pages draw them.
    pub fn of_own(typed: &str) -> Option<Self> {
        let mut words = typed.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        if !words.next()?.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::of(typed);
        }
        match words.count() {
            0 | DRAWN => None,
            1 | 2 => Some(Self::Unfinished),
            _ => Self::of(typed),
        }
    }

    /// Of what a person has typed so far; none for nothing.
    pub fn of(typed: &str) -> Option<Self> {
        let lower = typed.to_lowercase();
        let mut words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
        words.retain(|word| !word.is_empty());
        if words.is_empty() {
            return None;
        }
        words.sort_unstable();
        words.dedup();
        let counted: usize = words.iter().map(|word| worth(word)).sum();
        Some(match counted {
            0 | 1 => Self::Weak,
            2 => Self::Fair,
            _ => Self::Good,
        })
    }
}

/// So many common words are as hard to guess as this one.
fn worth(word: &str) -> usize {
    let mut letters: Vec<char> = word.chars().collect();
    let length = letters.len();
    letters.sort_unstable();
    letters.dedup();
    if length < LETTERS || letters.len() < LETTERS {
        0
    } else if length > LONG && word.chars().any(|c| c.is_ascii_digit()) {
        2
    } else {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::Strength;

    #[track_caller]
    fn check(typed: &str, strength: Option<Strength>) {
        assert_eq!(Strength::of(typed), strength, "{typed}");
    }

    #[test]
    fn what_begins_with_a_number_is_judged_unless_a_page_may_have_drawn_it() {
        for (typed, strength) in [
            ("4711", None),
            ("4711-abandon", Some(Strength::Unfinished)),
            ("2024 Summer ", Some(Strength::Unfinished)),
            ("4711-abandon-zoo", Some(Strength::Unfinished)),
            ("4711 abandon zoo act", None),
            ("7 dwarfs met in 1812", Some(Strength::Good)),
            ("1password", Some(Strength::Weak)),
            ("3 a b c d", Some(Strength::Weak)),
            ("99bottles of beer", Some(Strength::Fair)),
            ("", None),
        ] {
            assert_eq!(Strength::of_own(typed), strength, "{typed}");
        }
    }

    #[test]
    fn strength_grows_with_words_that_are_words() {
        check("", None);
        check(" - ", None);
        check("tulip", Some(Strength::Weak));
        check("tulip tulip TULIP", Some(Strength::Weak));
        check("aaa bbb ccc", Some(Strength::Weak));
        check("a b c d e f", Some(Strength::Weak));
        check("1234567", Some(Strength::Weak));
        check("tulip harbour", Some(Strength::Fair));
        check("x7q0f3w9k2m5z", Some(Strength::Fair));
        check("tulip-harbour violin", Some(Strength::Good));
        check("über den Wolken fliegen", Some(Strength::Good));
    }
}
