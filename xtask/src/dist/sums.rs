use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt};

/// What the list is called, as everywhere.
pub(crate) const SUMS: &str = "SHA256SUMS";

/// Which files have which SHA-256, as the program `sha256sum` writes and reads it.
#[derive(Default)]
pub(crate) struct Sums(BTreeMap<String, String>);

/// Where the files of a list lie.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lie {
    /// In the folder of the list.
    Beside,
    /// In that folder or folders within.
    Within,
}

impl Sums {
    /// Adds one file.
    pub(crate) fn add(&mut self, name: &str, bytes: &[u8]) {
        self.0.insert(name.to_owned(), sha256(bytes));
    }

    /// Reads a list, refusing names that lead elsewhere.
    pub(crate) fn parse(text: &str, lie: Lie) -> Result<Self> {
        let mut sums = BTreeMap::new();
        for line in text.lines() {
            let (sum, name) =
                parse_line(line, lie).with_context(|| format!("{SUMS} has a bad line: {line:?}"))?;
            ensure!(sums.insert(name.clone(), sum).is_none(), "{SUMS} lists {name} twice");
        }
        ensure!(!sums.is_empty(), "{SUMS} is empty");
        Ok(Self(sums))
    }

    /// What the file of that name should have.
    pub(crate) fn sum_of(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// What a file with these bytes is called here.
    pub(crate) fn name_of(&self, sum: &str) -> Option<&str> {
        self.iter().find(|(_, listed)| *listed == sum).map(|(name, _)| name)
    }

    /// Each name and sum, in the order of names.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, sum)| (name.as_str(), sum.as_str()))
    }
}

impl fmt::Display for Sums {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|(name, sum)| writeln!(formatter, "{sum}  {name}"))
    }
}

/// The SHA-256 of some bytes, in small hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a name stays in its folder on every system.
pub(crate) fn is_safe(name: &str, lie: Lie) -> bool {
    let odd = |character: char| character.is_control() || matches!(character, '\\' | ':');
    let depth = if lie == Lie::Beside { 1 } else { usize::MAX };
    !name.contains(odd)
        && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
        && name.split('/').count() <= depth
}

fn parse_line(line: &str, lie: Lie) -> Result<(String, String)> {
    let Some((sum, name)) = line.split_once(' ') else { bail!("it needs a sum, two spaces and a name") };
    let sum = sum.to_ascii_lowercase();
    ensure!(sum.len() == 64 && sum.bytes().all(|byte| byte.is_ascii_hexdigit()), "the sum is no SHA-256");
    // The star says that the file was read as bytes, which is the only way there is here.
    let name = name.strip_prefix([' ', '*']).context("it needs two spaces between sum and name")?;
    ensure!(is_safe(name, lie), "the name leads out of the folder");
    Ok((sum, name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{Lie, SUMS, Sums};
    use std::{fs, process::Command};

    fn line(name: &str) -> String {
        format!("{}  {name}\n", "0".repeat(64))
    }

    #[test]
    fn the_program_sha256sum_agrees() {
        let folder = tempfile::tempdir().unwrap();
        let mut sums = Sums::default();
        for name in ["a.html", "icons/a b.png", "ü.txt"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
            sums.add(name, name.as_bytes());
        }
        fs::write(folder.path().join(SUMS), sums.to_string()).unwrap();
        let mut sha256sum = Command::new("sha256sum");
        match sha256sum.args(["--check", "--strict", SUMS]).current_dir(folder.path()).output() {
            Ok(output) => assert!(output.status.success(), "{output:?}"),
            Err(_) => println!("SKIPPED: sha256sum is not installed"),
        }
    }

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let mut sums = Sums::default();
        sums.add("b", b"2");
        sums.add("a/b", b"1");
        let again = Sums::parse(&sums.to_string(), Lie::Within).unwrap();
        assert!(again.iter().eq(sums.iter()));
        assert_eq!(again.name_of(sums.sum_of("b").unwrap()), Some("b"));
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for name in ["../a", "/a", "a/../b", "a//b", "./a", "..", "", "a\\b", "C:a", "a\u{1b}[2J"] {
            assert!(Sums::parse(&line(name), Lie::Within).is_err(), "{name:?}");
        }
        assert!(Sums::parse(&line("icons/a"), Lie::Within).is_ok());
        assert!(Sums::parse(&line("icons/a"), Lie::Beside).is_err());
    }

    #[test]
    fn lists_that_say_nothing_or_two_things_are_refused() {
        for text in ["", "\n", "abc  a\n", &"0".repeat(64), &line("a").repeat(2), &format!("\\{}", line("a"))]
        {
            assert!(Sums::parse(text, Lie::Within).is_err(), "{text:?}");
        }
    }
}
