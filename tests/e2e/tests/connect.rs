//! Two people find each other: every pair of browsers, every way to carry a code.

mod support;

use anyhow::{Result, ensure};
use heliograph_e2e::{
    Browser, Kind, Page, Site,
    people::{answer, both_connected, connect, enter_reply, invite, leave, read_reply, saved_file, talk},
};
use support::two;

#[tokio::test(flavor = "multi_thread")]
async fn chromium_invites_chromium_and_they_talk() -> Result<()> {
    every_way_to_carry(Kind::Chromium, Kind::Chromium).await
}

#[tokio::test(flavor = "multi_thread")]
async fn chromium_invites_firefox_and_they_talk() -> Result<()> {
    every_way_to_carry(Kind::Chromium, Kind::Firefox).await
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_invites_chromium_and_they_talk() -> Result<()> {
    every_way_to_carry(Kind::Firefox, Kind::Chromium).await
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_invites_firefox_and_they_talk() -> Result<()> {
    every_way_to_carry(Kind::Firefox, Kind::Firefox).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chromium_that_refuses_changed_credentials_invites_and_is_invited() -> Result<()> {
    let site = Site::start().await?;
    let (strict, plain) = two(Kind::ChromiumWithoutMunging, Kind::Chromium).await?;
    for (inviting, joining) in [(&strict, &plain), (&plain, &strict)] {
        let (left, right) = open(inviting, joining, &site).await?;
        connect(&left, &right).await?;
        talk(&left, &right).await?;
        leave(&right, &left).await?;
    }
    tokio::try_join!(strict.finish(), plain.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_side_is_told_when_a_tab_is_closed() -> Result<()> {
    let site = Site::start().await?;
    let (ana, ben) = two(Kind::Chromium, Kind::Firefox).await?;
    for (closing, staying) in [(&ana, &ben), (&ben, &ana)] {
        let (left, right) = open(closing, staying, &site).await?;
        // A browser ends with its last tab.
        let _rest = closing.open("about:blank").await?;
        connect(&left, &right).await?;
        left.close().await?;
        right.heading("No longer connected").appears().await?;
        right.alert().saying("the other side").appears().await?;
        right.button("Invite again").appears().await?;
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

/// By text, then by link, then by file, in new tabs of the same two browsers.
async fn every_way_to_carry(inviting: Kind, joining: Kind) -> Result<()> {
    let site = Site::start().await?;
    let (ana, ben) = two(inviting, joining).await?;
    by_text(&ana, &ben, &site).await?;
    by_link(&ana, &ben, &site).await?;
    by_file(&ana, &ben, &site).await?;
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

async fn by_text(ana: &Browser, ben: &Browser, site: &Site) -> Result<()> {
    let (left, right) = open(ana, ben, site).await?;
    let code = invite(&left).await?;
    left.image("QR code of this invite").appears().await?;
    left.status().saying("just now").appears().await?;
    let reply = answer(&right, &code).await?;
    right.image("QR code of this reply").appears().await?;
    right.status().saying("waiting").appears().await?;
    enter_reply(&left, &reply).await?;
    both_connected(&left, &right).await?;
    talk(&left, &right).await?;
    leave(&left, &right).await?;
    right.button("Home").click().await?;
    right.heading("Heliograph").appears().await
}

async fn by_link(ana: &Browser, ben: &Browser, site: &Site) -> Result<()> {
    let waiting = ana.open(site.url()).await?;
    invite(&waiting).await?;
    let link = waiting.textbox("Invite link").filled().await?;
    ensure!(link.starts_with(&format!("{}#", site.url())), "the link leads to another page");
    let joining = ben.open(&link).await?;
    read_reply(&joining).await?;
    ensure!(!joining.address().await?.contains('#'), "the code stays in the address bar");
    let reply = joining.textbox("Reply link").filled().await?;
    let carrying = ana.open(&reply).await?;
    carrying.heading("Handed over").appears().await?;
    ensure!(!carrying.address().await?.contains('#'), "the reply stays in the address bar");
    both_connected(&waiting, &joining).await?;
    talk(&waiting, &joining).await?;
    leave(&joining, &waiting).await
}

async fn by_file(ana: &Browser, ben: &Browser, site: &Site) -> Result<()> {
    let (left, right) = open(ana, ben, site).await?;
    invite(&left).await?;
    left.button("Save as file").click().await?;
    let code = saved_file(ana).await?;
    right.button("I have an invite").click().await?;
    right.button("Open a file").appears().await?;
    right.file_field("Invite file").choose(&code).await?;
    read_reply(&right).await?;
    right.button("Save as file").click().await?;
    let reply = saved_file(ben).await?;
    left.button("Open a file").appears().await?;
    left.file_field("Reply file").choose(&reply).await?;
    both_connected(&left, &right).await?;
    talk(&right, &left).await?;
    leave(&right, &left).await
}

async fn open(ana: &Browser, ben: &Browser, site: &Site) -> Result<(Page, Page)> {
    tokio::try_join!(ana.open(site.url()), ben.open(site.url()))
}
