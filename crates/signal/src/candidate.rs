use std::net::{Ipv4Addr, Ipv6Addr};

/// An address at which a peer may be reached over UDP.
#[derive(Clone, PartialEq, Eq)]
pub struct Candidate {
    pub(crate) kind: CandidateKind,
    pub(crate) address: Address,
    pub(crate) port: u16,
}

/// How a candidate was learnt (RFC 8445, section 5.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CandidateKind {
    /// An address of the device itself.
    Host,
    /// The address a STUN server saw.
    ServerReflexive,
    /// An address at a TURN server.
    Relayed,
}

/// The family of a candidate's address; a host name counts as its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
    /// A host name of multicast DNS that hides the address.
    Mdns,
}

/// The address of a candidate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Address {
    /// IPv4.
    V4(Ipv4Addr),
    /// IPv6.
    V6(Ipv6Addr),
    /// The UUID before `.local` (draft-ietf-mmusic-mdns-ice-candidates).
    Mdns([u8; 16]),
}

impl Candidate {
    /// How the candidate was learnt.
    pub const fn kind(&self) -> CandidateKind {
        self.kind
    }

    /// Where it is.
    pub const fn address(&self) -> Address {
        self.address
    }

    /// Its UDP port.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The family of its address.
    pub const fn family(&self) -> Family {
        match self.address {
            Address::V4(_) => Family::V4,
            Address::V6(_) => Family::V6,
            Address::Mdns(_) => Family::Mdns,
        }
    }

    /// Whether its address is hidden behind a host name of multicast DNS.
    pub const fn is_mdns(&self) -> bool {
        matches!(self.address, Address::Mdns(_))
    }

    /// The candidate as `RTCIceCandidateInit.candidate` wants it (RFC 8839, section 5.1).
    pub fn line(&self, foundation: u32, priority: u32) -> String {
        let (address, port) = (self.address.text(), self.port);
        let base = match self.kind {
            CandidateKind::Host => "host",
            // The related address is for diagnostics only, so it is left out as browsers do.
            CandidateKind::ServerReflexive if self.family() == Family::V6 => "srflx raddr :: rport 0",
            CandidateKind::ServerReflexive => "srflx raddr 0.0.0.0 rport 0",
            CandidateKind::Relayed if self.family() == Family::V6 => "relay raddr :: rport 0",
            CandidateKind::Relayed => "relay raddr 0.0.0.0 rport 0",
        };
        format!("candidate:{foundation} 1 udp {priority} {address} {port} typ {base}")
    }

    /// The priority of the candidate at a place in its list (RFC 8445, section 5.1.2.1).
    pub(crate) fn priority(&self, position: usize) -> u32 {
        let preference: u32 = match self.kind {
            CandidateKind::Host => 126,
            CandidateKind::ServerReflexive => 100,
            CandidateKind::Relayed => 0,
        };
        let local = u16::MAX.saturating_sub(u16::try_from(position).unwrap_or(u16::MAX));
        preference << 24 | u32::from(local) << 8 | 255
    }
}

impl Address {
    /// The address as a candidate line spells it.
    pub fn text(self) -> String {
        match self {
            Self::V4(address) => address.to_string(),
            Self::V6(address) => address.to_string(),
            Self::Mdns(uuid) => {
                let digits: String = uuid.iter().map(|byte| format!("{byte:02x}")).collect();
                let [a, b, c, d, e] =
                    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
                format!("{a}-{b}-{c}-{d}-{e}.local")
            }
        }
    }

    /// Reads what can be carried in few bytes; other names, zones and spellings cannot.
    fn parse(text: &str) -> Option<Self> {
        if let Ok(address) = text.parse() {
            return Some(Self::V4(address));
        }
        if let Ok(address) = text.parse() {
            return Some(Self::V6(address));
        }
        let digits: String = text.strip_suffix(".local")?.split('-').collect();
        let uuid = u128::from_str_radix(&digits, 16).ok()?;
        let name = Self::Mdns(uuid.to_be_bytes());
        (name.text() == text).then_some(name)
    }
}

