//! Which hosts outside an open relay reaches, and which it never does.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::network::Network;

/// Which hosts outside an open relay reaches: all but itself, those that are denied, and those on its own wire or no
/// hosts of the open Internet unless they are allowed.
#[derive(Clone)]
pub struct Outside {
    /// Where this machine is.
    pub own: Whereabouts,
    /// What is reached although it is special or on the same wire, such as a part of the local network.
    pub allowed: Vec<Network>,
    /// What is not reached although it is not special, nor if it is allowed.
    pub denied: Vec<Network>,
}

/// Where the machine is on which a relay runs.
#[derive(Clone, Default)]
pub struct Whereabouts {
    /// Its addresses, which nothing allows.
    pub addresses: Vec<IpAddr>,
    /// The networks that it is a part of: hosts there may trust each other more than they trust the Internet.
    pub networks: Vec<Network>,
}

impl Outside {
    /// Whether the host at this address may be reached.
    ///
    /// An address that has another one inside is both: it has to be fine in every reading, since it is up to routers on
    /// the way which of them holds.
    pub fn reaches(&self, address: IpAddr) -> bool {
        !is_never(address) && readings(address).all(|reading| self.admits(reading))
    }

    fn admits(&self, address: IpAddr) -> bool {
        let is_in = |networks: &[Network]| networks.iter().any(|network| network.contains(address));
        let is_near = || is_special(address) || is_in(&self.own.networks);
        !self.own.addresses.contains(&address) && !is_in(&self.denied) && (is_in(&self.allowed) || !is_near())
    }
}

/// IANA's registry of IPv4 special-purpose addresses (RFC 6890), and multicast (RFC 5771).
const SPECIAL_V4: [([u8; 4], u8); 19] = [
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 31, 196, 0], 24),
    ([192, 52, 193, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([192, 175, 48, 0], 24),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
    ([255, 255, 255, 255], 32),
];

/// What IANA's registry of IPv6 special-purpose addresses has within global unicast (2000::/3, RFC 4291); everything
/// outside of that is special anyway.
const SPECIAL_V6: [([u16; 3], u8); 5] = [
    // All assignments of RFC 2928: Teredo, benchmarking, AMT, AS112, ORCHID, drone identities.
    ([0x2001, 0, 0], 23),
    ([0x2001, 0xdb8, 0], 32),
    ([0x2002, 0, 0], 16),
    ([0x2620, 0x4f, 0x8000], 48),
    ([0x3fff, 0, 0], 20),
];

fn is_special(address: IpAddr) -> bool {
    let is_in = |base, bits| Network::of(base, bits).contains(address);
    match address {
        IpAddr::V4(_) => SPECIAL_V4.iter().any(|(base, bits)| is_in(IpAddr::from(*base), *bits)),
        IpAddr::V6(address) => {
            address.segments()[0] >> 13 != 1
                || SPECIAL_V6.iter().any(|([first, second, third], bits)| {
                    is_in(IpAddr::from([*first, *second, *third, 0, 0, 0, 0, 0]), *bits)
                })
        }
    }
}

/// Translation within a network (RFC 8215): that network alone knows where in it an IPv4 address is, so what it means
/// cannot be said here.
fn is_never(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(address) if address.segments()[..3] == [0x64, 0xff9b, 1])
}

/// The address, and the IPv4 addresses inside of it.
fn readings(address: IpAddr) -> impl Iterator<Item = IpAddr> {
    let inside = match address {
        IpAddr::V4(_) => [None; 2],
        IpAddr::V6(address) => inside(address),
    };
    [Some(address)].into_iter().chain(inside.map(|inside| inside.map(IpAddr::V4))).flatten()
}

/// The IPv4 addresses inside of an IPv6 address, in every form that has a meaning somewhere.
fn inside(address: Ipv6Addr) -> [Option<Ipv4Addr>; 2] {
    let bits = address.to_bits();
    let at = |shift: u32| Some(Ipv4Addr::from_bits((bits >> shift) as u32));
    match address.segments() {
        // Mapped and compatible (RFC 4291, section 2.5.5), and translated (RFC 2765, RFC 6052).
        [0, 0, 0, 0, 0, 0 | 0xffff, _, _]
        | [0, 0, 0, 0, 0xffff, 0, _, _]
        | [0x64, 0xff9b, 0, 0, 0, 0, _, _] => [at(0), None],
        // 6to4: RFC 3056.
        [0x2002, ..] => [at(80), None],
        // Teredo, with its server and, every bit of it turned over, the client: RFC 4380, section 4.
        [0x2001, 0, ..] => [at(64), Some(Ipv4Addr::from_bits(!(bits as u32)))],
        // ISATAP: RFC 5214, section 6.1.
        [_, _, _, _, 0 | 0x200, 0x5efe, _, _] => [at(0), None],
        _ => [None; 2],
    }
}

#[cfg(test)]
mod tests {
    use super::{Outside, SPECIAL_V4, SPECIAL_V6, Whereabouts};
    use crate::network::Network;
    use std::net::IpAddr;

