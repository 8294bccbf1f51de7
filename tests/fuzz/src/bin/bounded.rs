//! `bounded TARGET SECONDS`: runs a fuzz target on the stable toolchain, on random changes of valid input.
#![allow(clippy::print_stdout, reason = "a command line tool speaks to the person who started it")]

use anyhow::{Context, Result, bail};
use heliograph_fuzz::Target;
use proptest::{
    collection::vec,
    prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof},
    sample::{Index, select},
    test_runner::{Config, TestError, TestRunner},
};
use std::{
    env, panic,
    process::ExitCode,
    time::{Duration, Instant},
};

/// How many inputs are tried between two looks at the clock.
const BATCH: u32 = 256;

fn main() -> ExitCode {
    match perform() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform() -> Result<()> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [name, seconds] = &arguments[..] else { bail!("usage: bounded TARGET SECONDS") };
    let seconds = seconds.parse().context("the second word is a number of seconds")?;
    let Some(target) = Target::named(name) else {
        let names: Vec<_> = Target::ALL.iter().map(|target| target.name).collect();
        bail!("there are the targets {}", names.join(", "));
    };
    let tried = run(target.run, &input((target.seeds)()), Duration::from_secs(seconds))?;
    println!("{name}: {tried} inputs in {seconds} s, and no promise broken");
    Ok(())
}

fn run(target: fn(&[u8]), input: &BoxedStrategy<Vec<u8>>, time: Duration) -> Result<u64> {
    // The reason is told once, with the smallest input, and not for each of the many on the way to it.
    panic::set_hook(Box::new(|_| {}));
    let began = Instant::now();
    let config =
        Config { cases: BATCH, failure_persistence: None, max_shrink_iters: 5_000, ..Config::default() };
    let mut tried = 0;
    while began.elapsed() < time {
        // A runner counts its cases once only, and each new one draws a seed of its own.
        let outcome = TestRunner::new(config.clone()).run(input, |bytes| {
            target(&bytes);
            Ok(())
        });
        match outcome {
            Ok(()) => tried += u64::from(BATCH),
            Err(TestError::Abort(reason)) => bail!("no input can be made: {reason}"),
            Err(TestError::Fail(reason, bytes)) => {
                bail!("{reason}\nby the input b\"{}\"", bytes.escape_ascii())
            }
        }
    }
    Ok(tried)
}

/// Arbitrary bytes, and valid input with a few changes.
fn input(seeds: Vec<Vec<u8>>) -> BoxedStrategy<Vec<u8>> {
    let changed = (select(seeds.clone()), vec(change(seeds), 0..6)).prop_map(|(mut bytes, changes)| {
        for change in changes {
            change.apply(&mut bytes);
        }
        bytes
    });
    prop_oneof![1 => vec(any::<u8>(), 0..200), 7 => changed].boxed()
}

/// One way in which input goes wrong.
#[derive(Clone, Debug)]
enum Change {
    Set(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Cut(Index),
    Repeat(Index, u8),
    Splice(Index, Vec<u8>),
}

fn change(seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (at(), any::<u8>()).prop_map(|(at, byte)| Change::Insert(at, byte)),
        at().prop_map(Change::Remove),
        at().prop_map(Change::Cut),
        (at(), any::<u8>()).prop_map(|(at, times)| Change::Repeat(at, times)),
        (at(), prop_oneof![select(seeds), Just(b"\r\na=candidate:1 1 udp 1 ::1 1 typ host".to_vec())])
            .prop_map(|(at, other)| Change::Splice(at, other)),
    ]
}

impl Change {
    fn apply(self, bytes: &mut Vec<u8>) {
        let place = |index: Index, bytes: &[u8]| index.index(bytes.len() + 1);
        match self {
            Self::Set(at, byte) => {
                let at = place(at, bytes);
                if let Some(place) = bytes.get_mut(at) {
                    *place = byte;
                }
            }
            Self::Insert(at, byte) => bytes.insert(place(at, bytes), byte),
            Self::Remove(at) => {
                drop(bytes.splice(place(at, bytes).saturating_sub(1)..bytes.len().min(place(at, bytes)), []))
            }
            Self::Cut(at) => bytes.truncate(place(at, bytes)),
            Self::Repeat(at, times) => {
                let tail = bytes[place(at, bytes)..].to_vec();
                for _ in 0..times % 8 {
                    bytes.extend(&tail);
                }
            }
            Self::Splice(at, other) => drop(bytes.splice(place(at, bytes).., other)),
        }
    }
}