/// What a candidate attribute says, as far as packing cares.
pub(crate) enum Parsed {
    /// Over TCP: of no use between two browsers, which only ever open such connections.
    Tcp,
    /// Over UDP, component 1, with the priority the browser gave it.
    Udp(Candidate, u32),
    /// Anything else.
    Other,
}

/// Reads the value of `a=candidate:`.
pub(crate) fn parse(value: &str) -> Parsed {
    let mut words = value.split_ascii_whitespace().skip(1);
    let mut word = || words.next().unwrap_or_default();
    let (component, transport, priority) = (word(), word(), word());
    if transport.eq_ignore_ascii_case("tcp") {
        return Parsed::Tcp;
    }
    let (address, port) = (Address::parse(word()), word().parse());
    let kind = match (word(), word()) {
        ("typ", "host") => CandidateKind::Host,
        ("typ", "srflx") => CandidateKind::ServerReflexive,
        ("typ", "relay") => CandidateKind::Relayed,
        _ => return Parsed::Other,
    };
    let (Some(address), Ok(port), Ok(priority)) = (address, port, priority.parse()) else {
        return Parsed::Other;
    };
    let hidden = matches!(address, Address::Mdns(_));
    if component != "1" || !transport.eq_ignore_ascii_case("udp") || hidden && kind != CandidateKind::Host {
        return Parsed::Other;
    }
    Parsed::Udp(Candidate { kind, address, port }, priority)
}

#[cfg(test)]
mod tests {
    use super::{Parsed, parse};

    #[track_caller]
    fn check(value: &str, expected: Option<&str>) {
        let line = match parse(value) {
            Parsed::Udp(candidate, priority) => Some(candidate.line(7, priority)),
            Parsed::Tcp | Parsed::Other => None,
        };
        assert_eq!(line.as_deref(), expected);
    }

    #[test]
    fn udp_candidates_with_addresses_or_hidden_names_are_understood() {
        check(
            "3029549773 1 udp 2122194687 192.0.2.2 44092 typ host generation 0 network-id 1",
            Some("candidate:7 1 udp 2122194687 192.0.2.2 44092 typ host"),
        );
        check("0 1 UDP 5 fd00::2 9 typ host", Some("candidate:7 1 udp 5 fd00::2 9 typ host"));
        check(
            "0 1 UDP 5 84a78e7e-fe7a-7445-b8b5-2a579cbd5515.local 59170 typ host",
            Some("candidate:7 1 udp 5 84a78e7e-fe7a-7445-b8b5-2a579cbd5515.local 59170 typ host"),
        );
        check(
            "1 1 UDP 1686052863 203.0.113.7 59170 typ srflx raddr 192.168.1.2 rport 7",
            Some("candidate:7 1 udp 1686052863 203.0.113.7 59170 typ srflx raddr 0.0.0.0 rport 0"),
        );
        check(
            "1 1 UDP 1 2001:db8::1 5 typ relay raddr ::1 rport 7",
            Some("candidate:7 1 udp 1 2001:db8::1 5 typ relay raddr :: rport 0"),
        );
    }

    #[test]
    fn whatever_cannot_be_spelled_in_few_bytes_is_told_apart() {
        for value in [
            "",
            "1 1 udp",
            "1 2 udp 5 192.0.2.2 9 typ host",
            "1 1 udp 5 192.0.2.2 9 typ prflx",
            "1 1 udp 5 192.0.2.2 70000 typ host",
            "1 1 udp 5 fe80::1%eth0 9 typ host",
            "1 1 udp 5 example.org 9 typ host",
            "1 1 udp 5 84A78E7E-fe7a-7445-b8b5-2a579cbd5515.local 9 typ host",
            "1 1 udp 5 84a78e7efe7a7445b8b52a579cbd5515.local 9 typ host",
            "1 1 udp 5 84a78e7e-fe7a-7445-b8b5-2a579cbd5515.local 9 typ srflx",
        ] {
            assert!(matches!(parse(value), Parsed::Other), "{value}");
        }
        assert!(matches!(parse("1 1 TCP 5 anything 9 typ host tcptype active"), Parsed::Tcp));
    }
}
