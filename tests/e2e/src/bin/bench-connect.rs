//! How long people wait at the two moments that count, with a STUN server that never answers: from the click on
//! *Invite someone* to the code, and from pasting the reply to being connected. Both are measured inside the page.

#![allow(clippy::print_stdout, reason = "a bench prints its table")]

use std::net::UdpSocket;

use anyhow::{Context, Result, ensure};
use heliograph_e2e::{
    Browser, Kind, Page, Site,
    people::{answer, both_connected, set_stun_server},
};
use serde_json::{Value, json};

const KINDS: [Kind; 2] = [Kind::Chromium, Kind::Firefox];

/// How often each pair connects.
const ROUNDS: usize = 20;

/// Clicks the button and waits for the code's picture, which is drawn with the code.
const UNTIL_CODE_IS_SHOWN: &str = "
    const [button, done] = arguments;
    const begun = performance.now();
    const shown = () => {
        const image = document.querySelector('[role=img], img, svg[aria-label]');
        const code = [...document.querySelectorAll('textarea[readonly], input[readonly]')].find((box) => box.value);
        return image && code;
    };
    const watch = new MutationObserver(() => {
        if (!shown()) return;
        watch.disconnect();
        requestAnimationFrame(() => done(performance.now() - begun));
    });
    watch.observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true });
    button.click();";

/// Pastes the reply and waits for the heading of the conversation.
const UNTIL_CONNECTED: &str = "
    const [box, button, reply, done] = arguments;
    const begun = performance.now();
    const watch = new MutationObserver(() => {
        if (document.querySelector('h1')?.textContent.trim() !== 'Connected') return;
        watch.disconnect();
        done(performance.now() - begun);
    });
    watch.observe(document.body, { childList: true, subtree: true, characterData: true });
    box.value = reply;
    box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    button.click();";

#[tokio::main]
async fn main() -> Result<()> {
    let silent = UdpSocket::bind("127.0.0.1:0").context("binding a STUN server that never answers")?;
    let stun = format!("stun:{}", silent.local_addr()?);
    let site = Site::start().await?;
    let mut table = Vec::new();
    for inviting in KINDS {
        for joining in KINDS {
            table.push(measure(&site, &stun, (inviting, joining)).await?);
        }
    }

    println!("With a STUN server that never answers, {ROUNDS} rounds for each pair, in milliseconds:\n");
    println!("{:<24}{:>14}{:>8}{:>18}{:>8}", "", "click to code", "p95", "reply to open", "p95");
    for row in &table {
        println!(
            "{:<24}{:>14.0}{:>8.0}{:>18.0}{:>8.0}",
            row.pair,
            row.shown.median(),
            row.shown.p95(),
            row.opened.median(),
            row.opened.p95()
        );
    }
    // Every browser invites in two pairs, and the worst of both is told.
    let worst = |of: fn(&Row) -> f64| table.iter().map(of).fold(0.0, f64::max).round();
    println!(
        "\n{}",
        json!({
            "offer_shown_ms_p95": worst(|row| row.shown.p95()),
            "paste_to_open_ms_p95": worst(|row| row.opened.p95()),
        })
    );
    Ok(())
}

/// What one pair of browsers took.
struct Row {
    pair: String,
    shown: Times,
    opened: Times,
}

async fn measure(site: &Site, stun: &str, (inviting, joining): (Kind, Kind)) -> Result<Row> {
    let (ana, ben) = tokio::try_join!(Browser::start(inviting), Browser::start(joining))?;
    let (left, right) = tokio::try_join!(ana.open(site.url()), ben.open(site.url()))?;
    let (mut shown, mut opened) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for page in [&left, &right] {
            page.go_to("about:blank").await?;
            page.go_to(site.url()).await?;
            set_stun_server(page, stun).await?;
        }
        let invite = left.button("Invite someone").handle().await?;
        shown.push(milliseconds(&left, UNTIL_CODE_IS_SHOWN, vec![invite]).await?);
        let code = left.textbox("Invite code").filled().await?;
        let reply = answer(&right, &code).await?;
        let place = left.textbox("Their reply").handle().await?;
        let connect = left.button("Connect").handle().await?;
        opened.push(milliseconds(&left, UNTIL_CONNECTED, vec![place, connect, json!(reply)]).await?);
        both_connected(&left, &right).await?;
    }
    tokio::try_join!(ana.finish(), ben.finish())?;
    Ok(Row {
        pair: format!("{inviting:?} to {joining:?}"),
        shown: Times::of(shown)?,
        opened: Times::of(opened)?,
    })
}

async fn milliseconds(page: &Page, script: &str, arguments: Vec<Value>) -> Result<f64> {
    page.run_until_done(script, arguments).await?.as_f64().context("the page measured no time")
}

/// Milliseconds in order.
struct Times(Vec<f64>);

impl Times {
    fn of(mut times: Vec<f64>) -> Result<Self> {
        ensure!(!times.is_empty(), "nothing was measured");
        times.sort_by(f64::total_cmp);
        Ok(Self(times))
    }

    fn median(&self) -> f64 {
        let middle = self.0.len() / 2;
        if self.0.len() % 2 == 1 { self.0[middle] } else { f64::midpoint(self.0[middle - 1], self.0[middle]) }
    }

    /// The time that 95 of 100 stay within, by the nearest rank.
    fn p95(&self) -> f64 {
        let rank = (self.0.len() * 95).div_ceil(100);
        self.0[rank - 1]
    }
}
