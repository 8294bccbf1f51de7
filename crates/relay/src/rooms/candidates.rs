use crate::{config::Forwarding, lan};
use heliograph_sfu::Transport;
use std::net::{IpAddr, SocketAddr};

/// Where browsers reach units: the likeliest way first, and streams behind all others.
pub(super) fn all(
    forwarding: &Forwarding,
    udp: &[SocketAddr],
    tcp: &[SocketAddr],
) -> Vec<(Transport, SocketAddr)> {
    let by = |transport, bound: &[SocketAddr]| {
        let listening: Vec<IpAddr> = bound.iter().map(SocketAddr::ip).collect();
        found_by(&forwarding.addresses, &listening)
            .into_iter()
            .filter_map(|ip| {
                let socket = bound.iter().find(|socket| socket.is_ipv4() == ip.is_ipv4())?;
                Some((transport, SocketAddr::new(ip, socket.port())))
            })
            .collect::<Vec<_>>()
    };
    [by(Transport::Udp, udp), by(Transport::Tcp, tcp)].concat()
}

/// By which addresses browsers find what listens at these: what somebody wrote down goes before what this machine knows of
/// itself.
pub(crate) fn found_by(written: &[IpAddr], listening: &[IpAddr]) -> Vec<IpAddr> {
    let mut addresses = written.to_vec();
    addresses.extend(lan::found_by(listening).into_iter().filter(|own| !written.contains(own)));
    addresses
}

#[cfg(test)]
mod tests {
    use super::all;
    use crate::config::{Forwarding, Port, RoomMakers};
    use heliograph_sfu::Transport::{Tcp, Udp};
    use std::net::SocketAddr;

    fn at(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn what_was_written_down_goes_first_and_streams_go_last() {
        let forwarding = Forwarding {
            makers: RoomMakers::Anyone,
            revoked: Vec::new(),
            port: Port::From(3479),
            addresses: vec!["203.0.113.9".parse().unwrap(), "2001:db8::9".parse().unwrap()],
            shards: 1,
        };
        let told = all(&forwarding, &[at("127.0.0.1:3479")], &[at("127.0.0.1:443")]);
        assert_eq!(
            told,
            [
                (Udp, at("203.0.113.9:3479")),
                (Udp, at("127.0.0.1:3479")),
                (Tcp, at("203.0.113.9:443")),
                (Tcp, at("127.0.0.1:443")),
            ]
        );
        assert_eq!(all(&forwarding, &[at("127.0.0.1:3479")], &[]).len(), 2);
    }
}
