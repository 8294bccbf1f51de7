use heliograph_turn::RelayedAddress;
use std::net::{IpAddr, SocketAddr};

/// How a unit knows somebody on the relay: by their port there, at an address that no packet comes from. The address of an
/// open relay would not do, since others may be behind that as well.
pub(crate) fn relayed(at: SocketAddr) -> SocketAddr {
    let RelayedAddress { v4, v6 } = RelayedAddress::default();
    let ip = match (at, v6) {
        (SocketAddr::V6(_), Some(v6)) => IpAddr::V6(v6),
        (SocketAddr::V4(_) | SocketAddr::V6(_), _) => IpAddr::V4(v4),
    };
    SocketAddr::new(ip, at.port())
}

/// Whether a unit knows somebody on the relay by this.
pub(super) fn is_relayed(at: SocketAddr) -> bool {
    relayed(at) == at
}

#[cfg(test)]
mod tests {
    use super::{is_relayed, relayed};

    #[test]
    fn whoever_is_on_the_relay_is_known_from_all_others() {
        for at in ["198.41.0.9:50000", "[2001:db8::9]:50000"] {
            let at = at.parse().unwrap();
            assert!(!is_relayed(at) && is_relayed(relayed(at)));
            assert_eq!(relayed(at).port(), 50_000);
        }
    }
}
