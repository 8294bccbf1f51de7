//! Which push services may be asked, and where a subscription leads. Browsers name the address of a subscription, so
//! whoever can be rung says where the server sends to: it sends to the origins in its settings alone.

use crate::config::{ConfigError, is_domain};
use heliograph_wire::Private;
use serde::{Deserialize, Serialize};
use std::{
    fmt::{self, Display, Formatter},
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

/// A push service, or several, as settings write them: `https://push.example.org`, or `https://*.push.example.org` for all
/// below that name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Service {
    origin: Origin,
    hosts: Hosts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hosts {
    /// The host of the origin.
    One,
    /// Hosts whose names end with that of the origin behind one label or more.
    Below,
}

/// Scheme, host and port (RFC 6454, section 4).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Origin {
    pub(super) scheme: Scheme,
    pub(super) host: Host,
    pub(super) port: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Scheme {
    Http,
    Https,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Host {
    /// In small letters.
    Name(String),
    Address(IpAddr),
}

/// Where a message goes: the address of a push resource (RFC 8030, section 5).
#[derive(PartialEq, Eq)]
pub(super) struct Endpoint {
    pub(super) origin: Origin,
    /// The path and what is asked there.
    pub(super) path: Private<String>,
}

/// How far a message may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// To hosts of the open Internet.
    Internet,
    /// Wherever the name leads, since whoever runs the server wrote it down.
    Anywhere,
}

/// The services that the settings name unless they are changed. All of them are on the open Internet, so a name of theirs
/// that leads elsewhere leads astray.
const PUBLIC: [&str; 4] = [
    "https://fcm.googleapis.com",
    "https://updates.push.services.mozilla.com",
    "https://web.push.apple.com",
    "https://*.notify.windows.com",
];

/// How far a message to this origin may go; nowhere where no service has it.
pub(super) fn reach(services: &[Service], origin: &Origin) -> Option<Reach> {
    services.iter().find(|service| service.has(origin)).map(Service::reach)
}

impl Service {
    fn has(&self, origin: &Origin) -> bool {
        let is_alike = (origin.scheme, origin.port) == (self.origin.scheme, self.origin.port);
        is_alike
            && match (self.hosts, &self.origin.host, &origin.host) {
                (Hosts::One, own, host) => own == host,
                (Hosts::Below, Host::Name(own), Host::Name(name)) => name
                    .strip_suffix(own.as_str())
                    .is_some_and(|labels| labels.len() > 1 && labels.ends_with('.')),
                (Hosts::Below, _, _) => false,
            }
    }

    /// Where it is, to be looked up, where it is one.
    pub(crate) fn place(&self) -> Option<(String, u16)> {
        let host = match &self.origin.host {
            Host::Name(name) => name.clone(),
            Host::Address(address) => address.to_string(),
        };
        (self.hosts == Hosts::One).then_some((host, self.origin.port))
    }

    fn reach(&self) -> Reach {
        match self.hosts {
            Hosts::One if !PUBLIC.contains(&self.to_string().as_str()) => Reach::Anywhere,
            Hosts::One | Hosts::Below => Reach::Internet,
        }
    }
}

impl Endpoint {
    /// What a browser calls one; none where it is no address of the web, or says more than it has to.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (origin, path) = split(text)?;
        let is_plain = path.bytes().all(|letter| letter.is_ascii_graphic() && !b"#\\".contains(&letter));
        (path.starts_with('/') && is_plain).then(|| Self { origin, path: Private::new(path.to_owned()) })
    }
}

/// The origin of an address, and what follows it. A name and a password before the host are part of no origin, and so is
/// whatever else has no place there.
fn split(text: &str) -> Option<(Origin, &str)> {
    let (scheme, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(rest), _) => (Scheme::Https, rest),
        (None, Some(rest)) => (Scheme::Http, rest),
        (None, None) => return None,
    };
    let (authority, rest) = rest.split_at(rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len()));
    // The last colon is that of a port unless it is inside of an IPv6 address.
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, read_port(port)?),
        Some(_) | None => (authority, scheme.port()),
    };
    Some((Origin { scheme, host: Host::read(host)?, port }, rest))
}

