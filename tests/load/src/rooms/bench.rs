//! What is measured, and how often.
#![allow(clippy::print_stdout, reason = "a bench prints its outcome")]

use super::{
    janus::Threads,
    meeting::{House, Meeting},
    network, sender,
};
use crate::{cores::Cores, median::median, report::Report, servers::Program};
use anyhow::{Context, Result, ensure};
use heliograph_wire::{
    control::Switch,
    room::{GROUP_AT_MOST, Part as PutIn, Request, Source, Tile},
};
use std::{
    env,
    path::PathBuf,
    time::{Duration, Instant},
};
use tokio::{task::LocalSet, time::sleep};

/// The program to measure, with the page inside.
const COMPANION: &str = "HELIOGRAPH_RELAY";

/// How many watch what one shows.
const VIEWERS: usize = 100;

/// How many packets that has in a second.
const PACKETS: u32 = 360;

/// How many packets a second are measured for how long they take, and who watches then.
const SLOW: (u32, usize) = (200, 2);

/// How many watch a video of 1.5 Mbit/s: all others for whom a room has place.
const MANY: usize = GROUP_AT_MOST - 1;

/// How many talk to each other.
const PEOPLE: usize = 10;

/// How many see and hear each other at the most lively moment of such a talk.
const LOUD: usize = 2;

const MEGABYTE: f64 = 1_000_000.0;

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Enough to see whether it works.
    Quick,
    /// Enough to compare.
    Whole,
}

impl Effort {
    /// How often each server has its turn.
    const fn rounds(self) -> usize {
        match self {
            Self::Quick => 1,
            Self::Whole => 5,
        }
    }

    const fn round(self) -> Duration {
        match self {
            Self::Quick => Duration::from_secs(2),
            Self::Whole => Duration::from_secs(4),
        }
    }

    const fn joins(self) -> usize {
        match self {
            Self::Quick => 9,
            Self::Whole => 49,
        }
    }
}

/// A part of what is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What forwarding takes, in time and memory.
    Forwarding,
    /// How long packets take.
    Latency,
    /// How long somebody waits until they are connected.
    Joins,
    /// Ten people.
    Talk,
    /// Very many who watch.
    Many,
    /// Lines that change.
    Congestion,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Forwarding, Self::Latency, Self::Joins, Self::Talk, Self::Many, Self::Congestion];

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| format!("{part:?}").eq_ignore_ascii_case(name))
    }
}

/// Measures these parts, and prints a table and one line of JSON.
pub fn run(effort: Effort, parts: &[Part]) -> Result<()> {
    network::move_into_own()?;
    heliograph_relay::doctor::raise_file_limit();
    let path = env::var_os(COMPANION).with_context(|| format!("{COMPANION} names no program"))?;
    let bench = Bench { program: Program::Rooms(PathBuf::from(path)), cores: Cores::take()?, effort };
    let mut report = Report::of_one();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(LocalSet::new().run_until(bench.all(parts, &mut report)))?;
    println!("{}", report.into_json());
    Ok(())
}

struct Bench {
    program: Program,
    cores: Cores,
    effort: Effort,
}

impl Bench {
    async fn all(&self, parts: &[Part], report: &mut Report) -> Result<()> {
        for part in parts {
            match part {
                Part::Forwarding => self.memory_and_forwarding(report).await?,
                Part::Latency => self.latency(report).await?,
                Part::Joins => self.joins(report).await?,
                Part::Talk => self.talk(report).await?,
                Part::Many => self.many(report).await?,
                Part::Congestion => congestion(self.effort, report)?,
            }
        }
        Ok(())
    }

    /// Ours, Janus as it comes, and Janus with one thread for all, with nobody there.
    fn houses(&self) -> Result<[Meeting; 3]> {
        Ok([
            Meeting::at(House::companion(&self.program, self.cores)?),
            Meeting::at(House::janus(Threads::Each, self.cores)?),
            Meeting::at(House::janus(Threads::One, self.cores)?),
        ])
    }

