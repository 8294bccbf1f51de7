//! One layer of settings: what a file, the surroundings or the command line say, the rest left open.

use super::{ConfigError, Network, RelayKind};
use serde::{Deserialize, Serialize};
use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

/// The prefix of the variables that are read.
pub(super) const PREFIX: &str = "HELIOGRAPH_RELAY_";

macro_rules! layer {
    ($($name:ident: $kind:ty,)*) => {
        /// What one place says about the settings; `defaults.toml` tells what each is.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
        #[serde(deny_unknown_fields)]
        pub struct Layer {
            $(#[allow(missing_docs)] pub $name: Option<$kind>,)*
        }

        impl Layer {
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
    trusted_proxies: Vec<Network>,
    relay: RelayKind,
    relay_addresses: Vec<IpAddr>,
    relay_first_port: u16,
    relay_last_port: u16,
    relay_allow: Vec<Network>,
    relay_deny: Vec<Network>,
    metrics: SocketAddr,
    log: LogKind,
    log_level: LogLevel,
    drain_seconds: u64,
    credential_seconds: u64,
    exchanges_per_hour: u32,
    joins_per_hour: u32,
    connections: usize,
    connections_per_source: usize,
    allocations: u32,
    allocations_per_source: u32,
    allocations_per_credential: u32,
    bytes_per_second_each: u64,
    bytes_per_second: u64,
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
    /// There is none.
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
        let name = || path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| ConfigError::Unreadable { file: name(), why: error.to_string() })?;
        toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(&text, span.start));
            ConfigError::File { file: name(), line, why: error.message().to_owned() }
        })
    }

    /// What variables say whose names begin with `HELIOGRAPH_RELAY_`.
    pub fn of_variables(variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let mut layer = Self::default();
        for (variable, value) in variables {
            let Some(key) = variable.strip_prefix(PREFIX) else { continue };
            layer = said(&key.to_ascii_lowercase(), &value)
                .map_err(|why| ConfigError::Variable { variable: variable.clone(), why })?
                .over(layer);
        }
        Ok(layer)
    }
}

/// A value is taken as TOML where it can be, then as a bare text, then as a list with commas.
fn said(key: &str, value: &str) -> Result<Layer, String> {
    let text = |text: &str| toml::Value::String(text.trim().to_owned()).to_string();
    let list = format!("[{}]", value.split(',').map(text).collect::<Vec<_>>().join(", "));
    let read = |value: &str| toml::from_str::<Layer>(&format!("{key} = {value}"));
    read(value).or_else(|first| {
        read(&text(value)).or_else(|second| {
            read(&list).map_err(|_| {
                // The quoted form explains best what a text should have been, the plain one what a number should.
                let best = if value.parse::<f64>().is_ok() { first } else { second };
                best.message().to_owned()
            })
        })
    })
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::{Layer, TlsKind};
    use crate::config::ConfigError;
    use std::fs;

    fn variables(list: &[(&str, &str)]) -> Result<Layer, ConfigError> {
        Layer::of_variables(list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn a_layer_wins_over_those_below_it() {
        let below = Layer { port: Some(1), tls: Some(TlsKind::Off), ..Layer::default() };
        let above = Layer { port: Some(2), ..Layer::default() };
        assert_eq!(above.over(below), Layer { port: Some(2), tls: Some(TlsKind::Off), ..Layer::default() });
    }

    #[test]
    fn variables_are_read_as_they_are_typed() {
        let layer = variables(&[
            ("HELIOGRAPH_RELAY_PORT", "8443"),
            ("HELIOGRAPH_RELAY_TLS", "off"),
            ("HELIOGRAPH_RELAY_ADDRESSES", "127.0.0.1, ::1"),
            ("HELIOGRAPH_RELAY_STATE", "/tmp/state"),
            ("PATH", "/bin"),
        ])
        .unwrap();
        assert_eq!((layer.port, layer.tls), (Some(8443), Some(TlsKind::Off)));
        assert_eq!(layer.addresses.unwrap().len(), 2);
        assert_eq!(layer.state.unwrap().to_str(), Some("/tmp/state"));
    }

    #[track_caller]
    fn check(variable: &str, value: &str, expected: &str) {
        let error = variables(&[(variable, value)]).unwrap_err().to_string();
        assert!(error.contains(variable) && error.contains(expected), "{error}");
    }

    #[test]
    fn a_variable_that_means_nothing_is_named() {
        check("HELIOGRAPH_RELAY_PROT", "1", "unknown field `prot`");
        check("HELIOGRAPH_RELAY_TLS", "maybe", "unknown variant `maybe`");
        check("HELIOGRAPH_RELAY_PORT", "66000", "66000");
    }

    #[test]
    fn a_wrong_line_of_a_file_is_named_with_its_number() {
        let folder = std::env::temp_dir().join(format!("heliograph-layer-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("relay.toml");
        fs::write(&file, "port = 1\n\nprot = 2\n").unwrap();
        let error = Layer::of_file(&file).unwrap_err().to_string();
        assert!(error.contains("relay.toml, line 3: unknown field `prot`"), "{error}");
        fs::write(&file, "port = 99999\n").unwrap();
        let error = Layer::of_file(&file).unwrap_err().to_string();
        assert!(error.contains("relay.toml, line 1"), "{error}");
        for key in ["trusted_proxies", "relay_allow", "relay_deny"] {
            fs::write(&file, format!("port = 1\n{key} = [\"10.0.0.0/8\", \"10.0.0.1/8\"]\n")).unwrap();
            let error = Layer::of_file(&file).unwrap_err().to_string();
            assert!(error.contains("relay.toml, line 2: `10.0.0.1/8` is no network"), "{error}");
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}
