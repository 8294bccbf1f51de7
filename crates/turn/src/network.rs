use std::fmt::{self, Display, Formatter};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Addresses of one family that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Network {
    base: IpAddr,
    bits: u8,
}

impl Network {
    /// The addresses whose first bits are those of `base`; none where `base` has other bits set besides, or has not so
    /// many. That is a slip such as 10.0.0.1/8: either the address or the number of bits is not what was meant.
    pub fn new(base: IpAddr, bits: u8) -> Option<Self> {
        let network = Self { base, bits };
        let most = if base.is_ipv4() { 32 } else { 128 };
        (bits <= most && network.rest(base) == 0).then_some(network)
    }

    /// The network of so many bits that an address lies in; of all its bits, where these are more than it has.
    pub fn of(address: impl Into<IpAddr>, bits: u8) -> Self {
        match address.into() {
            IpAddr::V4(address) => {
                let bits = bits.min(32);
                let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
                Self { base: Ipv4Addr::from_bits(address.to_bits() & mask).into(), bits }
            }
            IpAddr::V6(address) => {
                let bits = bits.min(128);
                let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
                Self { base: Ipv6Addr::from_bits(address.to_bits() & mask).into(), bits }
            }
        }
    }

    /// Whether an address lies in it. An IPv4 address inside an IPv6 address is another address here.
    pub fn contains(&self, address: IpAddr) -> bool {
        let difference = match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => u128::from(base.to_bits() ^ address.to_bits()) << 96,
            (IpAddr::V6(base), IpAddr::V6(address)) => base.to_bits() ^ address.to_bits(),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return false,
        };
        difference.leading_zeros() >= u32::from(self.bits)
    }

    /// The bits of an address behind those that all have.
    fn rest(&self, address: IpAddr) -> u128 {
        let bits = match address {
            IpAddr::V4(address) => u128::from(address.to_bits()) << 96,
            IpAddr::V6(address) => address.to_bits(),
        };
        bits.checked_shl(self.bits.into()).unwrap_or(0)
    }
}

impl Display for Network {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.base, self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::Network;
    use std::net::IpAddr;

    fn network(base: &str, bits: u8) -> Option<Network> {
        Network::new(base.parse().unwrap(), bits)
    }

    #[track_caller]
    fn check(base: &str, bits: u8, address: &str, expected: bool) {
        assert_eq!(network(base, bits).unwrap().contains(address.parse().unwrap()), expected);
    }

    #[test]
    fn a_network_holds_the_addresses_that_begin_like_it() {
        check("10.0.0.0", 8, "10.255.0.1", true);
        check("10.0.0.0", 8, "11.0.0.1", false);
        check("127.0.0.1", 32, "127.0.0.1", true);
        check("127.0.0.1", 32, "127.0.0.2", false);
        check("0.0.0.0", 0, "203.0.113.9", true);
        check("0.0.0.0", 0, "2001:db8::1", false);
        check("10.0.0.0", 8, "::ffff:10.1.2.3", false);
        check("fd00::", 8, "fd12::1", true);
        check("::1", 128, "::2", false);
        check("::", 0, "2001:db8::1", true);
    }

    #[test]
    fn an_address_lies_in_a_network_of_any_length() {
        for (address, bits, expected) in [
            ("10.1.2.3", 8, network("10.0.0.0", 8)),
            ("10.1.2.3", 0, network("0.0.0.0", 0)),
            ("10.1.2.3", 99, network("10.1.2.3", 32)),
            ("2a00::1", 64, network("2a00::", 64)),
            ("2a00::1", 0, network("::", 0)),
            ("2a00::1", 200, network("2a00::1", 128)),
        ] {
            assert_eq!(Some(Network::of(address.parse::<IpAddr>().unwrap(), bits)), expected);
        }
    }

    #[test]
    fn what_is_no_network_is_none() {
        for (base, bits) in
            [("10.0.0.0", 33), ("10.0.0.1", 8), ("::1", 64), ("fd00::", 129), ("0.0.0.1", 0), ("::1", 0)]
        {
            assert!(network(base, bits).is_none(), "{base}/{bits}");
        }
    }
}
