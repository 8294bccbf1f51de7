//! What belongs to this protocol, and where its messages end in a stream.

use crate::packet::LONGEST_PAYLOAD;
use crate::stun::{COOKIE, HEADER, padding};

/// The longest message of a stream, in bytes: a Send indication with a longest payload and everything it may carry.
pub const LONGEST_MESSAGE: usize = LONGEST_PAYLOAD + 256;

/// What a stream begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framed {
    /// One message.
    Whole {
        /// How many bytes of the stream it takes, padding included.
        taken: usize,
        /// How many bytes of these are the message.
        message: usize,
    },
    /// A part of one.
    More,
    /// Nothing that is ever going to be one: the stream is to be closed.
    Broken,
}

/// Cuts the first message out of a stream: RFC 8656, section 12.5 for channels and RFC 8489, section 6.2.2 for STUN.
pub fn next(bytes: &[u8]) -> Framed {
    let Some(head) = bytes.first_chunk::<4>() else {
        return match bytes.first() {
            None | Some(0..=0x03 | 0x40..=0x4f) => Framed::More,
            Some(_) => Framed::Broken,
        };
    };
    let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
    let (message, taken) = match demux(head[0]) {
        Datagram::Stun => {
            let cookie = bytes.get(4..).unwrap_or_default();
            if !length.is_multiple_of(4) || !cookie.iter().zip(COOKIE).all(|(byte, right)| *byte == right) {
                return Framed::Broken;
            }
            (HEADER + length, HEADER + length)
        }
        Datagram::Channel => (4 + length, 4 + length + padding(length)),
        Datagram::Dtls | Datagram::Rtp | Datagram::Unknown => return Framed::Broken,
    };
    if taken > LONGEST_MESSAGE {
        Framed::Broken
    } else if bytes.len() < taken {
        Framed::More
    } else {
        Framed::Whole { taken, message }
    }
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A TLS handshake; what is inside shows later.
    Tls,
    /// STUN or TURN in the open.
    Stun,
    /// ICE in the open: packets with their length before them (RFC 4571), of which the first is a Binding request.
    Framed,
    /// HTTP in the open.
    Http,
    /// Nothing of these.
    Unknown,
}

/// Tells from its first bytes what a connection is for; one byte is enough, and with eight it is sure.
pub fn sniff(first: &[u8]) -> Kind {
    match first {
        [0x16] | [0x16, 0x03, ..] => Kind::Tls,
        [0..=0x03, rest @ ..] => {
            let cookie = rest.get(3..).unwrap_or_default();
            if cookie.iter().zip(COOKIE).all(|(byte, right)| *byte == right) {
                Kind::Stun
            } else if let [_, _, 0, 1, _, _, cookie @ ..] = first
                && cookie.iter().zip(COOKIE).all(|(byte, right)| *byte == right)
            {
                Kind::Framed
            } else {
                Kind::Unknown
            }
        }
        [b'A'..=b'Z', rest @ ..] => {
            // A method is a word of capitals, and a blank follows: RFC 9112, section 3. PRI begins HTTP/2.
            let word = rest.iter().take(7).take_while(|byte| byte.is_ascii_uppercase()).count();
            match rest.get(word) {
                None | Some(b' ') => Kind::Http,
                Some(_) => Kind::Unknown,
            }
        }
        // Nothing, or some other protocol.
        _ => Kind::Unknown,
    }
}

/// What a datagram is: RFC 7983, section 7, with the narrower range of channels of RFC 8656, section 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Datagram {
    /// A STUN message.
    Stun,
    /// A DTLS record.
    Dtls,
    /// ChannelData of TURN.
    Channel,
    /// RTP or RTCP.
    Rtp,
    /// Nothing of these.
    Unknown,
}

