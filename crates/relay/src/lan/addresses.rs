use heliograph_turn::{Network, Whereabouts};
use if_addrs::IfAddr;
use std::{
    io,
    net::{IpAddr, Ipv4Addr},
};

/// The addresses under which other machines of the local network may find this one, the likeliest first.
pub(crate) fn addresses() -> Vec<IpAddr> {
    let mut found: Vec<_> = if_addrs::get_if_addrs()
        .unwrap_or_default()
        .iter()
        .filter_map(|interface| match interface.ip() {
            IpAddr::V4(address) => Some((rank(&interface.name, address)?, address)),
            // A person cannot type an IPv6 address into a phone anyway.
            IpAddr::V6(_) => None,
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|(_, address)| address.into()).collect()
}

/// Every address of this machine, and the networks that it is a part of.
///
/// # Errors
/// Whatever the system has against telling them, such as too many open files.
pub(crate) fn own() -> io::Result<Whereabouts> {
    let mut own = Whereabouts::default();
    for interface in if_addrs::get_if_addrs()? {
        own.addresses.push(interface.ip());
        let bits = match &interface.addr {
            IfAddr::V4(address) => address.prefixlen,
            IfAddr::V6(address) => address.prefixlen,
        };
        // What holds everything, as some tunnels say of themselves, is no wire.
        if bits > 0 {
            own.networks.push(Network::of(interface.ip(), bits));
        }
    }
    own.addresses.sort_unstable();
    own.addresses.dedup();
    own.networks.sort_unstable();
    own.networks.dedup();
    Ok(own)
}

/// By which addresses others find what listens at these, the likeliest first. Loopback is one of them where there is nothing
/// else.
pub(crate) fn found_by(listening: &[IpAddr]) -> Vec<IpAddr> {
    let mut interfaces: Vec<_> = if_addrs::get_if_addrs().unwrap_or_default();
    interfaces.sort_by_key(|interface| match interface.ip() {
        IpAddr::V4(address) => rank(&interface.name, address),
        IpAddr::V6(_) => Some(u8::MAX),
    });
    let is_far = |address: &IpAddr| match address {
        IpAddr::V4(address) => !address.is_loopback() && !address.is_link_local(),
        IpAddr::V6(address) => !address.is_loopback() && !address.is_unicast_link_local(),
    };
    let own = |is_wanted: &dyn Fn(&IpAddr) -> bool| -> Vec<IpAddr> {
        let found = |at: &IpAddr| match at.is_unspecified() {
            false => vec![*at],
            true => {
                let of_family = interfaces.iter().map(|interface| interface.ip());
                of_family.filter(|ip| ip.is_ipv4() == at.is_ipv4() && is_wanted(ip)).collect()
            }
        };
        listening.iter().flat_map(found).collect()
    };
    let mut addresses = own(&is_far);
    if addresses.is_empty() {
        addresses = own(&|_| true);
    }
    let mut seen = Vec::new();
    addresses.retain(|address| {
        !seen.contains(address) && {
            seen.push(*address);
            true
        }
    });
    addresses
}

/// Lower is likelier; `None` can never be reached from another machine.
fn rank(interface: &str, address: Ipv4Addr) -> Option<u8> {
    if address.is_loopback() || address.is_link_local() || address.is_unspecified() {
        return None;
    }
    // Bridges to containers and virtual machines lead nowhere that a phone could be.
    let inner = ["docker", "br-", "veth", "virbr", "vboxnet", "vmnet", "lxc", "podman", "cni"];
    if inner.iter().any(|prefix| interface.starts_with(prefix)) {
        return Some(4);
    }
    Some(match address.octets() {
        [192, 168, ..] => 0,
        [10, ..] => 1,
        [172, 16..=31, ..] => 2,
        _ => 3,
    })
}

#[cfg(test)]
mod tests {
    use super::{found_by, own, rank};
    use heliograph_turn::Network;
    use std::net::{IpAddr, Ipv4Addr};

    #[test]
    fn this_machine_has_addresses_and_each_is_in_a_network_of_its_own() {
        let own = own().unwrap();
        let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
        assert!(own.addresses.contains(&loopback) && own.networks.contains(&Network::of(loopback, 8)));
        for address in &own.addresses {
            assert!(own.networks.iter().any(|network| network.contains(*address)), "one is in none");
        }
    }

    #[test]
    fn what_listens_at_one_address_is_found_by_it_and_what_listens_at_all_by_those_that_lead_here() {
        let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
        assert_eq!(found_by(&[loopback]), [loopback]);
        let all = found_by(&[Ipv4Addr::UNSPECIFIED.into()]);
        assert!(!all.is_empty() && all.iter().all(IpAddr::is_ipv4));
        assert!(all == [loopback] || !all.contains(&loopback));
        let own = own().unwrap();
        assert!(all.iter().all(|address| own.addresses.contains(address)));
    }

    #[test]
    fn a_home_network_goes_before_a_bridge_to_containers() {
        let home = rank("wlan0", Ipv4Addr::new(192, 168, 1, 5));
        let company = rank("eth0", Ipv4Addr::new(10, 0, 0, 5));
        let bridge = rank("docker0", Ipv4Addr::new(172, 17, 0, 1));
        assert!(home < company && company < bridge);
    }

    #[test]
    fn an_address_that_stays_on_the_machine_or_the_wire_is_left_out() {
        assert_eq!(rank("lo", Ipv4Addr::LOCALHOST), None);
        assert_eq!(rank("eth0", Ipv4Addr::new(169, 254, 7, 7)), None);
    }
}
