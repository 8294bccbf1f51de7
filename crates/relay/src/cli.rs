//! The command line.

mod credential;
mod invite;
mod run;

pub use run::{CommandError, perform};

use crate::config::{Config, ConfigError, Layer, LogKind, LogLevel, TlsKind};
use clap::{Args, Parser, Subcommand};
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};
use time::OffsetDateTime;

/// What is done most often.
const EXAMPLES: &str = "\
Examples:
  heliograph-relay                                         for everybody on this network
  heliograph-relay --listen 127.0.0.1 --tls off            for this machine alone
  heliograph-relay --tls acme --domain calls.example.org   for the Internet
  heliograph-relay doctor                                  tries everything, and says what to do
  heliograph-relay --print-config > relay.toml             makes a file of all settings for --config";

/// Serves Heliograph, and relays between people who cannot reach each other directly.
#[derive(Parser)]
#[command(name = "heliograph-relay", version, after_help = EXAMPLES)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Print every setting as it holds now, with a word on what it does, as a file for --config, and stop.
    #[arg(long)]
    pub print_config: bool,
    /// What to do it with.
    #[command(flatten)]
    pub settings: Settings,
}

/// What to do.
#[derive(Clone, Copy, Subcommand)]
pub enum Command {
    /// Serve until somebody stops it; this is what is done where nothing is said.
    Serve,
    /// Check whether everything is as it has to be, and say what to do where it is not.
    Doctor,
    /// Print a user name and a password for a server that was started here, for trying its relay with other programs.
    Credential {
        /// For how many seconds it may be used to begin with.
        #[arg(long, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(u32).range(1..=604_800))]
        ttl: u32,
        /// Print it as JSON, for programs: `username`, `password`, and `expires` in seconds since 1970.
        #[arg(long)]
        json: bool,
    },
    /// Print a link for somebody who is to make rooms here, where `room_makers` is \"invited\".
    Invite {
        /// For how many days rooms can be made with it.
        #[arg(long, value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=3_650))]
        days: u16,
        /// How many rooms can be made with it; as many as one likes where nothing is said.
        #[arg(long, value_name = "ROOMS", value_parser = clap::value_parser!(u16).range(1..=1_000))]
        uses: Option<u16>,
        /// Print it as JSON, for programs: `id`, `link`, `rooms`, and `expires` in seconds since 1970.
        #[arg(long)]
        json: bool,
    },
}

/// Settings; the file has more of them.
#[derive(Args)]
pub struct Settings {
    /// A file with settings; --print-config prints one to begin with.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where the certificate for https comes from.
    #[arg(long, global = true, value_name = "HOW")]
    tls: Option<TlsKind>,
    /// Where to listen: an address, or an address and a port for TCP; may be given several times.
    #[arg(long, global = true, value_name = "ADDRESS", value_parser = listen)]
    listen: Vec<Listen>,
    /// The TCP port, instead of 8080 or the next free one, or of 443 with --tls acme.
    #[arg(long, global = true)]
    port: Option<u16>,
    /// The TCP port to begin with when looking for a free one.
    #[arg(long, global = true, value_name = "PORT")]
    first_port: Option<u16>,
    /// The UDP port, instead of 3478 or the next free one.
    #[arg(long, global = true, value_name = "PORT")]
    udp_port: Option<u16>,
    /// Let people meet in rooms, in which this server passes on what it can neither see nor hear.
    #[arg(long, global = true)]
    sealed_rooms: bool,
    /// The UDP port for the sound and pictures of rooms, instead of 3479 or the next free one.
    #[arg(long, global = true, value_name = "PORT")]
    media_port: Option<u16>,
    /// The folder for secrets and certificates; it is made where there is none.
    #[arg(long, global = true, value_name = "FOLDER")]
    state: Option<PathBuf>,
    /// The name by which browsers find this server, such as calls.example.org.
    #[arg(long, global = true, value_name = "NAME")]
    domain: Option<String>,
    /// Where to tell figures to Prometheus, on this machine alone.
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    metrics: Option<SocketAddr>,
    /// How many seconds those who are connected may go on after the server was asked to stop.
    #[arg(long, global = true, value_name = "SECONDS")]
    drain_seconds: Option<u64>,
    /// What lines of the log look like.
    #[arg(long, global = true, value_name = "KIND")]
    log: Option<LogKind>,
    /// How much the log tells: each level has the lines of those before it too.
    #[arg(long, global = true, value_name = "LEVEL")]
    log_level: Option<LogLevel>,
}

#[derive(Clone, Copy)]
struct Listen {
    address: IpAddr,
    port: Option<u16>,
}

impl Settings {
    /// The settings of all layers below the command line, and of that.
    pub fn layer(&self) -> Result<Layer, ConfigError> {
        let file = self.config.as_deref().map(Layer::of_file).transpose()?.unwrap_or_default();
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Ok(self.said().over(Layer::of_variables(variables)?).over(file).over(Layer::defaults()))
    }

    /// The settings, checked.
    pub fn config(&self) -> Result<Config, ConfigError> {
        self.layer()?.try_into()
    }

    fn said(&self) -> Layer {
        let addresses: Vec<_> = self.listen.iter().map(|listen| listen.address).collect();
        Layer {
            addresses: (!addresses.is_empty()).then_some(addresses),
            port: self.port.or_else(|| self.listen.iter().find_map(|listen| listen.port)),
            first_port: self.first_port,
            udp_port: self.udp_port,
            sealed_rooms: self.sealed_rooms.then_some(true),
            media_port: self.media_port,
            domain: self.domain.clone(),
            state: self.state.clone(),
            tls: self.tls,
            metrics: self.metrics,
            drain_seconds: self.drain_seconds,
            log: self.log,
            log_level: self.log_level,
            ..Layer::default()
        }
    }
}

/// A moment as people write it.
fn moment(unix_seconds: u64) -> String {
    let moment = i64::try_from(unix_seconds).ok().and_then(|it| OffsetDateTime::from_unix_timestamp(it).ok());
    let moment = moment.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (hour, minute, second) = moment.to_hms();
    format!("{} {hour:02}:{minute:02}:{second:02} UTC", moment.date())
}

fn listen(text: &str) -> Result<Listen, String> {
    if let Ok(address) = text.parse() {
        return Ok(Listen { address, port: None });
    }
    text.parse::<SocketAddr>()
        .map(|socket| Listen { address: socket.ip(), port: Some(socket.port()) })
        .map_err(|_| "one is written as 127.0.0.1, 127.0.0.1:8080, :: or [::]:8080".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Arguments, moment};
    use crate::config::Port;
    use clap::{CommandFactory, Parser};

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn options_may_stand_before_and_behind_the_command() {
        for words in [
            ["relay", "--listen", "127.0.0.1:8443", "--tls", "off", "--state", "s", "serve"],
            ["relay", "serve", "--listen", "127.0.0.1:8443", "--tls", "off", "--state", "s"],
        ] {
            let config = Arguments::try_parse_from(words).unwrap().settings.config().unwrap();
            assert_eq!(config.port, Port::Exactly(8443));
            assert!(!config.is_public());
        }
    }

    #[test]
    fn an_address_that_is_none_is_refused() {
        assert!(Arguments::try_parse_from(["relay", "serve", "--listen", "localhost"]).is_err());
    }

    #[test]
    fn a_moment_reads_as_date_and_time() {
        assert_eq!(moment(1_800_000_000), "2027-01-15 08:00:00 UTC");
    }
}
