//! What several tests need.

#![allow(dead_code, reason = "each test uses a part")]

use std::path::{Path, PathBuf};

use anyhow::Result;
use heliograph_e2e::lab::{Lab, Nat, Place};

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
    if let Some(obstacle) = Lab::obstacle() {
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        skipped(&test, &format!("there is no laboratory: {obstacle}"));
        return Ok(None);
    }
    Lab::build(nat, Path::new(env!("CARGO_BIN_EXE_namespace-relay"))).await.map(Some)
}
