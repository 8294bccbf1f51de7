//! QR codes that a camera sees on another person's screen, or that are found in a picture of it.

mod support;

use anyhow::{Result, ensure};
use heliograph_e2e::{
    Browser, Camera, Kind, Page, Site,
    addresses::hides_addresses,
    camera::Hold,
    people::{answer, both_connected, enter_reply, invite, read_reply, safety_words, scan, talk},
};

const INVITE: &str = "QR code of this invite";
const REPLY: &str = "QR code of this reply";

#[tokio::test(flavor = "multi_thread")]
async fn two_phones_connect_by_scanning_each_other() -> Result<()> {
    let site = Site::start().await?;
    let (ana, ben) = (Phone::start().await?, Phone::start().await?);
    let (left, right) = tokio::try_join!(ana.browser.open(site.url()), ben.browser.open(site.url()))?;
    invite(&left).await?;
    scan(&right, "Scan an invite", &ben.camera, (&left, INVITE)).await?;
    read_reply(&right).await?;
    scan(&left, "Scan their reply", &ana.camera, (&right, REPLY)).await?;
    both_connected(&left, &right).await?;
    for page in [&left, &right] {
        vouches(page).await?;
    }
    talk(&left, &right).await?;
    tokio::try_join!(ana.browser.finish(), ben.browser.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_scans_the_invite_on_another_screen_and_its_reply_is_read_from_a_picture() -> Result<()> {
    let site = Site::start().await?;
    for showing in [Kind::Firefox, Kind::Chromium] {
        let (ana, ben) = (Browser::start(showing).await?, Phone::start().await?);
        let (left, right) = tokio::try_join!(ana.open(site.url()), ben.browser.open(site.url()))?;
        invite(&left).await?;
        scan(&right, "Scan an invite", &ben.camera, (&left, INVITE)).await?;
        read_reply(&right).await?;
        left.drop_picture(&right.image(REPLY).cut_out().await?).await?;
        both_connected(&left, &right).await?;
        vouches(&right).await?;
        cannot_vouch(&left).await?;
        tokio::try_join!(ana.finish(), ben.browser.finish())?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_scans_the_reply_on_another_screen_that_read_its_invite_from_a_picture() -> Result<()> {
    let site = Site::start().await?;
    for showing in [Kind::Firefox, Kind::Chromium] {
        let (ana, ben) = (Phone::start().await?, Browser::start(showing).await?);
        let (left, right) = tokio::try_join!(ana.browser.open(site.url()), ben.open(site.url()))?;
        invite(&left).await?;
        right.paste_picture(&left.image(INVITE).cut_out().await?).await?;
        read_reply(&right).await?;
        scan(&left, "Scan their reply", &ana.camera, (&right, REPLY)).await?;
        both_connected(&left, &right).await?;
        vouches(&left).await?;
        cannot_vouch(&right).await?;
        tokio::try_join!(ana.browser.finish(), ben.finish())?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_scans_codes_that_are_turned_or_slanted_or_blurred_or_small() -> Result<()> {
    let steady = Hold::STEADY;
    let holds = [
        Hold { turn: 17.0, ..steady },
        Hold { turn: 90.0, ..steady },
        Hold { turn: 200.0, slant: (15.0, 10.0), ..steady },
        Hold { slant: (30.0, 20.0), ..steady },
        Hold { blur: 1.2, noise: 8.0, ..steady },
        Hold { height: 0.45, blur: 0.8, ..steady },
    ];
    let site = Site::start().await?;
    let (ana, ben) = (Browser::start(Kind::Firefox).await?, Phone::start().await?);
    let (left, right) = tokio::try_join!(ana.open(site.url()), ben.browser.open(site.url()))?;
    invite(&left).await?;
    for hold in holds {
        ben.camera.held_up_to(&left, INVITE, &hold).await?;
        right.button("Scan an invite").click().await?;
        read_reply(&right).await.map_err(|error| error.context(format!("{hold:?}")))?;
        right.button("Back").click().await?;
        right.button("Yes, go back").click().await?;
        right.heading("Heliograph").appears().await?;
    }
    tokio::try_join!(ana.finish(), ben.browser.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_made_after_a_scan_shows_addresses_that_are_hidden_otherwise() -> Result<()> {
    let site = Site::start().await?;
    let camera = Camera::new()?;
    let start = |kind| Browser::of(kind).with_mdns().start();
    let phone = Browser::of(Kind::Chromium).with_mdns().with_camera(&camera).start();
    let (ana, ben, phone) = tokio::try_join!(start(Kind::Firefox), start(Kind::Chromium), phone)?;
    let (left, without) = tokio::try_join!(ana.open(site.url()), ben.open(site.url()))?;
    let right = phone.open(site.url()).await?;
    let code = invite(&left).await?;
    ensure!(hides_addresses(&code)?, "the invite shows addresses");
    ensure!(hides_addresses(&answer(&without, &code).await?)?, "without a camera the reply shows addresses");

    scan(&right, "Scan an invite", &camera, (&left, INVITE)).await?;
    ensure!(!hides_addresses(&read_reply(&right).await?)?, "after a scan the reply hides addresses");
    tokio::try_join!(ana.finish(), ben.finish(), phone.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_cannot_be_used_is_explained_and_pasting_still_works() -> Result<()> {
    let site = Site::start().await?;
    let refusing = || Browser::of(Kind::Chromium).refusing_devices().start();
    for (browser, url, sentence) in [
        (refusing().await?, site.url().to_owned(), "may not use"),
        (Browser::of(Kind::Firefox).refusing_devices().start().await?, site.url().to_owned(), "may not use"),
        (Browser::start(Kind::Chromium).await?, site.url().to_owned(), "no camera"),
        (Browser::start(Kind::Firefox).await?, site.url().to_owned(), "no camera"),
        (refusing().await?, site.insecure_url(), "https"),
    ] {
        let (inviting, joining) = tokio::try_join!(browser.open(&url), browser.open(&url))?;
        joining.button("Scan an invite").click().await?;
        joining.heading("Join").appears().await?;
        joining.alert().saying(sentence).appears().await?;
        let code = invite(&inviting).await?;
        inviting.button("Scan their reply").click().await?;
        inviting.alert().saying(sentence).appears().await?;

        joining.textbox("Their invite").enter(&code).await?;
        joining.button("Continue").click().await?;
        enter_reply(&inviting, &read_reply(&joining).await?).await?;
        both_connected(&inviting, &joining).await?;
        browser.finish().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_can_be_stopped_and_begun_again() -> Result<()> {
    let site = Site::start().await?;
    let phone = Phone::start().await?;
    let page = phone.browser.open(site.url()).await?;
    page.button("Scan an invite").click().await?;
    for _ in 0..2 {
        page.region("Camera").appears().await?;
        page.status().saying("Point the camera").appears().await?;
        page.button("Stop scanning").click().await?;
        page.region("Camera").disappears().await?;
        page.heading("Join").appears().await?;
        page.button("Scan with the camera").click().await?;
    }
    phone.browser.finish().await
}

/// A browser with a camera that can be held up to things.
struct Phone {
    browser: Browser,
    camera: Camera,
}

impl Phone {
    async fn start() -> Result<Self> {
        let camera = Camera::new()?;
        let browser = Browser::of(Kind::Chromium).with_camera(&camera).start().await?;
        Ok(Self { browser, camera })
    }
}

/// Says that what was scanned was the other person's own screen.
async fn vouches(page: &Page) -> Result<()> {
    page.button("I scanned their own screen").click().await?;
    page.region("Safety words").saying("Verified by scan").appears().await
}

async fn cannot_vouch(page: &Page) -> Result<()> {
    safety_words(page).await?;
    ensure!(
        !page.button("I scanned their own screen").is_there().await?,
        "{:?} takes a picture for a scan",
        page.kind()
    );
    Ok(())
}
