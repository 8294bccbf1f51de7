//! People show each other their screens.

use anyhow::{Context, Result};
use heliograph_e2e::{
    Kind, Page, calls,
    senses::{Source, captures, end_sharing_from_outside, hears, hears_nothing},
};

use crate::couple::Couple;

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_is_shown_beside_the_camera_until_its_person_or_the_browser_ends_it() -> Result<()> {
    for (one, other) in
        [(Kind::Chromium, Kind::Firefox), (Kind::Chromium, Kind::Chromium), (Kind::Firefox, Kind::Firefox)]
    {
        let couple = Couple::meet(one, other).await?;
        let Couple { left, right, .. } = &couple;
        calls::call(left, right).await?;
        for (showing, watching) in [(left, right), (right, left)] {
            share(showing, watching).await?;
            showing.button("Stop sharing").click().await?;
            shares_no_more(showing, watching).await.context("ended by the button")?;
            share(showing, watching).await?;
            end_sharing_from_outside(showing).await?;
            shares_no_more(showing, watching).await.context("ended by the browser")?;
        }
        couple.part().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_is_heard_though_its_person_is_muted() -> Result<()> {
    let couple = Couple::meet(Kind::Chromium, Kind::Firefox).await?;
    let Couple { left, right, .. } = &couple;
    calls::call(left, right).await?;
    left.button("Mute").click().await?;
    hears_nothing(right).await?;
    share(left, right).await?;
    hears(right).await?;
    couple.part().await
}

async fn share(showing: &Page, watching: &Page) -> Result<()> {
    showing.button("Share screen").click().await?;
    watching.sees("Their screen").await?;
    watching.sees("Their camera").await?;
    showing.status().saying("You are sharing your screen").appears().await?;
    watching.status().saying("They are sharing their screen").appears().await
}

async fn shares_no_more(showing: &Page, watching: &Page) -> Result<()> {
    captures(showing, &[Source::Microphone, Source::Camera]).await?;
    showing.button("Share screen").appears().await?;
    watching.video("Their screen").disappears().await?;
    watching.status().saying("They are sharing their screen").disappears().await?;
    watching.sees("Their camera").await.map(drop)
}
