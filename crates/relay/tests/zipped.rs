//! What the build takes out of the ZIP of a release.

#[path = "../build/zipped.rs"]
mod zipped;

use std::{
    fs::{self, File},
    io::Write,
};
use zip::{ZipWriter, write::SimpleFileOptions};

#[test]
fn the_app_comes_out_of_its_folder_and_the_zip_goes_along_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("heliograph-1.2.3.zip");
    let mut zip = ZipWriter::new(File::create(&path).unwrap());
    for (name, contents) in [("index.html", "the page"), ("icons/small.png", "a picture")] {
        zip.start_file(format!("heliograph-1.2.3/{name}"), SimpleFileOptions::default()).unwrap();
        zip.write_all(contents.as_bytes()).unwrap();
    }
    zip.add_directory("heliograph-1.2.3/empty", SimpleFileOptions::default()).unwrap();
    zip.finish().unwrap();

    let file = |name: &str, contents: &[u8]| (name.to_owned(), contents.to_owned());
    let expected = [
        file("index.html", b"the page"),
        file("icons/small.png", b"a picture"),
        file("heliograph-1.2.3.zip", &fs::read(&path).unwrap()),
    ];
    assert_eq!(zipped::files(&path).unwrap(), expected);
}
