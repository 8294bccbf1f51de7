//! How packets go, told from the candidates at both ends.

use std::net::{IpAddr, Ipv6Addr};

use heliograph_session::RouteKind;
use wasm_bindgen::JsValue;

use crate::script::{number, text};

/// One end of a route.
pub(crate) struct End {
    kind: Kind,
    /// As the browser tells it: a name in place of an address that it hides, or nothing.
    address: String,
    port: u16,
}

/// How an end was found (RFC 8445, section 4).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Host,
    Relayed,
    /// As the other side, or a server, sees it.
    Reflexive,
}

impl End {
    pub(crate) fn read(candidate: &JsValue) -> Self {
        let address = text(candidate, "address").or_else(|| text(candidate, "ip"));
        let kind = match text(candidate, "candidateType").as_deref() {
            Some("host") => Kind::Host,
            Some("relay") => Kind::Relayed,
            _ => Kind::Reflexive,
        };
        Self {
            kind,
            address: address.unwrap_or_default(),
            port: number(candidate, "port").unwrap_or_default() as u16,
        }
    }

    pub(crate) fn to_text(&self) -> String {
        let Self { address, port, .. } = self;
        if address.contains(':') { format!("[{address}]:{port}") } else { format!("{address}:{port}") }
    }

    /// Whether it can be reached from its own network only.
    fn is_within(&self) -> bool {
        // A name that hides an address can be asked for in the same network only (RFC 6762, section 3).
        self.address.ends_with(".local") || self.ip().is_some_and(is_private)
    }

    fn ip(&self) -> Option<IpAddr> {
        self.address.parse().ok()
    }
}

pub(crate) fn kind(here: Option<&End>, there: Option<&End>) -> RouteKind {
    let (Some(here), Some(there)) = (here, there) else { return RouteKind::Unknown };
    if here.kind == Kind::Relayed || there.kind == Kind::Relayed {
        return RouteKind::Relayed;
    }
    if here.address.is_empty() && there.address.is_empty() {
        return RouteKind::Unknown;
    }
    // The other side's address is hidden until it is signaled. But it sees this side as it is, with no NAT in between
    // (RFC 8445, section 7.2.5.3.1), and who sees a private address is in its network.
    let seen = there.address.is_empty() && here.kind == Kind::Host && here.ip().is_some_and(is_private);
    // Two who have the same public address are on one device, or behind one router.
    let one = here.ip().is_some() && here.ip() == there.ip();
    let near = one || seen || here.is_within() && there.is_within() || is_one_link(here.ip(), there.ip());
    if near { RouteKind::SameNetwork } else { RouteKind::Direct }
}

/// RFC 1918; RFC 6598; RFC 4193; and what never leaves a link or a device.
fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let shared = matches!(ip.octets(), [100, 64..=127, ..]);
            ip.is_private() || ip.is_loopback() || ip.is_link_local() || shared
        }
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

/// Public addresses of IPv6 belong to one link where their first halves agree (RFC 4291, section 2.5.1).
fn is_one_link(here: Option<IpAddr>, there: Option<IpAddr>) -> bool {
    let link = |ip: Ipv6Addr| ip.to_bits() >> 64;
    matches!((here, there), (Some(IpAddr::V6(here)), Some(IpAddr::V6(there))) if link(here) == link(there))
}

#[cfg(test)]
mod tests {
    use super::{End, Kind, kind};
    use heliograph_session::RouteKind;

    #[track_caller]
    fn goes(here: &str, there: &str, route: RouteKind) {
        let end = |text: &str| {
            let (kind, address) = match text.split_once(' ') {
                Some(("relay", address)) => (Kind::Relayed, address),
                Some((_, address)) => (Kind::Reflexive, address),
                None => (Kind::Host, text),
            };
            End { kind, address: address.to_owned(), port: 1 }
        };
        assert_eq!(kind(Some(&end(here)), Some(&end(there))), route, "{here} to {there}");
    }

    #[test]
    fn routes_are_told_by_their_ends() {
        goes("192.168.1.2", "192.168.1.3", RouteKind::SameNetwork);
        goes("127.0.0.1", "127.0.0.1", RouteKind::SameNetwork);
        goes("100.64.3.4", "10.0.0.1", RouteKind::SameNetwork);
        goes("fd00::2", "fd00::3", RouteKind::SameNetwork);
        goes("9f3c.local", "192.168.1.3", RouteKind::SameNetwork);
        goes("2001:db8:1:1::2", "2001:db8:1:1::3", RouteKind::SameNetwork);
        goes("2001:db8:1:1::2", "2001:db8:1:2::3", RouteKind::Direct);
        goes("192.168.1.2", "198.51.100.7", RouteKind::Direct);
        goes("198.51.100.7", "198.51.100.7", RouteKind::SameNetwork);
        goes("198.51.100.7", "reflexive 198.51.100.7", RouteKind::SameNetwork);
        goes("198.51.100.7", "198.51.100.8", RouteKind::Direct);
        goes("192.168.1.2", "", RouteKind::SameNetwork);
        goes("9f3c.local", "", RouteKind::Direct);
        goes("192.168.1.2", "relay 198.51.100.7", RouteKind::Relayed);
        goes("relay 198.51.100.7", "", RouteKind::Relayed);
        goes("", "", RouteKind::Unknown);
        assert_eq!(kind(None, None), RouteKind::Unknown);
    }

    #[test]
    fn ends_are_written_as_people_write_them() {
        let end =
            |address: &str| End { kind: Kind::Host, address: address.to_owned(), port: 4_000 }.to_text();
        assert_eq!(end("192.0.2.1"), "192.0.2.1:4000");
        assert_eq!(end("2001:db8::1"), "[2001:db8::1]:4000");
    }
}