    /// What forwarding takes, with all three in turn.
    async fn memory_and_forwarding(&self, report: &mut Report) -> Result<()> {
        let mut meetings = self.houses()?;
        let mut each = [Vec::new(), Vec::new(), Vec::new()];
        let mut memory = [[0.0; 2]; 3];
        for (place, meeting) in meetings.iter_mut().enumerate() {
            memory[place][0] = meeting.memory()? as f64;
            meeting.show(1, |feeds| sender::screen(feeds, PACKETS)).await?;
            meeting.wait_for_all().await?;
            let before = meeting.memory()? as f64;
            meeting.watch(VIEWERS - 1).await?;
            meeting.wait_for_all().await?;
            sleep(self.effort.round()).await;
            memory[place][1] = (meeting.memory()? as f64 - before) / (VIEWERS - 1) as f64;
            meeting.pause();
        }
        for _ in 0..self.effort.rounds() {
            for (place, meeting) in meetings.iter().enumerate() {
                meeting.send();
                meeting.wait_for_all().await?;
                each[place].push(meeting.count(self.effort.round()).await?.microseconds_each());
                meeting.pause();
            }
        }
        let [ours, default, one] = medians(each)?;
        report.one("processor time for a packet to one of 100, us", "us_per_packet", ours);
        report.one("    Janus as it comes", "janus_us_per_packet", default);
        report.one("    Janus with one event loop", "janus_event_loop_us_per_packet", one);
        report.one("    times as much: Janus as it comes", "ratio_to_janus_default", default / ours);
        report.one("    times as much: Janus with one event loop", "ratio_to_janus_event_loop", one / ours);
        report.one("memory at the start, MB", "rss_start_mb", memory[0][0] / MEGABYTE);
        report.one("    Janus", "janus_rss_start_mb", memory[1][0] / MEGABYTE);
        report.one("memory for each who watches, kB", "rss_per_viewer_kb", memory[0][1] / 1_000.0);
        report.one("    Janus as it comes", "janus_rss_per_viewer_kb", memory[1][1] / 1_000.0);
        Ok(())
    }

    /// How long a packet takes from the sender to the kernel of who watches.
    async fn latency(&self, report: &mut Report) -> Result<()> {
        let mut meetings = self.houses()?;
        for meeting in &mut meetings {
            meeting.show(SLOW.1, |feeds| sender::drops(feeds, SLOW.0)).await?;
            meeting.wait_for_all().await?;
            meeting.pause();
        }
        let (mut halves, mut hundredths) = ([const { Vec::new() }; 3], [const { Vec::new() }; 3]);
        for _ in 0..self.effort.rounds() {
            for (place, meeting) in meetings.iter().enumerate() {
                meeting.send();
                meeting.wait_for_all().await?;
                let viewers = &meeting.people()[1..];
                viewers.iter().for_each(|it| *it.tally.latencies.borrow_mut() = Some(Vec::new()));
                sleep(self.effort.round()).await;
                let taken = viewers.iter().filter_map(|it| it.tally.latencies.borrow_mut().take()).flatten();
                let mut taken: Vec<_> = taken.collect();
                meeting.pause();
                taken.sort_unstable();
                let at = |share: usize| taken.get(taken.len() * share / 100).map(|it| *it as f64 / 1_000.0);
                halves[place].push(at(50).context("no packet came")?);
                hundredths[place].push(at(99).context("no packet came")?);
            }
        }
        let ([ours, default, one], [ours_99, default_99, one_99]) = (medians(halves)?, medians(hundredths)?);
        report.one("time for a packet, median, us", "latency_p50_us", ours);
        report.one("    Janus as it comes", "janus_latency_p50_us", default);
        report.one("    Janus with one event loop", "janus_event_loop_latency_p50_us", one);
        report.one("time for a packet, 99 of 100, us", "latency_p99_us", ours_99);
        report.one("    Janus as it comes", "janus_latency_p99_us", default_99);
        report.one("    Janus with one event loop", "janus_event_loop_latency_p99_us", one_99);
        Ok(())
    }

    /// How long somebody waits for the server until they are connected.
    async fn joins(&self, report: &mut Report) -> Result<()> {
        let mut meeting = Meeting::at(House::companion(&self.program, self.cores)?);
        meeting.show(self.effort.joins(), |feeds| sender::drops(feeds, SLOW.0)).await?;
        let of = |time: fn(&super::tally::Tally) -> Duration| {
            let all = meeting.people()[1..].iter().map(|it| time(&it.tally).as_secs_f64() * 1_000.0);
            median(all.collect()).context("nobody joined")
        };
        report.one(
            "waiting for the server to join, median, ms",
            "join_ms_p50",
            of(|tally| tally.server_took.get())?,
        );
        let whole = of(|tally| tally.joined.get().unwrap_or_default())?;
        report.one("    with what the page itself does", "join_whole_ms_p50", whole);
        Ok(())
    }

