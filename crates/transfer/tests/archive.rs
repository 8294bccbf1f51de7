//! Archives, as other programs read them.

use heliograph_transfer::{Archive, Paths};
use std::io::{Seek, Write};
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs, process};

/// Lists what Python finds in an archive after it has checked every sum: path, size, and the first bytes.
const READ: &str = "
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
for entry in archive.infolist():
    print(entry.filename, entry.file_size, archive.open(entry).read(5).decode(), sep='|')
";

struct Written(PathBuf);

impl Written {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let path = env::temp_dir().join(format!("heliograph-{}-{name}.zip", process::id()));
        fs::write(&path, bytes).expect("there is a folder for such files");
        Self(path)
    }

    /// None where there is no Python.
    fn read(&self) -> Option<Vec<String>> {
        let output = Command::new("python3").args(["-c", READ]).arg(&self.0).output().ok()?;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Some(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut paths = Paths::default();
    let mut archive = Archive::default();
    let mut whole = Vec::new();
    for (path, bytes) in files {
        archive.begin(&paths.place(path), bytes.len() as u64);
        for chunk in bytes.chunks(1_000) {
            archive.write(chunk);
            whole.extend(archive.take_output());
        }
        archive.end();
    }
    whole.extend(archive.finish());
    whole
}

#[test]
fn other_programs_read_what_was_written() {
    let large = b"large".repeat(500_000);
    let files: [(&str, &[u8]); 4] =
        [("a.txt", b"hello"), ("Größe/日本.txt", b"world"), ("Größe/empty", b""), ("large", &large)];
    let written = Written::new("plain", &archive(&files));
    match written.read() {
        Some(found) => assert_eq!(
            found,
            ["a.txt|5|hello", "Größe/日本.txt|5|world", "Größe/empty|0|", "large|2500000|large"]
        ),
        None => println!("NOT CHECKED: there is no python3 to read archives with"),
    }
}

#[test]
fn more_files_than_old_archives_could_hold_are_read() {
    let names: Vec<String> = (0..70_000).map(|number| format!("folder/{number}")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"x".as_slice())).collect();
    let written = Written::new("many", &archive(&files));
    match written.read() {
        Some(found) => assert_eq!((found.len(), found[69_999].as_str()), (70_000, "folder/69999|1|x")),
        None => println!("NOT CHECKED: there is no python3 to read archives with"),
    }
}

#[test]
fn an_archive_of_nothing_is_one() {
    let written = Written::new("empty", &archive(&[]));
    assert!(written.read().is_none_or(|found| found.is_empty()));
}

/// Where zeros are, nothing is written, so that this takes no room on most disks.
#[test]
#[ignore = "adds up 5 GiB"]
fn files_of_any_size_are_read() {
    let path = env::temp_dir().join(format!("heliograph-{}-large.zip", process::id()));
    let mut file = fs::File::create(&path).expect("there is a folder for such files");
    let (mut paths, mut archive) = (Paths::default(), Archive::default());
    let zeros = vec![0; 1 << 20];
    for (name, size) in [("large", 5_u64 << 30), ("after it", 5)] {
        archive.begin(&paths.place(name), size);
        file.write_all(&archive.take_output()).expect("there is room");
        for _ in 0..size >> 20 {
            archive.write(&zeros);
            file.seek_relative(archive.take_output().len() as i64).expect("files have gaps");
        }
        archive.write(&b"world"[..(size % (1 << 20)) as usize]);
        archive.end();
    }
    file.write_all(&archive.finish()).expect("there is room");
    let written = Written(path);
    match written.read() {
        Some(found) => assert_eq!(found, ["large|5368709120|\0\0\0\0\0", "after it|5|world"]),
        None => println!("NOT CHECKED: there is no python3 to read archives with"),
    }
}
