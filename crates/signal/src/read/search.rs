use super::{
    Reading,
    tidy::DASH,
    words::{Alphabet, digit_groups, unmarked, words, wrapped},
};
use crate::{
    digits,
    error::ReadError,
    format::{FormatError, decode},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// The fewest characters of a text code that this version reads: an offer without candidates has 56 bytes.
pub(super) const LEAST_TEXT: usize = 75;

/// The fewest digits of the same.
pub(super) const LEAST_DIGITS: usize = 136;

/// The fewest characters of a code of any version.
const LEAST_ANY: usize = 11;

/// The most characters of a code that is looked for among other words, or of which dashes are read both ways.
const MOST_SCATTERED: usize = 2_048;

/// More dashes than this are all read alike, since each of them doubles the attempts.
const MOST_DASHES: usize = 6;

/// What a linkifier may have left out at the end of a link.
const SWALLOWED: [&str; 6] = ["-", "_", "--", "-_", "_-", "__"];

/// Tries to find a code in a text, within bounds.
#[derive(Default)]
pub(super) struct Search {
    budget: Budget,
    /// The best reason so far why something with a right checksum cannot be used.
    error: Option<ReadError>,
}

/// What one way of looking may still cost.
struct Budget {
    attempts: usize,
    bytes: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { attempts: 1_000, bytes: 1 << 20 }
    }
}

/// A way of looking for a code among words.
type Pass = fn(&mut Search, &[String]) -> Option<Reading>;

impl Search {
    /// The first code in the text, likeliest damage first; failing that, what is known about the failure.
    pub(super) fn run(mut self, tidy: &str) -> Result<Reading, Option<ReadError>> {
        let plain = words(tidy, Alphabet::Url);
        let standard = if tidy.contains(['+', '/']) { words(tidy, Alphabet::Standard) } else { Vec::new() };
        let passes: [Pass; 5] =
            [Self::digits, Self::whole_words, Self::wrapped_words, Self::all_words, Self::scattered_words];
        for pass in passes {
            for words in [&plain, &standard] {
                self.budget = Budget::default();
                if let Some(reading) = pass(&mut self, words) {
                    return Ok(reading);
                }
            }
        }
        Err(self.error)
    }

    fn whole_words(&mut self, words: &[String]) -> Option<Reading> {
        let mut long = words.iter().filter(|word| word.len() >= LEAST_ANY);
        long.find_map(|word| self.repaired(word))
    }

    /// Lines of a wrapped code, with other lines around them.
    fn wrapped_words(&mut self, words: &[String]) -> Option<Reading> {
        for stretch in wrapped(words) {
            for start in (0..stretch.len()).filter(|start| begins_code(&stretch[*start])) {
                // All of it first, since prose after a code is rarer than a code alone.
                for end in (start + 1..=stretch.len()).rev() {
                    self.budget.spend(0)?;
                    if let Some(reading) = self.repaired(&stretch[start..end].concat()) {
                        return Some(reading);
                    }
                }
            }
        }
        None
    }

    /// A code alone, however it was cut up.
    fn all_words(&mut self, words: &[String]) -> Option<Reading> {
        self.repaired(&words.concat())
    }

    /// Any words in a row, as they stand.
    fn scattered_words(&mut self, words: &[String]) -> Option<Reading> {
        for start in (0..words.len()).filter(|start| begins_code(&words[*start])) {
            let mut joined = String::new();
            for word in &words[start..] {
                joined.push_str(word);
                if joined.len() > MOST_SCATTERED {
                    break;
                }
                if joined.len() >= LEAST_TEXT {
                    self.budget.spend(0)?;
                    if let Some(reading) = self.text(&unmarked(&joined).replace(DASH, "-"), Trust::Little) {
                        return Some(reading);
                    }
                }
            }
        }
        None
    }

