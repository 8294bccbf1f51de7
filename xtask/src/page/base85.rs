//! Bytes as letters of a page: five for four bytes, where base64 takes almost five and a half.
//!
//! The letters are those from `(` to `|` (the digit and 40), but for three that mean something to a reader of HTML or of
//! scripts: `}`, `~` and `!` stand for `<`, `\\` and `` ` ``. `assets/start.js` reads them.

use std::iter;

const LEAST: u8 = b'(';

/// The letters of these bytes. The last group is filled up with zeros, and as many letters less are written.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(4) * 5);
    for group in bytes.chunks(4) {
        let mut four = [0; 4];
        four[..group.len()].copy_from_slice(group);
        let number = u32::from_be_bytes(four);
        let digits = [52_200_625, 614_125, 7_225, 85, 1].map(|power| (number / power % 85) as u8);
        text.extend(digits.iter().take(group.len() + 1).map(|digit| letter(*digit)));
    }
    text
}

fn letter(digit: u8) -> char {
    match LEAST + digit {
        b'<' => '}',
        b'\\' => '~',
        b'`' => '!',
        letter => char::from(letter),
    }
}

/// The bytes that such letters stand for, as the start script reads them.
pub(super) fn decode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 5 * 4);
    for group in text.as_bytes().chunks(5) {
        let digits = group.iter().map(|letter| digit(*letter)).chain(iter::repeat(84)).take(5);
        let number = digits.fold(0, |number: u32, digit| number.wrapping_mul(85).wrapping_add(digit));
        bytes.extend_from_slice(&number.to_be_bytes()[..group.len() - 1]);
    }
    bytes
}

fn digit(letter: u8) -> u32 {
    let letter = match letter {
        b'}' => b'<',
        b'~' => b'\\',
        b'!' => b'`',
        letter => letter,
    };
    u32::from(letter.saturating_sub(LEAST))
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn five_letters_stand_for_four_bytes() {
        assert_eq!(encode(&[0; 4]), "(((((");
        assert_eq!(encode(&[255; 4]), "z?^4(");
        assert_eq!(encode(b""), "");
        for length in 0..9 {
            let letters = encode(&vec![7; length]).len();
            assert_eq!(letters, length / 4 * 5 + if length % 4 == 0 { 0 } else { length % 4 + 1 });
        }
    }

    #[test]
    fn what_was_written_is_read_again_and_means_nothing_in_a_page() {
        let all: Vec<u8> =
            (0..=255).flat_map(|first| (0..=255).flat_map(move |second| [first, second])).collect();
        for bytes in [&all[..], &all[1..], &all[2..], &all[3..], &[255], &[255; 2], &[255; 3], &[0], &[]] {
            let text = encode(bytes);
            assert!(text.bytes().all(|letter| letter.is_ascii_graphic()));
            assert!(!text.contains(['<', '\\', '`', '&', '"', '\'']));
            assert!(decode(&text) == bytes);
        }
    }
}
