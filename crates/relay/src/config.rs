//! The settings: embedded defaults, below a file, below variables, below the command line.

mod layer;
pub(crate) mod manual;
mod network;
mod push;
mod reading;
mod relay;
mod rooms;

pub use layer::{Layer, LogKind, LogLevel, TlsKind};
pub use network::Network;
pub use push::{Contact, Push};
pub use reading::Fault;
pub use relay::{OpenRelay, Relay, RelayKind};
pub use rooms::{Forwarding, HostKey, InviteId, RoomMakers, Rooms};

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    ops::RangeInclusive,
    path::PathBuf,
    time::Duration,
};
use thiserror::Error;

/// Settings that fit together.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub addresses: Vec<IpAddr>,
    /// The TCP port.
    pub port: Port,
    /// The UDP port.
    pub udp_port: Port,
    /// The name by which browsers find the server.
    pub domain: Option<String>,
    /// Where secrets and certificates are kept.
    pub state: PathBuf,
    /// Where the certificate comes from.
    pub tls: Tls,
    /// Whose word about the source of a request is taken.
    pub trusted_proxies: Vec<Network>,
    /// How far the relay reaches.
    pub relay: Relay,
    /// Whether people can meet by words.
    pub words: bool,
    /// Whether people can be rung.
    pub ring: Ring,
    /// Whether their devices are woken by push services.
    pub push: Push,
    /// Whether there are rooms.
    pub rooms: Rooms,
    /// Where figures are told.
    pub metrics: Option<SocketAddr>,
    /// What the log looks like.
    pub log: LogKind,
    /// Which lines it has.
    pub log_level: LogLevel,
    /// How long a stop may take.
    pub drain: Duration,
    /// What may be used up.
    pub limits: Limits,
}

/// Whether people can be rung by links that they gave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Ring {
    /// They can, and are forgotten where they have not been here for so many days.
    On { days: u16 },
    /// They cannot, and nobody is kept.
    Off,
}

/// What people and sources may use up; a reload changes these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long a credential may be used to begin with.
    pub credential: Duration,
    /// Exchanges that a source may begin in an hour.
    pub exchanges_per_hour: u32,
    /// How often a source may join one in an hour.
    pub joins_per_hour: u32,
    /// TCP connections at a time.
    pub connections: usize,
    /// TCP connections of one source at a time.
    pub connections_per_source: usize,
    /// People who wait to be met or rung at a time.
    pub waiting: usize,
    /// Those of one source at a time.
    pub waiting_per_source: usize,
    /// Those who may come within ten seconds before newcomers have to work for it.
    pub arrivals: usize,
    /// Relayed addresses at a time.
    pub allocations: u32,
    /// Relayed addresses of one source at a time.
    pub allocations_per_source: u32,
    /// Relayed addresses of one credential at a time.
    pub allocations_per_credential: u32,
    /// Bytes per second through one relayed address.
    pub bytes_per_second_each: u64,
    /// Bytes per second in all; zero is no bound.
    pub bytes_per_second: u64,
    /// Rooms at a time.
    pub rooms: u32,
    /// People in rooms at a time.
    pub members: u32,
    /// People in one room at a time.
    pub members_per_room: u16,
    /// Bits per second that one of them may send.
    pub room_bits_per_second_each: u32,
    /// Bits per second that go out to rooms in all; zero is no bound.
    pub room_bits_per_second: u64,
    /// How many hours a room may last; zero is no bound.
    pub room_hours: u32,
}

/// Which port to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Port {
    /// Exactly this one, since somebody asked for it; 0 is any.
    Exactly(u16),
    /// This one, or the next that is free.
    From(u16),
}

/// Where the certificate comes from, with what that takes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Tls {
    /// Made here.
    Own,
    /// Fetched for the domain, which then is set.
    Acme { domain: String, contact: Option<String>, directory: String, root: Option<PathBuf> },
    /// Read from files.
    Files { certificate: PathBuf, key: PathBuf },
    /// None.
    Off,
}

