//! A network of this process's own: Janus passes over loopback addresses, so both servers are at another one.

use anyhow::{Context, Result, ensure};
use nix::sched::{CloneFlags, unshare};
use std::{
    net::{IpAddr, Ipv4Addr},
    process::Command,
};

/// The one address of the network.
pub const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 9, 0, 1));

/// Moves this process, which has no other threads yet, into a network in which nobody else is.
pub fn move_into_own() -> Result<()> {
    unshare(CloneFlags::CLONE_NEWNET).context("root is needed for a network of our own")?;
    let address = format!("{ADDRESS}/24");
    ip(&["link", "set", "lo", "up"])?;
    ip(&["link", "add", "rooms", "type", "bridge"])?;
    ip(&["address", "add", &address, "dev", "rooms"])?;
    ip(&["link", "set", "rooms", "up"])
}

fn ip(words: &[&str]) -> Result<()> {
    let outcome = Command::new("ip").args(words).status().context("iproute2 is not installed")?;
    ensure!(outcome.success(), "`ip {}` ended with {outcome}", words.join(" "));
    Ok(())
}
