/// Reasons that a machine may honestly have, as the tests spell them; a reworded one is no longer excused.
const HONEST: [&str; 8] = [
    "set HELIOGRAPH_CORPUS to their folder",
    "multicast does not work here",
    "python3 with venv is missing",
    "aiortc cannot be installed with pip",
    "axe-core cannot be installed with npm",
    "web-ext cannot be installed with npm",
    "comes without H.264 on this machine",
    "Firefox offers no such layers",
];

/// What to make of tests that skip themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skips {
    /// They are told.
    Told,
    /// They fail, unless their reason is one that a machine may honestly have.
    Forbidden,
}

/// What a test says that skips itself: `SKIPPED: why`, or `SKIPPED what: why`.
pub(super) fn skip_said(line: &str) -> Option<&str> {
    let (before, said) = line.split_once("SKIPPED")?;
    // On a single thread the line begins with the name of the test.
    let begins = before.trim().is_empty() || before.starts_with("test ") && before.ends_with(" ... ");
    let reasoned = said.starts_with(": ") || said.starts_with(' ') && said.contains(": ");
    (begins && reasoned).then(|| said.trim_start_matches([':', ' ']))
}

/// Whether the reason is one that a machine may honestly have.
pub(super) fn is_honest(skip: &str) -> bool {
    HONEST.iter().any(|reason| skip.contains(reason))
}

#[cfg(test)]
mod tests {
    use super::{is_honest, skip_said};

    #[test]
    fn a_skip_is_heard_wherever_a_test_says_it() {
        assert_eq!(skip_said("SKIPPED: the samples"), Some("the samples"));
        assert_eq!(skip_said("SKIPPED a_test: no root"), Some("a_test: no root"));
        assert_eq!(skip_said("test a_test ... SKIPPED: the samples"), Some("the samples"));
    }

    #[test]
    fn a_line_about_skips_is_none() {
        assert_eq!(skip_said("    println!(\"SKIPPED: the samples\");"), None);
        assert_eq!(skip_said("warning: SKIPPED: the samples"), None);
        assert_eq!(skip_said("test nothing_is_SKIPPED ... ok"), None);
    }

    #[test]
    fn a_missing_folder_is_honest_and_a_missing_laboratory_is_not() {
        assert!(is_honest("the samples of other projects; set HELIOGRAPH_CORPUS to their folder"));
        assert!(!is_honest("a_test: there is no laboratory: it needs root"));
    }
}
