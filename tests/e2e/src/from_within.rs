//! What Firefox itself knows of an extension. Its events (WebDriver BiDi) leave out the pages of extensions, so these
//! are watched from within the browser: what it complains of on its own console, and what it asks the network for.
//! What a page itself writes on the console is not heard; that the same page does so in Chromium is.

use anyhow::Result;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};
use url::{ParseError, Url};

use crate::browser::Session;

/// Notes every request of an extension from now on.
const START: &str = "
    const asked = [];
    const ofExtension = (principal) => principal?.isAddonOrExpandedAddonPrincipal;
    Services.obs.addObserver((channel) => {
        const { URI, loadInfo } = channel.QueryInterface(Ci.nsIChannel);
        if (ofExtension(loadInfo.loadingPrincipal) || ofExtension(loadInfo.triggeringPrincipal)) asked.push(URI.spec);
    }, 'http-on-modify-request');
    Services.wm.getMostRecentWindow('navigator:browser').heliographAsked = asked;";

/// What was asked for since, and all errors of scripts and policies, warnings left out.
const REPORT: &str = "
    const messages = Services.console.getMessageArray().filter((message) => message instanceof Ci.nsIScriptError);
    const errors = messages.filter(({ flags, sourceName, errorMessage }) =>
        !(flags & Ci.nsIScriptError.warningFlag) && `${sourceName} ${errorMessage}`.includes('moz-extension://'));
    return {
        asked: Services.wm.getMostRecentWindow('navigator:browser').heliographAsked ?? [],
        errors: errors.map(({ errorMessage }) => errorMessage),
    };";

impl Session {
    /// Starts to watch, before the first page of an extension is opened.
    pub(crate) async fn watch_from_within(&self) -> Result<()> {
        self.run_within(START).await.map(drop)
    }

    /// Everything that went wrong in extensions so far.
    pub(crate) async fn complaints_from_within(&self) -> Result<Vec<String>> {
        // What the page has done so far is reported by tasks of the page, in order. One that is just closing cannot
        // answer, and what it did before has been heard.
        let _ = self.client.execute_async("setTimeout(arguments[0], 50)", vec![]).await;
        let report = self.run_within(REPORT).await?;
        let said = |list: &str, what: &str| -> Vec<String> {
            let texts = report[list].as_array().into_iter().flatten().filter_map(Value::as_str);
            texts.map(|text| format!("{what} {text}")).collect()
        };
        Ok([said("asked", "an extension asked for"), said("errors", "an extension caused an error:")]
            .concat())
    }

    async fn run_within(&self, script: &str) -> Result<Value> {
        let _alone = self.hold_tab().await;
        self.client.issue_cmd(Scope("chrome")).await?;
        let answer = self.client.execute(script, vec![]).await;
        self.client.issue_cmd(Scope("content")).await?;
        Ok(answer?)
    }
}

/// Where Firefox runs scripts from now on: in its pages (`content`) or in itself (`chrome`).
#[derive(Debug)]
struct Scope(&'static str);

impl WebDriverCompatibleCommand for Scope {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/moz/context", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _request: &Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "context": self.0 }).to_string()))
    }
}