    fn network(text: &str) -> Network {
        let (base, bits) = text.split_once('/').unwrap();
        Network::new(base.parse().unwrap(), bits.parse().unwrap()).unwrap()
    }

    fn outside(allowed: &[&str], denied: &[&str]) -> Outside {
        let networks = |texts: &[&str]| texts.iter().map(|text| network(text)).collect();
        let own = Whereabouts {
            addresses: ["198.41.0.9", "2a00::9"].map(|address| address.parse().unwrap()).to_vec(),
            networks: networks(&["198.41.0.0/24", "2a00::/64"]),
        };
        Outside { own, allowed: networks(allowed), denied: networks(denied) }
    }

    #[track_caller]
    fn expect(outside: &Outside, expected: bool, addresses: &[&str]) {
        for text in addresses {
            let address: IpAddr = text.parse().unwrap();
            assert_eq!(outside.reaches(address), expected, "{text}");
        }
    }

    /// The first, the last and one within of each network of both registries, and what they leave out.
    const SPECIAL: [&str; 51] = [
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.0.170",
        "192.0.2.1",
        "192.31.196.1",
        "192.52.193.1",
        "192.88.99.1",
        "192.168.0.1",
        "192.168.255.255",
        "192.175.48.1",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.0",
        "255.255.255.255",
        "::",
        "::1",
        "64:ff9b::808:808",
        "64:ff9b:1::808:808",
        "100::1",
        "100:0:0:1::1",
        "2001::1",
        "2001:1::1",
        "2001:2::1",
        "2001:3::1",
        "2001:4:112::1",
        "2001:10::1",
        "2001:20::1",
        "2001:30::1",
        "2001:1ff:ffff::1",
        "2001:db8::1",
        "2620:4f:8000::1",
        "3fff:fff::1",
        "5f00::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "ff02::1",
    ];

    const USUAL: [&str; 17] = [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2a02::1",
        "3ffe::1",
    ];

    #[test]
    fn no_special_address_is_reached_and_every_usual_one_is() {
        let outside = outside(&[], &[]);
        expect(&outside, false, &SPECIAL);
        expect(&outside, true, &USUAL);
    }

    #[test]
    fn the_networks_of_the_registries_are_networks() {
        assert!(SPECIAL_V4.iter().all(|(base, bits)| Network::new((*base).into(), *bits).is_some()));
        for ([first, second, third], bits) in SPECIAL_V6 {
            assert!(Network::new([first, second, third, 0, 0, 0, 0, 0].into(), bits).is_some());
        }
    }

    #[test]
    fn hosts_on_the_same_wire_are_reached_only_if_they_are_allowed() {
        let wire = ["198.41.0.8", "2a00::8", "2002:c629:8::1"];
        expect(&outside(&[], &[]), false, &wire);
        expect(&outside(&["198.41.0.8/32", "2a00::/64", "2002::/16"], &[]), true, &wire);
        expect(&outside(&[], &[]), true, &["198.41.1.8", "2a00:0:0:1::8"]);
    }

    #[test]
    fn an_ipv4_address_is_judged_in_every_form_that_it_may_have() {
        // Everything is allowed that can be, so that the address inside decides.
        let outside = outside(&["::/0"], &["8.8.4.0/24"]);
        for (inside, expected) in [
            (["10.0.0.1", "a00:1", "f5ff:fffe"], false),
            (["127.0.0.1", "7f00:1", "80ff:fffe"], false),
            (["169.254.169.254", "a9fe:a9fe", "5601:5601"], false),
            (["8.8.4.4", "808:404", "f7f7:fbfb"], false),
            (["198.41.0.9", "c629:9", "39d6:fff6"], false),
            (["8.8.8.8", "808:808", "f7f7:f7f7"], true),
        ] {
            let [dotted, plain, turned] = inside;
            let [high, low] = { plain.split_once(':').map(|(high, low)| [high, low]).unwrap() };
            expect(
                &outside,
                expected,
                &[
                    dotted,
                    &format!("::ffff:{plain}"),
                    &format!("::{high}:{low}"),
                    &format!("::ffff:0:{plain}"),
                    &format!("64:ff9b::{plain}"),
                    &format!("2002:{plain}::1"),
                    &format!("2001:0:{plain}::f7f7:f7f7"),
                    &format!("2001:0:808:808::{turned}"),
                    &format!("2a02::5efe:{plain}"),
                    &format!("2a02::200:5efe:{plain}"),
                ],
            );
        }
    }

    #[test]
    fn what_is_allowed_is_reached_unless_it_is_denied_or_the_own() {
        let outside =
            outside(&["10.1.0.0/16", "198.41.0.0/24", "64:ff9b:1::/48"], &["10.1.9.0/24", "1.1.1.0/24"]);
        expect(&outside, true, &["10.1.0.1", "198.41.0.8", "1.1.2.1"]);
        expect(
            &outside,
            false,
            &["10.2.0.1", "10.1.9.1", "1.1.1.1", "198.41.0.9", "2a00::9", "64:ff9b:1::808:808"],
        );
    }
}
