//! Somebody who has closed their page is rung all the same.

use crate::support::two;
use anyhow::{Result, ensure};
use heliograph_e2e::{
    Browser, Companion, Kind, PATIENCE, Page, PushService, Pushed,
    people::{be_reachable, ring},
};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, sleep};

const BEGIN: &str = "Ring me also when this page is closed";
const END: &str = "Ring me only while this page is open";

const LONGER_THAN_THE_PAGE_WAITS: Duration = Duration::from_secs(45);

/// Longer than it takes until a ring reaches anybody.
const A_WHILE: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread")]
async fn a_ring_reaches_somebody_who_has_closed_the_page_until_they_want_it_no_more() -> Result<()> {
    let service = PushService::start().await?;
    let companion = Companion::start_pushing(&service).await?;
    let ana = Browser::of(Kind::Firefox).with_push_service(&service).start().await?;
    let ben = Browser::start(Kind::Chromium).await?;
    let callee = ana.open(companion.url()).await?;
    let link = be_reachable(&callee).await?;
    // Who takes part is said before anybody is asked.
    let host = service.origin().trim_start_matches("http://");
    let part = callee.region("When this page is closed").whole_text().await?;
    ensure!(part.contains(host) && part.contains("private link"), "nobody says what it means");
    ensure!(service.subscriptions() == 0, "the push service was asked before the person was");
    callee.button(BEGIN).click().await?;
    callee.status().saying("Your browser tells you").appears().await?;
    ensure!(service.subscriptions() == 1, "the browser did not subscribe");

    // A page that is open rings by itself: the browser shows a notice all the same, but does not ring as well.
    let caller = ben.open(&link).await?;
    ring(&caller, "Ben").await?;
    callee.heading("Ben rings").appears().await?;
    ensure!(shown(&callee, 1).await? == [notice(SILENT)], "it is told twice");
    caller.button("Hang up").click().await?;
    callee.status().saying("has stopped ringing").appears().await?;
    shown(&callee, 0).await?;

    callee.button("Back").click().await?;
    callee.button("Invite someone").appears().await?;
    let caller = ben.open(&link).await?;
    ring(&caller, "Grandma Ägidia").await?;
    let pushed = service.takes(2).await?;
    let Some(Pushed { ttl, length: 0, urgency: Some(urgency), .. }) = pushed.first() else {
        anyhow::bail!("the push service was told more than it has to know: {pushed:?}");
    };
    ensure!((1..=120).contains(ttl) && urgency == "high", "it comes too late: {pushed:?}");
    ensure!(shown(&callee, 1).await? == [notice(ALOUD)], "the browser says something else");

    // What a click on the notification opens.
    let page = ana.open(&kept_address(&callee).await?).await?;
    page.heading("Grandma Ägidia rings").appears().await?;
    shown(&callee, 0).await?;
    page.button("Answer").click().await?;
    // Firefox uses no relay at a loopback address; that it was answered is what matters here.
    caller.status().saying("They answer").appears().await?;
    page.button("Stop").click().await?;

    page.button(END).click().await?;
    page.button(BEGIN).appears().await?;
    ensure!(service.subscriptions() == 0, "the push service still has the subscription");
    ensure!(kept_address(&callee).await.is_err(), "the browser still keeps the private link");
    page.button("Back").click().await?;
    let caller = ben.open(&link).await?;
    ring(&caller, "Ben").await?;
    sleep(A_WHILE).await;
    ensure!(service.pushed().len() == 2, "the push service is told of rings all the same");
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_cannot_be_woken_says_why() -> Result<()> {
    let service = PushService::start().await?;
    let companion = Companion::start_pushing(&service).await?;
    // Tests let no browser reach the push service of its maker, and Chromium without a screen allows no notifications.
    let ana = Browser::of(Kind::Firefox).allowing_notifications().start().await?;
    let ben = Browser::start(Kind::Chromium).await?;
    for (browser, why) in [(&ana, "does not reach its push service"), (&ben, "Notifications are not allowed")]
    {
        let callee = browser.open(companion.url()).await?;
        be_reachable(&callee).await?;
        callee.button(BEGIN).click().await?;
        callee.alert().saying(why).within(LONGER_THAN_THE_PAGE_WAITS).appears().await?;
        callee.button(BEGIN).appears().await?;
        ensure!(!callee.button(END).is_there().await?, "there is something to end");
        ensure!(kept_address(&callee).await.is_err(), "the private link is kept for nothing");
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_companion_that_wakes_nobody_says_nothing_of_it() -> Result<()> {
    let companion = Companion::start().await?;
    let (ana, ben) = two(Kind::Firefox, Kind::Chromium).await?;
    for browser in [&ana, &ben] {
        let callee = browser.open(companion.url()).await?;
        be_reachable(&callee).await?;
        sleep(A_WHILE).await;
        ensure!(!callee.region("When this page is closed").is_there().await?, "it is offered all the same");
    }
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

/// Whether the browser rings with a notice.
const ALOUD: bool = false;
const SILENT: bool = true;

fn notice(silent: bool) -> Value {
    json!(["Somebody rang you", silent])
}

/// What the service worker shows, once there is so much.
async fn shown(page: &Page, count: usize) -> Result<Vec<Value>> {
    const SHOWN: &str = "
        return navigator.serviceWorker.getRegistration()
            .then((registration) => registration.getNotifications())
            .then((notifications) => notifications.map(({ title, silent }) => [title, silent === true]));";
    let deadline = Instant::now() + PATIENCE;
    loop {
        let notices: Vec<Value> = serde_json::from_value(page.run(SHOWN, vec![]).await?)?;
        if notices.len() == count {
            return Ok(notices);
        }
        ensure!(Instant::now() < deadline, "the browser shows {notices:?}");
        sleep(Duration::from_millis(100)).await;
    }
}

/// Where a notification leads to.
async fn kept_address(page: &Page) -> Result<String> {
    const KEPT: &str = "
        return caches.match('ring.json')
            .then((entry) => entry?.json())
            .then((kept) => kept?.address ?? null);";
    match page.run(KEPT, vec![]).await? {
        Value::String(address) => Ok(address),
        other => anyhow::bail!("the browser keeps no address: {other}"),
    }
}
