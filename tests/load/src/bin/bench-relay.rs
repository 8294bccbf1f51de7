//! How much the companion takes to relay, beside coturn: packets for each second of a processor, memory, and the time
//! until the first answer. It prints a table, and then one line of JSON.

use anyhow::Result;

#[cfg(target_os = "linux")]
fn main() -> Result<()> {
    heliograph_load::bench::run()
}

#[cfg(not(target_os = "linux"))]
fn main() -> Result<()> {
    anyhow::bail!("what a server takes is measured by what Linux counts")
}
