//! The WebSockets that a page holds.

use anyhow::{Result, bail, ensure};
use heliograph_e2e::Page;
use serde_json::json;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// What two who are connected directly need of a server.
pub(crate) const NONE: &[&str] = &[];

/// What two who are relayed need besides the relay.
pub(crate) const OF_THE_RELAY: &[&str] = &["/relay/reunion"];

/// A page closes what it does not need a moment after it can.
const PATIENCE: Duration = Duration::from_secs(5);

/// Notes every socket that the page opens.
const LISTEN: &str = "
    window.sockets = [];
    const { WebSocket: Plain } = window;
    window.WebSocket = class extends Plain {
        constructor(...words) {
            super(...words);
            sockets.push(this);
        }
    };";

/// The sockets that are open, by the ends of their addresses; and how many there ever were.
const SOCKETS: &str = "
    const open = sockets.filter((socket) => socket.readyState < WebSocket.CLOSING);
    return [open.map((socket) => new URL(socket.url).pathname), sockets.length];";

/// Begins to count, before the page opens any.
pub(crate) async fn count(page: &Page) -> Result<()> {
    page.run(LISTEN, vec![]).await.map(drop)
}

/// Waits until these are open, and no others.
pub(crate) async fn are(page: &Page, expected: &[&str]) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let found = page.run(SOCKETS, vec![]).await?;
        ensure!(found[1].as_u64() > Some(0), "nobody counted sockets");
        if found[0] == json!(expected) {
            return Ok(());
        }
        if Instant::now() > deadline {
            bail!("{:?} holds other sockets than it needs: {found}", page.kind());
        }
        sleep(Duration::from_millis(50)).await;
    }
}