/// Why settings cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ConfigError {
    #[error(
        "there is no file {0}, which --config names; `heliograph-relay --print-config` prints one to begin with"
    )]
    Absent(String),
    #[error("{file}, which --config names, {why}")]
    Unreadable { file: String, why: String },
    #[error("{}", .0.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n"))]
    Wrong(Vec<Fault>),
    #[error(
        "`{0}` is no network; one is written as 192.168.0.0/16 or fd00::/8, and names no single address within it"
    )]
    NoNetwork(String),
    #[error(
        "tls = \"off\" is for this machine alone (--listen 127.0.0.1), or behind a proxy that `trusted_proxies` names: elsewhere browsers give a page without TLS neither camera nor microphone, and anybody on the way can \
         change it"
    )]
    BareInPublic,
    #[error(
        "tls = \"acme\" needs `domain` (--domain), the name that the certificate is for. It has to lead to this machine, \
         and TCP port 443 has to be reachable from the Internet: there the authority checks it"
    )]
    AcmeWithoutDomain,
    #[error(
        "tls = \"files\" needs `tls_certificate` and `tls_key`, the files with the certificate and with its key, in a file \
         for --config"
    )]
    FilesWithoutPaths,
    #[error("`{0}` is no name of a server; it is written as calls.example.org, without https:// and port")]
    NoDomain(String),
    #[error("`addresses` is empty, so nobody could reach the server")]
    NoAddresses,
    #[error("`metrics` has to be on this machine alone, such as 127.0.0.1:9464")]
    PublicMetrics,
    #[error("`{key}` cannot be {value}; {advice}")]
    OutOfRange { key: &'static str, value: u64, advice: &'static str },
    #[error(
        "relay = \"open\" needs `relay_addresses`: the IPv4 address at which hosts outside see this server, and its IPv6 \
         address if it has one"
    )]
    OpenWithoutAddress,
    #[error("`relay_first_port` has to be at most `relay_last_port`, and neither of them 0")]
    NoRelayPorts,
    #[error(
        "`{0}` is no origin of a push service; one is written as https://push.example.org, with its port where that is not \
         443 and nothing behind that, https://*.push.example.org is all below that name, and one without TLS names its \
         port: http://push.example.org:8080"
    )]
    NoPushService(String),
    #[error(
        "`{0}` is no contact; it is written as mailto:somebody@example.org, or as a page: https://example.org/contact"
    )]
    NoContact(String),
    #[error(
        "push = true needs `push_contact`, where the people of a push service may write to when something is wrong: \
         \"mailto:somebody@example.org\", or a page that begins with https://"
    )]
    PushWithoutContact,
    #[error(
        "push = true is for people who can be rung, and `ring = false` says that nobody can; change one of them"
    )]
    PushWithoutRing,
    #[error("`push_services` names {0} push services, and has to name 1 to 16; `push = false` is for none")]
    PushServices(usize),
    #[error(
        "`{0}` is no public key of somebody who makes rooms; one has 43 characters, as the page shows it"
    )]
    NoHostKey(String),
    #[error("`{0}` is no invite; one is named by 16 digits, as `heliograph-relay invite` prints them")]
    NoInviteId(String),
    #[error("`room_addresses` has {0}, where no browser finds this machine; leave it away")]
    NoRoomAddress(IpAddr),
    #[error("there is no place to keep secrets in; name a folder with --state")]
    NoState,
}

impl TryFrom<Layer> for Config {
    type Error = ConfigError;

    /// Completes a layer by the defaults, and checks that all of it together makes sense.
    fn try_from(layer: Layer) -> Result<Self, ConfigError> {
        let layer = layer.over(Layer::defaults());
        let limits = limits(&layer)?;
        let relay = Relay::of(&layer)?;
        let ring = ring(&layer)?;
        let push = Push::of(&layer)?;
        let rooms = Rooms::of(&layer)?;
        let addresses = layer.addresses.unwrap_or_default();
        if addresses.is_empty() {
            return Err(ConfigError::NoAddresses);
        }
        if let Some(domain) = layer.domain.as_deref().filter(|domain| !is_domain(domain)) {
            return Err(ConfigError::NoDomain(domain.to_owned()));
        }
        let trusted_proxies = layer.trusted_proxies.unwrap_or_default();
        let tls = match layer.tls.unwrap_or(TlsKind::Own) {
            TlsKind::Own => Tls::Own,
            TlsKind::Acme => Tls::Acme {
                domain: layer.domain.clone().ok_or(ConfigError::AcmeWithoutDomain)?,
                contact: layer.acme_contact,
                directory: layer.acme_directory.unwrap_or_default(),
                root: layer.acme_root,
            },
            TlsKind::Files => match (layer.tls_certificate, layer.tls_key) {
                (Some(certificate), Some(key)) => Tls::Files { certificate, key },
                _ => return Err(ConfigError::FilesWithoutPaths),
            },
            TlsKind::Off => Tls::Off,
        };
        if tls == Tls::Off && trusted_proxies.is_empty() && !addresses.iter().all(IpAddr::is_loopback) {
            return Err(ConfigError::BareInPublic);
        }
        if layer.metrics.is_some_and(|metrics| !metrics.ip().is_loopback()) {
            return Err(ConfigError::PublicMetrics);
        }
        let port = match layer.port {
            Some(port) => Port::Exactly(port),
            None if matches!(tls, Tls::Acme { .. }) => Port::Exactly(443),
            None => Port::From(layer.first_port.unwrap_or(8080)),
        };
        Ok(Self {
            addresses,
            port,
            udp_port: layer.udp_port.map_or(Port::From(layer.first_udp_port.unwrap_or(3478)), Port::Exactly),
            domain: layer.domain,
            state: layer.state.or_else(usual_state).ok_or(ConfigError::NoState)?,
            tls,
            trusted_proxies,
            relay,
            words: layer.words.unwrap_or_default(),
            ring,
            push,
            rooms,
            metrics: layer.metrics,
            log: layer.log.unwrap_or(LogKind::Text),
            log_level: layer.log_level.unwrap_or(LogLevel::Info),
            drain: Duration::from_secs(layer.drain_seconds.unwrap_or_default()),
            limits,
        })
    }
}

