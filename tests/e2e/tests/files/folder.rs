//! Folders, and files that are dropped.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Read,
    path::Path,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{Browser, Kind, PATIENCE, Page};
use serde_json::json;
use tokio::time::{Instant, sleep};
use zip::ZipArchive;

use crate::{MIXED, Pair};

/// How many folders there are, and files in each.
const FOLDERS: u32 = 100;
const FILES: u32 = 100;

/// How long ten thousand files may take.
const LONG: Duration = Duration::from_secs(120);

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_small_files_arrive_whole() -> Result<()> {
    for kinds in MIXED {
        let pair = Pair::connected(kinds, "").await?;
        let folder = pair.folder.path().join("letters");
        let written = write_letters(&folder)?;
        pick_folder(&pair.left, &folder).await?;
        let transfer = pair.right.transfer("letters");
        transfer.says("10000 files").await?;
        transfer.press("Accept").await?;
        // It is called by the name under which it is saved.
        pair.right.transfer("letters.zip").row().saying("Received").within(LONG).appears().await?;
        let archive = pair.ben.downloads().join("letters.zip");
        wait_for(&pair.ben, &archive).await?;
        ensure!(unpacked(&archive)? == written, "the archive does not hold the files that were sent");
        pair.end().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_dropped_or_pasted_is_offered() -> Result<()> {
    for kinds in MIXED {
        let pair = Pair::connected(kinds, "").await?;
        pair.left.drop_file("dropped.txt", "let fall").await?;
        pair.right.transfer("dropped.txt").press("Accept").await?;
        let saved = pair.ben.saved("dropped.txt", 8).await?;
        ensure!(fs::read_to_string(saved)? == "let fall");
        pair.end().await?;
    }
    Ok(())
}

/// Writes the files, and says what is in each.
fn write_letters(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut written = BTreeMap::new();
    for folder_number in 0..FOLDERS {
        let name = format!("year {folder_number}");
        fs::create_dir_all(folder.join(&name))?;
        for file_number in 0..FILES {
            let path = format!("{name}/letter {file_number}.txt");
            let text = format!("Letter {file_number} of {name}. ").repeat(file_number as usize % 40);
            fs::write(folder.join(&path), &text)?;
            written.insert(format!("letters/{path}"), text);
        }
    }
    Ok(written)
}

/// Chooses a folder. The driver of Firefox can hand over files only, so there the page gets them with their paths.
async fn pick_folder(page: &Page, folder: &Path) -> Result<()> {
    const HAND_OVER: &str = "
        const [field, paths, texts] = arguments;
        const files = paths.map((path, place) => {
            const file = new File([texts[place]], path.split('/').pop());
            Object.defineProperty(file, 'webkitRelativePath', { value: path });
            return file;
        });
        files.item = (place) => files[place] ?? null;
        Object.defineProperty(field, 'files', { value: files, configurable: true });
        field.dispatchEvent(new Event('change', { bubbles: true }));
        delete field.files;";
    let field = page.file_field("Send a folder");
    if page.kind() != Kind::Firefox {
        return field.choose(folder).await;
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let (mut paths, mut texts) = (Vec::new(), Vec::new());
    for inner in fs::read_dir(folder)? {
        for file in fs::read_dir(inner?.path())? {
            let file = file?.path();
            paths.push(format!("{name}/{}", file.strip_prefix(folder)?.display()));
            texts.push(fs::read_to_string(file)?);
        }
    }
    page.run(HAND_OVER, vec![field.handle().await?, json!(paths), json!(texts)]).await.map(drop)
}

/// Waits until a file of whatever size is saved.
async fn wait_for(browser: &Browser, file: &Path) -> Result<()> {
    let begun = Instant::now();
    while !fs::metadata(file).is_ok_and(|found| found.len() > 0) || browser.everything_saved()?.len() != 1 {
        ensure!(begun.elapsed() < PATIENCE, "saved is {:?}", browser.everything_saved()?);
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

/// What is in each file of an archive.
fn unpacked(archive: &Path) -> Result<BTreeMap<String, String>> {
    let mut archive = ZipArchive::new(File::open(archive)?).context("this is no archive")?;
    let mut texts = BTreeMap::new();
    for place in 0..archive.len() {
        let mut file = archive.by_index(place)?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        texts.insert(file.name().to_owned(), text);
    }
    Ok(texts)
}
