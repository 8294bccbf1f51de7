use std::collections::{BTreeMap, BTreeSet};

use heliograph_wire::files::{cut_name, safe_name};

/// How deep a file may lie; folders below that are left out.
const DEPTH: usize = 32;

/// The most bytes of a path that leaves its names whole: beyond it, all of them are cut.
const LONG: usize = 1_024;

/// What the names in a long path are cut to, so that [`DEPTH`] of them and a number stay within [`LONG`].
const CUT_FOLDER: usize = 24;
const CUT_NAME: usize = 240;

/// What a number before the ending may add to a name.
const ROOM_FOR_NUMBER: usize = 16;

/// Where a file is saved, below the place that the person chose. Every name in it is safe.
#[derive(Clone, PartialEq, Eq)]
pub struct SafePath {
    names: Vec<String>,
}

impl SafePath {
    /// The folders, from the top down.
    pub fn folders(&self) -> &[String] {
        &self.names[..self.names.len() - 1]
    }

    /// The file's own name.
    pub fn name(&self) -> &str {
        &self.names[self.names.len() - 1]
    }

    /// The folders and the name, with `/` in between.
    pub fn joined(&self) -> String {
        self.names.join("/")
    }

    fn new(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
        let (name, folders) = parts.split_last().map_or(("", &[][..]), |(name, folders)| (*name, folders));
        let mut names: Vec<String> = folders.iter().take(DEPTH - 1).map(|part| safe_name(part)).collect();
        names.push(safe_name(name));
        if names.iter().map(|name| name.len() + 1).sum::<usize>() > LONG {
            let last = names.len() - 1;
            for (place, name) in names.iter_mut().enumerate() {
                // What is cut may end in something that is not safe.
                *name = safe_name(&cut_name(name, if place == last { CUT_NAME } else { CUT_FOLDER }));
            }
        }
        Self { names }
    }

    /// The first names, in the form in which no two may be alike: some file systems take no notice of case.
    fn key(&self, depth: usize) -> String {
        self.names[..depth].join("/").to_lowercase()
    }
}

/// The paths of one transfer: no two of them are the same.
#[derive(Clone, Default)]
pub struct Paths {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
    /// The number that was tried last, for all paths that differ in nothing else once they have one: long names are cut
    /// to make room for it.
    numbers: BTreeMap<String, u32>,
    /// The number of each folder that had to make way for a file, for all that lies in it.
    moved: BTreeMap<String, u32>,
}

impl Paths {
    /// Keeps the names of what is there already free.
    pub fn avoid(&mut self, name: &str) {
        self.files.insert(name.to_lowercase());
    }

    /// Finds a place for the next file, as near to the path that the other side gave as is safe.
    ///
    /// A name that is taken gets a number: `a.txt`, `a (2).txt`.
    pub fn place(&mut self, path: &str) -> SafePath {
        let mut safe = SafePath::new(path);
        for depth in 1..safe.names.len() {
            self.settle(&mut safe, depth, |paths, key| paths.files.contains(key));
            self.folders.insert(safe.key(depth));
        }
        let depth = safe.names.len();
        self.settle(&mut safe, depth, |paths, key| paths.files.contains(key) || paths.folders.contains(key));
        self.files.insert(safe.key(depth));
        safe
    }

    /// Numbers the name at this depth until nothing is in its way.
    fn settle(&mut self, path: &mut SafePath, depth: usize, is_taken: fn(&Self, &str) -> bool) {
        let first = path.key(depth);
        if !is_taken(self, &first) {
            return;
        }
        let wished = path.names[depth - 1].clone();
        let is_folder = depth < path.names.len();
        if let Some(number) = self.moved.get(&first).filter(|_| is_folder) {
            path.names[depth - 1] = numbered(&wished, *number);
            return;
        }
        path.names[depth - 1] = numbered(&wished, 1);
        let alike = path.key(depth);
        let mut number = self.numbers.get(&alike).copied().unwrap_or(1);
        loop {
            number += 1;
            path.names[depth - 1] = numbered(&wished, number);
            if !is_taken(self, &path.key(depth)) {
                break;
            }
        }
        self.numbers.insert(alike, number);
        if is_folder {
            self.moved.insert(first, number);
        }
    }
}

fn numbered(name: &str, number: u32) -> String {
    let name = cut_name(name, heliograph_wire::files::NAME_LIMIT - ROOM_FOR_NUMBER);
    let stem = name.rfind('.').filter(|dot| *dot > 0).unwrap_or(name.len());
    // The end of a name can become its middle.
    safe_name(&format!("{} ({number}){}", &name[..stem], &name[stem..]))
}

