//! Other ways to hand a code to the page than its field and its button.

mod support;

use std::process::Command;

use anyhow::{Result, ensure};
use heliograph_e2e::{
    Browser, Kind, Site,
    addresses::hides_addresses,
    people::{answer, both_connected, enter_reply, invite, read_reply, talk},
    root,
};
use support::{bare_tool_connects_with_mdns, skipped, two, two_with_mdns};

/// Control and V, as a person pastes.
const PASTE: &str = "\u{e009}v\u{e000}";

#[tokio::test(flavor = "multi_thread")]
async fn copied_codes_can_be_pasted_with_the_focus_anywhere() -> Result<()> {
    let site = Site::start().await?;
    for kind in [Kind::Chromium, Kind::Firefox] {
        // One browser with two tabs, so that both share one clipboard.
        let browser = Browser::start(kind).await?;
        let inviting = browser.open(site.url()).await?;
        let joining = browser.open(site.url()).await?;
        invite(&inviting).await?;
        inviting.button("Copy code").click().await?;
        inviting.status().saying("copied").appears().await?;
        joining.press(PASTE).await?;
        read_reply(&joining).await?;
        joining.button("Copy link").click().await?;
        joining.status().saying("copied").appears().await?;
        inviting.textbox("Their reply").press(PASTE).await?;
        both_connected(&inviting, &joining).await?;
        talk(&inviting, &joining).await?;
        browser.finish().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn files_can_be_dropped_anywhere() -> Result<()> {
    let site = Site::start().await?;
    for kind in [Kind::Chromium, Kind::Firefox] {
        let browser = Browser::start(kind).await?;
        let inviting = browser.open(site.url()).await?;
        let joining = browser.open(site.url()).await?;
        let code = invite(&inviting).await?;
        joining.drop_file("invite.heliograph", &code).await?;
        let reply = read_reply(&joining).await?;
        inviting.drop_file("reply.heliograph", &reply).await?;
        both_connected(&inviting, &joining).await?;
        browser.finish().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_qr_code_on_the_screen_holds_the_invite() -> Result<()> {
    let site = Site::start().await?;
    for (inviting, joining) in [(Kind::Chromium, Kind::Firefox), (Kind::Firefox, Kind::Chromium)] {
        let (ana, ben) = two(inviting, joining).await?;
        let showing = ana.open(site.url()).await?;
        invite(&showing).await?;
        showing.image("QR code of this invite").into_sight().await?;
        let picture = showing.picture(&format!("qr-{inviting:?}")).await?;
        let read = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(root().join(&picture)).output();
        let Ok(read) = read else {
            skipped("the QR code on the screen", "zbarimg is missing (package zbar-tools)");
            return Ok(());
        };
        let scanned = String::from_utf8(read.stdout)?;
        ensure!(!scanned.trim().is_empty(), "no QR code was found in {picture}");
        let scanning = ben.open(site.url()).await?;
        let reply = answer(&scanning, scanned.trim()).await?;
        enter_reply(&showing, &reply).await?;
        both_connected(&showing, &scanning).await?;
        tokio::try_join!(ana.finish(), ben.finish())?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_link_that_no_tab_waits_for_says_where_it_belongs() -> Result<()> {
    let site = Site::start().await?;
    let ana = Browser::start(Kind::Chromium).await?;
    let ben = Browser::start(Kind::Chromium).await?;
    let inviting = ana.open(site.url()).await?;
    let joining = ben.open(site.url()).await?;
    let code = invite(&inviting).await?;
    answer(&joining, &code).await?;
    let link = joining.textbox("Reply link").filled().await?;
    let lost = ben.open(&link).await?;
    lost.heading("This is a reply").appears().await?;
    let reply = lost.textbox("Reply code").filled().await?;
    enter_reply(&inviting, &reply).await?;
    both_connected(&inviting, &joining).await?;
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_that_hide_their_addresses_connect_as_well() -> Result<()> {
    let site = Site::start().await?;
    for (inviting, joining) in [(Kind::Chromium, Kind::Firefox), (Kind::Firefox, Kind::Chromium)] {
        let (ana, ben) = two_with_mdns(inviting, joining).await?;
        if !bare_tool_connects_with_mdns(&ana, &ben).await? {
            skipped(
                &format!("names ending in .local, {inviting:?} to {joining:?}"),
                "multicast does not work here: a page without Heliograph cannot connect either",
            );
            continue;
        }
        let (left, right) = tokio::try_join!(ana.open(site.url()), ben.open(site.url()))?;
        let code = invite(&left).await?;
        let reply = answer(&right, &code).await?;
        ensure!(hides_addresses(&code)?, "the invite shows addresses");
        enter_reply(&left, &reply).await?;
        both_connected(&left, &right).await?;
        talk(&left, &right).await?;
        tokio::try_join!(ana.finish(), ben.finish())?;
    }
    Ok(())
}