fn read_port(text: &str) -> Option<u16> {
    let is_number = text.bytes().all(|letter| letter.is_ascii_digit());
    text.parse().ok().filter(|port| is_number && *port != 0)
}

impl Scheme {
    /// Where it is served unless something else is said.
    const fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl Host {
    fn read(text: &str) -> Option<Self> {
        if let Some(inner) = text.strip_prefix('[') {
            let address: Ipv6Addr = inner.strip_suffix(']')?.parse().ok()?;
            return Some(Self::Address(address.into()));
        }
        if let Ok(address) = text.parse::<Ipv4Addr>() {
            return Some(Self::Address(address.into()));
        }
        is_domain(text).then(|| Self::Name(text.to_ascii_lowercase()))
    }
}

impl Display for Host {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => out.write_str(name),
            Self::Address(IpAddr::V4(address)) => write!(out, "{address}"),
            Self::Address(IpAddr::V6(address)) => write!(out, "[{address}]"),
        }
    }
}

/// As RFC 6454, section 6.2, writes it: without the port that goes without saying.
impl Display for Origin {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let scheme = match self.scheme {
            Scheme::Http => "http",
            Scheme::Https => "https",
        };
        write!(out, "{scheme}://{}", self.authority())
    }
}

impl Origin {
    /// Host and port, as a request names them.
    pub(super) fn authority(&self) -> String {
        if self.port == self.scheme.port() {
            self.host.to_string()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

impl Display for Service {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let origin = self.origin.to_string();
        match self.hosts {
            Hosts::One => out.write_str(&origin),
            Hosts::Below => out.write_str(&origin.replacen("://", "://*.", 1)),
        }
    }
}

impl FromStr for Service {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        service(text).ok_or_else(|| ConfigError::NoPushService(text.to_owned()))
    }
}

fn service(text: &str) -> Option<Service> {
    let one = text.replacen("://*.", "://", 1);
    let hosts = if one == text { Hosts::One } else { Hosts::Below };
    let (origin, "") = split(&one)? else { return None };
    let is_fine = match (hosts, origin.scheme) {
        // Without a port it is a slip, more often than not.
        (Hosts::One, Scheme::Http) => text.ends_with(&format!(":{}", origin.port)),
        (Hosts::One, Scheme::Https) => true,
        // All below a name of one label belongs to nobody alone.
        (Hosts::Below, Scheme::Https) => matches!(&origin.host, Host::Name(name) if name.contains('.')),
        (Hosts::Below, Scheme::Http) => false,
    };
    is_fine.then_some(Service { origin, hosts })
}

impl TryFrom<String> for Service {
    type Error = ConfigError;

    fn try_from(text: String) -> Result<Self, ConfigError> {
        text.parse()
    }
}

impl From<Service> for String {
    fn from(service: Service) -> Self {
        service.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, PUBLIC, Reach, Service, reach};
    use crate::config::Layer;

    fn reached(services: &[&str], endpoint: &str) -> Option<Reach> {
        let services: Vec<Service> = services.iter().map(|service| service.parse().unwrap()).collect();
        reach(&services, &Endpoint::read(endpoint)?.origin)
    }

    #[test]
    fn the_services_that_are_public_are_those_of_the_settings() {
        let usual = Layer::defaults().push_services.unwrap();
        assert_eq!(usual.iter().map(Service::to_string).collect::<Vec<_>>(), PUBLIC);
    }

