//! A lane by words: one message of each side, a proof of each side that it knows the words, and then letters.
//!
//! The side with the higher seat proves first, and the other only then. So a guess at the lower seat has to be shown
//! before anything comes of it. A guess at the higher seat need not: whoever made it can fall silent once it turned out
//! wrong, so a proof that is never answered has to be counted as a wrong guess, too.

use std::mem;

use heliograph_wire::Private;
use heliograph_wire::rendezvous::{Heard, Pairing};
use hkdf::Hkdf;
use hkdf::hmac::{Hmac, Mac};
use rand_core::CryptoRngCore;
use sha2::Sha256;

use crate::letters::{KeyPair, Letters};
use crate::pake::{Pake, Symmetric};

/// One end of the lane. It makes one run, and no other.
pub(crate) struct Meeting<P = Symmetric> {
    side: Side,
    seats: [u16; 2],
    stage: Stage<P>,
}

/// Who of the two was there before: the lower seat.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Lower,
    Higher,
}

enum Stage<P> {
    /// Both messages are on their way.
    Crossing {
        pake: P,
        mine: Vec<u8>,
    },
    /// Both have crossed, and the other side has not proved yet that it knows the words.
    Proving(Box<Agreement>),
    /// Both have.
    Agreed(Box<Letters<KeyPair>>),
    Over,
}

impl<P: Pake> Meeting<P> {
    /// Begins a lane between this seat and another, and gives the first message. None where both are the same seat.
    pub(crate) fn begin(
        secret: &[u8],
        identity: &[u8],
        seats: [u16; 2],
        chance: &mut impl CryptoRngCore,
    ) -> Option<(Self, Vec<u8>)> {
        let side = match seats {
            [mine, theirs] if mine < theirs => Side::Lower,
            [mine, theirs] if mine > theirs => Side::Higher,
            _ => return None,
        };
        let (pake, mine) = P::begin(secret, identity, chance);
        Some((Self { side, seats, stage: Stage::Crossing { pake, mine: mine.clone() } }, mine))
    }

    /// Takes what came.
    pub(crate) fn hear(&mut self, message: &[u8]) -> Heard {
        let (stage, heard) = match mem::replace(&mut self.stage, Stage::Over) {
            Stage::Crossing { pake, mine } => self.crossed(pake, &mine, message),
            Stage::Proving(agreement) => self.proved(&agreement, message),
            Stage::Agreed(mut letters) => {
                let heard = letters.hear(message).map_or(Heard::Nothing, Heard::Letter);
                (Stage::Agreed(letters), heard)
            }
            Stage::Over => (Stage::Over, Heard::Nothing),
        };
        self.stage = stage;
        heard
    }

    /// Takes the first message of a meeting of this very page, sent back by somebody between: this one's, or another's,
    /// which could make the page agree with itself.
    pub(crate) fn hear_mirror(&mut self, message: &[u8]) -> Heard {
        match self.stage {
            Stage::Crossing { .. } => {
                self.stage = Stage::Over;
                Heard::Wrong
            }
            Stage::Proving(_) | Stage::Agreed(_) | Stage::Over => self.hear(message),
        }
    }

    /// Seals a letter. None before both sides agree, and for what is too long.
    pub(crate) fn say(&mut self, letter: &[u8]) -> Option<Vec<u8>> {
        match &mut self.stage {
            Stage::Agreed(letters) => letters.say(letter),
            Stage::Crossing { .. } | Stage::Proving(_) | Stage::Over => None,
        }
    }

    fn crossed(&self, pake: P, mine: &[u8], theirs: &[u8]) -> (Stage<P>, Heard) {
        let Some(shared) = pake.finish(theirs) else { return (Stage::Over, Heard::Wrong) };
        let messages = match self.side {
            Side::Lower => [mine, theirs],
            Side::Higher => [theirs, mine],
        };
        let agreement = Agreement { shared, messages: messages.concat() };
        let heard = match self.side {
            Side::Lower => Heard::Nothing,
            Side::Higher => Heard::Say(self.proof(&agreement)),
        };
        (Stage::Proving(Box::new(agreement)), heard)
    }

    fn proved(&self, agreement: &Agreement, proof: &[u8]) -> (Stage<P>, Heard) {
        let [_, theirs] = self.seats;
        // Takes as long for any wrong proof.
        if agreement.mac(self.side.other(), theirs).verify_slice(proof).is_err() {
            return (Stage::Over, Heard::Wrong);
        }
        let say = match self.side {
            Side::Lower => Some(self.proof(agreement)),
            Side::Higher => None,
        };
        (Stage::Agreed(Box::new(agreement.letters(self.side))), Heard::Agreed { say })
    }

    fn proof(&self, agreement: &Agreement) -> Private<Vec<u8>> {
        let [mine, _] = self.seats;
        Private::new(agreement.mac(self.side, mine).finalize().into_bytes().to_vec())
    }
}

impl Side {
    const fn other(self) -> Self {
        match self {
            Self::Lower => Self::Higher,
            Self::Higher => Self::Lower,
        }
    }

    const fn proof(self) -> &'static [u8] {
        match self {
            Self::Lower => b"heliograph proof lower 1",
            Self::Higher => b"heliograph proof higher 1",
        }
    }

    const fn letters(self) -> &'static [u8] {
        match self {
            Self::Lower => b"heliograph letters lower 1",
            Self::Higher => b"heliograph letters higher 1",
        }
    }
}

/// What both sides have once the messages have crossed: the same, if they know the same words.
struct Agreement {
    shared: Private<Vec<u8>>,
    /// The lower seat's first.
    messages: Vec<u8>,
}

impl Agreement {
    fn mac(&self, side: Side, seat: u16) -> Hmac<Sha256> {
        let key = self.key(side.proof());
        let mac = Hmac::new_from_slice(key.reveal()).expect("HMAC takes keys of any length");
        mac.chain_update(&self.messages).chain_update(seat.to_be_bytes())
    }

    fn letters(&self, side: Side) -> Letters<KeyPair> {
        let [mine, theirs] = [side, side.other()].map(|side| self.key(side.letters()));
        Letters::new(KeyPair::new(mine.reveal(), theirs.reveal()))
    }

    fn key(&self, name: &[u8]) -> Private<[u8; 32]> {
        let mut key = [0; 32];
        let hkdf = Hkdf::<Sha256>::new(Some(&self.messages), self.shared.reveal());
        hkdf.expand(name, &mut key).expect("32 bytes are fewer than HKDF can give");
        Private::new(key)
    }
}

/// Names the place of a meeting: the same words at another place, or at another companion, come to nothing.
pub(crate) fn identity(pairing: &Pairing, companion: &[u8; 16]) -> Vec<u8> {
    let (kind, place) = match pairing {
        Pairing::Nameplate(number) => (0, *number),
        Pairing::Bucket(bucket) => (1, u32::from(*bucket)),
    };
    [b"heliograph meet 1", &companion[..], &[kind], &place.to_be_bytes()].concat()
}
