//! What it costs to seal frames, and how much the worker weighs that does it.

use super::{
    browsers::{self, Site},
    size::gzip_length,
};
use crate::{page, workspace};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::fs;

/// What the worker may weigh as it crosses the network.
const LIMIT: usize = 40_000;

pub(super) fn run() -> Result<Value> {
    let mut outcome = browsers::run("bench-frames", Site::Plain)?;
    let worker = page::frame(&workspace::dist())?;
    let bytes = fs::read(&worker).with_context(|| format!("{} cannot be read", worker.display()))?;
    let weight = gzip_length(&bytes)?;
    println!("{weight:>10}  bytes of the worker by gzip, of at most {LIMIT}");
    if weight > LIMIT {
        println!("worker_gzip_bytes is {} more than it may be.", weight - LIMIT);
    }
    outcome["worker_gzip_bytes"] = json!(weight);
    Ok(outcome)
}