impl Config {
    /// Whether machines other than this one can reach the server.
    pub fn is_public(&self) -> bool {
        !self.addresses.iter().all(IpAddr::is_loopback)
    }

    /// Settings for this machine alone, without TLS, on any free ports.
    pub fn on_loopback(state: PathBuf) -> Self {
        let layer = Layer {
            addresses: Some(vec![Ipv4Addr::LOCALHOST.into()]),
            port: Some(0),
            udp_port: Some(0),
            media_port: Some(0),
            tls: Some(TlsKind::Off),
            state: Some(state),
            ..Layer::default()
        };
        Self::try_from(layer).expect("a test reads these settings")
    }
}

fn ring(layer: &Layer) -> Result<Ring, ConfigError> {
    let advice =
        "whoever can be rung is forgotten after 1 to 365 days of absence; `ring = false` keeps nobody";
    some("ring_days", layer.ring_days.map(u64::from), 1..=365, advice)?;
    let days = layer.ring_days.unwrap_or_default();
    Ok(if layer.ring.unwrap_or_default() { Ring::On { days } } else { Ring::Off })
}

fn some(
    key: &'static str,
    value: Option<u64>,
    range: RangeInclusive<u64>,
    advice: &'static str,
) -> Result<u64, ConfigError> {
    match value.unwrap_or_default() {
        value if range.contains(&value) => Ok(value),
        value => Err(ConfigError::OutOfRange { key, value, advice }),
    }
}

fn limits(layer: &Layer) -> Result<Limits, ConfigError> {
    let count = |value: Option<u32>| value.unwrap_or_default();
    let credential = some(
        "credential_seconds",
        layer.credential_seconds,
        60..=86_400,
        "people need a minute to connect, and whoever copies a credential should not have it for longer than a day",
    )?;
    some("drain_seconds", layer.drain_seconds, 0..=86_400, "a stop within a day is wanted")?;
    let connections = layer.connections.map(|it| it as u64);
    some("connections", connections, 8..=1_000_000, "at least 8 are needed for one page")?;
    let each = layer.connections_per_source.map(|it| it as u64);
    some("connections_per_source", each, 8..=1_000_000, "at least 8 are needed for one page")?;
    let waiting = layer.waiting.map(|it| it as u64);
    some("waiting", waiting, 2..=1_000_000, "two people wait for each other, so it is at least 2")?;
    let waiting_each = layer.waiting_per_source.map(|it| it as u64);
    some(
        "waiting_per_source",
        waiting_each,
        2..=1_000_000,
        "two people may share an address, so it is at least 2",
    )?;
    let members = layer.members_per_room.map(u64::from);
    some("members_per_room", members, 2..=250, "rooms are for 2 to 250 people")?;
    some(
        "room_hours",
        layer.room_hours.map(u64::from),
        0..=8_760,
        "a room lasts a year at most; 0 is no bound",
    )?;
    let bits = layer.room_bits_per_second_each.map(u64::from);
    let advice =
        "one picture and a voice take 200000 bits per second at least, and nobody sends more than 100000000";
    some("room_bits_per_second_each", bits, 200_000..=100_000_000, advice)?;
    Ok(Limits {
        credential: Duration::from_secs(credential),
        exchanges_per_hour: count(layer.exchanges_per_hour),
        joins_per_hour: count(layer.joins_per_hour),
        connections: layer.connections.unwrap_or_default(),
        connections_per_source: layer.connections_per_source.unwrap_or_default(),
        waiting: layer.waiting.unwrap_or_default(),
        waiting_per_source: layer.waiting_per_source.unwrap_or_default(),
        arrivals: layer.arrivals.unwrap_or_default(),
        allocations: count(layer.allocations),
        allocations_per_source: count(layer.allocations_per_source),
        allocations_per_credential: count(layer.allocations_per_credential),
        bytes_per_second_each: layer.bytes_per_second_each.unwrap_or_default(),
        bytes_per_second: layer.bytes_per_second.unwrap_or_default(),
        rooms: count(layer.rooms),
        members: count(layer.members),
        members_per_room: layer.members_per_room.unwrap_or_default(),
        room_bits_per_second_each: count(layer.room_bits_per_second_each),
        room_bits_per_second: layer.room_bits_per_second.unwrap_or_default(),
        room_hours: count(layer.room_hours),
    })
}

