//! People who meet in a room of the companion, from networks that make it hard.

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Browser, Kind, Page,
    lab::{Nat, Side},
    rooms, senses,
};

use crate::{
    ears,
    meeting::{Couple, Town},
};

/// How wide the middle layer of a camera of 720p is.
const MIDDLE: u64 = 640;

/// What the middle layer and a voice have room in, and the largest layer has not, in kbit/s.
const NARROW: u32 = 300;

/// Two people's pages; the one on the left opens a room, and lets the other in.
async fn meet(town: &Town, (ana, ben): (&Browser, &Browser)) -> Result<Couple> {
    let left = ana.open(town.companion.url()).await?;
    senses::lend(&left).await?;
    let link = rooms::open(&left, "Ana").await?;
    let right = ben.open(&link).await?;
    ears::listen(&right).await?;
    senses::lend(&right).await?;
    rooms::come_in(&right, "Ben", &left).await?;
    Ok(Couple { left, right })
}

async fn see_and_hear_each_other(couple: &Couple) -> Result<()> {
    let Couple { left, right } = couple;
    tokio::try_join!(rooms::sees(left, "Ben"), rooms::sees(right, "Ana"))?;
    tokio::try_join!(rooms::hears(left), rooms::hears(right)).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_a_narrow_line_gets_smaller_pictures_and_hears_all_the_same() -> Result<()> {
    let Some(town) = Town::build_with_rooms().await? else { return Ok(()) };
    for kind in [Kind::Chromium, Kind::Firefox] {
        let (ana, ben) = town.two(Kind::Chromium, kind).await?;
        let couple = meet(&town, (&ana, &ben)).await?;
        see_and_hear_each_other(&couple).await?;
        let page = &couple.right;
        page.resize(1280, 800).await?;
        page.button("Show Ana large").click().await?;
        is_seen(page, |width| width > MIDDLE).await.context("on a wide line")?;
        town.lab.narrow(Side::B, NARROW)?;
        is_seen(page, |width| width <= MIDDLE).await.context("on a narrow line")?;
        rooms::hears(page).await?;
        town.lab.widen(Side::B)?;
        is_seen(page, |width| width > MIDDLE).await.context("on a line that became wide again")?;
        tokio::try_join!(ana.finish(), ben.finish())?;
    }
    Ok(())
}

async fn is_seen(page: &Page, is_right: impl Fn(u64) -> bool) -> Result<()> {
    rooms::sees_in(page, "Ana", |frame| is_right(frame.size.0)).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_is_reached_over_tcp_where_no_udp_passes() -> Result<()> {
    let Some(town) = Town::build_with_rooms().await? else { return Ok(()) };
    for (kind, nat) in [(Kind::Chromium, Nat::UdpBlock), (Kind::Firefox, Nat::Tcp443)] {
        town.put_behind((Nat::Port, nat))?;
        let (ana, ben) = town.two(Kind::Chromium, kind).await?;
        let couple = meet(&town, (&ana, &ben)).await?;
        see_and_hear_each_other(&couple).await.with_context(|| format!("{kind:?} behind {nat:?}"))?;
        let way = ears::way(&couple.right).await?;
        let is_tcp = way.protocol == "tcp" || way.relay_protocol == "tcp" || way.relay_protocol == "tls";
        ensure!(is_tcp, "{kind:?} behind {nat:?} is there by {way:?}");
        tokio::try_join!(ana.finish(), ben.finish())?;
    }
    Ok(())
}
