//! What a person is told at the start: where the page is, and what the browser is going to say about it.

mod addresses;

pub(crate) use addresses::{addresses, found_by, own};

use crate::app;
use qrcode::{EcLevel, QrCode, render::unicode::Dense1x2};
use std::{
    fmt::{self, Display, Formatter},
    net::{IpAddr, SocketAddr},
};

/// Where the page is, in words for the terminal.
pub(crate) struct Welcome<'a> {
    /// The name of the server, where it has one.
    pub domain: Option<&'a str>,
    /// The open TCP sockets.
    pub tcp: &'a [SocketAddr],
    /// Whether it is reached by https.
    pub is_sealed: bool,
    /// The fingerprint of a certificate that nobody vouches for.
    pub fingerprint: Option<String>,
    /// What other machines may find this one by.
    pub addresses: &'a [IpAddr],
}

impl Welcome<'_> {
    /// The address that is worth typing into a phone.
    fn best(&self) -> Option<String> {
        match self.domain {
            Some(domain) => Some(self.url(domain)),
            None => self.reachable().next().map(|address| self.url(&spelled(address))),
        }
    }

    /// The same, or the address on this machine where there is no other.
    pub(crate) fn best_or_here(&self) -> String {
        self.best().unwrap_or_else(|| self.url("localhost"))
    }

    fn reachable(&self) -> impl Iterator<Item = IpAddr> {
        let bound = |address: &IpAddr| {
            self.tcp.iter().any(|socket| {
                socket.is_ipv4() == address.is_ipv4()
                    && (socket.ip().is_unspecified() || socket.ip() == *address)
            })
        };
        self.addresses.iter().copied().filter(move |address| bound(address))
    }

    fn url(&self, host: &str) -> String {
        let port = self.tcp.first().map_or(0, SocketAddr::port);
        match (self.is_sealed, port) {
            (true, 443) => format!("https://{host}/"),
            (false, 80) => format!("http://{host}/"),
            (true, _) => format!("https://{host}:{port}/"),
            (false, _) => format!("http://{host}:{port}/"),
        }
    }
}

impl Display for Welcome<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        if !app::is_whole() {
            writeln!(out, "\nThis program was compiled without the app; `cargo xtask serve` puts it in.")?;
        }
        let others: Vec<_> = self.reachable().collect();
        if others.is_empty() && self.domain.is_none() {
            writeln!(out, "\nHeliograph is at   {}", self.url("localhost"))?;
            if self.tcp.iter().any(|socket| !socket.ip().is_loopback()) {
                writeln!(
                    out,
                    "\nThis machine has no address on a local network, so other machines cannot reach it."
                )?;
            }
        } else {
            writeln!(out, "\nHeliograph is at")?;
            if let Some(domain) = self.domain {
                writeln!(out, "   {}", self.url(domain))?;
            }
            for address in others {
                writeln!(out, "   {}", self.url(&spelled(address)))?;
            }
            if self.tcp.iter().any(|socket| socket.ip().is_unspecified() || socket.ip().is_loopback()) {
                writeln!(out, "   {} (on this machine)", self.url("localhost"))?;
            }
        }
        if let Some(fingerprint) = &self.fingerprint {
            writeln!(
                out,
                "\nThe browser will warn, because nobody has vouched for this page's certificate. Go on only if the\n\
                 certificate that the browser shows has this SHA-256 fingerprint:\n\n{fingerprint}"
            )?;
        }
        match self.best() {
            Some(best) => writeln!(out, "\n{}\n{best}\n", qr(&best)),
            None => writeln!(out),
        }
    }
}

fn spelled(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

/// Light modules are drawn and dark ones left as background, as terminals are usually dark.
fn qr(text: &str) -> String {
    QrCode::with_error_correction_level(text, EcLevel::M)
        .map(|code| code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Welcome;

    fn welcome(tcp: &str, addresses: &[&str], domain: Option<&str>, fingerprint: Option<&str>) -> String {
        let tcp = [tcp.parse().unwrap()];
        let addresses: Vec<_> = addresses.iter().map(|address| address.parse().unwrap()).collect();
        let fingerprint = fingerprint.map(str::to_owned);
        let is_sealed = fingerprint.is_some() || domain.is_some();
        Welcome { domain, tcp: &tcp, is_sealed, fingerprint, addresses: &addresses }.to_string()
    }

    #[test]
    fn on_this_machine_alone_there_is_one_address_and_nothing_to_scan() {
        let said = welcome("127.0.0.1:8420", &["192.168.1.5"], None, None);
        assert!(said.contains("Heliograph is at   http://localhost:8420/\n"), "{said}");
        assert!(!said.contains('▀') && !said.contains("192.168"), "{said}");
    }

    #[test]
    fn on_a_network_all_addresses_are_told_and_the_best_can_be_scanned() {
        let said = welcome("0.0.0.0:8080", &["192.168.1.5", "172.17.0.1"], None, Some("AB:CD"));
        for line in [
            "   https://192.168.1.5:8080/\n",
            "   https://172.17.0.1:8080/\n",
            "   https://localhost:8080/ (on",
        ] {
            assert!(said.contains(line), "{said}");
        }
        assert!(said.contains("The browser will warn") && said.contains("\n\nAB:CD\n"));
        assert!(said.contains('█') && said.trim_end().ends_with("https://192.168.1.5:8080/"));
    }

    #[test]
    fn a_name_is_the_best_address() {
        let said = welcome("0.0.0.0:443", &["203.0.113.9"], Some("calls.example.org"), None);
        assert!(said.trim_end().ends_with("https://calls.example.org/"), "{said}");
    }
}
