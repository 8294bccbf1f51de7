//! How much the companion takes to forward, beside Janus: processor time for each packet, memory, latency. It prints a
//! table, and then one line of JSON. Words after it name the parts to measure; all of them where there is none.

use anyhow::Result;

#[cfg(target_os = "linux")]
fn main() -> Result<()> {
    use heliograph_load::rooms::bench::{Effort, Part, run};
    let words: Vec<_> = std::env::args().skip(1).collect();
    let effort = if words.iter().any(|word| word == "--quick") { Effort::Quick } else { Effort::Whole };
    let parts: Vec<_> = words.iter().filter_map(|word| Part::named(word)).collect();
    run(effort, if parts.is_empty() { &Part::ALL } else { &parts })
}

#[cfg(not(target_os = "linux"))]
fn main() -> Result<()> {
    anyhow::bail!("what a server takes is measured by what Linux counts")
}
