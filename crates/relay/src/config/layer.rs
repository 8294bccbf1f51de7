//! One layer of settings: what a file, the surroundings or the command line say, the rest left open.

use super::{ConfigError, Contact, InviteId, Network, RelayKind, RoomMakers, reading};
use crate::{push::Service, trouble};
use serde::{Deserialize, Serialize};
use std::{
    io::ErrorKind,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

macro_rules! layer {
    ($($name:ident: $kind:ty,)*) => {
        /// What one place says about the settings; `defaults.toml` tells what each is.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
        #[serde(deny_unknown_fields)]
        pub struct Layer {
            $(#[allow(missing_docs)] pub $name: Option<$kind>,)*
        }

        impl Layer {
            /// What the settings are called.
            pub(super) const NAMES: &[&str] = &[$(stringify!($name),)*];

            /// This layer, and what it leaves open as `below` says it.
            #[must_use]
            pub fn over(self, below: Self) -> Self {
                Self { $($name: self.$name.or(below.$name),)* }
            }
        }
    };
}

layer! {
    addresses: Vec<IpAddr>,
    port: u16,
    first_port: u16,
    udp_port: u16,
    first_udp_port: u16,
    domain: String,
    state: PathBuf,
    tls: TlsKind,
    tls_certificate: PathBuf,
    tls_key: PathBuf,
    acme_contact: String,
    acme_directory: String,
    acme_root: PathBuf,
    trusted_proxies: Vec<Network>,
    relay: RelayKind,
    relay_addresses: Vec<IpAddr>,
    relay_first_port: u16,
    relay_last_port: u16,
    relay_allow: Vec<Network>,
    relay_deny: Vec<Network>,
    words: bool,
    ring: bool,
    ring_days: u16,
    push: bool,
    push_contact: Contact,
    push_services: Vec<Service>,
    sealed_rooms: bool,
    room_makers: RoomMakers,
    revoked_invites: Vec<InviteId>,
    media_port: u16,
    first_media_port: u16,
    room_addresses: Vec<IpAddr>,
    room_threads: u16,
    metrics: SocketAddr,
    log: LogKind,
    log_level: LogLevel,
    drain_seconds: u64,
    credential_seconds: u64,
    exchanges_per_hour: u32,
    joins_per_hour: u32,
    connections: usize,
    connections_per_source: usize,
    waiting: usize,
    waiting_per_source: usize,
    arrivals: usize,
    allocations: u32,
    allocations_per_source: u32,
    allocations_per_credential: u32,
    bytes_per_second_each: u64,
    bytes_per_second: u64,
    rooms: u32,
    members: u32,
    members_per_room: u16,
    room_bits_per_second_each: u32,
    room_bits_per_second: u64,
    room_hours: u32,
}

/// Where the server's certificate comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum TlsKind {
    /// Made here; browsers warn of it.
    #[value(name = "self")]
    #[serde(rename = "self")]
    Own,
    /// Let's Encrypt, or another authority that speaks ACME.
    Acme,
    /// Files that somebody else keeps up to date.
    Files,
    /// There is none: for this machine alone, or behind a proxy.
    Off,
}

/// What lines of the log look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogKind {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Which lines the log has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

impl Layer {
    /// The lowest layer, which is complete.
    pub fn defaults() -> Self {
        toml::from_str(include_str!("defaults.toml")).expect("a test reads the defaults")
    }

    /// What a file says.
    pub fn of_file(path: &Path) -> Result<Self, ConfigError> {
        let file = std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => reading::of_text(&text, &file).map_err(ConfigError::Wrong),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(ConfigError::Absent(file)),
            Err(error) => Err(ConfigError::Unreadable { file, why: trouble::in_words(&error) }),
        }
    }

    /// What variables say whose names begin with `HELIOGRAPH_RELAY_`.
    pub fn of_variables(variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        reading::of_variables(variables).map_err(ConfigError::Wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::{Layer, TlsKind};

    #[test]
    fn a_layer_wins_over_those_below_it() {
        let below = Layer { port: Some(1), tls: Some(TlsKind::Off), ..Layer::default() };
        let above = Layer { port: Some(2), ..Layer::default() };
        assert_eq!(above.over(below), Layer { port: Some(2), tls: Some(TlsKind::Off), ..Layer::default() });
    }

    #[test]
    fn a_file_that_cannot_be_read_is_told_of_in_plain_words() {
        let folder = tempfile::tempdir().unwrap();
        let absent = Layer::of_file(&folder.path().join("absent.toml")).unwrap_err().to_string();
        assert!(absent.contains("absent.toml") && absent.contains("--print-config"), "{absent}");
        let file = folder.path().join("relay.toml");
        std::fs::write(&file, [0xFF, 0xFE]).unwrap();
        let within = Layer::of_file(&file.join("relay.toml")).unwrap_err().to_string();
        let told =
            [Layer::of_file(folder.path()), Layer::of_file(&file)].map(|read| read.unwrap_err().to_string());
        for (said, word) in told.iter().chain([&within]).zip(["is a folder", "is no text", "is a file"]) {
            assert!(said.contains(word) && !said.contains("os error"), "{said}");
        }
    }
}
