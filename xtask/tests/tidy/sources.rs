use std::{
    fs,
    path::{Path, PathBuf},
};
use xtask::workspace::root;

/// A file of the project.
pub(crate) struct Source {
    /// Its path from the top folder, with forward slashes.
    pub(crate) path: String,
    /// All that is in it.
    pub(crate) text: String,
}

impl Source {
    /// The part of a Rust file before its tests, which by the style of the house come last.
    pub(crate) fn without_tests(&self) -> &str {
        self.text.split_once("\n#[cfg(test)]\nmod ").map_or(&self.text, |(code, _)| code)
    }

    /// Whether the file lies in this folder.
    pub(crate) fn is_in(&self, folder: &str) -> bool {
        self.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }
}

/// Every file of the project with one of these endings, sorted by path.
pub(crate) fn sources(endings: &[&str]) -> Vec<Source> {
    let mut paths = Vec::new();
    collect(root(), &mut paths);
    paths.sort();
    paths
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)))
        .map(|path| Source {
            path: path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/"),
            text: fs::read_to_string(path).unwrap(),
        })
        .collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if !["target", "dist", "release", ".git", "node_modules"].contains(&name) {
                collect(&path, paths);
            }
        } else {
            paths.push(path);
        }
    }
}

/// Fails with one line for each finding.
#[track_caller]
pub(crate) fn expect_none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}
