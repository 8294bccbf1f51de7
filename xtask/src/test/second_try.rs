//! A second try for the few tests of a step that failed: a browser that does not start says nothing about the page.

use crate::process;
use std::process::Command;

/// So many failures are no accident, and trying them again would only take time.
const MOST: usize = 3;

/// What failed in a run of `cargo test --no-fail-fast`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Failed {
    /// The words by which cargo runs each program with a failure, such as `-p heliograph-e2e --test connect`.
    targets: Vec<String>,
    /// The names of the tests.
    pub(super) tests: Vec<String>,
    /// How many failed: programs may have tests of the same name.
    count: usize,
}

impl Failed {
    /// Reads it out of what was printed; none where it does not say of each failure which test it was, as after a program
    /// that died, or where too many failed.
    pub(super) fn in_log(log: &str) -> Option<Self> {
        let targets = listed(log, |line| line.starts_with("error:") && line.ends_with("failed:"))
            .filter_map(|line| line.strip_prefix('`')?.strip_suffix('`'))
            .map(str::to_owned)
            .collect::<Vec<_>>();
        let mut tests = listed(log, |line| line == "failures:").map(str::to_owned).collect::<Vec<_>>();
        let counts: Vec<usize> = counted(log, "failed").filter(|count| *count > 0).collect();
        let count = tests.len();
        let is_whole = counts.len() == targets.len() && counts.iter().sum::<usize>() == count;
        tests.sort();
        tests.dedup();
        (is_whole && !targets.is_empty() && (1..=MOST).contains(&tests.len())).then_some(Self {
            targets,
            tests,
            count,
        })
    }

    /// Whether this is what was printed when every one of the tests ran, and passed.
    pub(super) fn is_undone_by(&self, log: &str) -> bool {
        counted(log, "passed").sum::<usize>() == self.count && counted(log, "failed").all(|count| count == 0)
    }

    /// The command that runs these tests alone, with the surroundings of the one that ran them all.
    pub(super) fn again(&self, all: &Command) -> Command {
        let mut command = process::surrounded_like(all, "cargo");
        command.args(["test", "--locked", "--no-fail-fast"]);
        command.args(self.targets.iter().flat_map(|target| target.split(' ')));
        command.args(["--", "--nocapture", "--exact"]).args(&self.tests);
        command
    }
}

/// How many tests of each program ended so.
fn counted<'a>(log: &'a str, end: &'a str) -> impl Iterator<Item = usize> + 'a {
    let results = log.lines().filter(|line| line.starts_with("test result: "));
    results.filter_map(move |line| {
        let part = line.split([';', '.']).find_map(|part| part.trim().strip_suffix(end))?;
        part.trim().parse().ok()
    })
}

/// The lines that are set in below each heading.
fn listed(log: &str, is_heading: impl Fn(&str) -> bool) -> impl Iterator<Item = &str> {
    let mut below = false;
    log.lines().filter_map(move |line| {
        let item = line.strip_prefix("    ").filter(|item| below && !item.starts_with(' '));
        below = item.is_some() || is_heading(line);
        item
    })
}

#[cfg(test)]
mod tests {
    use super::Failed;
    use std::process::Command;

    /// What cargo and two test programs print, without what the tests say.
    const LOG: &str = "\
     Running tests/about.rs (target/debug/deps/about-1)
test says_it ... ok

failures:

failures:
    says_it

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

error: test failed, to rerun pass `-p heliograph-e2e --test about`
     Running tests/connect.rs (target/debug/deps/connect-1)

failures:
    pairs::they_meet
    says_it

test result: FAILED. 0 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

error: 2 targets failed:
    `-p heliograph-e2e --test about`
    `-p heliograph-e2e --test connect`
";

    #[test]
    fn what_failed_is_read_and_run_again_alone_in_the_same_surroundings() {
        let failed = Failed::in_log(LOG).unwrap();
        assert_eq!(failed.tests, ["pairs::they_meet", "says_it"]);
        let again = failed.again(Command::new("cargo").args(["test", "--all"]).env("PAGE", "dist"));
        let words: Vec<_> = again.get_args().map(|word| word.to_str().unwrap()).collect();
        let expected = "test --locked --no-fail-fast -p heliograph-e2e --test about -p heliograph-e2e --test connect \
                        -- --nocapture --exact pairs::they_meet says_it";
        assert_eq!(words.join(" "), expected);
        assert_eq!(again.get_envs().count(), 1);
    }

    #[test]
    fn neither_a_build_that_fails_nor_many_failures_are_tried_again() {
        assert_eq!(Failed::in_log("error: could not compile `heliograph-e2e`\n"), None);
        let many = LOG.replace("    says_it\n", "    a\n    b\n    c\n    d\n");
        assert_eq!(Failed::in_log(&many), None);
        // A program died, and does not say where.
        let died = LOG.replace("test result: FAILED. 1 passed; 1 failed; 0 ignored", "signal: 6");
        assert_eq!(Failed::in_log(&died), None);
    }

    #[test]
    fn a_second_try_in_which_a_test_does_not_run_undoes_nothing() {
        let failed = Failed::in_log(LOG).unwrap();
        let result = |passed, failed| {
            format!(
                "test result: ok. {passed} passed; {failed} failed; 0 ignored; 0 measured; 7 filtered out"
            )
        };
        assert!(failed.is_undone_by(&[result(1, 0), result(2, 0)].join("\n")));
        assert!(!failed.is_undone_by(&[result(1, 0), result(0, 0)].join("\n")));
        assert!(!failed.is_undone_by(&[result(2, 0), result(1, 1)].join("\n")));
    }
}
