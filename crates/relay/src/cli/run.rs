//! Does what the command line says.

use super::{Arguments, Command, credential::Issued, invite::Invite};
use crate::{
    config::{Config, ConfigError, manual},
    doctor, logging,
    server::{Running, StartError, Successor},
    signals::{Asked, Signals, Told, tell_manager},
    state::{State, StateError},
};
use std::{
    io::{self, Write},
    process::ExitCode,
    time::Duration,
};
use thiserror::Error;
use tokio::time;
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
    Settings(#[from] toml::ser::Error),
    #[error("nothing can be printed: {0}")]
    Print(io::Error),
    #[error("the system does not say when it wants this program to stop: {0}")]
    Signals(io::Error),
}

/// Does what the command line says, from within a runtime.
pub async fn perform(arguments: &Arguments) -> Result<ExitCode, CommandError> {
    let config = arguments.settings.config()?;
    if arguments.print_config {
        let text = manual::print(&arguments.settings.layer()?)?;
        return print(&text);
    }
    match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => serve(arguments, config).await,
        Command::Doctor => doctor::run(config).await.map_err(CommandError::Print),
        Command::Credential { ttl, json } => {
            let issued = Issued::new(&State::new(config.state).kept_secrets()?, ttl)?;
            print(&if json { issued.json() + "\n" } else { format!("{issued}\n") })
        }
        Command::Invite { days, uses, json } => {
            let secrets = State::new(config.state.clone()).kept_secrets()?;
            let invite = Invite::new(&config, &secrets, days, uses)?;
            print(&if json { invite.json() + "\n" } else { format!("{invite}\n") })
        }
    }
}

/// Prints something. Whoever reads only the first lines of it has what they wanted.
fn print(text: &str) -> Result<ExitCode, CommandError> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(CommandError::Print(error)),
        Ok(()) | Err(_) => Ok(ExitCode::SUCCESS),
    }
}

async fn serve(arguments: &Arguments, config: Config) -> Result<ExitCode, CommandError> {
    logging::begin(config.log, config.log_level);
    doctor::raise_file_limit();
    let patience = config.drain;
    let mut signals = Signals::new().map_err(CommandError::Signals)?;
    let mut running = Running::start(config)?;
    // Where nobody reads it, nobody misses it.
    let _ = io::stdout().write_all(running.welcome().as_bytes());
    let _ = io::stdout().flush();
    tell_manager(Told::Ready);
    let successor = loop {
        match signals.next().await {
            Asked::Stop => break Successor::Expected,
            Asked::End => break Successor::None,
            Asked::Reload => match arguments.settings.config() {
                Ok(config) => running.reload(config.limits).await,
                Err(why) => {
                    // A line of the log is one line.
                    let why = why.to_string().replace('\n', "; ");
                    error!(why, "the settings in use stay");
                }
            },
        }
    };
    tell_manager(Told::Stopping);
    let in_haste = tokio::select! {
        () = running.drain(patience, successor) => None,
        // Whoever asks twice does not want to wait.
        successor = stop_asked_again(&mut signals) => Some(successor),
        () = keep_manager_waiting() => None,
    };
    if let Some(successor) = in_haste {
        running.dismiss(successor).await;
    }
    Ok(ExitCode::SUCCESS)
}

/// A service manager ends what takes longer to stop than it was told at the start; `drain_seconds` may be more.
async fn keep_manager_waiting() {
    loop {
        tell_manager(Told::StillStopping);
        time::sleep(Duration::from_secs(20)).await;
    }
}

async fn stop_asked_again(signals: &mut Signals) -> Successor {
    loop {
        match signals.next().await {
            Asked::Stop => return Successor::Expected,
            Asked::End => return Successor::None,
            Asked::Reload => {}
        }
    }
}
