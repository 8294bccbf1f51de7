use super::ConfigError;
use serde::{Deserialize, Serialize};
use std::{net::IpAddr, str::FromStr};

/// Addresses that begin with the same bits, as settings write them: 192.168.0.0/16.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network(heliograph_turn::Network);

impl Network {
    /// Whether an address lies in it; IPv4 written as IPv6 counts as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(address.to_canonical())
    }
}

impl From<Network> for heliograph_turn::Network {
    fn from(network: Network) -> Self {
        network.0
    }
}

impl FromStr for Network {
    type Err = ConfigError;

    /// A slip such as 10.0.0.1/8 is refused: either the address or the number of bits is not what was meant.
    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let read = || {
            let (base, bits) = text.split_once('/')?;
            heliograph_turn::Network::new(base.parse().ok()?, bits.parse().ok()?)
        };
        read().map(Self).ok_or_else(|| ConfigError::NoNetwork(text.to_owned()))
    }
}

impl TryFrom<String> for Network {
    type Error = ConfigError;

    fn try_from(text: String) -> Result<Self, ConfigError> {
        text.parse()
    }
}

impl From<Network> for String {
    fn from(network: Network) -> Self {
        network.0.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Network;

    #[test]
    fn an_ipv4_address_written_as_ipv6_is_one() {
        let network: Network = "10.0.0.0/8".parse().unwrap();
        assert!(network.contains("::ffff:10.1.2.3".parse().unwrap()));
        assert!(!network.contains("::ffff:11.1.2.3".parse().unwrap()));
    }

    #[test]
    fn a_network_is_printed_as_it_is_written() {
        for text in ["10.0.0.0/8", "fd00::/8", "0.0.0.0/0", "::1/128"] {
            assert_eq!(String::from(text.parse::<Network>().unwrap()), text);
        }
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for wrong in [
            "",
            "10.0.0.0",
            "10.0.0.0/33",
            "10.0.0.1/8",
            "::1/64",
            "fd00::/129",
            "a/8",
            "10.0.0.0/-1",
            "0.0.0.1/0",
        ] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
