use crate::workspace;
use anyhow::{Context, Result};
use std::{collections::BTreeSet, fs};

/// The end-to-end test programs that build a laboratory. They mostly wait: for each other, for the only one on the machine,
/// and for pages to lose their patience.
pub(super) const LABORATORY: [&str; 4] = ["laboratory", "patience", "broken_link", "relay_lab"];

/// All the other ones. Cargo takes for a program each file in their folder, and each folder with a `main.rs`.
pub(super) fn outside_the_laboratory() -> Result<BTreeSet<String>> {
    let folder = workspace::root().join("tests/e2e/tests");
    let mut programs = BTreeSet::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let path = entry?.path();
        let is_program =
            path.extension().is_some_and(|ending| ending == "rs") || path.join("main.rs").is_file();
        let name = path.file_stem().and_then(|name| name.to_str());
        programs.extend(name.filter(|name| is_program && !LABORATORY.contains(name)).map(str::to_owned));
    }
    Ok(programs)
}

/// The words by which cargo runs programs.
pub(super) fn words<'a>(programs: impl IntoIterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    programs.into_iter().flat_map(|name| ["--test", name])
}

#[cfg(test)]
mod tests {
    use super::{LABORATORY, outside_the_laboratory};
    use crate::process;
    use serde_json::Value;

    /// What cargo itself takes for test programs of the end-to-end tests.
    fn known_to_cargo() -> Vec<String> {
        let mut cargo = process::cargo();
        cargo.args(["metadata", "--locked", "--offline", "--no-deps", "--format-version", "1"]);
        let known: Value = serde_json::from_str(&process::quiet_output(&mut cargo).unwrap()).unwrap();
        let packages = known["packages"].as_array().unwrap();
        let package = packages.iter().find(|package| package["name"] == "heliograph-e2e").unwrap();
        let targets = package["targets"].as_array().unwrap().iter();
        let programs = targets.filter(|target| target["kind"][0] == "test");
        programs.map(|program| program["name"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn every_test_program_is_either_of_the_laboratory_or_outside() {
        let mut ours: Vec<_> = outside_the_laboratory().unwrap().into_iter().collect();
        ours.extend(LABORATORY.map(str::to_owned));
        ours.sort();
        let mut known = known_to_cargo();
        known.sort();
        assert_eq!(ours, known);
    }
}
