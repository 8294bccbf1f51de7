//! The app once a browser has stored it: it begins without a connection, and no other version runs unasked.

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use base64::{Engine, engine::general_purpose::STANDARD};
use heliograph_e2e::{
    Browser, Kind, PATIENCE, Page, Site, dist,
    people::{connect, enter_reply, invite, leave, read_reply, talk},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha384};
use support::two;
use tokio::time::{Instant, sleep};

const BOTH: [Kind; 2] = [Kind::Chromium, Kind::Firefox];

/// What the page of the built site says it is, and what the one of the next version says.
const NOW: &str = "Calls, chat and files between people, with no server in between";
const NEXT: &str = "The next version of it";

/// A page beside the app that shares texts, as the share sheet of a device does.
const SHARING: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Another app</title>
    <link rel=\"icon\" href=\"data:,\">
    <form method=\"post\" action=\"share\" enctype=\"multipart/form-data\"><label>Text
    <textarea name=\"text\"></textarea></label><button>Share it</button></form>";

#[tokio::test(flavor = "multi_thread")]
async fn two_people_connect_after_the_server_has_gone() -> Result<()> {
    let site = Site::start().await?;
    let url = site.url().to_owned();
    let (ana, ben) = two(Kind::Chromium, Kind::Firefox).await?;
    let (left, right) = tokio::try_join!(ana.open(&url), ben.open(&url))?;
    tokio::try_join!(is_stored(&left), is_stored(&right))?;
    drop(site);
    for (inviting, joining) in [(&left, &right), (&right, &left)] {
        tokio::try_join!(left.go_to(&url), right.go_to(&url))?;
        connect(inviting, joining).await?;
        talk(inviting, joining).await?;
        leave(inviting, joining).await?;
        joining.button("Home").click().await?;
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn another_version_runs_when_the_person_says_so_and_not_before() -> Result<()> {
    for kind in BOTH {
        let copy = Copy::of_site()?;
        let site = Site::of(&copy.folder).await?;
        let browser = Browser::start(kind).await?;
        let page = browser.open(site.url()).await?;
        is_stored(&page).await?;
        copy.becomes_the_next_version()?;

        page.go_to(site.url()).await?;
        page.status().saying("A new version of Heliograph is there: 0.2.0.").appears().await?;
        page.status().saying("Letters fly.").appears().await?;
        page.button("Later").click().await?;
        page.button("Update now").disappears().await?;
        // Every page of the app is closed for a while.
        page.go_to("about:blank").await?;
        page.go_to(site.url()).await?;
        page.button("Update now").appears().await?;
        ensure!(description(&page).await? == NOW, "{kind:?} runs a version that nobody has asked for");

        page.button("Update now").click().await?;
        becomes(&page, NEXT).await?;
        page.go_to(site.url()).await?;
        page.button("Invite someone").appears().await?;
        ensure!(description(&page).await? == NEXT, "{kind:?} went back to the old version");
        ensure!(!page.button("Update now").is_there().await?, "{kind:?} offers what it has");
        browser.finish().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_is_not_whole_changes_nothing() -> Result<()> {
    for kind in BOTH {
        let copy = Copy::of_site()?;
        let site = Site::of(&copy.folder).await?;
        let browser = Browser::start(kind).await?;
        let page = browser.open(site.url()).await?;
        is_stored(&page).await?;
        copy.becomes_the_next_version()?;
        let module = copy.largest()?;
        let whole = fs::read(&module)?;
        fs::write(&module, &whole[..whole.len() / 2])?;

        page.go_to(site.url()).await?;
        page.button("Update now").click().await?;
        page.status().saying("did not arrive whole").appears().await?;
        page.go_to(site.url()).await?;
        page.button("Update now").appears().await?;
        ensure!(description(&page).await? == NOW, "{kind:?} runs what is not whole");

        fs::write(&module, whole)?;
        page.button("Update now").click().await?;
        becomes(&page, NEXT).await?;
        browser.finish().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_ends_for_another_version_only_after_a_question() -> Result<()> {
    let copy = Copy::of_site()?;
    let site = Site::of(&copy.folder).await?;
    let (ana, ben) = two(Kind::Chromium, Kind::Firefox).await?;
    let left = ana.open(site.url()).await?;
    is_stored(&left).await?;
    copy.becomes_the_next_version()?;
    let (_, right) = tokio::try_join!(left.go_to(site.url()), ben.open(site.url()))?;
    connect(&left, &right).await?;
    left.button("Update now").click().await?;
    left.button("No, go on here").click().await?;
    talk(&left, &right).await?;
    left.button("Update now").click().await?;
    left.button("Yes, update").click().await?;
    right.alert().saying("left").appears().await?;
    becomes(&left, NEXT).await?;
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_app_shares_is_read_like_what_is_pasted() -> Result<()> {
    for kind in BOTH {
        let copy = Copy::of_site()?;
        fs::write(copy.folder.join("sharing.html"), SHARING)?;
        let site = Site::of(&copy.folder).await?;
        let sharing = format!("{}sharing.html", site.url());
        let browser = Browser::start(kind).await?;
        let (left, right) = tokio::try_join!(browser.open(site.url()), browser.open(site.url()))?;
        is_stored(&right).await?;
        let code = invite(&left).await?;

        right.go_to(&sharing).await?;
        right.textbox("Text").enter(&format!("Grüße, 100 % von mir: {code}")).await?;
        right.button("Share it").click().await?;
        let reply = read_reply(&right).await?;
        ensure!(!right.address().await?.contains('#'), "{kind:?} leaves what was shared in the address bar");
        enter_reply(&left, &reply).await?;
        left.heading("Connected").appears().await?;

        right.go_to(&sharing).await?;
        let long = "document.querySelector('textarea').value = 'long '.repeat(20000)";
        right.run(long, vec![]).await?;
        right.button("Share it").click().await?;
        right.alert().saying("far too long for a code").appears().await?;
        browser.finish().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_in_which_a_link_of_its_own_scheme_was_put_is_read_as_a_code() -> Result<()> {
    let site = Site::start().await?;
    let browser = Browser::start(Kind::Firefox).await?;
    let left = browser.open(site.url()).await?;
    let code = invite(&left).await?;
    let right = browser.open(&format!("{}#web%2Bheliograph%3A{code}", site.url())).await?;
    enter_reply(&left, &read_reply(&right).await?).await?;
    left.heading("Connected").appears().await?;
    browser.finish().await
}

/// A site that can change.
struct Copy {
    folder: PathBuf,
    _temporary: tempfile::TempDir,
}

impl Copy {
    fn of_site() -> Result<Self> {
        let temporary = tempfile::tempdir()?;
        let folder = temporary.path().join("site");
        copy(&dist()?, &folder)?;
        Ok(Self { folder, _temporary: temporary })
    }

    /// Another page, and a list of files that knows of it.
    fn becomes_the_next_version(&self) -> Result<()> {
        let page = self.folder.join("index.html");
        let html = fs::read_to_string(&page)?.replace(NOW, NEXT);
        fs::write(&page, &html)?;
        let list = self.folder.join("release.json");
        let mut release: Value = serde_json::from_slice(&fs::read(&list)?)?;
        let hash = STANDARD.encode(Sha384::digest(html.as_bytes()));
        release["files"]["index.html"] = json!(format!("sha384-{hash}"));
        release["id"] = json!("0123456789abcdef");
        release["version"] = json!("0.2.0");
        release["changes"] = json!({ "en": ["Letters fly."], "de": ["Briefe fliegen."] });
        Ok(fs::write(list, release.to_string())?)
    }

    fn largest(&self) -> Result<PathBuf> {
        let files = fs::read_dir(&self.folder)?.filter_map(|entry| entry.ok().map(|entry| entry.path()));
        let modules = files.filter(|file| file.extension().is_some_and(|it| it == "wasm"));
        modules
            .max_by_key(|file| fs::metadata(file).map_or(0, |it| it.len()))
            .context("the site has a module")
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Waits until a page that shows its first screen says that it begins without a connection.
async fn is_stored(page: &Page) -> Result<()> {
    page.button("About Heliograph").click().await?;
    page.status().saying("begins without a connection").appears().await?;
    page.button("Back").click().await
}

async fn description(page: &Page) -> Result<String> {
    let script = "return document.querySelector('meta[name=description]').content";
    Ok(page.run(script, vec![]).await?.as_str().unwrap_or_default().to_owned())
}

/// Waits until the page starts anew as another one.
async fn becomes(page: &Page, wanted: &str) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        // A page that is just going says nothing.
        let found = description(page).await.unwrap_or_default();
        if found == wanted {
            return page.button("Invite someone").appears().await;
        }
        if Instant::now() > deadline {
            bail!("the page is still {found:?}");
        }
        sleep(Duration::from_millis(50)).await;
    }
}
