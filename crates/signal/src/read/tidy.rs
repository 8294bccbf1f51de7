/// Stands for a dash that may have been one hyphen or two.
pub(super) const DASH: char = '–';

/// How often percent-encoding is taken off: links within links carry it twice.
const ROUNDS: usize = 3;

/// Undoes what programs do to single characters of a text; words and their order stay.
pub(super) fn tidy(text: &str) -> String {
    let mut text: String = text.chars().filter_map(plain).collect();
    for _ in 0..ROUNDS {
        if !text.contains('%') {
            break;
        }
        text = percent_decoded(&text);
    }
    text.replace("\\", "")
}

/// The plain spelling of a character, nothing for invisible ones.
fn plain(letter: char) -> Option<char> {
    match letter {
        // Soft hyphen, zero-width characters, direction marks, joiners, byte order mark, variation selectors.
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' => None,
        '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' => None,
        // Hyphen, non-breaking hyphen, figure dash, hyphen bullet, minus signs, small hyphen.
        '\u{2010}'..='\u{2012}' | '\u{2043}' | '\u{2D7}' | '\u{2212}' | '\u{FE63}' => Some('-'),
        // En dash, em dash, horizontal bar, small em dash.
        '\u{2013}'..='\u{2015}' | '\u{FE58}' => Some(DASH),
        // Full-width forms of ASCII.
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - 0xFEE0),
        _ if letter.is_whitespace() && letter != '\n' => Some(' '),
        _ => Some(letter),
    }
}

/// Decodes the printable ASCII characters only; everything else cannot be part of a code.
fn percent_decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        decoded.push_str(before);
        let code = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code.filter(u8::is_ascii_graphic) {
            Some(byte) => {
                decoded.push(char::from(byte));
                rest = &after[2..];
            }
            None => {
                decoded.push('%');
                rest = after;
            }
        }
    }
    decoded + rest
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(tidy(text), expected);
    }

    #[test]
    fn characters_return_to_what_they_were() {
        check("I\u{200B}A\u{AD}B\u{FEFF}", "IAB");
        check("a‐b‑c−d－e", "a-b-c-d-e");
        check("a–b—c", "a–b–c");
        check("ＩＡ＿０", "IA_0");
        check(r"a\_b\-c", "a_b-c");
        check("%23IA%5F%2d", "#IA_-");
        check("%2523IA", "#IA");
        check("100% %zz %", "100% %zz %");
        check("a\u{A0}b\tc\nd", "a b c\nd");
    }
}
