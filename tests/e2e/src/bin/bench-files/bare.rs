//! Two pages with nothing between them but a data channel.

use anyhow::{Context, Result};
use heliograph_e2e::Page;
use serde_json::{Value, json};

use crate::MEBIBYTE;

const SCRIPT: &str = include_str!("bare_channel.js");

/// Sizes of messages that browsers take; which is the fastest differs from browser to browser.
pub(crate) const MESSAGES: [u64; 2] = [1 << 16, 1 << 18];

/// A channel by which one page sends and another receives.
pub(crate) struct BareChannel<'a> {
    receiver: &'a Page,
}

impl<'a> BareChannel<'a> {
    /// Connects two pages, beside whatever else they do.
    pub(crate) async fn open(sender: &Page, receiver: &'a Page) -> Result<Self> {
        for page in [sender, receiver] {
            page.run(SCRIPT, vec![]).await?;
        }
        let offer = call(sender, "offer", vec![]).await?;
        let answer = call(receiver, "answer", vec![offer]).await?;
        call(sender, "accept", vec![answer]).await?;
        call(sender, "serve", vec![]).await?;
        Ok(Self { receiver })
    }

    /// How fast it is with messages of this size, in MB per second.
    pub(crate) async fn speed(&self, mebibytes: u64, message: u64) -> Result<f64> {
        let bytes = mebibytes * MEBIBYTE;
        let milliseconds = call(self.receiver, "receive", vec![json!(bytes), json!(message)]).await?;
        let milliseconds = milliseconds.as_f64().context("the page measured no time")?;
        Ok(bytes as f64 / milliseconds / 1_000.0)
    }
}

async fn call(page: &Page, function: &str, arguments: Vec<Value>) -> Result<Value> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
         Promise.resolve(bareChannel.{function}(...[...arguments].slice(0, -1))).then(done);"
    );
    page.run_until_done(&script, arguments).await
}
