//! Names of files as the other side has them, made into names that are safe to show and to save.

use alloc::borrow::ToOwned;
use alloc::string::String;

/// The most bytes of a name, in UTF-8: what common file systems keep.
pub const NAME_LIMIT: usize = 255;

/// What a file is called of whose name nothing is left.
const UNNAMED: &str = "unnamed";

/// The longest ending that is kept when a name is cut.
const LONGEST_ENDING: usize = 32;

/// Names of devices on Windows, whatever follows after a dot.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// Endings of files that Windows acts upon when their folder is merely looked at, and that browsers refuse to write.
const ACTED_UPON: [&str; 6] = [".lnk", ".local", ".scf", ".url", ".library-ms", ".searchconnector-ms"];

/// A name for one file or folder that is safe to show and to save anywhere, and as close to `name` as that allows.
///
/// A name that is safe stays as it is.
///
/// ```
/// use heliograph_wire::files::safe_name;
///
/// assert_eq!(safe_name("Holiday 2024.jpg"), "Holiday 2024.jpg");
/// assert_eq!(safe_name("../../.profile"), ".._.._.profile");
/// assert_eq!(safe_name("invoice\u{202e}fdp.exe"), "invoicefdp.exe");
/// assert_eq!(safe_name("NUL.txt"), "_NUL.txt");
/// ```
pub fn safe_name(name: &str) -> String {
    let shown: String = name.chars().filter(|c| !is_hidden(*c)).map(plain).collect();
    let mut safe = trimmed(&shown).to_owned();
    if names_a_device(&safe) {
        safe.insert(0, '_');
    }
    safe = cut_name(&safe, NAME_LIMIT);
    if is_acted_upon(&safe) {
        safe.push('_');
        safe = cut_name(&safe, NAME_LIMIT);
    }
    if safe.chars().all(leaves_no_mark) {
        return UNNAMED.to_owned();
    }
    safe
}

/// Cuts a name to so many bytes, between two characters, and keeps its ending.
pub fn cut_name(name: &str, limit: usize) -> String {
    if name.len() <= limit {
        return name.to_owned();
    }
    let ending = match name.rfind('.') {
        Some(dot) if dot > 0 && name.len() - dot <= LONGEST_ENDING.min(limit / 2) => &name[dot..],
        _ => "",
    };
    let mut end = limit - ending.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    let mut short = trimmed(&name[..end]).to_owned();
    short.push_str(ending);
    short
}

/// Controls, and what changes the direction of the text around it (Unicode Standard Annex 9, section 2) or cannot be seen
/// and has no part in how its neighbours look.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}

/// What separates folders or means something else to a file system becomes a mark that does not.
fn plain(c: char) -> char {
    match c {
        '/' | '\\' | '<' | '>' | ':' | '"' | '|' | '?' | '*' => '_',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// Windows drops dots and spaces at the end, and so takes one file for another.
fn trimmed(name: &str) -> &str {
    name.trim_start_matches(' ').trim_end_matches(['.', ' '])
}

fn leaves_no_mark(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '.' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{2800}')
        || matches!(c, '\u{180b}'..='\u{180f}' | '\u{200c}' | '\u{200d}' | '\u{3164}' | '\u{ffa0}')
        || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

fn names_a_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    let numbered = |device: &str| {
        stem.get(..3).is_some_and(|head| head.eq_ignore_ascii_case(device))
            && matches!(
                &stem[3..],
                "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"
            )
    };
    DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device)) || numbered("COM") || numbered("LPT")
}

fn is_acted_upon(name: &str) -> bool {
    ACTED_UPON.iter().any(|ending| {
        let start = name.len().saturating_sub(ending.len());
        name.get(start..).is_some_and(|last| last.eq_ignore_ascii_case(ending))
    }) || name.eq_ignore_ascii_case("desktop.ini")
}

#[cfg(test)]
mod tests {
    use super::{NAME_LIMIT, cut_name, safe_name};
    use proptest::prelude::*;

    #[track_caller]
    fn becomes(name: &str, safe: &str) {
        assert_eq!(safe_name(name), safe);
    }

    #[test]
    fn a_safe_name_stays_as_it_is() {
        for name in [
            "a",
            "Müller & Söhne (2).tar.gz",
            "日本語.txt",
            "👩‍👩‍👧.png",
            ".profile",
            "console.txt",
            "com10",
            "a  b",
        ] {
            becomes(name, name);
        }
    }

    #[test]
    fn no_name_leads_out_of_its_folder() {
        becomes("..", "unnamed");
        becomes(".", "unnamed");
        becomes("", "unnamed");
        becomes("/etc/passwd", "_etc_passwd");
        becomes("..\\..\\x", ".._.._x");
        becomes("C:\\x", "C__x");
        becomes("a\0b", "ab");
    }

    #[test]
    fn a_name_shows_what_it_is() {
        becomes("photo\u{202e}gnp.exe", "photognp.exe");
        becomes("a\u{200b}\u{feff}b\n.txt", "ab.txt");
        becomes("\u{200d}\u{fe0f} \u{3164}", "unnamed");
        becomes("a\u{2003}b\u{a0}c", "a b c");
    }

    #[test]
    fn names_that_windows_takes_for_others_are_changed() {
        becomes("con", "_con");
        becomes("Con .txt", "_Con .txt");
        becomes("LPT¹.doc", "_LPT¹.doc");
        becomes("COM0", "_COM0");
        becomes("a. . .", "a");
        becomes("x<>:\"|?*y", "x_______y");
        becomes("holiday.LNK", "holiday.LNK_");
        becomes("Desktop.ini", "Desktop.ini_");
    }

    #[test]
    fn a_long_name_is_cut_between_characters_and_keeps_its_ending() {
        let long = safe_name(&format!("{}.jpeg", "é".repeat(300)));
        assert!(long.ends_with("é.jpeg") && long.len() <= NAME_LIMIT && long.len() > NAME_LIMIT - 4);
        assert_eq!(cut_name("abc.def", 6), "abc.def"[..6].to_owned());
        assert_eq!(cut_name("abcdefgh.d", 6), "abcd.d");
    }

    proptest! {
        #[test]
        fn whatever_the_name_it_becomes_a_safe_one_and_stays_it(
            name in r#"(\PC|[./\\: \u{202e}\u{200d}\n]|CON|nul|\.lnk|é|日){0,400}"#
        ) {
            let safe = safe_name(&name);
            prop_assert!(!safe.is_empty() && safe.len() <= NAME_LIMIT);
            prop_assert!(!safe.contains(['/', '\\', ':', '\0', '<', '>', '"', '|', '?', '*']));
            prop_assert!(!safe.ends_with(['.', ' ']) && safe != ".." && safe != ".");
            prop_assert_eq!(&safe_name(&safe), &safe);
        }
    }
}
