//! Where packets and requests come from, as coarse as limits need it.

use std::net::IpAddr;

/// One source: an IPv4 address, or the IPv6 network of 64 bits of one household.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Source(u64, bool);

impl From<IpAddr> for Source {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(u32::from(address).into(), false),
            IpAddr::V6(address) => Self((u128::from(address) >> 64) as u64, true),
        }
    }
}

impl Source {
    /// Nine bytes that tell it from all others.
    pub(crate) fn bytes(self) -> [u8; 9] {
        let mut bytes = [u8::from(self.1); 9];
        bytes[1..].copy_from_slice(&self.0.to_be_bytes());
        bytes
    }

    /// A number that tells it from all others.
    pub(crate) const fn number(self) -> u128 {
        (self.1 as u128) << 64 | self.0 as u128
    }
}

/// The address as the rest of the program knows it: IPv4 within IPv6 is IPv4.
pub(crate) const fn plain(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

#[cfg(test)]
mod tests {
    use super::Source;

    fn source(text: &str) -> Source {
        Source::from(text.parse::<std::net::IpAddr>().unwrap())
    }

    #[test]
    fn a_household_is_one_source() {
        assert!(source("2001:db8:0:1::1") == source("2001:db8:0:1:ffff::"));
        assert!(source("2001:db8:0:1::1") != source("2001:db8:0:2::1"));
        assert!(source("203.0.113.1") != source("203.0.113.2"));
        assert!(source("203.0.113.1") == source("::ffff:203.0.113.1"));
        assert!(source("0.0.0.1") != source("0:0:0:1::"));
        assert!(source("0.0.0.1").number() != source("0:0:0:1::").number());
    }
}
