//! What it costs to seal frames, and how much the workers weigh that do it and that agree on keys for it in rooms.

use super::{
    browsers::{self, Site},
    size::{GROUP_LIMIT, gzip_length},
};
use crate::{page, workspace};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// What the worker that seals frames may weigh as it crosses the network.
const LIMIT: usize = 40_000;

pub(super) fn run() -> Result<Value> {
    let mut outcome = browsers::run("bench-frames", Site::Plain)?;
    let site = workspace::dist();
    outcome["worker_gzip_bytes"] = json!(weighed("worker_gzip_bytes", &page::frame(&site)?, LIMIT)?);
    outcome["keys_gzip_bytes"] = json!(weighed("keys_gzip_bytes", &page::group(&site)?, GROUP_LIMIT)?);
    Ok(outcome)
}

fn weighed(figure: &str, worker: &Path, limit: usize) -> Result<usize> {
    let bytes = fs::read(worker).with_context(|| format!("{} cannot be read", worker.display()))?;
    let weight = gzip_length(&bytes)?;
    println!("{weight:>10}  {figure}, of at most {limit}");
    if weight > limit {
        println!("{figure} is {} more than it may be.", weight - limit);
    }
    Ok(weight)
}