/// A name of labels, RFC 1123, section 2.1; no address.
pub(crate) fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(is_label) && text.parse::<IpAddr>().is_err()
}

/// systemd's folder for the service, or the person's own.
fn usual_state() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let own = |base: PathBuf| base.join("heliograph-relay");
    folder("STATE_DIRECTORY")
        .or_else(|| folder("XDG_STATE_HOME").map(own))
        .or_else(|| folder("HOME").map(|home| own(home.join(".local").join("state"))))
}

#[cfg(test)]
mod tests {
    use super::{Config, ConfigError, Layer, Port, Ring, Tls, TlsKind};
    use std::path::PathBuf;

    fn layer() -> Layer {
        Layer { state: Some(PathBuf::from("state")), ..Layer::default() }
    }

    #[track_caller]
    fn check(layer: Layer, expected: &ConfigError) {
        assert_eq!(&Config::try_from(layer).unwrap_err(), expected);
    }

    #[test]
    fn without_any_word_the_server_listens_everywhere_with_a_certificate_of_its_own() {
        let config = Config::try_from(layer()).unwrap();
        assert!(config.is_public());
        assert_eq!(config.tls, Tls::Own);
        assert_eq!((config.port, config.udp_port), (Port::From(8080), Port::From(3478)));
        assert_eq!(config.metrics, None);
        assert_eq!((config.words, config.ring), (true, Ring::On { days: 92 }));
    }

    #[test]
    fn what_cannot_work_is_refused_with_a_sentence() {
        let off = || Layer { tls: Some(TlsKind::Off), ..layer() };
        check(off(), &ConfigError::BareInPublic);
        check(Layer { tls: Some(TlsKind::Acme), ..layer() }, &ConfigError::AcmeWithoutDomain);
        check(Layer { tls: Some(TlsKind::Files), ..layer() }, &ConfigError::FilesWithoutPaths);
        check(Layer { addresses: Some(Vec::new()), ..layer() }, &ConfigError::NoAddresses);
        check(Layer { metrics: "0.0.0.0:1".parse().ok(), ..layer() }, &ConfigError::PublicMetrics);
        for wrong in ["https://a.example", "a_b", "192.168.0.1", "-a", ""] {
            check(
                Layer { domain: Some(wrong.to_owned()), ..layer() },
                &ConfigError::NoDomain(wrong.to_owned()),
            );
        }
        let error = Config::try_from(Layer { credential_seconds: Some(5), ..layer() }).unwrap_err();
        assert!(error.to_string().starts_with("`credential_seconds` cannot be 5"));
        for days in [0, 366] {
            let error = Config::try_from(Layer { ring_days: Some(days), ..layer() }).unwrap_err().to_string();
            assert!(error.starts_with(&format!("`ring_days` cannot be {days}; ")), "{error}");
            assert!(error.contains("1 to 365 days"), "{error}");
        }
        let error = Config::try_from(Layer { waiting: Some(1), ..layer() }).unwrap_err();
        assert!(error.to_string().starts_with("`waiting` cannot be 1"));
    }

    #[test]
    fn without_tls_it_may_stand_on_this_machine_or_behind_a_proxy_with_a_name() {
        let off = || Layer { tls: Some(TlsKind::Off), ..layer() };
        let here = Layer { addresses: Some(vec![[127, 0, 0, 1].into()]), ..off() };
        assert!(Config::try_from(here).is_ok());
        let behind = Layer { trusted_proxies: Some(vec!["10.0.0.0/8".parse().unwrap()]), ..off() };
        assert!(Config::try_from(behind).is_ok());
    }

    #[test]
    fn certificates_from_an_authority_are_had_on_port_443_unless_somebody_forwards_it() {
        let acme = Layer { tls: Some(TlsKind::Acme), domain: Some("a.example".to_owned()), ..layer() };
        assert_eq!(Config::try_from(acme.clone()).unwrap().port, Port::Exactly(443));
        let forwarded = Layer { port: Some(8443), ..acme };
        assert_eq!(Config::try_from(forwarded).unwrap().port, Port::Exactly(8443));
    }
}
