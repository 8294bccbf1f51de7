use heliograph_signal::{Description, Offer, ReadError};
use heliograph_wire::control::{Message, Switch};
use heliograph_wire::rendezvous::Task;
use heliograph_wire::{Millis, PeerId, Private};

use crate::preferences::Preferences;
use crate::{
    Channel, Effect, Environment, Language, Notifications, Path, Problem, RendezvousEffect, Servers,
    Services, SocketId, Sound, StunServer,
};

/// What every screen needs to act: the time, the surroundings, and where effects go.
pub(crate) struct Context<'a> {
    pub(crate) now: Millis,
    pub(crate) environment: &'a Environment,
    preferences: &'a Preferences,
    origin: &'a [StunServer],
    /// How packets of new connections are to go.
    pub(crate) path: Path,
    /// What the server that the page came from does for people; none until it has said so.
    pub(crate) services: Option<Services>,
    peers: &'a mut PeerIds,
    sockets: &'a mut u32,
    pub(crate) effects: &'a mut Vec<Effect>,
}

impl Context<'_> {
    pub(crate) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Has the keys worker do something.
    pub(crate) fn keys(&mut self, task: Task) {
        self.push(Effect::Rendezvous(RendezvousEffect::Keys(task)));
    }

    pub(crate) fn send(&mut self, peer: PeerId, message: &Message) {
        self.push(Effect::Send { peer, bytes: Private::new(message.encode()) });
    }

    /// Plays a sound, where the person likes sounds.
    pub(crate) fn play(&mut self, sound: Sound) {
        if self.preferences.sounds == Switch::On {
            self.push(Effect::Play(sound));
        }
    }

    /// Whether the person wants calls sealed twice where they can be.
    pub(crate) const fn sealing(&self) -> Switch {
        self.preferences.sealing
    }

    pub(crate) const fn next_peer(&mut self) -> PeerId {
        self.peers.next()
    }

    pub(crate) const fn next_socket(&mut self) -> SocketId {
        *self.sockets += 1;
        SocketId(*self.sockets)
    }

    pub(crate) fn servers(&self) -> Servers {
        Servers::Stun(self.stun_servers())
    }

    pub(crate) fn stun_servers(&self) -> Vec<StunServer> {
        self.preferences.stun.servers(self.origin)
    }
}

/// What lasts longer than any screen and is needed on most.
pub(crate) struct Ground {
    pub(crate) environment: Environment,
    pub(crate) preferences: Preferences,
    /// How packets of new connections are to go; none where there is no choice.
    pub(crate) path: Option<Path>,
    /// Where the server that the page came from tells browsers their public addresses.
    pub(crate) origin: Vec<StunServer>,
    /// What that server does for people who want to find each other.
    pub(crate) services: Services,
    /// Whether the browser tells the person of rings.
    pub(crate) notifications: Notifications,
    /// What lets this page make rooms where that is kept for those whom the operator invited.
    pub(crate) permit: Option<Private<Vec<u8>>>,
    peers: PeerIds,
    /// How many sockets there have been.
    sockets: u32,
}

impl Ground {
    pub(crate) fn new(mut environment: Environment) -> Self {
        // Taken, so that it can be forgotten.
        let kept = environment.kept.take();
        let preferences = kept.map(|kept| Preferences::of_text(kept.reveal())).unwrap_or_default();
        Self {
            notifications: environment.notifications,
            environment,
            preferences,
            path: None,
            origin: Vec::new(),
            services: Services::default(),
            permit: None,
            peers: PeerIds::default(),
            sockets: 0,
        }
    }

    /// Whom a new connection asks for its public address.
    pub(crate) fn stun_servers(&self) -> Vec<StunServer> {
        self.preferences.stun.servers(&self.origin)
    }

    /// What the server that the page came from does for people; none until it has said so, or where it is no companion.
    pub(crate) fn services(&self) -> Option<Services> {
        self.path.map(|_| self.services)
    }

    /// The language chosen, or the first of the browser's that the page speaks.
    pub(crate) fn language(&self) -> Language {
        let asked = || self.environment.languages.iter().find_map(|tag| Language::of_tag(tag));
        self.preferences.language.or_else(asked).unwrap_or_default()
    }

    pub(crate) const fn context<'a>(&'a mut self, now: Millis, effects: &'a mut Vec<Effect>) -> Context<'a> {
        let Self { environment, preferences, path, origin, services, peers, sockets, .. } = self;
        let (path, services) = match *path {
            Some(path) => (path, Some(*services)),
            None => (Path::Direct, None),
        };
        let origin = origin.as_slice();
        Context { now, environment, preferences, origin, path, services, peers, sockets, effects }
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

impl Incoming {
    pub(crate) const fn description(&self) -> &Description {
        match self {
            Self::Ours(offer) => &offer.description,
            Self::Foreign(description) => description,
        }
    }

    pub(crate) const fn channel(&self) -> Channel {
        match self {
            Self::Ours(_) => Channel::Control,
            Self::Foreign(_) => Channel::Theirs,
        }
    }
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
