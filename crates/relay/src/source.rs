//! Where packets and requests come from, as coarse as limits need it.

use std::net::IpAddr;

/// One source: an IPv4 address, or the IPv6 network of 64 bits of one household. Or the site that some of those are in: an
/// IPv6 network of 48 bits, of which one customer may have all.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Source(u64, Network);

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Network {
    Four,
    Six,
    Site,
}

/// So many times as much as one source in it has a site, as in the machine of `heliograph-rendezvous`.
pub(crate) const SITE: usize = 16;

impl From<IpAddr> for Source {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(u32::from(address).into(), Network::Four),
            IpAddr::V6(address) => Self((u128::from(address) >> 64) as u64, Network::Six),
        }
    }
}

impl Source {
    /// Nine bytes that tell it from all others.
    pub(crate) fn bytes(self) -> [u8; 9] {
        let mut bytes = [self.1 as u8; 9];
        bytes[1..].copy_from_slice(&self.0.to_be_bytes());
        bytes
    }

    /// A number that tells it from all others.
    pub(crate) const fn number(self) -> u128 {
        (self.1 as u128) << 64 | self.0 as u128
    }

    /// Whether it is a site.
    pub(crate) const fn is_site(self) -> bool {
        matches!(self.1, Network::Site)
    }

    /// The site that it is in. An IPv4 address is in none: those are too few for anybody to have many.
    pub(crate) const fn site(self) -> Option<Self> {
        match self.1 {
            Network::Six => Some(Self(self.0 & !0xFFFF, Network::Site)),
            Network::Four | Network::Site => None,
        }
    }

    /// The number of the site that the source with a number is in.
    pub(crate) const fn site_number(number: u128) -> Option<u128> {
        match number >> 64 {
            1 => match Self(number as u64, Network::Six).site() {
                Some(site) => Some(site.number()),
                None => None,
            },
            _ => None,
        }
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

    #[test]
    fn a_site_has_many_households_and_is_none_of_them() {
        let site = |text| source(text).site();
        assert!(site("2001:db8:1:1::1") == site("2001:db8:1:ffff::1"));
        assert!(site("2001:db8:1:1::1") != site("2001:db8:2:1::1"));
        assert!(site("2001:db8:1::1") != Some(source("2001:db8:1::1")));
        assert!(site("203.0.113.1").is_none() && site("2001:db8::").unwrap().site().is_none());
        for text in ["203.0.113.1", "0.0.0.1", "2001:db8:1:1::1"] {
            let number = Source::site_number(source(text).number());
            assert!(number == site(text).map(Source::number));
        }
        assert!(Source::site_number(site("2001:db8::").unwrap().number()).is_none());
    }
}
