//! People behind NATs who find each other at the companion: by words, and by a link.

use anyhow::{Result, ensure};
use heliograph_e2e::{
    Browser, Kind, Page,
    lab::Nat,
    people::{be_reachable, both_connected, enter_words, make_words, ring, talk},
};

use crate::{
    ears,
    meeting::{Couple, Town},
};

/// Mixed both ways: a Firefox is on either side, which it cannot be at a loopback address.
#[tokio::test(flavor = "multi_thread")]
async fn words_and_links_bring_people_together_through_the_relay_behind_nats() -> Result<()> {
    let Some(town) = Town::build().await? else { return Ok(()) };
    town.put_behind((Nat::Port, Nat::Port))?;
    for (waiting, coming) in [(Kind::Chromium, Kind::Firefox), (Kind::Firefox, Kind::Chromium)] {
        let (ana, ben) = town.two(waiting, coming).await?;
        by_words(&town, (&ana, &ben)).await?;
        by_a_link(&town, (&ana, &ben)).await?;
        tokio::try_join!(ana.finish(), ben.finish())?;
    }
    Ok(())
}

async fn by_words(town: &Town, browsers: (&Browser, &Browser)) -> Result<()> {
    let couple = Couple::open(town, browsers).await?;
    let words = make_words(&couple.left).await?;
    enter_words(&couple.right, &words).await?;
    are_relayed(&couple.left, &couple.right).await?;
    couple.close().await
}

async fn by_a_link(town: &Town, browsers: (&Browser, &Browser)) -> Result<()> {
    let couple = Couple::open(town, browsers).await?;
    let link = be_reachable(&couple.left).await?;
    let caller = browsers.1.open(&link).await?;
    ears::listen(&caller).await?;
    ring(&caller, "Ben").await?;
    couple.left.button("Answer").click().await?;
    are_relayed(&couple.left, &caller).await?;
    caller.close().await?;
    couple.close().await
}

async fn are_relayed(left: &Page, right: &Page) -> Result<()> {
    both_connected(left, right).await?;
    talk(left, right).await?;
    for page in [left, right] {
        page.status().saying("Through the server").appears().await?;
        let way = ears::way(page).await?;
        ensure!(way.local == "relay" && way.remote == "relay", "packets go by {way:?}");
    }
    Ok(())
}
