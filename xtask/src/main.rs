//! The commands of `cargo xtask`; what they do is in the library beside this file.

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};
use heliograph_signal::Kind;
use std::{path::PathBuf, process::ExitCode};
use xtask::{
    bench::{self, Bench, Effort, Reader},
    code,
    companion::Machine,
    dist::{self, Companions, Order},
    fuzz, page,
    serve::{self, Reach},
    sim::{self, Broken, Simulation},
    test::{self, Plan, Skips, Suite, Wait},
    verify, workspace,
};

/// Everything about Heliograph that is automated.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing, build the page and the companion, and serve on this machine.
    Serve {
        /// Serve to the local network, over https with a self-signed certificate (phones need it for the camera).
        #[arg(long)]
        lan: bool,
        /// The port to serve on, instead of 8420 or the next free one.
        #[arg(long)]
        port: Option<u16>,
    },
    /// Set up browsers and drivers, then run every test.
    Test {
        /// Run only one kind of test.
        #[arg(long)]
        only: Option<Only>,
        /// Only take pictures of every screen and state, into target/shots.
        #[arg(long, conflicts_with = "only")]
        shots: bool,
        /// Test the patience of a quarter of an hour, too.
        #[arg(long)]
        long: bool,
        /// As root on Linux, fail where a test skips itself for want of what can be installed.
        #[arg(long)]
        strict: bool,
        /// Words for the test programs, such as a part of a test's name.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        rest: Vec<String>,
    },
    /// Pack, unpack or explain a code.
    #[command(subcommand)]
    Code(Code),
    /// Measure something and print a table.
    Bench {
        /// What to measure.
        name: Measure,
        /// Measure less, to see whether it works (only rooms).
        #[arg(long)]
        quick: bool,
        /// Print one JSON object as the last line.
        #[arg(long)]
        json: bool,
    },
    /// Feed changed and random input to one fuzz target: code, control, files, frame, keys, media, pack, rendezvous, room, session, turn or unit.
    Fuzz {
        /// The target.
        target: String,
        /// For how long.
        #[arg(long, default_value_t = 60)]
        seconds: u64,
    },
    /// Play stories out of seeds on a simulated network; it fails where something goes wrong in one.
    Sim {
        /// What to simulate.
        name: Simulated,
        /// Which stories: FROM..TO, the last one left out.
        #[arg(long, default_value = "0..50")]
        seeds: String,
        /// Let something be done wrong on purpose, to see that it is found.
        #[arg(long = "break", value_name = "WHAT")]
        broken: Option<Break>,
        /// Print one JSON object as the last line.
        #[arg(long)]
        json: bool,
    },
    /// Build the files of a release from scratch; they are the same to the byte wherever that is done.
    Dist {
        /// The folder for the files, instead of release/.
        #[arg(long)]
        into: Option<PathBuf>,
        /// The secret key of minisign that signs them; its password is asked for, or taken from MINISIGN_PASSWORD.
        #[arg(long, value_name = "FILE")]
        minisign_key: Option<PathBuf>,
        /// Build the companion as well, with the release inside, for these machines (x86_64, aarch64, armv7), or for all
        /// that it can be built for here.
        #[arg(long, value_name = "MACHINE", num_args = 0.., value_delimiter = ',')]
        companion: Option<Vec<Machine>>,
    },
    /// Check whether a file is the one that was released, by the SHA256SUMS beside it.
    Verify {
        /// The file, or SHA256SUMS itself for all files in it.
        file: PathBuf,
        /// The public key of minisign, or a file that holds it, to check the signature of SHA256SUMS with.
        #[arg(long, value_name = "KEY")]
        public_key: Option<String>,
    },
    /// Finish the page while Trunk builds it (Trunk calls this).
    #[command(hide = true)]
    Page,
}

