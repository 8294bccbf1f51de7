//! Runs inside a network namespace and lets tests reach the drivers there; see `heliograph_e2e::relay`.

use std::path::PathBuf;

use anyhow::{Context, Result};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let file = std::env::args_os().nth(1).map(PathBuf::from).context("usage: namespace-relay FILE")?;
    heliograph_e2e::relay::serve_inside(&file).await
}
