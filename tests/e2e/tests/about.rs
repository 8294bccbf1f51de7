//! What the app says of itself, and how it is passed on.

mod support;

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Browser, Kind, Page, Site, dist,
    people::{connect, leave},
};
use sha2::{Digest, Sha256};
use support::two;

const BOTH: [Kind; 2] = [Kind::Chromium, Kind::Firefox];

/// The single file, as it lies in the site and as it is released.
const SINGLE_FILE: &str = "open-me.html";
const RELEASED_FILE: &str = concat!("heliograph-", env!("CARGO_PKG_VERSION"), ".html");

#[tokio::test(flavor = "multi_thread")]
async fn the_hash_shown_is_that_of_what_runs() -> Result<()> {
    let site = Site::start().await?;
    let single_file = dist()?.join(SINGLE_FILE);
    for kind in BOTH {
        let browser = Browser::start(kind).await?;
        let page = browser.open(site.url()).await?;
        about(&page).await?;
        page.button("Copy SHA-256").appears().await?;
        let module = module()?;
        shows(&page, &hash(&module)?).await?;
        shows(&page, module.file_name().and_then(|name| name.to_str()).context("it has a name")?).await?;
        shows(&page, concat!("Version ", env!("CARGO_PKG_VERSION"))).await?;

        let page = browser.open(&format!("file://{}", single_file.display())).await?;
        about(&page).await?;
        page.button("Copy SHA-256").appears().await?;
        shows(&page, &hash(&single_file)?).await?;
        shows(&page, RELEASED_FILE).await?;
        page.status().saying("begins without a connection").appears().await?;
        browser.finish().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_saves_itself_byte_for_byte() -> Result<()> {
    let site = Site::start().await?;
    let single_file = dist()?.join(SINGLE_FILE);
    let file_address = format!("file://{}", single_file.display());
    for kind in BOTH {
        for address in [site.url(), &file_address] {
            let browser = Browser::start(kind).await?;
            let page = browser.open(address).await?;
            about(&page).await?;
            page.button("Save Heliograph").click().await?;
            page.status().saying("Saved as").appears().await?;
            shows(&page, &hash(&single_file)?).await?;
            let saved = browser.saved(RELEASED_FILE, fs::metadata(&single_file)?.len()).await?;
            ensure!(fs::read(saved)? == fs::read(&single_file)?, "{kind:?} saves another file");
            browser.finish().await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_crosses_the_connection_byte_for_byte() -> Result<()> {
    let site = Site::start().await?;
    let single_file = dist()?.join(SINGLE_FILE);
    let (ana, ben) = two(Kind::Chromium, Kind::Firefox).await?;
    let sides = [(&ana, &ben), (&ben, &ana)];
    for (giving, taking) in sides {
        let (left, right) = tokio::try_join!(giving.open(site.url()), taking.open(site.url()))?;
        about(&left).await?;
        ensure!(!left.button("Send Heliograph to them").is_there().await?, "there is nobody to send it to");
        left.button("Back").click().await?;
        right.saves_without_asking().await?;
        connect(&left, &right).await?;
        left.button("Help").click().await?;
        left.button("About Heliograph").click().await?;
        left.button("Send Heliograph to them").click().await?;
        right.transfer(RELEASED_FILE).press("Accept").await?;
        left.transfer(RELEASED_FILE).says("Sent").await?;
        let saved = taking.saved(RELEASED_FILE, fs::metadata(&single_file)?.len()).await?;
        ensure!(fs::read(saved)? == fs::read(&single_file)?, "another file arrived");
        leave(&left, &right).await?;
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_had_is_said_to() -> Result<()> {
    let site = Site::start().await?;
    let browser = Browser::start(Kind::Chromium).await?;
    // Without https, the browser stores nothing.
    let page = browser.open(&site.insecure_url()).await?;
    about(&page).await?;
    page.status().saying("browsers store only what comes over https").appears().await?;
    drop(site);
    page.button("Save Heliograph").click().await?;
    page.status().saying("cannot be had").appears().await?;
    // The browser itself reports the request that failed, so nothing is said of what else it reports.
    Ok(())
}

/// Opens the page about the app from the first screen.
async fn about(page: &Page) -> Result<()> {
    page.button("About Heliograph").click().await?;
    page.heading("About Heliograph").appears().await
}

async fn shows(page: &Page, text: &str) -> Result<()> {
    let shown = page.run("return document.querySelector('main').textContent", vec![]).await?;
    ensure!(shown.as_str().is_some_and(|shown| shown.contains(text)), "the page does not show {text}");
    Ok(())
}

fn hash(file: &Path) -> Result<String> {
    Ok(Sha256::digest(fs::read(file)?).iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The module that the site runs.
fn module() -> Result<std::path::PathBuf> {
    let files = fs::read_dir(dist()?)?.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut modules = files.filter(|file| file.extension().is_some_and(|extension| extension == "wasm"));
    modules.next().context("the site has a module")
}