#[derive(Subcommand)]
enum Code {
    /// Print the code of a session description as the last line.
    Pack {
        /// Whether the description is an offer or an answer.
        #[arg(long)]
        kind: KindWord,
        /// The code of the offer that an answer replies to.
        #[arg(long)]
        offer: Option<String>,
        /// The file that holds the description, or - for standard input.
        file: PathBuf,
    },
    /// Print the session description in a code.
    Unpack {
        /// The file that holds the code, or - for standard input.
        file: String,
    },
    /// Print what a code says, or what packing a description would keep and drop.
    Explain {
        /// A code, a link, a file, or - for standard input.
        code: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum KindWord {
    Offer,
    Answer,
}

#[derive(Clone, Copy, ValueEnum)]
enum Only {
    /// Everything that needs no browser.
    Native,
    /// The browser crate and the app, inside Chromium and Firefox.
    Wasm,
    /// The finished page in whole browsers.
    E2e,
    /// The end-to-end tests that need networks of their own (Linux, root).
    Lab,
    /// The files of a release, built twice.
    Release,
    /// The companion of a release, built as it is given to people (only when named).
    Companion,
}

#[derive(Clone, Copy, ValueEnum)]
enum Measure {
    /// How long codes are.
    Codes,
    /// How large the page is.
    Size,
    /// How long a person waits.
    Connect,
    /// How fast files cross, and how much memory that takes.
    Files,
    /// What the companion takes to relay, beside coturn (Linux).
    Relay,
    /// What the companion takes to forward in rooms, beside Janus (Linux, root).
    Rooms,
    /// What it costs to seal frames.
    Frames,
    /// How soon two who are relayed are back after the companion crashed.
    Reunion,
}

#[derive(Clone, Copy, ValueEnum)]
enum Simulated {
    /// Rooms, with the forwarding unit itself.
    Rooms,
}

#[derive(Clone, Copy, ValueEnum)]
enum Break {
    /// Sequence numbers, where a stream takes the place of another one.
    Rewrite,
}

fn main() -> ExitCode {
    match perform(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\n{error}");
            for cause in error.chain().skip(1) {
                eprintln!("Because: {cause}");
            }
            ExitCode::FAILURE
        }
    }
}

fn perform(command: Command) -> Result<ExitCode> {
    match command {
        Command::Serve { lan, port } => {
            let reach = if lan { Reach::Lan } else { Reach::Loopback };
            serve::run(reach, port)?;
        }
        Command::Test { only, shots, long, strict, rest } => {
            let wait = if long { Wait::Long } else { Wait::Usual };
            let skips = if strict { Skips::Forbidden } else { Skips::Told };
            let only = if shots { Some(Suite::Shots) } else { only.map(Only::suite) };
            return test::run(&Plan { only, wait, skips, rest });
        }
        Command::Code(Code::Pack { kind, offer, file }) => code::pack(kind.kind(), &file, offer.as_deref())?,
        Command::Code(Code::Unpack { file }) => code::unpack(&file)?,
        Command::Code(Code::Explain { code }) => code::explain(&code)?,
        Command::Bench { name, quick, json } => {
            let effort = if quick { Effort::Quick } else { Effort::Whole };
            bench::run(name.bench(effort), if json { Reader::Program } else { Reader::Person })?;
        }
        Command::Sim { name: Simulated::Rooms, seeds, broken, json } => {
            let broken = broken.map_or(Broken::Nothing, |Break::Rewrite| Broken::Rewrite);
            let reader = if json { Reader::Program } else { Reader::Person };
            sim::run(Simulation::Rooms, &seeds, broken, reader)?;
        }
        Command::Fuzz { target, seconds } => fuzz::run(&target, seconds)?,
        Command::Dist { into, minisign_key, companion } => {
            let into = into.unwrap_or_else(|| workspace::root().join("release"));
            let companions = match companion {
                None => Companions::None,
                Some(machines) if machines.is_empty() => Companions::Possible,
                Some(machines) => Companions::For(machines),
            };
            dist::run(&Order { into, minisign_key, companions })?;
        }
        Command::Verify { file, public_key } => verify::run(&file, public_key.as_deref())?,
        Command::Page => page::finish()?,
    }
    Ok(ExitCode::SUCCESS)
}

impl KindWord {
    const fn kind(self) -> Kind {
        match self {
            Self::Offer => Kind::Offer,
            Self::Answer => Kind::Answer,
        }
    }
}

impl Only {
    const fn suite(self) -> Suite {
        match self {
            Self::Native => Suite::Native,
            Self::Wasm => Suite::Wasm,
            Self::E2e => Suite::EndToEnd,
            Self::Lab => Suite::Laboratory,
            Self::Release => Suite::Release,
            Self::Companion => Suite::Companion,
        }
    }
}

impl Measure {
    const fn bench(self, effort: Effort) -> Bench {
        match self {
            Self::Codes => Bench::Codes,
            Self::Size => Bench::Size,
            Self::Connect => Bench::Connect,
            Self::Files => Bench::Files,
            Self::Relay => Bench::Relay,
            Self::Rooms => Bench::Rooms(effort),
            Self::Frames => Bench::Frames,
            Self::Reunion => Bench::Reunion,
        }
    }
}