/// Tells from its first byte what a datagram is.
pub const fn demux(first_byte: u8) -> Datagram {
    match first_byte {
        0..=3 => Datagram::Stun,
        20..=63 => Datagram::Dtls,
        64..=79 => Datagram::Channel,
        128..=191 => Datagram::Rtp,
        4..=19 | 80..=127 | 192..=255 => Datagram::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::{Datagram, Framed, Kind, LONGEST_MESSAGE, demux, next, sniff};
    use proptest::prelude::*;

    #[test]
    fn messages_are_cut_out_of_a_stream() {
        let binding = b"\x00\x01\x00\x00\x21\x12\xa4\x42twelve bytes";
        assert_eq!(next(binding), Framed::Whole { taken: 20, message: 20 });
        assert_eq!(next(&[binding, &b"\x40\x00"[..]].concat()), Framed::Whole { taken: 20, message: 20 });
        assert_eq!(next(b"\x40\x00\x00\x05hello\0\0\0"), Framed::Whole { taken: 12, message: 9 });
        assert_eq!(next(b"\x4f\xff\x00\x00"), Framed::Whole { taken: 4, message: 4 });
    }

    #[test]
    fn what_is_not_whole_waits_for_more() {
        let binding = b"\x00\x01\x00\x00\x21\x12\xa4\x42twelve bytes";
        for length in 0..binding.len() {
            assert_eq!(next(&binding[..length]), Framed::More, "{length}");
        }
        assert_eq!(next(b"\x40\x00\x00\x05hello\0\0"), Framed::More);
    }

    #[test]
    fn what_never_becomes_a_message_is_refused_early() {
        for broken in [
            &b"\x16"[..],
            b"GET / HTTP",
            b"\x00\x01\x00\x01",
            b"\x00\x01\x00\x00\x21\x13",
            b"\x50\x00\x00\x00",
            b"\x80",
        ] {
            assert_eq!(next(broken), Framed::Broken, "{broken:?}");
        }
        assert_eq!(next(b"\x40\x00\xff\xff"), Framed::Broken);
    }

    #[test]
    fn a_connection_shows_what_it_is_for() {
        let cases: [(&[u8], Kind); 16] = [
            (b"", Kind::Unknown),
            (b"\x16", Kind::Tls),
            (b"\x16\x03\x01\x02\x00\x01", Kind::Tls),
            (b"\x16\x04", Kind::Unknown),
            (b"\x00", Kind::Stun),
            (b"\x00\x03\x00\x08\x21\x12\xa4\x42", Kind::Stun),
            (b"\x00\x03\x00\x08\x21\x12\xa4\x43", Kind::Unknown),
            (b"\x00\x5c\x00\x01\x00\x48\x21\x12", Kind::Framed),
            (b"\x00\x5c\x00\x01\x00\x48\x21\x13", Kind::Unknown),
            (b"\x00\x5c\x01\x01\x00\x48\x21\x12", Kind::Unknown),
            (b"G", Kind::Http),
            (b"GET / HTTP/1.1", Kind::Http),
            (b"OPTIONS * HTTP/1.1", Kind::Http),
            (b"PRI * HTTP/2.0", Kind::Http),
            (b"G\0", Kind::Unknown),
            (b"SSH-2.0-", Kind::Unknown),
        ];
        for (bytes, kind) in cases {
            assert_eq!(sniff(bytes), kind, "{bytes:?}");
        }
    }

    #[test]
    fn datagrams_are_told_apart_by_their_first_byte() {
        let counted = |kind| (0..=255).filter(|byte| demux(*byte) == kind).count();
        assert_eq!(
            [Datagram::Stun, Datagram::Dtls, Datagram::Channel, Datagram::Rtp, Datagram::Unknown]
                .map(counted),
            [4, 44, 16, 64, 128]
        );
    }

    proptest! {
        #[test]
        fn no_bytes_take_more_than_are_there(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            sniff(&bytes);
            if let Framed::Whole { taken, message } = next(&bytes) {
                prop_assert!(message <= taken && taken <= bytes.len() && taken <= LONGEST_MESSAGE);
            }
        }
    }
}
