//! The numbers of attributes: RFC 8489, section 18.3, and RFC 8656, section 18.

/// Who asks.
pub const USERNAME: u16 = 0x0006;
/// HMAC-SHA1 over the message so far.
pub const MESSAGE_INTEGRITY: u16 = 0x0008;
/// Why something was not done.
pub const ERROR_CODE: u16 = 0x0009;
/// Which attributes were not understood.
pub const UNKNOWN_ATTRIBUTES: u16 = 0x000a;
/// The number that a peer is to have.
pub const CHANNEL_NUMBER: u16 = 0x000c;
/// For how many seconds.
pub const LIFETIME: u16 = 0x000d;
/// The address of a peer.
pub const XOR_PEER_ADDRESS: u16 = 0x0012;
/// A payload.
pub const DATA: u16 = 0x0013;
/// Within what a credential is valid.
pub const REALM: u16 = 0x0014;
/// What an answer to it has to repeat.
pub const NONCE: u16 = 0x0015;
/// The relayed address.
pub const XOR_RELAYED_ADDRESS: u16 = 0x0016;
/// Of which family the relayed address should be.
pub const REQUESTED_ADDRESS_FAMILY: u16 = 0x0017;
/// The relayed port should be even.
pub const EVEN_PORT: u16 = 0x0018;
/// How the relay should speak to peers.
pub const REQUESTED_TRANSPORT: u16 = 0x0019;
/// Packets to peers should not be fragmented.
pub const DONT_FRAGMENT: u16 = 0x001a;
/// HMAC-SHA256 over the message so far.
pub const MESSAGE_INTEGRITY_SHA256: u16 = 0x001c;
/// How the password was hashed.
pub const PASSWORD_ALGORITHM: u16 = 0x001d;
/// The address from which a message came.
pub const XOR_MAPPED_ADDRESS: u16 = 0x0020;
/// A port that was kept for later.
pub const RESERVATION_TOKEN: u16 = 0x0022;
/// A second relayed address is wanted, of this family. Like all from here on, it may be ignored.
pub const ADDITIONAL_ADDRESS_FAMILY: u16 = 0x8000;
/// Why there is none of a family.
pub const ADDRESS_ERROR_CODE: u16 = 0x8001;
/// What passwords may be hashed with.
pub const PASSWORD_ALGORITHMS: u16 = 0x8002;
/// What a program is called.
pub const SOFTWARE: u16 = 0x8022;
/// A checksum over the message so far.
pub const FINGERPRINT: u16 = 0x8028;

/// IPv4 in attributes that name a family: RFC 8656, section 18.8.
pub const IPV4: u8 = 1;
/// IPv6 in attributes that name a family.
pub const IPV6: u8 = 2;

/// Where attributes begin that may be ignored: RFC 8489, section 14.
const OPTIONAL: u16 = 0x8000;

/// Whether a message with this attribute may be processed: RFC 8489, section 6.3.
pub(crate) const fn is_understood(kind: u16) -> bool {
    // 0x0001 is MAPPED-ADDRESS, which answers of others have.
    kind >= OPTIONAL
        || matches!(
            kind,
            0x0001
                | USERNAME
                | MESSAGE_INTEGRITY
                | ERROR_CODE
                | UNKNOWN_ATTRIBUTES
                | CHANNEL_NUMBER
                | LIFETIME
                | XOR_PEER_ADDRESS
                | DATA
                | REALM
                | NONCE
                | XOR_RELAYED_ADDRESS
                | REQUESTED_ADDRESS_FAMILY
                | EVEN_PORT
                | REQUESTED_TRANSPORT
                | DONT_FRAGMENT
                | MESSAGE_INTEGRITY_SHA256
                | PASSWORD_ALGORITHM
                | XOR_MAPPED_ADDRESS
                | RESERVATION_TOKEN
        )
}
