//! A lane by a link: whoever rings knows the callee's key from the link, and is known by nothing
//! (`Noise_NK_25519_AESGCM_SHA256`).
//!
//! The first message carries the introduction, the second whatever the callee says first; then both say letters.

use std::mem;

use heliograph_wire::Private;
use heliograph_wire::rendezvous::{Heard, SEALED_LIMIT};
use rand_core::CryptoRngCore;
use snow::params::NoiseParams;
use snow::{Builder, HandshakeState, StatelessTransportState};

use crate::letters::{Letters, Sealing, TAG};
use crate::padding;

mod noise;

use noise::Primitives;

const PROTOCOL: &str = "Noise_NK_25519_AESGCM_SHA256";

const PROLOGUE: &[u8] = b"heliograph ring 1";

/// A key of X25519 and a tag stand around what a message of the handshake carries.
const AROUND: usize = 32 + TAG;

/// Every introduction has this length before it is sealed.
const INTRO: usize = 960;

/// How many steps of padding fit into the second message.
const MOST_STEPS: usize = (SEALED_LIMIT - AROUND) / padding::STEP;

/// One end of the lane.
pub(crate) enum Ring {
    /// This side rings, and has heard nothing yet.
    Ringing(Box<HandshakeState>),
    /// This side is rung, and has said nothing yet.
    Rung(Box<HandshakeState>),
    /// Both can speak.
    Open(Box<Letters<Split>>),
    /// Between two of these; it stays if the handshake cannot end, which does not happen.
    Ended,
}

impl Ring {
    /// Rings whoever has this key, and gives the first message. None for an introduction that is too long.
    pub(crate) fn begin(
        key: &[u8; 32],
        intro: &[u8],
        chance: &mut impl CryptoRngCore,
    ) -> Option<(Self, Vec<u8>)> {
        let intro = padding::exactly(intro, INTRO)?;
        let mut handshake = builder(chance)?.remote_public_key(key).ok()?.build_initiator().ok()?;
        let message = written(&mut handshake, intro.reveal())?;
        Some((Self::Ringing(Box::new(handshake)), message))
    }

    /// Takes the first message, and gives the introduction. None for what was not sealed to this callee.
    pub(crate) fn rung(
        key: &Private<[u8; 32]>,
        message: &[u8],
        chance: &mut impl CryptoRngCore,
    ) -> Option<(Self, Private<Vec<u8>>)> {
        let mut handshake = builder(chance)?.local_private_key(key.reveal()).ok()?.build_responder().ok()?;
        let intro = read(&mut handshake, message)?;
        Some((Self::Rung(Box::new(handshake)), intro))
    }

    /// Takes what came.
    pub(crate) fn hear(&mut self, message: &[u8]) -> Heard {
        let letter = match self {
            Self::Ringing(handshake) => {
                let letter = read(handshake, message);
                if letter.is_some() {
                    self.open();
                }
                letter
            }
            Self::Open(letters) => letters.hear(message),
            Self::Rung(_) | Self::Ended => None,
        };
        letter.map_or(Heard::Nothing, Heard::Letter)
    }

    /// Seals a letter. None before the callee has spoken, and for what is too long.
    pub(crate) fn say(&mut self, letter: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Rung(handshake) => {
                let padded = padding::stepwise(letter, MOST_STEPS)?;
                let message = written(handshake, padded.reveal())?;
                self.open();
                Some(message)
            }
            Self::Open(letters) => letters.say(letter),
            Self::Ringing(_) | Self::Ended => None,
        }
    }

    /// Both messages have crossed: from here on each letter stands for itself.
    fn open(&mut self) {
        if let Self::Ringing(handshake) | Self::Rung(handshake) = mem::replace(self, Self::Ended)
            && let Ok(transport) = handshake.into_stateless_transport_mode()
        {
            *self = Self::Open(Box::new(Letters::new(Split(transport))));
        }
    }
}

/// The keys after the handshake (Noise, section 5.2, `Split`), with counts that are sent along (section 11.4).
pub(crate) struct Split(StatelessTransportState);

impl Sealing for Split {
    fn seal(&self, count: u64, letter: &[u8]) -> Option<Vec<u8>> {
        let mut sealed = vec![0; letter.len() + TAG];
        let length = self.0.write_message(count, letter, &mut sealed).ok()?;
        sealed.truncate(length);
        Some(sealed)
    }

    fn open(&self, count: u64, sealed: &[u8]) -> Option<Private<Vec<u8>>> {
        let mut letter = vec![0; sealed.len().checked_sub(TAG)?];
        self.0.read_message(count, sealed, &mut letter).ok()?;
        Some(Private::new(letter))
    }
}

fn builder(chance: &mut impl CryptoRngCore) -> Option<Builder<'static>> {
    let protocol: NoiseParams = PROTOCOL.parse().ok()?;
    Builder::with_resolver(protocol, Box::new(Primitives::drawn(chance))).prologue(PROLOGUE).ok()
}

fn written(handshake: &mut HandshakeState, payload: &[u8]) -> Option<Vec<u8>> {
    let mut message = vec![0; payload.len() + AROUND];
    let length = handshake.write_message(payload, &mut message).ok()?;
    message.truncate(length);
    Some(message)
}

/// What does not open leaves the handshake as it was.
fn read(handshake: &mut HandshakeState, message: &[u8]) -> Option<Private<Vec<u8>>> {
    let mut payload = vec![0; message.len().checked_sub(AROUND)?];
    handshake.read_message(message, &mut payload).ok()?;
    padding::removed(Private::new(payload).reveal())
}
