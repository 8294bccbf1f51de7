//! What goes wrong when people carry codes, and the way on from each mistake.

mod support;

use anyhow::{Result, bail, ensure};
use heliograph_e2e::{
    Browser, Kind, Page, Site,
    people::{answer, both_connected, enter_invite, enter_reply, invite, talk},
};
use heliograph_signal::{Reading, pack_answer, read};
use support::two;

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_reply_is_explained_and_the_right_one_still_connects() -> Result<()> {
    let site = Site::start().await?;
    let browser = Browser::start(Kind::Chromium).await?;
    let inviting = browser.open(site.url()).await?;
    let other_inviting = browser.open(site.url()).await?;
    let joining = browser.open(site.url()).await?;
    let other_joining = browser.open(site.url()).await?;
    let code = invite(&inviting).await?;
    let other_code = invite(&other_inviting).await?;
    let reply = answer(&joining, &code).await?;
    let other_reply = answer(&other_joining, &other_code).await?;

    let own_with_text = format!("Look what I got:\n{code}");
    for (wrong, sentence) in [
        ("Dear Ana, how are you?", "not a heliograph code"),
        (&code, "your own"),
        (&own_with_text, "your own"),
        (&other_code, "an invite, but a reply is due"),
        (&other_reply, "another invite"),
        (&mistyped(&reply), "wrong"),
        (&reply[..reply.len() / 2], "cut short"),
        (&newer_version(), "newer version"),
    ] {
        enter_reply(&inviting, wrong).await?;
        says(&inviting, sentence).await?;
    }

    enter_reply(&inviting, &reply).await?;
    both_connected(&inviting, &joining).await?;
    talk(&inviting, &joining).await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_invite_is_explained_and_the_right_one_still_connects() -> Result<()> {
    let site = Site::start().await?;
    let browser = Browser::start(Kind::Firefox).await?;
    let inviting = browser.open(site.url()).await?;
    let joining = browser.open(site.url()).await?;
    let third = browser.open(site.url()).await?;
    let code = invite(&inviting).await?;
    let some_reply = answer(&third, &code).await?;

    enter_invite(&joining, "   ").await?;
    says(&joining, "nothing here").await?;
    for (wrong, sentence) in [
        ("https://example.org/#about", "not a heliograph code"),
        (&some_reply, "a reply, but an invite is due"),
        (&mistyped(&code), "wrong"),
        (&code[..code.len() / 2], "cut short"),
        (&newer_version(), "newer version"),
    ] {
        joining.textbox("Their invite").enter(wrong).await?;
        joining.button("Continue").click().await?;
        says(&joining, sentence).await?;
    }

    joining.textbox("Their invite").enter(&code).await?;
    joining.button("Continue").click().await?;
    let reply = heliograph_e2e::people::read_reply(&joining).await?;
    enter_reply(&inviting, &reply).await?;
    both_connected(&inviting, &joining).await?;
    browser.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_connect_after_a_messenger_wrapped_and_quoted_them() -> Result<()> {
    let site = Site::start().await?;
    for kind in [Kind::Chromium, Kind::Firefox] {
        let browser = Browser::start(kind).await?;
        let inviting = browser.open(site.url()).await?;
        let joining = browser.open(site.url()).await?;
        let code = invite(&inviting).await?;
        joining.button("I have an invite").click().await?;
        joining.textbox("Their invite").paste(&quoted(&code)).await?;
        let reply = heliograph_e2e::people::read_reply(&joining).await?;
        enter_reply(&inviting, &quoted(&reply)).await?;
        both_connected(&inviting, &joining).await?;
        browser.finish().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_with_somebody_elses_certificate_is_told_on_both_sides() -> Result<()> {
    let site = Site::start().await?;
    for (inviting, joining) in [(Kind::Chromium, Kind::Firefox), (Kind::Firefox, Kind::Chromium)] {
        let (ana, ben) = two(inviting, joining).await?;
        let (left, right) = tokio::try_join!(ana.open(site.url()), ben.open(site.url()))?;
        let reply = answer(&right, &invite(&left).await?).await?;
        enter_reply(&left, &with_another_certificate(&reply)?).await?;
        for page in [&left, &right] {
            says(page, "not the one whose code you have").await?;
        }
        tokio::try_join!(ana.finish(), ben.finish())?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_lost_its_end_says_so_on_the_first_screen() -> Result<()> {
    let site = Site::start().await?;
    let browser = Browser::start(Kind::Chromium).await?;
    let inviting = browser.open(site.url()).await?;
    invite(&inviting).await?;
    let link = inviting.textbox("Invite link").filled().await?;
    let joining = browser.open(&link[..link.len() - 40]).await?;
    says(&joining, "cut short").await?;
    ensure!(!joining.address().await?.contains('#'), "the code stays in the address bar");
    browser.finish().await
}

async fn says(page: &Page, sentence: &str) -> Result<()> {
    page.alert().saying(sentence).appears().await
}

/// The code with one character changed, in the middle of the fingerprint.
fn mistyped(code: &str) -> String {
    let middle = code.len() / 2;
    let changed = if &code[middle..=middle] == "A" { "B" } else { "A" };
    format!("{}{changed}{}", &code[..middle], &code[middle + 1..])
}

/// The code as it comes back in a quoted letter.
fn quoted(code: &str) -> String {
    let lines: Vec<_> = code.as_bytes().chunks(32).map(|line| String::from_utf8_lossy(line)).collect();
    format!("Hello,\nthis is what you sent:\n> {}\n\nBest wishes", lines.join("\n> "))
}

/// A code of version 2, whose first three bits and checksum are all that version 1 knows of it.
fn newer_version() -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let mut bytes = vec![0b0100_0000];
    bytes.extend((0..60).map(|byte| byte * 3));
    let checksum = bytes.iter().fold(0xffff_u16, |checksum, byte| {
        (0..8).fold(checksum ^ (u16::from(*byte) << 8), |checksum, _| {
            let carry = if checksum & 0x8000 == 0 { 0 } else { 0x1021 };
            (checksum << 1) ^ carry
        })
    });
    bytes.extend(checksum.to_be_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The reply as somebody would pass it on who wants to sit in between.
fn with_another_certificate(reply: &str) -> Result<String> {
    let Ok(Reading::Answer(answer)) = read(reply) else {
        bail!("the page shows a reply that cannot be read")
    };
    let sdp = answer.description.sdp();
    let Some((before, print)) = sdp.reveal().split_once("sha-256 ") else { bail!("there is no fingerprint") };
    let other = if print.starts_with("00") { "11" } else { "00" };
    let packed = pack_answer(&format!("{before}sha-256 {other}{}", &print[2..]), answer.tag)?;
    Ok(packed.code.text())
}
