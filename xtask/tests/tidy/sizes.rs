use crate::sources::{Source, expect_none, sources};

/// What nobody wants to scroll through.
const LONGEST: usize = 600;

/// What the middle file stays under, so that a file is one idea.
const MIDDLE: usize = 150;

#[test]
fn no_file_is_long_and_most_are_short() {
    let files = sources(&["rs"]);
    let length = |source: &Source| source.text.lines().count();
    let long: Vec<_> = files
        .iter()
        .filter(|source| length(source) > LONGEST)
        .map(|source| format!("{} has {} lines, more than {LONGEST}", source.path, length(source)))
        .collect();
    expect_none(&long);

    let mut lengths: Vec<_> = files.iter().map(length).collect();
    lengths.sort_unstable();
    let middle = lengths[lengths.len() / 2];
    assert!(middle < MIDDLE, "the middle file has {middle} lines");
}
