//! The harness itself, on small pages of its own.

mod support;

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{Axe, Browser, Kind, Site};
use support::{pages, skipped};

const BOTH: [Kind; 2] = [Kind::Chromium, Kind::Firefox];

#[tokio::test(flavor = "multi_thread")]
async fn things_are_found_and_used_by_role_and_name() -> Result<()> {
    let site = Site::of(&pages()).await?;
    for kind in BOTH {
        let browser = Browser::start(kind).await?;
        for url in [
            format!("{}harness.html", site.url()),
            format!("file://{}", pages().join("harness.html").display()),
        ] {
            let page = browser.open(&url).await?;
            page.heading("First screen").appears().await?;
            ensure!(!page.button("Go back").is_there().await?, "a hidden button was found");
            page.button("Go on").click().await?;
            page.heading("Second screen").appears().await?;
            page.heading("First screen").disappears().await?;
            page.image("QR code").appears().await?;
            ensure!(page.textbox("Invite code").filled().await?.len() == 86);

            page.textbox("Their reply").enter("typed").await?;
            page.textbox("Their reply").paste("pasted\nin two lines").await?;
            ensure!(page.textbox("Their reply").value().await? == "pasted\nin two lines");
            page.textbox("Their reply").press("\u{e007}").await?;
            page.log("Messages").saying("in two lines").appears().await?;

            page.paste("somewhere").await?;
            page.status().saying("pasted somewhere").appears().await?;
            page.drop_file("reply.txt", "a dropped file").await?;
            page.alert().saying("a dropped file").appears().await?;
            let file = browser.downloads().join("a.txt");
            std::fs::write(&file, "a file from disk")?;
            page.file_field("Reply file").choose(&file).await?;
            page.alert().saying("a file from disk").appears().await?;
        }
        browser.finish().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_of_one_browser_can_be_used_at_the_same_time() -> Result<()> {
    let site = Site::of(&pages()).await?;
    let url = format!("{}harness.html", site.url());
    for kind in BOTH {
        let browser = Browser::start(kind).await?;
        let first = browser.open(&url).await?;
        let second = browser.open(&url).await?;
        first.button("Go on").click().await?;
        let (of_first, of_second) = tokio::join!(first.describe(), second.describe());
        ensure!(of_first?.contains("Second screen"));
        ensure!(of_second?.contains("First screen"));
        browser.finish().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_said_together_with_what_is_there() -> Result<()> {
    let site = Site::of(&pages()).await?;
    let browser = Browser::start(Kind::Chromium).await?;
    let page = browser.open(&format!("{}harness.html", site.url())).await?;
    page.button("Go on").click().await?;
    page.textbox("Invite code").filled().await?;
    let missing = page.button("Go away").within(Duration::from_millis(100)).click().await;
    let message = missing.err().context("a missing button was clicked")?.to_string();
    ensure!(message.contains("button “Go away” is not there"), "{message}");
    ensure!(message.contains("button “Go on”"), "{message}");
    ensure!(!message.contains(&"I".repeat(80)), "a code was printed: {message}");
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_a_page_fail_the_test_at_its_end() -> Result<()> {
    let site = Site::of(&pages()).await?;
    for kind in BOTH {
        let browser = Browser::start(kind).await?;
        for page in ["violation.html", "error.html", "request.html"] {
            browser.open(&format!("{}{page}", site.url())).await?;
        }
        let error =
            browser.finish().await.err().with_context(|| format!("nothing was noticed in {kind:?}"))?;
        for complaint in [
            "content security policy",
            "missing is not defined",
            "asked for",
            "something personal was logged",
        ] {
            ensure!(error.to_string().contains(complaint), "no “{complaint}” in {kind:?}: {error}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn barriers_are_found() -> Result<()> {
    let Some(axe) = Axe::find()? else {
        skipped("barriers_are_found", "axe-core cannot be installed with npm");
        return Ok(());
    };
    let site = Site::of(&pages()).await?;
    let browser = Browser::start(Kind::Chromium).await?;
    let page = browser.open(&format!("{}barriers.html", site.url())).await?;
    let barriers = axe.barriers(&page).await?.join("; ");
    for barrier in ["button-name", "color-contrast", "label"] {
        ensure!(barriers.contains(barrier), "no “{barrier}” in {barriers}");
    }
    browser.finish().await
}
