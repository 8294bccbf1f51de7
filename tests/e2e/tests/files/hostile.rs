//! A sender whose page lies.

use anyhow::{Result, ensure};
use heliograph_e2e::{Browser, Kind, Page};
use serde_json::json;

use crate::{MEBIBYTE, MIXED, Pair};

/// Reads and writes the bytes of an offer (`docs/protocol/control.md`), so that `forge` can change what it says.
const FORGE: &str = include_str!("forge.js");

/// What a receiver is told whose sender breaks its word.
const CAUGHT: &str = "What came is not what was announced";

#[tokio::test(flavor = "multi_thread")]
async fn damaged_bytes_are_noticed_and_thrown_away() -> Result<()> {
    const DAMAGE: &str = "
        let pieces = 0;
        hooks.outgoingFiles = (bytes) => {
            // The digest of the third chunk was sent already.
            if (bytes.length > 1000 && ++pieces === 40) bytes[99] ^= 1;
            return [bytes];
        };";
    for kinds in MIXED {
        caught_lying(kinds, DAMAGE).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn files_larger_or_smaller_than_announced_are_thrown_away() -> Result<()> {
    for lie in ["offer.bytes -= 1", "offer.bytes += 1", "offer.files += 1"] {
        caught_lying((Kind::Chromium, Kind::Firefox), &format!("{FORGE} forge((offer) => {{ {lie}; }});"))
            .await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_leads_elsewhere_is_shown_and_saved_safely() -> Result<()> {
    // The dots lead out of the folder; the override turns what follows around, so that it reads as a picture's name.
    const SAFE: &str = ".._.._.._evening gpj.exe";
    const NAME: &str = r"offer.name = '..\\..\\../evening \u202egpj.exe'";
    for kinds in MIXED {
        let pair = Pair::connected(kinds, &format!("{FORGE} forge((offer) => {{ {NAME}; }});")).await?;
        let file = pair.file("evening.txt", 1_000)?;
        pair.left.send_files(&[&file.path]).await?;
        let transfer = pair.right.transfer(SAFE);
        transfer.press("Accept").await?;
        transfer.says("Received").await?;
        ensure!(
            !pair.right.log("Messages").whole_text().await?.contains('\u{202e}'),
            "the name was shown as it came"
        );
        let saved = one_file_saved(&pair.ben).await?;
        ensure!(
            saved.ends_with("evening gpj.exe") && !saved.contains(['\u{202e}', '/', '\\']),
            "saved as {saved:?}"
        );
        pair.end().await?;
    }
    Ok(())
}

/// Lets Ana's page lie about a file, and shows that Ben is told, that nothing stays and that they go on talking.
async fn caught_lying(kinds: (Kind, Kind), lie: &str) -> Result<()> {
    let pair = Pair::connected(kinds, lie).await?;
    let file = pair.file("promise.bin", 8 * MEBIBYTE)?;
    pair.left.send_files(&[&file.path]).await?;
    pair.right.transfer("promise.bin").press("Accept").await?;
    pair.right.transfer("promise.bin").says(CAUGHT).await?;
    pair.left.transfer("promise.bin").says("thrown away").await?;
    ensure!(pair.ben.everything_saved()?.is_empty(), "something of it was saved");
    keeps_nothing(&pair.right).await?;
    pair.still_talk("That was strange").await?;
    pair.end().await
}

/// Waits until the page has no file of its own left on the disk.
async fn keeps_nothing(page: &Page) -> Result<()> {
    const FILES_LEFT: &str = "
        const [done] = arguments;
        const count = async (folder) => {
            let files = 0;
            for await (const entry of folder.values()) files += entry.kind === 'file' ? 1 : await count(entry);
            return files;
        };
        navigator.storage.getDirectory().then(count).then(done);";
    let begun = tokio::time::Instant::now();
    while page.run_until_done(FILES_LEFT, vec![]).await? != json!(0) {
        ensure!(begun.elapsed() < heliograph_e2e::PATIENCE, "something of it stays on the disk");
    }
    Ok(())
}

/// The name of the one file that was saved, once it is whole.
async fn one_file_saved(browser: &Browser) -> Result<String> {
    let begun = tokio::time::Instant::now();
    loop {
        if let [name] = &browser.everything_saved()?[..]
            && browser.saved(name, 1_000).await.is_ok()
        {
            return Ok(name.clone());
        }
        ensure!(begun.elapsed() < heliograph_e2e::PATIENCE, "no file was saved");
    }
}
