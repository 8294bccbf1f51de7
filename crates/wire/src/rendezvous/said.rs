//! What two people say to each other through a companion, once it is sealed: the companion never sees it.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{bytes_of, read};
use crate::{Private, control::Switch};

/// What is said on a lane that both ends agree on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Letter {
    /// Whether the sender's person would connect directly. Each side says it once, at first, where words brought them
    /// together; two who both would do so are not relayed.
    Wish {
        /// Whether they would.
        direct: Switch,
    },
    /// An invite, as it would be carried by hand.
    Offer(Private<String>),
    /// A reply to it.
    Answer(Private<String>),
    /// The sender has met somebody else by the same words already.
    Taken,
    /// The sender's person wants to be connected no more.
    Ended,
}

/// Who rings: the first that a callee's device learns.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intro {
    /// What they call themselves: at most [`NAME_LIMIT`](crate::control::NAME_LIMIT) bytes.
    pub name: Private<String>,
    /// Whether they would connect directly.
    pub direct: Switch,
    /// When, in milliseconds since 1970 by their clock.
    pub at: u64,
    /// What they leave, where nobody answered; empty when they ring.
    pub note: Private<String>,
}

/// What the callee's person says to a ring.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// They answer.
    Taken {
        /// Whether the two connect directly: the callee has the last word.
        direct: Switch,
    },
    /// They do not want to.
    Declined,
    /// They cannot now, and say this.
    NotNow(Private<String>),
}

macro_rules! in_bytes {
    ($($kind:ty),*) => {$(
        impl $kind {
            /// Its bytes.
            pub fn encode(&self) -> Vec<u8> {
                bytes_of(self)
            }

            /// None where these are no such bytes.
            pub fn decode(bytes: &[u8]) -> Option<Self> {
                read(bytes)
            }
        }
    )*};
}
pub(super) use in_bytes;

in_bytes!(Letter, Intro, Answer);

#[cfg(test)]
mod tests {
    use super::{Answer, Intro, Letter};
    use crate::Private;
    use crate::control::Switch;
    use alloc::string::String;
    use alloc::vec::Vec;

    fn text(text: &str) -> Private<String> {
        Private::new(text.into())
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| alloc::format!("{byte:02x}")).collect()
    }

    fn letters() -> Vec<(Letter, &'static str)> {
        [
            (Letter::Wish { direct: Switch::Off }, "0000"),
            (Letter::Wish { direct: Switch::On }, "0001"),
            (Letter::Offer(text("AQ")), "01024151"),
            (Letter::Answer(text("AQ")), "02024151"),
            (Letter::Taken, "03"),
            (Letter::Ended, "04"),
        ]
        .into()
    }

    fn answers() -> Vec<(Answer, &'static str)> {
        [
            (Answer::Taken { direct: Switch::Off }, "0000"),
            (Answer::Taken { direct: Switch::On }, "0001"),
            (Answer::Declined, "01"),
            (Answer::NotNow(text("Später")), "02075370c3a4746572"),
        ]
        .into()
    }

    fn intro() -> (Intro, &'static str) {
        let (name, note) = (text("Ana"), text("Hi"));
        let intro = Intro { name, direct: Switch::On, at: 1_790_000_000_000, note };
        (intro, "03416e610180d8c1a28c34024869")
    }

    #[test]
    fn what_two_people_say_has_fixed_bytes() {
        for (letter, bytes) in letters() {
            assert_eq!(hex(&letter.encode()), bytes);
            assert!(Letter::decode(&letter.encode()) == Some(letter));
        }
        for (answer, bytes) in answers() {
            assert_eq!(hex(&answer.encode()), bytes);
            assert!(Answer::decode(&answer.encode()) == Some(answer));
        }
        let (intro, bytes) = intro();
        assert_eq!(hex(&intro.encode()), bytes);
        assert!(Intro::decode(&intro.encode()) == Some(intro));
    }

    #[test]
    fn bytes_behind_what_is_known_are_read_over_and_missing_ones_are_not() {
        let (intro, _) = intro();
        let mut bytes = intro.encode();
        bytes.push(7);
        assert!(Intro::decode(&bytes) == Some(intro));
        for end in 0..bytes.len() - 1 {
            assert!(Intro::decode(&bytes[..end]).is_none());
        }
        assert!(Letter::decode(&[5]).is_none() && Answer::decode(&[3]).is_none());
    }

    #[test]
    fn the_document_has_these_bytes() {
        let document = include_str!("../../../../docs/protocol/letters.md");
        let (_, intro) = intro();
        let letters = letters().into_iter().map(|(_, bytes)| bytes);
        for bytes in letters.chain(answers().into_iter().map(|(_, bytes)| bytes)).chain([intro]) {
            assert!(document.contains(&alloc::format!("`{bytes}`")), "{bytes} is not told");
        }
    }
}
