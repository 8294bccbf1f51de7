use super::{ConfigError, Layer, Network};
use serde::{Deserialize, Serialize};
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    ops::RangeInclusive,
};

/// How far the relay reaches, as settings write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RelayKind {
    /// To the people of one exchange.
    Closed,
    /// To hosts outside as well.
    Open,
}

/// How far the relay reaches, with what that takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relay {
    /// To the people of one exchange.
    Closed,
    /// To hosts outside as well.
    Open(OpenRelay),
}

/// What an open relay needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRelay {
    /// At which IPv4 address hosts outside see it.
    pub v4: Ipv4Addr,
    /// At which IPv6 address, where it has one.
    pub v6: Option<Ipv6Addr>,
    /// One of these for each relayed address.
    pub ports: RangeInclusive<u16>,
    /// What is reached although it is special, or on the same wire.
    pub allowed: Vec<Network>,
    /// What is never reached.
    pub denied: Vec<Network>,
}

impl Relay {
    /// What a complete layer says about it.
    pub(super) fn of(layer: &Layer) -> Result<Self, ConfigError> {
        match layer.relay {
            None | Some(RelayKind::Closed) => return Ok(Self::Closed),
            Some(RelayKind::Open) => {}
        }
        let (mut v4, mut v6) = (None, None);
        for address in layer.relay_addresses.iter().flatten() {
            let before = match *address {
                IpAddr::V4(address) => v4.replace(address).map(IpAddr::V4),
                IpAddr::V6(address) => v6.replace(address).map(IpAddr::V6),
            };
            if before.is_some() || address.is_unspecified() {
                return Err(ConfigError::OpenWithoutAddress);
            }
        }
        let ports = layer.relay_first_port.unwrap_or(1)..=layer.relay_last_port.unwrap_or(0);
        if ports.is_empty() || ports.contains(&0) {
            return Err(ConfigError::NoRelayPorts);
        }
        Ok(Self::Open(OpenRelay {
            v4: v4.ok_or(ConfigError::OpenWithoutAddress)?,
            v6,
            ports,
            allowed: layer.relay_allow.clone().unwrap_or_default(),
            denied: layer.relay_deny.clone().unwrap_or_default(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::{Relay, RelayKind};
    use crate::config::{ConfigError, Layer};

    fn open(addresses: &[&str]) -> Layer {
        let addresses = addresses.iter().map(|address| address.parse().unwrap()).collect();
        let layer =
            Layer { relay: Some(RelayKind::Open), relay_addresses: Some(addresses), ..Layer::default() };
        layer.over(Layer::defaults())
    }

    #[test]
    fn a_relay_is_closed_unless_somebody_opens_it() {
        assert_eq!(Relay::of(&Layer::defaults()), Ok(Relay::Closed));
        let Ok(Relay::Open(relay)) = Relay::of(&open(&["198.41.0.9", "2a00::9"])) else {
            panic!("it is open")
        };
        assert_eq!(relay.ports, 49_152..=65_535);
        assert!(relay.v6.is_some() && relay.allowed.is_empty() && relay.denied.is_empty());
    }

    #[test]
    fn an_open_relay_has_to_know_where_it_is_found() {
        for addresses in
            [&[][..], &["2a00::9"], &["0.0.0.0"], &["198.41.0.9", "198.41.0.10"], &["198.41.0.9", "::"]]
        {
            assert_eq!(Relay::of(&open(addresses)), Err(ConfigError::OpenWithoutAddress), "{addresses:?}");
        }
        let none =
            Layer { relay_first_port: Some(60_000), relay_last_port: Some(50_000), ..open(&["198.41.0.9"]) };
        assert_eq!(Relay::of(&none), Err(ConfigError::NoRelayPorts));
    }
}
