//! Runs inside a network namespace and notes every packet in a file; see `heliograph_e2e::capture`.

use std::path::PathBuf;

use anyhow::{Context, Result};

fn main() -> Result<()> {
    let file = std::env::args_os().nth(1).map(PathBuf::from).context("usage: namespace-capture FILE")?;
    heliograph_e2e::capture::note_all(&file)
}
