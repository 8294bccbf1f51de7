//! By which addresses a browser reaches the relay.

use std::net::SocketAddr;

/// What the server listens on, as the page is told.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    /// The open UDP sockets.
    pub udp: Vec<SocketAddr>,
    /// The open TCP sockets.
    pub tcp: Vec<SocketAddr>,
    /// Whether browsers trust the certificate without a person's word: then a relay over TLS works for them.
    pub is_vouched_for: bool,
    /// Whether pages come through a proxy, which passes on HTTP and nothing else.
    pub is_behind_proxy: bool,
}

impl Reach {
    /// The URLs of RFC 7064 by which such a client learns its own address.
    pub(crate) fn stun_urls(&self, host: &str) -> Vec<String> {
        let host = self.spelled(host);
        self.udp.first().map(|udp| format!("stun:{host}:{}", udp.port())).into_iter().collect()
    }

    /// The `urls` of RFC 7065 for a client that calls this server by the name `host`, the quickest way first.
    pub(crate) fn urls(&self, host: &str) -> Vec<String> {
        let mut urls = self.stun_urls(host);
        let host = self.spelled(host);
        if let Some(udp) = self.udp.first() {
            urls.push(format!("turn:{host}:{}?transport=udp", udp.port()));
        }
        if let Some(tcp) = self.tcp.first().filter(|_| !self.is_behind_proxy) {
            urls.push(format!("turn:{host}:{}?transport=tcp", tcp.port()));
            if self.is_vouched_for {
                urls.push(format!("turns:{host}:{}?transport=tcp", tcp.port()));
            }
        }
        urls
    }

    /// `localhost` is two addresses, and not both need be listened on.
    fn spelled<'a>(&self, host: &'a str) -> &'a str {
        if !host.eq_ignore_ascii_case("localhost") {
            return host;
        }
        if self.udp.iter().any(SocketAddr::is_ipv4) { "127.0.0.1" } else { "[::1]" }
    }
}

#[cfg(test)]
mod tests {
    use super::Reach;

    fn reach() -> Reach {
        let (udp, tcp) = ("0.0.0.0:3478".parse().unwrap(), "0.0.0.0:8080".parse().unwrap());
        Reach { udp: vec![udp], tcp: vec![tcp], ..Reach::default() }
    }

    #[test]
    fn the_relay_is_where_the_page_came_from() {
        let urls = ["stun:box:3478", "turn:box:3478?transport=udp", "turn:box:8080?transport=tcp"];
        assert_eq!(reach().urls("box"), urls);
        assert!(reach().urls("[fd00::5]").contains(&"turn:[fd00::5]:3478?transport=udp".to_owned()));
        assert!(reach().urls("localhost").contains(&"stun:127.0.0.1:3478".to_owned()));
    }

    #[test]
    fn a_relay_over_tls_is_offered_where_browsers_can_use_it() {
        let vouched = Reach { is_vouched_for: true, ..reach() };
        assert_eq!(vouched.urls("box").last().unwrap(), "turns:box:8080?transport=tcp");
        let behind = Reach { is_behind_proxy: true, ..vouched };
        assert_eq!(behind.urls("box").len(), 2);
    }
}
