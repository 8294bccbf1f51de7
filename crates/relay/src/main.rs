//! `heliograph-relay`; what it does is in the library beside this file.

use anyhow::{Context, Result};
use clap::Parser;
use heliograph_relay::cli::{self, Arguments};
use std::process::ExitCode;

fn main() -> ExitCode {
    match perform(&Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            for cause in error.chain().skip(1) {
                eprintln!("Because: {cause}");
            }
            ExitCode::FAILURE
        }
    }
}

fn perform(arguments: &Arguments) -> Result<ExitCode> {
    // Handshakes and pages are served on this thread; packets of the relay have one of their own.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the server cannot be started")?;
    runtime.block_on(cli::perform(arguments)).map_err(anyhow::Error::from)
}
