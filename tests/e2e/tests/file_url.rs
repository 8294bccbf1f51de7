//! The page as a file on disk, opened by a double click.

mod support;

use anyhow::{Result, ensure};
use heliograph_e2e::{
    Kind, file_url,
    people::{connect, leave, talk},
};
use support::two;

#[tokio::test(flavor = "multi_thread")]
async fn chromium_and_firefox_connect_from_files() -> Result<()> {
    let url = file_url()?;
    let (ana, ben) = two(Kind::Chromium, Kind::Firefox).await?;
    for (inviting, joining) in [(&ana, &ben), (&ben, &ana)] {
        let (left, right) = tokio::try_join!(inviting.open(&url), joining.open(&url))?;
        connect(&left, &right).await?;
        talk(&left, &right).await?;
        leave(&left, &right).await?;
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_offers_no_links_to_itself() -> Result<()> {
    let url = file_url()?;
    let (ana, ben) = two(Kind::Chromium, Kind::Firefox).await?;
    for browser in [&ana, &ben] {
        let page = browser.open(&url).await?;
        heliograph_e2e::people::invite(&page).await?;
        ensure!(!page.textbox("Invite link").is_there().await?, "nobody else could open this link");
        ensure!(!page.button("Copy link").is_there().await?, "nobody else could open this link");
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}
