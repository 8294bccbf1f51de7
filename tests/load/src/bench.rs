//! What is measured, and how often.
#![allow(clippy::print_stdout, reason = "a bench prints its outcome")]

use crate::{
    clients::{self, Pair},
    cores::Cores,
    kernel,
    load::{self, Count, Pace},
    median::median,
    meetings,
    report::{Both, Report},
    servers::{Program, Server},
    start::{told, wait_for_binding},
};
use anyhow::{Context, Result, bail, ensure};
use std::{env, fs, path::PathBuf, time::Duration};

/// The program to measure, with the page inside.
const COMPANION: &str = "HELIOGRAPH_RELAY";

/// How many pairs reach each other through a server at a time.
const PAIRS: [usize; 3] = [8, 200, 1_000];

/// How often each server has its turn with each number of pairs and each way to send.
const ROUNDS: usize = 5;

/// How often a round is tried in which too much was lost, as it is where the machine has other things to do.
const TRIES: usize = 8;

/// Of how many packets one may be lost.
const LOSS: u64 = 100;

/// How often each server is started.
const STARTS: usize = 9;

/// How long a server that runs may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

const MEGABYTE: f64 = 1_000_000.0;

/// In which way clients send, and what is said of it.
struct Way {
    title: &'static str,
    /// What is added to the names of figures.
    suffix: &'static str,
    pace: Pace,
}

/// What coturn relays for 1,000 pairs with half a core; with more than it can, overload would be compared.
const PACKETS_PER_SECOND: u64 = 20_000;

const ROUND: Duration = Duration::from_secs(2);

const WAYS: [Way; 2] = [
    // One of 30 pictures in a second has as many, where the video takes two million bits.
    Way {
        title: "eight in a row",
        suffix: "",
        pace: Pace { per_second: PACKETS_PER_SECOND, in_a_row: 8, lasts: ROUND },
    },
    // As sound is sent.
    Way {
        title: "one at a time",
        suffix: "_singly",
        pace: Pace { per_second: PACKETS_PER_SECOND, in_a_row: 1, lasts: ROUND },
    },
];

/// Measures, and prints a table and one line of JSON.
pub fn run() -> Result<()> {
    heliograph_relay::doctor::raise_file_limit();
    let path = env::var_os(COMPANION).with_context(|| format!("{COMPANION} names no program"))?;
    let path = PathBuf::from(path);
    let binary = fs::metadata(&path).with_context(|| format!("{} is not there", path.display()))?.len();
    let (plain, cores) = (Program::Plain(path.clone()), Cores::take()?);
    let programs = [Program::Companion(path), Program::coturn()?];
    let mut report = Report::begin();
    report.one("program with the page inside, MB", "binary_mb", binary as f64 / MEGABYTE);
    starts(&programs, cores, &mut report)?;
    for pairs in PAIRS {
        relay(&programs, cores, pairs, &mut report)?;
    }
    meetings::measure(&plain, cores, &mut report)?;
    println!("{}", report.into_json());
    Ok(())
}

/// What a start takes, and a server that nobody uses.
fn starts(programs: &[Program; 2], cores: Cores, report: &mut Report) -> Result<()> {
    let (mut times, mut memory) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    let mut amplification = [Vec::new(), Vec::new()];
    for _ in 0..STARTS {
        for (place, program) in programs.iter().enumerate() {
            let server = program.start(cores)?;
            times[place].push(server.until_answer.as_secs_f64() * 1_000.0);
            amplification[place].push(wait_for_binding(server.at, PATIENCE)?.amplification());
            memory[place].push(resident(&server)?);
        }
    }
    report.both("first start to the first answer, ms", "start_to_stun_ms", medians(times)?);
    report.both("bytes answered to a byte of Binding", "binding_amplification", medians(amplification)?);
    report.both("memory when idle, MB", "idle_rss_mb", medians(memory)?);
    Ok(())
}

/// What relaying takes, with both servers in turn.
fn relay(programs: &[Program; 2], cores: Cores, count: usize, report: &mut Report) -> Result<()> {
    let servers = [programs[0].start(cores)?, programs[1].start(cores)?];
    let pairs = [clients::connect(&servers[0], count)?, clients::connect(&servers[1], count)?];
    for Way { title, suffix, pace } in WAYS {
        let mut rates = [Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            for (place, server) in servers.iter().enumerate() {
                rates[place].push(round(server, &pairs[place], pace)?);
            }
        }
        let rates = medians(rates)?;
        let title = format!("{count} pairs, {title}: packets per CPU second");
        report.both(&title, &format!("packets_per_cpu_second_{count}{suffix}"), rates);
        report.one("    times as many as coturn", &format!("ratio_to_coturn_{count}{suffix}"), rates.ratio());
    }
    if let Some(figures) = servers[0].figures() {
        let allocations = told(figures, "heliograph_relay_allocations")?;
        ensure!(allocations == 2 * count as u64, "the companion counts {allocations} allocations");
    }
    if Some(&count) == PAIRS.last() {
        let [companion, coturn] = [resident(&servers[0])?, resident(&servers[1])?];
        let title = format!("memory with {} allocations, MB", 2 * count);
        report.both(&title, &format!("rss_{}_allocations_mb", 2 * count), Both { companion, coturn });
    }
    Ok(())
}

/// Packets that a server delivers for each second of a processor.
fn round(server: &Server, pairs: &[Pair], pace: Pace) -> Result<f64> {
    let mut last = Count::default();
    for _ in 0..TRIES {
        let before = kernel::processor_time(server.process())?;
        let counted = load::run(pairs, pace)?;
        let took = kernel::processor_time(server.process())?.saturating_sub(before);
        if counted.is_nearly_whole(LOSS) && !took.is_zero() {
            return Ok(counted.delivered as f64 / took.as_secs_f64());
        }
        last = counted;
    }
    let Count { sent, delivered } = last;
    bail!(
        "only {delivered} of {sent} packets arrive; this machine is too slow or too busy to compare anything"
    )
}

/// Megabytes of memory.
pub(crate) fn resident(server: &Server) -> Result<f64> {
    Ok(kernel::resident(server.process())? as f64 / MEGABYTE)
}

fn medians([companion, coturn]: [Vec<f64>; 2]) -> Result<Both> {
    let median = |values| median(values).context("nothing was measured");
    Ok(Both { companion: median(companion)?, coturn: median(coturn)? })
}
