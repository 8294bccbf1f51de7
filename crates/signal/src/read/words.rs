use super::tidy::DASH;

/// Whether the characters of standard base64 count as part of a word; they are those of paths, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alphabet {
    Url,
    Standard,
}

/// A word is this long at least where a line of a wrapped code is meant; only the last line may be shorter.
const LINE: usize = 16;

/// The runs of characters that may be part of a code in text, spelled in base64url.
pub(super) fn words(tidy: &str, alphabet: Alphabet) -> Vec<String> {
    let standard = |letter| alphabet == Alphabet::Standard && matches!(letter, '+' | '/');
    let is_part = |letter: char| {
        letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | DASH) || standard(letter)
    };
    tidy.split(|letter| !is_part(letter))
        .filter(|word| !word.is_empty())
        .map(|word| word.replace('+', "-").replace('/', "_"))
        .collect()
}

/// The word without bullets and marks of emphasis before it; no code begins with them, though its lines may.
pub(super) fn unmarked(word: &str) -> &str {
    word.trim_start_matches(['-', '_', DASH])
}

/// Stretches of words that look like the lines of something wrapped: all long but the last.
pub(super) fn wrapped(words: &[String]) -> impl Iterator<Item = &[String]> {
    words.split_inclusive(|word| word.len() < LINE).filter(|stretch| stretch[0].len() >= LINE)
}

/// Stretches of words made of digits, cut at hyphens, too.
pub(super) fn digit_groups(words: &[String]) -> Vec<Vec<&str>> {
    let is_digits = |word: &str| {
        word.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '-' | DASH))
            && word.contains(|letter: char| letter.is_ascii_digit())
    };
    words
        .split(|word| !is_digits(word))
        .filter(|stretch| !stretch.is_empty())
        .map(|stretch| {
            let groups = stretch.iter().flat_map(|word| word.split(['-', DASH]));
            groups.filter(|group| !group.is_empty()).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Alphabet, digit_groups, words, wrapped};

    #[test]
    fn a_link_falls_apart_at_its_marks() {
        assert_eq!(
            words("see https://example.org/app/#IA_b-.", Alphabet::Url),
            ["see", "https", "example", "org", "app", "IA_b-"]
        );
        assert_eq!(words("(IA+b/c==)", Alphabet::Standard), ["IA-b_c"]);
        assert_eq!(words("- _IA_", Alphabet::Url), ["-", "_IA_"]);
    }

    #[test]
    fn long_lines_and_a_short_last_one_belong_together() {
        let words = words("Hi there IABCDEFGHIJKLMNOPQ ABCDEFGHIJKLMNOPQR AB bye", Alphabet::Url);
        let stretches: Vec<_> = wrapped(&words).collect();
        assert_eq!(stretches, [["IABCDEFGHIJKLMNOPQ", "ABCDEFGHIJKLMNOPQR", "AB"]]);
    }

    #[test]
    fn digits_are_grouped_across_spaces_and_hyphens() {
        let words = words("call 12 34-56, then 7x 8", Alphabet::Url);
        assert_eq!(digit_groups(&words), [vec!["12", "34", "56"], vec!["8"]]);
    }
}