#[cfg(test)]
mod tests {
    use super::{LONG, Paths};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn placed(paths: &[&str]) -> Vec<String> {
        let mut all = Paths::default();
        paths.iter().map(|path| all.place(path).joined()).collect()
    }

    #[test]
    fn folders_are_kept_and_nothing_leads_out_of_them() {
        assert_eq!(
            placed(&[
                "a/b/c.txt",
                "../x",
                "/etc/passwd",
                "a/../../y",
                "C:/z",
                "//host/share/s",
                "a\\..\\b",
                "."
            ]),
            ["a/b/c.txt", "x", "etc/passwd", "a/y", "C_/z", "host/share/s", "a_.._b", "unnamed"]
        );
    }

    #[test]
    fn no_two_files_share_a_place() {
        assert_eq!(
            placed(&["a.txt", "A.txt", "a.TXT", "a (2).txt", "d/e", "D/e", ".x", ".x"]),
            ["a.txt", "A (2).txt", "a (3).TXT", "a (2) (2).txt", "d/e", "D/e (2)", ".x", ".x (2)"]
        );
    }

    #[test]
    fn a_file_and_a_folder_do_not_share_a_place() {
        assert_eq!(
            placed(&["a", "a/b", "a/c", "A/c", "d/e", "d"]),
            ["a", "a (2)/b", "a (2)/c", "A (2)/c (2)", "d/e", "d (2)"]
        );
    }

    #[test]
    fn nothing_that_is_there_is_written_over() {
        let mut all = Paths::default();
        all.avoid("Holiday");
        all.avoid("a.txt");
        assert_eq!(all.place("holiday/1.jpg").joined(), "holiday (2)/1.jpg");
        assert_eq!(all.place("holiday/2.jpg").joined(), "holiday (2)/2.jpg");
        assert_eq!(all.place("a.txt").joined(), "a (2).txt");
    }

    #[test]
    fn thousands_of_files_of_one_name_are_soon_placed() {
        let mut all = Paths::default();
        for _ in 1..20_000 {
            all.place("a.txt");
        }
        assert_eq!(all.place("a.txt").joined(), "a (20000).txt");
    }

    #[test]
    fn thousands_of_long_names_that_begin_alike_are_soon_placed() {
        let mut all = Paths::default();
        for number in 0..20_000 {
            let name = format!("{}{number:015}", "n".repeat(240));
            all.place(&name);
            assert!(all.place(&name).joined().ends_with(&format!(" ({})", number + 2)));
        }
    }

    #[test]
    fn two_long_folders_that_begin_alike_stay_apart() {
        let [one, other] = ["1", "2"].map(|end| format!("{}{end}", "n".repeat(250)));
        let paths = [&one, &other, &format!("{one}/a"), &format!("{other}/b"), &format!("{one}/c")];
        let places = placed(&paths.map(String::as_str));
        let folder = |place: &str| place.split('/').next().expect("it lies in a folder").to_owned();
        assert!(folder(&places[2]).ends_with(" (2)"));
        assert!(folder(&places[3]).ends_with(" (3)"));
        assert_eq!(folder(&places[4]), folder(&places[2]));
    }

    #[test]
    fn deep_and_long_paths_are_bounded() {
        let deep =
            placed(&["d/".repeat(2_000).as_str(), &format!("{}/x.txt", "long ".repeat(60)).repeat(10)]);
        assert_eq!(deep[0].matches('/').count(), 31);
        assert!(deep[1].len() <= LONG && deep[1].ends_with("/x.txt"));
    }

    proptest! {
        #[test]
        fn whatever_the_paths_all_places_are_safe_and_their_own(
            paths in proptest::collection::vec(r"([aAbB]|é|\.|/|\\|CON|\PC| \(2\)|\.lnk){0,60}", 1..30)
        ) {
            let mut all = Paths::default();
            let mut seen = BTreeSet::new();
            for path in &paths {
                let safe = all.place(path);
                for name in safe.folders().iter().map(String::as_str).chain([safe.name()]) {
                    prop_assert_eq!(heliograph_wire::files::safe_name(name), name);
                }
                prop_assert!(seen.insert(safe.joined().to_lowercase()));
            }
            for file in &seen {
                let as_folder = format!("{file}/");
                prop_assert!(!seen.iter().any(|other| other.starts_with(&as_folder)));
            }
        }
    }
}
