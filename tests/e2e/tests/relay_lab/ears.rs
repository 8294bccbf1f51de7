//! What a page is told of the other side, and what its browser tells it.

use anyhow::{Context, Result};
use heliograph_e2e::Page;

const EARS: &str = include_str!("ears.js");

/// Listens to all that a page does from now on.
pub(crate) async fn listen(page: &Page) -> Result<()> {
    page.run(EARS, vec![]).await.map(drop)
}

/// The descriptions and candidates of the other side that the page was told.
pub(crate) async fn told(page: &Page) -> Result<String> {
    let told = page.run("return heliographEars.told.join('\\n')", vec![]).await?;
    Ok(told.as_str().context("nobody listens")?.to_owned())
}

/// All that the browser tells of its connections (W3C Identifiers for WebRTC's Statistics API).
pub(crate) async fn statistics(page: &Page) -> Result<String> {
    let statistics = asked(page, "statistics").await?;
    Ok(statistics.as_str().context("the browser tells nothing")?.to_owned())
}

/// The way that packets take.
#[derive(Debug)]
pub(crate) struct Way {
    /// The kind of candidate that is used here.
    pub(crate) local: String,
    /// The kind that is used there.
    pub(crate) remote: String,
    /// How the relay is reached from here.
    pub(crate) relay_protocol: String,
    /// What carries packets, from the candidate that is used here on.
    pub(crate) protocol: String,
}

/// The way that packets take from a page.
pub(crate) async fn way(page: &Page) -> Result<Way> {
    let way = asked(page, "way").await?;
    let word = |at: usize| Some(way.get(at)?.as_str()?.to_owned());
    let way =
        || Some(Way { local: word(0)?, remote: word(1)?, relay_protocol: word(2)?, protocol: word(3)? });
    way().context("the browser does not say which way packets take")
}

/// Of which types the candidates are that a page tells the other side.
pub(crate) async fn tells(page: &Page) -> Result<Vec<String>> {
    let types = asked(page, "tells").await?;
    let types = types.as_array().context("the page has no description")?;
    Ok(types.iter().filter_map(|kind| kind.as_str()).map(str::to_owned).collect())
}

async fn asked(page: &Page, what: &str) -> Result<serde_json::Value> {
    let script = format!(
        "const done = arguments[arguments.length - 1]; heliographEars.{what}().then(done, () => done(null));"
    );
    page.run_until_done(&script, vec![]).await
}
