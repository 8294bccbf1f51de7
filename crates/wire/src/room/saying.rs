use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::SAID_LIMIT;
use crate::Private;
use crate::group::SAYING_LIMIT;
use crate::rendezvous::{bytes_of, read_within};

/// The longest text that a member writes at once, in bytes.
pub const TEXT_LIMIT: usize = SAYING_LIMIT - 16;

/// What one member says to the others, sealed for their group in the bytes of [`Request::Say`](super::Request::Say).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Saying {
    /// Something written: at most [`TEXT_LIMIT`] bytes.
    Text(Private<String>),
    /// What they call themselves from now on: at most [`NAME_LIMIT`](super::NAME_LIMIT) bytes.
    Name(Private<String>),
}

impl Saying {
    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        bytes_of(self)
    }

    /// None for what later pages may say.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        read_within(bytes, SAID_LIMIT)
    }
}

#[cfg(test)]
mod tests {
    use super::{Saying, TEXT_LIMIT};
    use crate::group::SAYING_LIMIT;
    use crate::room::SAID_LIMIT;

    #[test]
    fn the_longest_text_fits_into_what_is_said_at_once() {
        let said = Saying::Text("ü".repeat(TEXT_LIMIT / 2).into());
        let bytes = said.encode();
        assert!(bytes.len() <= SAYING_LIMIT);
        assert!(Saying::decode(&bytes) == Some(said));
    }

    #[test]
    fn a_text_has_the_bytes_of_the_protocol_page() {
        assert_eq!(Saying::Text("abc".to_owned().into()).encode(), [0, 3, b'a', b'b', b'c']);
        assert_eq!(Saying::Name("abc".to_owned().into()).encode(), [1, 3, b'a', b'b', b'c']);
        assert_eq!(TEXT_LIMIT, 11_760);
    }

    #[test]
    fn what_later_pages_say_is_nothing() {
        assert!(Saying::decode(&[2, 0]).is_none());
        assert!(Saying::decode(&[]).is_none());
        assert!(Saying::decode(&vec![0; SAID_LIMIT + 1]).is_none());
    }
}
