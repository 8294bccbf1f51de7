//! Keeps codes and addresses out of what a failing test prints.

use std::fmt::Write;

/// The longest word that is printed in full; the shortest code is several times as long.
const LONGEST_WORD: usize = 24;

/// The text with long words cut and addresses replaced.
pub fn redact(text: &str) -> String {
    let mut redacted = String::with_capacity(text.len());
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            redacted.push(' ');
        }
        let length = word.chars().count();
        if looks_like_an_address(word) {
            redacted.push_str("(address)");
        } else if length > LONGEST_WORD {
            let start: String = word.chars().take(6).collect();
            // Writing to a string cannot fail.
            let _ = write!(redacted, "{start}…({length} characters)");
        } else {
            redacted.push_str(word);
        }
    }
    redacted
}

fn looks_like_an_address(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let dots = word.matches('.').count();
    let colons = word.matches(':').count();
    (dots >= 3 && digits >= 4) || (colons >= 3 && digits >= 2)
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn sentences_stay_and_codes_and_addresses_go() {
        assert_eq!(redact("This is not a Heliograph code."), "This is not a Heliograph code.");
        assert_eq!(redact("at 192.168.1.20:4711 now"), "at (address) now");
        assert_eq!(redact("at [fd01::2:1]:80 now"), "at (address) now");
        let code = "I".repeat(86);
        assert_eq!(redact(&format!("code {code}")), "code IIIIII…(86 characters)");
    }
}
