use crate::sources::expect_none;
use std::{collections::BTreeMap, fs};
use xtask::workspace::root;

const LISTS: [&str; 2] = ["src/words/lists/english.txt", "src/words/lists/german.txt"];

/// A word for every value of a byte.
const WORDS: usize = 256;

/// How many letters two words differ in at the least, so that a slip of the tongue makes no other word.
const DISTANCE: usize = 3;

#[test]
fn a_safety_list_has_a_word_for_every_byte_one_on_a_line_and_sorted() {
    for path in LISTS {
        let text = read(path);
        let words: Vec<&str> = text.lines().collect();
        assert_eq!(words.len(), WORDS, "{path}");
        assert!(text.ends_with('\n') && !text.contains('\r'), "{path} ends its lines in another way");
        assert!(words.is_sorted(), "{path} is not sorted");
    }
}

#[test]
fn every_safety_word_can_be_typed_on_any_keyboard() {
    let mut findings = Vec::new();
    for path in LISTS {
        for word in read(path).lines() {
            // German writes its nouns with a capital letter, English does not.
            let rest =
                if path.ends_with("german.txt") { word.strip_prefix(char::is_uppercase) } else { Some(word) };
            let is_plain = rest.is_some_and(|rest| rest.bytes().all(|letter| letter.is_ascii_lowercase()));
            if !is_plain || !word.is_ascii() || !(4..=8).contains(&word.len()) {
                findings.push(format!("{path}: {word}"));
            }
        }
    }
    expect_none(&findings);
}

#[test]
fn the_first_four_letters_tell_a_safety_word_from_all_others() {
    let mut findings = Vec::new();
    for path in LISTS {
        let text = read(path);
        let mut known = BTreeMap::new();
        for word in text.lines() {
            let beginning: String = word.chars().take(4).collect();
            if let Some(other) = known.insert(beginning, word) {
                findings.push(format!("{path}: {other} and {word}"));
            }
        }
    }
    expect_none(&findings);
}

#[test]
fn no_safety_word_is_easily_taken_for_another() {
    let mut findings = Vec::new();
    for path in LISTS {
        let text = read(path).to_lowercase();
        let words: Vec<&str> = text.lines().collect();
        for (index, one) in words.iter().enumerate() {
            for other in &words[index + 1..] {
                if distance(one, other) < DISTANCE {
                    findings.push(format!("{path}: {one} and {other}"));
                }
            }
        }
    }
    expect_none(&findings);
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// How many letters have to be put in, left out or replaced to turn one word into the other (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, candidate) in other.bytes().enumerate() {
            let replaced = diagonal + usize::from(letter != candidate);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}
