//! The head of a Data indication, which is written before a payload: RFC 8656, section 11.3.

use std::net::SocketAddr;

use super::attribute::{DATA, XOR_PEER_ADDRESS};
use super::{COOKIE, Class, HEADER, Method, address, kind, padding};

/// Everything of a Data indication up to its payload, which is its last attribute.
pub(crate) struct Head {
    bytes: [u8; HEADER + 24 + 4],
    length: usize,
}

impl Head {
    /// The head for a payload of a length, from a peer; the number makes the transaction another than that of others.
    pub(crate) fn new(number: u64, peer: SocketAddr, payload: u16) -> Self {
        let mut transaction = *b"data\0\0\0\0\0\0\0\0";
        transaction[4..].copy_from_slice(&number.to_be_bytes());
        let mut value = [0; 20];
        let address = address::write(peer, &transaction, &mut value);
        let length = HEADER + 4 + address + 4;
        let body = length - HEADER + usize::from(payload) + padding(payload.into());
        let mut bytes = [0; HEADER + 24 + 4];
        bytes[..2].copy_from_slice(&kind(Class::Indication, Method::Data).to_be_bytes());
        bytes[2..4].copy_from_slice(&(body as u16).to_be_bytes());
        bytes[4..8].copy_from_slice(&COOKIE);
        bytes[8..HEADER].copy_from_slice(&transaction);
        bytes[20..22].copy_from_slice(&XOR_PEER_ADDRESS.to_be_bytes());
        bytes[22..24].copy_from_slice(&(address as u16).to_be_bytes());
        bytes[24..24 + address].copy_from_slice(&value[..address]);
        bytes[length - 4..length - 2].copy_from_slice(&DATA.to_be_bytes());
        bytes[length - 2..length].copy_from_slice(&payload.to_be_bytes());
        Self { bytes, length }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}
