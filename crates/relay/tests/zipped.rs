//! What the build takes out of the ZIP of a release.

#[path = "../build/zipped.rs"]
mod zipped;

use flate2::read::DeflateDecoder;
use std::{
    fs::{self, File},
    io::{Read, Write},
};
use zip::{ZipWriter, write::SimpleFileOptions};
use zipped::Source;

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

    let whole = fs::read(&path).unwrap();
    let files = zipped::files(&path).unwrap();
    let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["index.html", "icons/small.png", "heliograph-1.2.3.zip"]);
    let contents: Vec<_> = files.iter().map(|file| file.bytes.as_slice()).collect();
    assert_eq!(contents, [&b"the page"[..], b"a picture", &whole]);
    for Source { bytes, deflated, .. } in &files[..2] {
        let deflated = deflated.as_ref().expect("it is packed");
        let mut unpacked = Vec::new();
        DeflateDecoder::new(&whole[deflated.place.clone()]).read_to_end(&mut unpacked).unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        assert_eq!((&unpacked, deflated.crc), (bytes, crc.sum()));
    }
    assert_eq!(files[2].deflated, None);
}
