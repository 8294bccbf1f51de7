/// What STUN messages have in common: RFC 8489, section 5.
const HEADER: usize = 20;
const COOKIE: [u8; 4] = [0x21, 0x12, 0xA4, 0x42];
const BINDING_REQUEST: [u8; 2] = [0, 1];
const USERNAME: u16 = 6;

/// Whom a binding request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Addressee {
    pub(super) shard: u8,
    pub(super) name: u64,
}

/// The shard whose unit a packet is for, where it says so: the first packets of each way do.
pub fn shard_of(packet: &[u8]) -> Option<u8> {
    addressee(packet).map(|addressee| addressee.shard)
}

/// Whether a packet is one of STUN: RFC 7983.
pub(super) fn is_stun(packet: &[u8]) -> bool {
    packet.first().is_some_and(|first| *first < 4)
}

/// Whom a packet is for, where it is a binding request with a name as units give them (RFC 8445, section 7.2.2).
pub(super) fn addressee(packet: &[u8]) -> Option<Addressee> {
    if packet.len() < HEADER || packet[..2] != BINDING_REQUEST || packet[4..8] != COOKIE {
        return None;
    }
    let mut rest = &packet[HEADER..];
    loop {
        let (head, after) = rest.split_at_checked(4)?;
        let kind = u16::from_be_bytes([head[0], head[1]]);
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        let value = after.get(..length)?;
        if kind == USERNAME {
            return read(value);
        }
        rest = after.get(length.next_multiple_of(4)..)?;
    }
}

/// Two digits for the shard, and sixteen for the name.
fn read(username: &[u8]) -> Option<Addressee> {
    let fragment = username.split(|byte| *byte == b':').next().filter(|fragment| fragment.len() == 18)?;
    let mut value: u128 = 0;
    for byte in fragment {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            _ => return None,
        };
        value = value << 4 | u128::from(digit);
    }
    Some(Addressee { shard: (value >> 64) as u8, name: value as u64 })
}

#[cfg(test)]
mod tests {
    use super::{Addressee, addressee, shard_of};

    fn request(username: &[u8]) -> Vec<u8> {
        let mut packet = vec![0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42];
        packet.extend([7; 12]);
        packet.extend([0x80, 0x22, 0, 3, 1, 2, 3, 0]);
        packet.extend([0, 6, 0, username.len() as u8]);
        packet.extend(username);
        packet.resize(packet.len().next_multiple_of(4), 0);
        packet
    }

    #[test]
    fn a_request_says_whom_it_is_for() {
        let packet = request(b"0300000000000000ff:abcd");
        assert_eq!(addressee(&packet), Some(Addressee { shard: 3, name: 255 }));
        assert_eq!(shard_of(&packet), Some(3));
    }

    #[test]
    fn whatever_else_comes_is_for_nobody() {
        let packet = request(b"0300000000000000ff:abcd");
        for end in 0..packet.len() - 1 {
            assert_eq!(addressee(&packet[..end]), None, "{end}");
        }
        for name in [&b"03000000000000ff:x"[..], b"0300000000000000fF:x", b"", b":"] {
            assert_eq!(addressee(&request(name)), None);
        }
        let mut response = packet.clone();
        response[0] = 1;
        assert_eq!(addressee(&response), None);
        let mut older = packet;
        older[4] = 0;
        assert_eq!(addressee(&older), None);
    }
}
