//! Where an address shows, in whatever way it is written.

use std::net::IpAddr;

use crate::{capture::Packet, lab::Side};

/// What STUN covers addresses with (RFC 8489, section 14.2).
const MAGIC_COOKIE: u32 = 0x2112_A442;

/// In how many places the addresses of somebody were found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    /// Headers of packets.
    pub headers: usize,
    /// What packets carry, with the address in bytes or in letters.
    pub payloads: usize,
    /// What packets carry, with the address covered as STUN does.
    pub covered: usize,
}

impl Traces {
    /// Looks for all addresses of a client.
    pub fn of(side: Side, packets: &[Packet]) -> Self {
        let addresses = side.addresses();
        let bare: Vec<Vec<u8>> = addresses.iter().map(|address| bytes(*address)).collect();
        let spelled = spelled(side);
        let covered: Vec<[u8; 4]> = addresses.iter().filter_map(|address| covered(*address)).collect();
        let mut traces = Self::default();
        for packet in packets {
            let (header, payload) = packet.parts();
            let holds = |place: &[u8], one: &[u8]| place.windows(one.len()).any(|window| window == one);
            traces.headers += usize::from(bare.iter().any(|one| holds(header, one)));
            let is_open = bare.iter().any(|one| holds(payload, one))
                || spelled.iter().any(|one| holds(payload, one.as_bytes()));
            traces.payloads += usize::from(is_open);
            traces.covered += usize::from(covered.iter().any(|one| holds(payload, one)));
        }
        traces
    }
}

/// How often one of a client's addresses is spelled in a text.
pub fn mentions(side: Side, text: &str) -> usize {
    spelled(side).iter().map(|address| text.matches(address).count()).sum()
}

/// Each address as browsers spell it: Firefox writes every group of an IPv6 address.
fn spelled(side: Side) -> Vec<String> {
    let mut spelled = Vec::new();
    for address in side.addresses() {
        spelled.push(address.to_string());
        if let IpAddr::V6(address) = address {
            spelled.push(address.segments().map(|group| format!("{group:x}")).join(":"));
        }
    }
    spelled
}

fn bytes(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}

/// An IPv4 address as XOR-MAPPED-ADDRESS, XOR-PEER-ADDRESS and XOR-RELAYED-ADDRESS have it. What covers the rest of an
/// IPv6 address differs in every message.
fn covered(address: IpAddr) -> Option<[u8; 4]> {
    let IpAddr::V4(address) = address else { return None };
    Some((address.to_bits() ^ MAGIC_COOKIE).to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::{covered, mentions, spelled};
    use crate::lab::Side;

    #[test]
    fn addresses_are_known_in_every_spelling() {
        let spelled = spelled(Side::B);
        for one in ["10.2.0.2", "203.0.113.12", "fd02::2", "fd02:0:0:0:0:0:0:2", "2001:db8::12"] {
            assert!(spelled.iter().any(|known| known == one), "{one} is not known");
        }
        assert_eq!(mentions(Side::B, "10.2.0.2 and 203.0.113.12, but 10.1.0.2"), 2);
    }

    /// The address of RFC 5769, section 2.2.
    #[test]
    fn addresses_are_covered_as_in_the_test_vectors_of_stun() {
        assert_eq!(covered([192, 0, 2, 1].into()), Some([0xe1, 0x12, 0xa6, 0x43]));
    }
}
