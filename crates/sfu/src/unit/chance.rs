use heliograph_machine::Chance;

use crate::forward::projection::Beginning;
use crate::peer::Credentials;

/// Names a connection of a shard. The fragment is 72 bits, of which 64 are chance, and the password 160: RFC 8445,
/// section 5.3, asks for 24 and 128.
pub(super) fn credentials(chance: &mut Chance, shard: u8) -> (u64, Credentials) {
    let name = u64::from_be_bytes(chance.bytes());
    let password: String = chance.bytes::<20>().iter().map(|byte| format!("{byte:02x}")).collect();
    (name, Credentials { fragment: format!("{shard:02x}{name:016x}").into(), password: password.into() })
}

/// The numbers that an outgoing stream begins with. The first is in the lower half, so that a receiver who misses the
/// first packets still counts the same turns (RFC 3711, section 3.3.1).
pub(super) fn beginning(chance: &mut Chance) -> Beginning {
    Beginning { sequence: u16::from_be_bytes(chance.bytes()) & 0x7fff, timestamp: chance.number() }
}
