//! The commands of `cargo xtask`; what they do is in the library beside this file.

use anyhow::Result;
use clap::{Parser, Subcommand};
use xtask::{
    page,
    serve::{self, Port, Reach},
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
    /// Install what is missing, build the page and serve it on this machine.
    Serve {
        /// Serve to the local network, over https with a self-signed certificate (phones need it for the camera).
        #[arg(long)]
        lan: bool,
        /// The port to serve on, instead of 8420 or the next free one.
        #[arg(long)]
        port: Option<u16>,
    },
    /// Finish the page while Trunk builds it (Trunk calls this).
    #[command(hide = true)]
    Page,
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Serve { lan, port } => {
            let reach = if lan { Reach::Lan } else { Reach::Loopback };
            serve::run(reach, port.map_or(Port::USUAL, Port::Exactly))
        }
        Command::Page => page::finish(),
    }
}
