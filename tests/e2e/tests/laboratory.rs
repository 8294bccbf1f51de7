//! The laboratory itself, with a tool that knows nothing of Heliograph.

mod support;

use std::time::Duration;

use anyhow::{Result, ensure};
use heliograph_e2e::{
    Browser, Kind, Page,
    lab::{Nat, STUN, Side},
};
use support::{bare_tool_file, laboratory};

#[tokio::test(flavor = "multi_thread")]
async fn two_browsers_behind_nats_connect_and_feel_the_link_cut() -> Result<()> {
    let Some((lab, here, there)) = laboratory(Nat::Port).await? else { return Ok(()) };
    let ana = Browser::of(Kind::Chromium).at(here).start().await?;
    let ben = Browser::of(Kind::Firefox).at(there).start().await?;
    let tool = bare_tool_file();
    let (left, right) = tokio::try_join!(ana.open(&tool), ben.open(&tool))?;
    for page in [&left, &right] {
        page.textbox("STUN server").enter(STUN).await?;
    }
    left.button("Make an offer").click().await?;
    carry(&left, &right).await?;
    carry(&right, &left).await?;
    for page in [&left, &right] {
        page.status().saying("open").appears().await?;
    }
    say(&left, "through both NATs").await?;
    right.log("Texts").saying("through both NATs").appears().await?;

    lab.cut(Side::A)?;
    say(&left, "while the link was cut").await?;
    let late = right.log("Texts").saying("while the link was cut");
    ensure!(
        late.clone().within(Duration::from_secs(2)).appears().await.is_err(),
        "the cut link carried a text"
    );
    lab.mend(Side::A)?;
    late.appears().await?;
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

async fn carry(from: &Page, to: &Page) -> Result<()> {
    let description = from.textbox("My description").filled().await?;
    ensure!(description.contains("203.0.113.1"), "no address was found by the STUN server");
    to.textbox("Their description").paste(&description).await?;
    to.button("Take it").click().await
}

async fn say(page: &Page, text: &str) -> Result<()> {
    page.textbox("Text").enter(text).await?;
    page.button("Say it").click().await
}
