//! Does what the command line says.

use super::{Arguments, Command, credential::Issued};
use crate::{
    config::{Config, ConfigError, manual},
    doctor, logging,
    server::{Running, StartError},
    signals::{Asked, Signals, Told, tell_manager},
    state::{State, StateError},
};
use std::{
    io::{self, Write},
    process::ExitCode,
};
use thiserror::Error;
use tracing::error;

/// Why something cannot be done.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum CommandError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    State(#[from] StateError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("the settings cannot be written as TOML: {0}")]
    Print(#[from] toml::ser::Error),
    #[error("the system does not let us listen to it, or say anything: {0}")]
    System(#[from] io::Error),
}

/// Does what the command line says, from within a runtime.
pub async fn perform(arguments: &Arguments) -> Result<ExitCode, CommandError> {
    let config = arguments.settings.config()?;
    if arguments.print_config {
        let text = manual::print(&arguments.settings.layer()?)?;
        io::stdout().write_all(text.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => serve(arguments, config).await,
        Command::Doctor => Ok(doctor::run(config).await?),
        Command::Credential { ttl, json } => {
            let issued = Issued::new(&State::new(config.state).kept_secrets()?, ttl)?;
            let printed = if json { issued.json() } else { issued.to_string() };
            writeln!(io::stdout(), "{printed}")?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn serve(arguments: &Arguments, config: Config) -> Result<ExitCode, CommandError> {
    logging::begin(config.log, config.log_level);
    doctor::raise_file_limit();
    let patience = config.drain;
    let mut signals = Signals::new()?;
    let mut running = Running::start(config)?;
    // Where nobody reads it, nobody misses it.
    let _ = io::stdout().write_all(running.welcome().as_bytes());
    let _ = io::stdout().flush();
    tell_manager(Told::Ready);
    loop {
        match signals.next().await {
            Asked::Stop => break,
            Asked::Reload => match arguments.settings.config() {
                Ok(config) => running.reload(config.limits).await,
                Err(why) => {
                    // A line of the log is one line.
                    let why = why.to_string().replace('\n', "; ");
                    error!(why, "the settings in use stay");
                }
            },
        }
    }
    tell_manager(Told::Stopping);
    tokio::select! {
        () = running.drain(patience) => {}
        // Whoever asks twice does not want to wait.
        () = stop_asked_again(&mut signals) => {}
    }
    Ok(ExitCode::SUCCESS)
}

async fn stop_asked_again(signals: &mut Signals) {
    while signals.next().await != Asked::Stop {}
}
