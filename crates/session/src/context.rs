use heliograph_signal::{Description, Offer, ReadError};
use heliograph_wire::control::Message;
use heliograph_wire::{Millis, PeerId, Private};

use crate::preferences::Preferences;
use crate::{Effect, Environment, Language, Problem, StunServer};

/// What every screen needs to act: the time, the surroundings, and where effects go.
pub(crate) struct Context<'a> {
    pub(crate) now: Millis,
    pub(crate) environment: &'a Environment,
    preferences: &'a Preferences,
    peers: &'a mut PeerIds,
    pub(crate) effects: &'a mut Vec<Effect>,
}

impl Context<'_> {
    pub(crate) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(crate) fn send(&mut self, peer: PeerId, message: &Message) {
        self.push(Effect::Send { peer, bytes: Private::new(message.encode()) });
    }

    pub(crate) const fn next_peer(&mut self) -> PeerId {
        self.peers.next()
    }

    pub(crate) fn servers(&self) -> Vec<StunServer> {
        self.preferences.stun.servers()
    }
}

/// What lasts longer than any screen and is needed on most.
pub(crate) struct Ground {
    pub(crate) environment: Environment,
    pub(crate) preferences: Preferences,
    peers: PeerIds,
}

impl Ground {
    pub(crate) fn new(mut environment: Environment) -> Self {
        // Taken, so that it can be forgotten.
        let kept = environment.kept.take();
        let preferences = kept.map(|kept| Preferences::of_text(kept.reveal())).unwrap_or_default();
        Self { environment, preferences, peers: PeerIds::default() }
    }

    /// The language chosen, or the first of the browser's that the page speaks.
    pub(crate) fn language(&self) -> Language {
        let asked = || self.environment.languages.iter().find_map(|tag| Language::of_tag(tag));
        self.preferences.language.or_else(asked).unwrap_or_default()
    }

    pub(crate) const fn context<'a>(&'a mut self, now: Millis, effects: &'a mut Vec<Effect>) -> Context<'a> {
        let Self { environment, preferences, peers } = self;
        Context { now, environment, preferences, peers, effects }
    }
}

/// Hands out names for connections, never the same twice.
#[derive(Default)]
struct PeerIds(u32);

impl PeerIds {
    const fn next(&mut self) -> PeerId {
        self.0 += 1;
        PeerId(self.0)
    }
}

/// Somebody's invite: ours to answer.
pub(crate) enum Incoming {
    Ours(Offer),
    Foreign(Description),
}

pub(crate) const fn unreadable(error: &ReadError) -> Problem {
    match error {
        ReadError::Empty => Problem::Empty,
        ReadError::NotACode => Problem::NotACode,
        ReadError::CutShort => Problem::CutShort,
        ReadError::Mistyped => Problem::Mistyped,
        ReadError::NewerVersion(_) => Problem::NewerVersion,
        ReadError::TooLong => Problem::TooLong,
        ReadError::Damaged(_) => Problem::Damaged,
        ReadError::BrokenJson | ReadError::NoKind | ReadError::Description(_) => Problem::BadDescription,
    }
}
