//! Addresses, mixed with the head of the message so that no NAT rewrites them: RFC 8489, section 14.2.

use std::net::{IpAddr, SocketAddr};

use super::COOKIE;
use super::attribute::{IPV4, IPV6};

const PORT_MASK: u16 = u16::from_be_bytes([COOKIE[0], COOKIE[1]]);

/// Reads the value of an attribute such as XOR-PEER-ADDRESS.
pub(super) fn read(value: &[u8], transaction: &[u8; 12]) -> Option<SocketAddr> {
    let (head, rest) = value.split_first_chunk::<4>()?;
    let port = u16::from_be_bytes([head[2], head[3]]) ^ PORT_MASK;
    let ip = match head[1] {
        IPV4 => IpAddr::from(<[u8; 4]>::try_from(rest).ok()?),
        IPV6 => IpAddr::from(<[u8; 16]>::try_from(rest).ok()?),
        // There are no other families.
        _ => return None,
    };
    Some(SocketAddr::new(mixed(ip, transaction), port))
}

/// Writes such a value, and says how long it is.
pub(crate) fn write(address: SocketAddr, transaction: &[u8; 12], value: &mut [u8; 20]) -> usize {
    value[..2].copy_from_slice(&[0, if address.is_ipv4() { IPV4 } else { IPV6 }]);
    value[2..4].copy_from_slice(&(address.port() ^ PORT_MASK).to_be_bytes());
    match mixed(address.ip(), transaction) {
        IpAddr::V4(ip) => {
            value[4..8].copy_from_slice(&ip.octets());
            8
        }
        IpAddr::V6(ip) => {
            value[4..].copy_from_slice(&ip.octets());
            20
        }
    }
}

fn mixed(address: IpAddr, transaction: &[u8; 12]) -> IpAddr {
    let mut mask = [0; 16];
    mask[..4].copy_from_slice(&COOKIE);
    mask[4..].copy_from_slice(transaction);
    match address {
        IpAddr::V4(ip) => IpAddr::V4((ip.to_bits() ^ u32::from_be_bytes(COOKIE)).into()),
        IpAddr::V6(ip) => IpAddr::V6((ip.to_bits() ^ u128::from_be_bytes(mask)).into()),
    }
}
