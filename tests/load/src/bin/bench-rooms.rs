//! How much the companion takes to forward, beside Janus: processor time for each packet, memory, latency. It prints a
//! table, and then one line of JSON.

use anyhow::Result;

#[cfg(target_os = "linux")]
fn main() -> Result<()> {
    use heliograph_load::rooms::bench::{Effort, run};
    let is_quick = std::env::args().any(|word| word == "--quick");
    run(if is_quick { Effort::Quick } else { Effort::Whole })
}

#[cfg(not(target_os = "linux"))]
fn main() -> Result<()> {
    anyhow::bail!("what a server takes is measured by what Linux counts")
}
