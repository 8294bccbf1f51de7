//! People take their time: replies that come back late, through the NATs that people have.

mod support;

use std::time::Duration;

use anyhow::{Result, ensure};
use futures::future::try_join_all;
use heliograph_e2e::{
    Browser, Kind, Page, file_url,
    lab::{Nat, Place, STUN},
    people::{code_with_public_address, enter_invite, enter_reply, invite, set_stun_server},
};
use support::laboratory;
use tokio::time::{Instant, sleep_until};

/// How many exchanges of each pair wait together.
const EXCHANGES: usize = 12;

/// How long a reply is on its way: the wait is what is tested.
const A_MINUTE: Duration = Duration::from_secs(60);

/// What `HELIOGRAPH_LONG` adds.
const A_QUARTER_OF_AN_HOUR: Duration = Duration::from_secs(900);

#[tokio::test(flavor = "multi_thread")]
async fn replies_that_come_back_after_a_minute_connect_every_pair() -> Result<()> {
    every_pair_connects_after(A_MINUTE).await
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_that_come_back_after_a_quarter_of_an_hour_connect_every_pair() -> Result<()> {
    if std::env::var_os("HELIOGRAPH_LONG").is_none() {
        eprintln!("not asked for: --long waits for a quarter of an hour, too");
        return Ok(());
    }
    every_pair_connects_after(A_QUARTER_OF_AN_HOUR).await
}

async fn every_pair_connects_after(wait: Duration) -> Result<()> {
    let Some((_lab, here, there)) = laboratory(Nat::Port).await? else { return Ok(()) };
    let inviting = start_both(&here).await?;
    let joining = start_both(&there).await?;
    let pairs = inviting.iter().flat_map(|one| joining.iter().map(move |other| (one, other)));
    let waits: Vec<_> = try_join_all(pairs.map(|(one, other)| begin(one, other))).await?;
    let opened = try_join_all(waits.iter().map(|exchanges| finish(exchanges, wait))).await?;

    let mut all_opened = true;
    for (exchanges, opened) in waits.iter().zip(opened) {
        let Some(first) = exchanges.first() else { continue };
        eprintln!("{:?} to {:?}: {opened} of {EXCHANGES}", first.inviting.kind(), first.joining.kind());
        all_opened &= opened == EXCHANGES;
    }
    ensure!(all_opened, "some replies that came back late did not connect");
    for browser in inviting.into_iter().chain(joining) {
        browser.finish().await?;
    }
    Ok(())
}

/// An invite that was answered, with the reply on its way.
struct Exchange {
    inviting: Page,
    joining: Page,
    reply: String,
    answered: Instant,
}

async fn start_both(place: &Place) -> Result<[Browser; 2]> {
    let start = |kind| Browser::of(kind).at(place.clone()).start();
    let (chromium, firefox) = tokio::try_join!(start(Kind::Chromium), start(Kind::Firefox))?;
    Ok([chromium, firefox])
}

/// Makes and answers the invites of one pair.
async fn begin(one: &Browser, other: &Browser) -> Result<Vec<Exchange>> {
    let mut exchanges = Vec::new();
    for _ in 0..EXCHANGES {
        let (inviting, joining) = tokio::try_join!(open(one), open(other))?;
        invite(&inviting).await?;
        let code = carried_away(&inviting, "Invite code").await?;
        enter_invite(&joining, &code).await?;
        let reply = carried_away(&joining, "Reply code").await?;
        exchanges.push(Exchange { inviting, joining, reply, answered: Instant::now() });
    }
    Ok(exchanges)
}

async fn open(browser: &Browser) -> Result<Page> {
    let page = browser.open(&file_url()?).await?;
    set_stun_server(&page, STUN).await?;
    Ok(page)
}

/// Copies the code once it holds a public address, and reads what was copied.
async fn carried_away(page: &Page, name: &str) -> Result<String> {
    code_with_public_address(page, name).await?;
    page.button("Copy code").click().await?;
    page.textbox(name).filled().await
}

/// Carries the replies back when their time has come, and counts the exchanges that open.
async fn finish(exchanges: &[Exchange], wait: Duration) -> Result<usize> {
    for exchange in exchanges {
        sleep_until(exchange.answered + wait).await;
        enter_reply(&exchange.inviting, &exchange.reply).await?;
    }
    let mut opened = 0;
    for exchange in exchanges {
        let pages = [&exchange.inviting, &exchange.joining];
        let connected = try_join_all(pages.map(async |page| page.heading("Connected").appears().await)).await;
        match connected {
            Ok(_) => opened += 1,
            Err(reason) => eprintln!("{reason:#}"),
        }
    }
    Ok(opened)
}
