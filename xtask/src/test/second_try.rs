//! A second try for what little of a step failed: a browser that does not start says nothing about the page.

use super::suites::Tries;
use std::process::Command;

/// So many failures are no accident, and trying them again would only take time.
const MOST: usize = 3;

/// What failed in a run of `cargo test --no-fail-fast`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Failed {
    /// The words by which cargo runs each program with a failure, such as `-p heliograph-e2e --test connect`.
    targets: Vec<String>,
    /// The names of the tests; none where the programs are to run again as a whole.
    tests: Vec<String>,
    /// How many failed: programs may have tests of the same name.
    count: usize,
}

impl Failed {
    /// Reads out of what was printed what may be tried again.
    pub(super) fn in_log(log: &str, tries: Tries) -> Option<Self> {
        match tries {
            Tries::One => None,
            Tries::Two => Self::tests_in_log(log),
            Tries::TwoOfPrograms => Self::programs_in_log(log),
        }
    }

    /// What they are called.
    pub(super) fn names(&self) -> &[String] {
        if self.tests.is_empty() { &self.targets } else { &self.tests }
    }

    /// None where too many failed.
    fn programs_in_log(log: &str) -> Option<Self> {
        let targets = targets_in_log(log);
        let is_few = (1..=MOST).contains(&targets.len());
        is_few.then(|| Self { count: targets.len(), targets, tests: Vec::new() })
    }

    /// None where it does not say of each failure which test it was, as after a program that died, or where too many
    /// failed.
    fn tests_in_log(log: &str) -> Option<Self> {
        let targets = targets_in_log(log);
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

    /// Whether this is what was printed when every one of the tests, or programs, ran and passed.
    pub(super) fn is_undone_by(&self, log: &str) -> bool {
        let passed = counted(log, "passed").filter(|passed| *passed > 0);
        let ran = if self.tests.is_empty() { passed.count() } else { passed.sum() };
        ran == self.count && counted(log, "failed").all(|count| count == 0)
    }

    /// The command that runs these alone, with the surroundings of the one that ran them all.
    pub(super) fn again(&self, all: &Command) -> Command {
        let mut command = Command::new(all.get_program());
        command.args(["test", "--locked", "--no-fail-fast"]);
        let mut words = all.get_args().skip_while(|word| *word != "--target");
        command.args(words.by_ref().take(2));
        command.args(self.targets.iter().flat_map(|target| target.split(' ')));
        if self.tests.is_empty() {
            command.args(all.get_args().skip_while(|word| *word != "--"));
        } else {
            command.args(["--", "--nocapture", "--exact"]).args(&self.tests);
        }
        if let Some(folder) = all.get_current_dir() {
            command.current_dir(folder);
        }
        for (name, value) in all.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
    }
}

/// The words by which cargo runs each program that failed.
fn targets_in_log(log: &str) -> Vec<String> {
    listed(log, |line| line.starts_with("error:") && line.ends_with("failed:"))
        .filter_map(|line| line.strip_prefix('`')?.strip_suffix('`'))
        .map(str::to_owned)
        .collect()
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
    use super::{Failed, Tries};
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
        let failed = Failed::in_log(LOG, Tries::Two).unwrap();
        assert_eq!(failed.names(), ["pairs::they_meet", "says_it"]);
        let again = failed.again(Command::new("cargo").args(["test", "--all"]).env("PAGE", "dist"));
        let words: Vec<_> = again.get_args().map(|word| word.to_str().unwrap()).collect();
        let expected = "test --locked --no-fail-fast -p heliograph-e2e --test about -p heliograph-e2e --test connect \
                        -- --nocapture --exact pairs::they_meet says_it";
        assert_eq!(words.join(" "), expected);
        assert_eq!(again.get_envs().count(), 1);
    }

    #[test]
    fn neither_a_build_that_fails_nor_many_failures_are_tried_again() {
        assert_eq!(Failed::in_log("error: could not compile `heliograph-e2e`\n", Tries::Two), None);
        let many = LOG.replace("    says_it\n", "    a\n    b\n    c\n    d\n");
        assert_eq!(Failed::in_log(&many, Tries::Two), None);
        // A program died, and does not say where.
        let died = LOG.replace("test result: FAILED. 1 passed; 1 failed; 0 ignored", "signal: 6");
        assert_eq!(Failed::in_log(&died, Tries::Two), None);
    }

    #[test]
    fn a_second_try_in_which_a_test_does_not_run_undoes_nothing() {
        let failed = Failed::in_log(LOG, Tries::Two).unwrap();
        let result = |passed, failed| {
            format!(
                "test result: ok. {passed} passed; {failed} failed; 0 ignored; 0 measured; 7 filtered out"
            )
        };
        assert!(failed.is_undone_by(&[result(1, 0), result(2, 0)].join("\n")));
        assert!(!failed.is_undone_by(&[result(1, 0), result(0, 0)].join("\n")));
        assert!(!failed.is_undone_by(&[result(2, 0), result(1, 1)].join("\n")));
    }
    #[test]
    fn a_program_in_a_browser_that_died_runs_again_as_a_whole() {
        let log = "\
test plan_is_sent ... ok
Failed to detect test as having been run. It might have timed out.
error: test failed, to rerun pass `-p heliograph-browser --test files`
error: 1 target failed:
    `-p heliograph-browser --test files`
";
        assert_eq!(Failed::in_log(log, Tries::Two), None);
        assert_eq!(Failed::in_log("error: could not compile `heliograph`\n", Tries::TwoOfPrograms), None);
        let failed = Failed::in_log(log, Tries::TwoOfPrograms).unwrap();
        let mut all = Command::new("cargo");
        all.args(["test", "--locked", "--target", "wasm32", "--tests", "-p", "heliograph", "--", "plan"]);
        let again = failed.again(&all);
        let words: Vec<_> = again.get_args().map(|word| word.to_str().unwrap()).collect();
        let expected =
            "test --locked --no-fail-fast --target wasm32 -p heliograph-browser --test files -- plan";
        assert_eq!(words.join(" "), expected);
        assert!(failed.is_undone_by("test result: ok. 35 passed; 0 failed; 0 ignored; 0 filtered out"));
        assert!(!failed.is_undone_by("test result: ok. 0 passed; 0 failed; 0 ignored; 35 filtered out"));
        assert!(!failed.is_undone_by("Failed to detect test as having been run. It might have timed out."));
    }
}
