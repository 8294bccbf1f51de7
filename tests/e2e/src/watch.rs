//! Watches every page of a browser for what must never happen there.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Result;
use futures::future::try_join_all;
use serde_json::{Value, json};

use crate::{bidi::Bidi, lab::SERVER, redact::redact, site::INSECURE_HOST};

/// Runs in each page before the page's own scripts.
const REPORT_VIOLATIONS: &str =
    "(report) => document.addEventListener('securitypolicyviolation', (violation) =>
    report(`${violation.effectiveDirective} forbids ${violation.blockedURI}`))";

/// What Firefox itself says on the console when a link is gone, or a socket finds nobody, whatever the page does.
const FIREFOX_ADVICE: [&str; 2] =
    ["WebRTC: ICE failed", "Firefox can’t establish a connection to the server at"];

/// Collects complaints for as long as the browser lives.
pub(crate) struct Watch {
    pub(crate) bidi: Bidi,
    complaints: Arc<Mutex<Vec<String>>>,
}

impl Watch {
    /// Starts to listen, before any page is opened.
    pub(crate) async fn start(url: &str) -> Result<Self> {
        let complaints = Arc::new(Mutex::new(Vec::new()));
        let collected = Arc::clone(&complaints);
        let bidi = Bidi::connect(url, move |method, params| {
            if let Some(complaint) = complaint(method, params) {
                collected.lock().unwrap_or_else(PoisonError::into_inner).push(redact(&complaint));
            }
        })
        .await?;
        let events = ["log.entryAdded", "script.message", "network.beforeRequestSent"];
        bidi.call("session.subscribe", json!({ "events": events })).await?;
        let report = json!([{ "type": "channel", "value": { "channel": "violation" } }]);
        let script = json!({ "functionDeclaration": REPORT_VIOLATIONS, "arguments": report });
        bidi.call("script.addPreloadScript", script).await?;
        Ok(Self { bidi, complaints })
    }

    /// Everything that went wrong so far.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        // A page that is just closing cannot answer, and what it did before has been heard.
        let _ = self.hear_out().await;
        self.complaints.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until what the pages have done so far has been reported: events are reported by tasks of the page, in
    /// order.
    async fn hear_out(&self) -> Result<()> {
        let tree = self.bidi.call("browsingContext.getTree", json!({ "maxDepth": 0 })).await?;
        let pages = tree["contexts"].as_array().into_iter().flatten();
        try_join_all(pages.map(|page| {
            let params = json!({
                "expression": "new Promise((resolve) => setTimeout(resolve, 50))",
                "target": { "context": page["context"] },
                "awaitPromise": true,
            });
            self.bidi.call("script.evaluate", params)
        }))
        .await
        .map(drop)
    }
}

fn complaint(method: &str, params: &Value) -> Option<String> {
    match method {
        "script.message" if params["channel"] == "violation" => {
            Some(format!("the content security policy was violated: {}", params["data"]["value"]))
        }
        "log.entryAdded" if params["level"] == "error" => {
            let text = params["text"].as_str().unwrap_or("without text");
            let is_advice = FIREFOX_ADVICE.iter().any(|advice| text.starts_with(advice));
            (!is_advice).then(|| format!("an error was logged: {text}"))
        }
        "log.entryAdded" if params["type"] == "console" => {
            let text = params["text"].as_str().unwrap_or_default();
            (redact(text) != text).then(|| format!("something personal was logged: {text}"))
        }
        "network.beforeRequestSent" => {
            let url = params["request"]["url"].as_str()?;
            (!stays_here(url)).then(|| format!("the page asked for {url}"))
        }
        // Everything else is the life of an ordinary page.
        _ => None,
    }
}

/// Whether a request stays on this machine, or in a laboratory on it.
fn stays_here(url: &str) -> bool {
    let local = [
        "data:",
        "blob:",
        "about:",
        "chrome:",
        "chrome-extension:",
        "moz-extension:",
        "resource:",
        "http://127.0.0.1:",
    ];
    let untrusted = format!("http://{INSECURE_HOST}:");
    let companion = format!("https://{SERVER}/");
    local.iter().any(|start| url.starts_with(start))
        || url.starts_with(&untrusted)
        || url.starts_with(&companion)
        || url.strip_prefix("file://").is_some_and(|path| Path::new(path).is_absolute())
}
