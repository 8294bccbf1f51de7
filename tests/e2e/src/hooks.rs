//! What somebody who has changed their page could do to the messages of a conversation.

use anyhow::Result;

use crate::page::Page;

const HOOKS: &str = include_str!("hooks.js");

/// Puts a hand on the channels that a page is going to make, and lets the script say what it does there:
/// `hooks` is what `hooks.js` has.
pub async fn lay_hands_on(page: &Page, script: &str) -> Result<()> {
    page.run(HOOKS, vec![]).await?;
    run(page, script).await
}

/// Runs a script with the `hooks` that were laid before.
pub async fn run(page: &Page, script: &str) -> Result<()> {
    page.run(&format!("const hooks = window.heliographHooks; {script}"), vec![]).await.map(drop)
}

/// A script by which the browser seems to say this of every way that a page has: a state of `RTCIceConnectionState`.
pub fn ice_says(state: &str) -> String {
    format!(
        "for (const peer of hooks.peers) {{
            Object.defineProperty(peer, 'iceConnectionState', {{ get: () => '{state}', configurable: true }});
            peer.dispatchEvent(new Event('iceconnectionstatechange'));
        }}"
    )
}