    /// Ten people, all of whom see and hear each other.
    async fn talk(&self, report: &mut Report) -> Result<()> {
        let mut meeting = Meeting::at(House::companion(&self.program, self.cores)?);
        for number in 0..PEOPLE {
            let level = if number < LOUD { -25 } else { -80 };
            meeting.come(PEOPLE as u8 - 1, |feeds, member| sender::person(feeds, member, level)).await?;
            meeting.put(number, PutIn { microphone: Switch::On, camera: Switch::On, screen: Switch::Off });
        }
        let members: Vec<_> = meeting.people().iter().filter_map(|it| it.tally.member.get()).collect();
        for attending in meeting.people() {
            let others = members.iter().filter(|member| Some(**member) != attending.tally.member.get());
            let tiles = (0..).zip(others).map(|(section, member)| Tile {
                section,
                member: *member,
                source: Source::Camera,
                height: 360,
                weight: 0,
            });
            attending.ask(Request::Show(tiles.collect()));
        }
        let began = Instant::now();
        // Whatever the layers are in the end, it takes a while until the lines are known.
        while began.elapsed() < 3 * self.effort.round() {
            sleep(Duration::from_millis(100)).await;
        }
        let mut percents = Vec::new();
        let mut rates = Vec::new();
        for _ in 0..self.effort.rounds() {
            let counted = meeting.count(self.effort.round()).await?;
            percents.push(counted.percent());
            rates.push(counted.came as f64 / counted.took.as_secs_f64());
        }
        let seen = meeting.people().iter().all(|it| it.tally.by_member.borrow().len() == PEOPLE - 1);
        ensure!(seen, "not everybody sees everybody");
        report.one(
            "ten people, percent of a core",
            "ten_person_core_percent",
            median(percents).context("none")?,
        );
        report.one(
            "    packets in a second",
            "ten_person_packets_per_second",
            median(rates).context("none")?,
        );
        report.one("    memory in all, MB", "ten_person_rss_mb", meeting.memory()? as f64 / MEGABYTE);
        Ok(())
    }

    /// One video for very many.
    async fn many(&self, report: &mut Report) -> Result<()> {
        let mut meeting = Meeting::at(House::companion(&self.program, self.cores)?);
        meeting.show(0, sender::video).await?;
        // They come while nothing is sent, or each would take longer than the one before.
        meeting.pause();
        meeting.watch(MANY).await?;
        meeting.send();
        meeting.wait_for_all().await?;
        let (mut percents, mut lost) = (Vec::new(), 0);
        for _ in 0..self.effort.rounds() {
            let counted = meeting.count(self.effort.round()).await?;
            percents.push(counted.percent());
            lost += counted.missing;
        }
        let percent = median(percents).context("none")?;
        report.one("a full room watches one, percent of a core", "full_room_core_percent", percent);
        report.one("    packets lost", "full_room_lost", lost as f64);
        Ok(())
    }
}

/// What becomes of a picture where the line changes, on a line that is simulated.
fn congestion(effort: Effort, report: &mut Report) -> Result<()> {
    let (mut steps, mut drops) = (Vec::new(), Vec::new());
    for seed in 0..effort.rounds() as u64 {
        let begin = Instant::now();
        let step = heliograph_simnet::step_to_three_megabits(begin, seed);
        steps.push(step.context("a line of 3 Mbit/s is never used")?.as_secs_f64());
        drops.push(heliograph_simnet::drop_to_one_megabit(begin, seed).as_secs_f64() * 1_000.0);
    }
    let step = median(steps).context("none")?;
    report.one("until 80 % of 3 Mbit/s are used, s", "step_to_3_mbit_seconds", step);
    let freeze = median(drops).context("none")?;
    report.one("standing still when 1 Mbit/s is left, ms", "drop_to_1_mbit_freeze_ms", freeze);
    Ok(())
}

fn medians(values: [Vec<f64>; 3]) -> Result<[f64; 3]> {
    let [ours, default, one] = values.map(|values| median(values).context("nothing was measured"));
    Ok([ours?, default?, one?])
}
