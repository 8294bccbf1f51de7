//! What is called by an English name in a test, in the language of the page that is looked at.
//!
//! The names come out of the page's own books of phrases, so that a test is written once for every language.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::{kind::Language, site::root};

/// English names of things and what they are called in German.
static GERMAN: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let (english, german) = (phrases(Language::English), phrases(Language::German));
    english.into_iter().filter_map(|(key, text)| Some((text, german.get(&key)?.clone()))).collect()
});

/// The name in that language; the English one where there is no other.
pub(crate) fn translated(name: &str, language: Language) -> &str {
    match language {
        Language::English => name,
        Language::German => GERMAN.get(name).map_or(name, String::as_str),
    }
}

/// The plain phrases of a language by their file and the name of their field.
fn phrases(language: Language) -> BTreeMap<String, String> {
    let book = match language {
        Language::English => "english",
        Language::German => "german",
    };
    let folder = root().join("src/words").join(book);
    let mut phrases = BTreeMap::new();
    // Where there is no such book, the tests that need it find nothing by its names.
    for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let text = std::fs::read_to_string(file.path()).unwrap_or_default();
        let name = file.file_name().to_string_lossy().into_owned();
        phrases.extend(fields(&text).into_iter().map(|(field, phrase)| (format!("{name} {field}"), phrase)));
    }
    phrases
}

/// Every `field: "phrase",` of a source text, where a phrase may go on in the next line after a backslash.
fn fields(source: &str) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    let mut rest = source;
    while let Some((before, after)) = rest.split_once(": \"") {
        let name = before.rsplit(|letter: char| !letter.is_alphanumeric() && letter != '_').next();
        let Some(end) = after.find('"') else { break };
        let phrase = after[..end].split('\\').map(str::trim_start).collect::<String>();
        fields.insert(name.unwrap_or_default().to_owned(), phrase);
        rest = &after[end + 1..];
    }
    fields
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Language, fields, phrases};

    #[test]
    fn what_is_called_alike_in_english_is_called_alike_in_german() {
        let (english, german) = (phrases(Language::English), phrases(Language::German));
        let mut found: BTreeMap<&String, &String> = BTreeMap::new();
        for (key, text) in &english {
            let Some(other) = german.get(key) else { continue };
            let before = found.entry(text).or_insert(other);
            // Nobody looks for this by its name in German.
            assert!(before == &other || text == "Continue", "“{text}” is “{before}” and “{other}”");
        }
        assert!(found.len() > 100);
    }

    #[test]
    fn phrases_are_read_with_the_lines_that_they_go_on_in() {
        let source = "W { back: \"Back\",\n    hint: \"One. \\\n        Two.\",\n    problem,\n};";
        let found = fields(source);
        assert_eq!(found.get("back").map(String::as_str), Some("Back"));
        assert_eq!(found.get("hint").map(String::as_str), Some("One. Two."));
        assert_eq!(found.len(), 2);
    }
}
