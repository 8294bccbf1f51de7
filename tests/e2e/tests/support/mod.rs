//! What several tests need.

#![allow(dead_code, reason = "each test uses a part")]

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Result;
use heliograph_e2e::{
    Browser, Companion, Kind,
    lab::{Lab, Nat, Place},
};

/// Every pair of browsers: inviting, joining.
pub(crate) const PAIRS: [(Kind, Kind); 4] = [
    (Kind::Chromium, Kind::Chromium),
    (Kind::Chromium, Kind::Firefox),
    (Kind::Firefox, Kind::Chromium),
    (Kind::Firefox, Kind::Firefox),
];

/// A phone and a desk, in CSS pixels.
pub(crate) const SIZES: [(u32, u32); 2] = [(390, 844), (1280, 800)];

/// Small pages of the tests' own.
pub(crate) fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")
}

/// A tool that connects by raw JSON, as a file.
pub(crate) fn bare_tool_file() -> String {
    format!("file://{}", pages().join("bare.html").display())
}

/// Says aloud that a test did not run, and why.
pub(crate) fn skipped(test: &str, reason: &str) {
    eprintln!("SKIPPED {test}: {reason}");
}

/// The laboratory, or nothing, said aloud, where there can be none.
pub(crate) async fn laboratory(nat: Nat) -> Result<Option<(Lab, Place, Place)>> {
    if !can_have_a_laboratory() {
        return Ok(None);
    }
    Lab::build(nat, Path::new(env!("CARGO_BIN_EXE_namespace-relay"))).await.map(Some)
}

/// The same, with the companion as the server between both clients.
pub(crate) async fn laboratory_with_companion(nat: Nat) -> Result<Option<(Lab, Companion, Place, Place)>> {
    let Some((lab, here, there)) = laboratory_without_server(nat).await? else { return Ok(None) };
    let companion = Companion::start_in(&lab).await?;
    Ok(Some((lab, companion, here, there)))
}

/// The same, with nobody in the server's place.
pub(crate) async fn laboratory_without_server(nat: Nat) -> Result<Option<(Lab, Place, Place)>> {
    if !can_have_a_laboratory() {
        return Ok(None);
    }
    let relay = Path::new(env!("CARGO_BIN_EXE_namespace-relay"));
    Lab::build_without_server(nat, relay).await.map(Some)
}

fn can_have_a_laboratory() -> bool {
    if let Some(obstacle) = Lab::obstacle() {
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        skipped(&test, &format!("there is no laboratory: {obstacle}"));
        return false;
    }
    true
}

/// Two people's browsers.
pub(crate) async fn two(one: Kind, other: Kind) -> Result<(Browser, Browser)> {
    tokio::try_join!(Browser::start(one), Browser::start(other))
}

/// Two people's browsers that hide addresses behind names.
pub(crate) async fn two_with_mdns(one: Kind, other: Kind) -> Result<(Browser, Browser)> {
    tokio::try_join!(Browser::of(one).with_mdns().start(), Browser::of(other).with_mdns().start())
}

/// Whether two browsers that hide their addresses can connect on this machine at all.
pub(crate) async fn bare_tool_connects_with_mdns(ana: &Browser, ben: &Browser) -> Result<bool> {
    let tool = bare_tool_file();
    let (left, right) = tokio::try_join!(ana.open(&tool), ben.open(&tool))?;
    left.button("Make an offer").click().await?;
    for (from, to) in [(&left, &right), (&right, &left)] {
        let description = from.textbox("My description").filled().await?;
        to.textbox("Their description").paste(&description).await?;
        to.button("Take it").click().await?;
    }
    Ok(right.status().saying("open").within(Duration::from_secs(10)).appears().await.is_ok())
}