    /// One text with its dashes read each way, and its end restored.
    fn repaired(&mut self, text: &str) -> Option<Reading> {
        let spellings = spellings(unmarked(text));
        if let Some(reading) = spellings.iter().find_map(|text| self.text(text, Trust::Full)) {
            return Some(reading);
        }
        for text in spellings.iter().filter(|text| begins_code(text)) {
            self.budget.spend(0)?;
            let swallowed = SWALLOWED.iter().map(|end| format!("{text}{end}"));
            // The closing mark of emphasis, or a dash that followed the code.
            let added = (1..=2).filter_map(|length| {
                let (kept, end) = text.split_at_checked(text.len().checked_sub(length)?)?;
                end.bytes().all(|byte| matches!(byte, b'-' | b'_')).then(|| kept.to_owned())
            });
            if let Some(reading) = swallowed.chain(added).find_map(|text| self.text(&text, Trust::Little)) {
                return Some(reading);
            }
        }
        None
    }

    fn digits(&mut self, words: &[String]) -> Option<Reading> {
        for groups in digit_groups(words) {
            let length: usize = groups.iter().map(|group| group.len()).sum();
            if length < LEAST_DIGITS {
                continue;
            }
            if let Some(reading) = self.decimal(&groups.concat(), Trust::Full) {
                return Some(reading);
            }
            for start in (0..groups.len()).filter(|start| groups[*start].starts_with(['0', '1'])) {
                for end in (start + 1..=groups.len()).rev() {
                    self.budget.spend(0)?;
                    let part = groups[start..end].concat();
                    if part.len() < LEAST_DIGITS {
                        break;
                    }
                    if let Some(reading) = self.decimal(&part, Trust::Little) {
                        return Some(reading);
                    }
                }
            }
        }
        None
    }

    fn decimal(&mut self, text: &str, trust: Trust) -> Option<Reading> {
        self.budget.spend(text.len())?;
        self.code(&digits::read(text)?, trust)
    }

    fn text(&mut self, text: &str, trust: Trust) -> Option<Reading> {
        self.budget.spend(text.len())?;
        self.code(&URL_SAFE_NO_PAD.decode(text).ok()?, trust)
    }

    fn code(&mut self, bytes: &[u8], trust: Trust) -> Option<Reading> {
        let error = match decode(bytes) {
            Ok(reading) => return Some(reading),
            Err(FormatError::Checksum) => return None,
            Err(FormatError::Newer(version)) => ReadError::NewerVersion(version),
            Err(FormatError::Damaged(flaw)) => ReadError::Damaged(flaw),
        };
        // Among many guesses a checksum is right by chance now and then.
        if trust == Trust::Full {
            self.error.get_or_insert(error);
        }
        None
    }
}

impl Budget {
    /// Takes one attempt; none are left once the bytes are used up.
    const fn spend(&mut self, bytes: usize) -> Option<()> {
        if self.attempts == 0 || self.bytes < bytes {
            self.attempts = 0;
            return None;
        }
        self.attempts -= 1;
        self.bytes -= bytes;
        Some(())
    }
}

/// How much a right checksum alone says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    Full,
    Little,
}

/// The kinds of version 1 begin with these letters.
pub(super) fn begins_code(word: &str) -> bool {
    unmarked(word).starts_with(['I', 'J', 'K', 'L'])
}

/// The text with each of its dashes as one hyphen or as two.
fn spellings(text: &str) -> Vec<String> {
    let dashes = text.matches(DASH).count();
    if dashes > MOST_DASHES || text.len() > MOST_SCATTERED {
        return vec![text.replace(DASH, "-"), text.replace(DASH, "--")];
    }
    (0..1_usize << dashes)
        .map(|choice| {
            let mut dash = 0;
            text.chars().fold(String::with_capacity(text.len()), |mut spelled, letter| {
                if letter == DASH {
                    spelled.push_str(if choice >> dash & 1 == 0 { "-" } else { "--" });
                    dash += 1;
                } else {
                    spelled.push(letter);
                }
                spelled
            })
        })
        .collect()
}