    #[test]
    fn the_usual_services_are_asked_and_nothing_that_looks_like_them() {
        for asked in [
            "https://fcm.googleapis.com/fcm/send/abc:d-E_f",
            "https://fcm.googleapis.com:443/fcm/send/abc",
            "https://FCM.googleapis.com/fcm/send/abc?a=%2F",
            "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
            "https://web.push.apple.com/QGuQyav",
            "https://db5p.notify.windows.com/w/?token=BQYAAA%3d",
            "https://a.b.notify.windows.com/w",
        ] {
            assert_eq!(reached(&PUBLIC, asked), Some(Reach::Internet), "{asked}");
        }
        for foreign in [
            "",
            "https://",
            "https://fcm.googleapis.com",
            "http://fcm.googleapis.com/a",
            "http://fcm.googleapis.com:443/a",
            "https://fcm.googleapis.com:8443/a",
            "https://fcm.googleapis.com:0443x/a",
            "https://fcm.googleapis.com:+443/a",
            "https://fcm.googleapis.com:/a",
            "https://fcm.googleapis.com./a",
            "https://fcm.googleapis.com@evil.example/a",
            "https://evil.example@fcm.googleapis.com/a",
            "https://fcm.googleapis.com:443@evil.example/a",
            "https://fcm.googleapis.com\\@evil.example/a",
            "https://evil.example\\@fcm.googleapis.com/a",
            "https://evil.example#@fcm.googleapis.com/a",
            "https://evil.example?https://fcm.googleapis.com/a",
            "https://fcm.googleapis.com%2eevil.example/a",
            "https://fcm.googleapis.com.evil.example/a",
            "https://evilfcm.googleapis.com/a",
            "https://notify.windows.com/a",
            "https://.notify.windows.com/a",
            "https://evilnotify.windows.com/a",
            "https://notify.windows.com.evil.example/a",
            "https://evil.example/.notify.windows.com",
            "https://127.0.0.1/a",
            "https://[::1]/a",
            "https://2130706433/a",
            "https://0x7f.1/a",
            "https://localhost/a",
            "https:/fcm.googleapis.com/a",
            "//fcm.googleapis.com/a",
            "ftp://fcm.googleapis.com/a",
            "HTTPS://fcm.googleapis.com/a",
            "https://fcm.googleapis.com/a#b",
            "https://fcm.googleapis.com/a b",
            "https://fcm.googleapis.com/a\r\nHost: evil.example",
            "https://fcm.googleapis.com/ä",
            "https://fcm.googleapis.com\u{3002}evil.example/a",
            " https://fcm.googleapis.com/a",
            "https://fcm.googleapis.com\t/a",
        ] {
            assert_eq!(reached(&PUBLIC, foreign), None, "{foreign}");
        }
    }

    #[test]
    fn a_service_of_ones_own_is_asked_wherever_it_is_and_at_its_port_alone() {
        let own = [
            "http://127.0.0.1:8080",
            "https://push.example.org",
            "https://*.push.example",
            "http://[::1]:81",
        ];
        for asked in ["http://127.0.0.1:8080/a", "https://push.example.org/a", "http://[0:0::1]:81/"] {
            assert_eq!(reached(&own, asked), Some(Reach::Anywhere), "{asked}");
        }
        assert_eq!(reached(&own, "https://a.push.example/a"), Some(Reach::Internet));
        for foreign in [
            "http://127.0.0.1:8081/a",
            "http://127.0.0.1/a",
            "https://127.0.0.1:8080/a",
            "http://127.0.0.2:8080/a",
            "http://127.1:8080/a",
            "http://0x7f000001:8080/a",
            "http://localhost:8080/a",
            "http://[::ffff:127.0.0.1]:8080/a",
            "http://push.example.org/a",
            "https://push.example/a",
        ] {
            assert_eq!(reached(&own, foreign), None, "{foreign}");
        }
    }

    #[test]
    fn what_is_no_origin_is_refused_with_a_sentence() {
        for wrong in [
            "",
            "push.example.org",
            "https://push.example.org/",
            "https://push.example.org/a",
            "https://a@push.example.org",
            "https://*",
            "https://*.org",
            "https://a.*.example.org",
            "https://*.*.example.org",
            "https://*.127.0.0.1",
            "http://*.push.example.org:8080",
            "http://push.example.org",
            "https://push.example.org:0",
            "https://push.example.org:99999",
            "https://[::1",
            "ftp://push.example.org",
        ] {
            let said = wrong.parse::<Service>().unwrap_err().to_string();
            assert!(said.starts_with(&format!("`{wrong}` is no origin")), "{said}");
        }
        let https = "https://push.example.org:443".parse::<Service>().unwrap();
        assert_eq!(https.to_string(), "https://push.example.org", "one origin has one spelling");
    }
}
