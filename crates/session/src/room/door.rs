//! The socket at the companion: from the wish for it to a seat, and again when it is lost.

use heliograph_wire::Millis;
use heliograph_wire::room::Request;

use super::RoomEffect;
use crate::context::Context;
use crate::patience::{SOCKET_AGAIN, SOCKET_OPENS, SOCKET_RARELY, SOCKET_SETTLES};
use crate::{Effect, SocketId};

/// A socket that is opened again whenever it closes.
pub(super) struct Door {
    id: SocketId,
    state: State,
    wait: Millis,
    /// Since when nothing came of it; none while it is of use.
    away_since: Option<Millis>,
}

enum State {
    Closed {
        again: Millis,
    },
    Opening {
        until: Millis,
    },
    /// The worker signs what the companion wants signed.
    Signing {
        challenge: [u8; 32],
        until: Millis,
    },
    /// What this page came for was said.
    Asked {
        until: Millis,
    },
    Open,
}

impl Door {
    pub(super) fn open(context: &mut Context<'_>) -> Self {
        let mut door = Self {
            id: SocketId(0),
            state: State::Closed { again: context.now },
            wait: SOCKET_AGAIN,
            away_since: Some(context.now),
        };
        door.reopen(context);
        door
    }

    /// Whether this is its name now.
    pub(super) fn is(&self, id: SocketId) -> bool {
        self.id == id && !matches!(self.state, State::Closed { .. })
    }

    /// Whether what is said is heard.
    pub(super) const fn is_open(&self) -> bool {
        matches!(self.state, State::Open)
    }

    /// Since when nothing came of it; none while it is of use.
    pub(super) const fn away_since(&self) -> Option<Millis> {
        self.away_since
    }

    /// Says something to the companion, where it is heard.
    pub(super) fn say(&self, request: Request, context: &mut Context<'_>) {
        if self.is_open() {
            context.push(Effect::Room(RoomEffect::Ask(self.id, request)));
        }
    }

    /// Whether the companion's first word is due.
    pub(super) const fn is_due(&self) -> bool {
        matches!(self.state, State::Opening { .. })
    }

    /// Says what this page came for.
    pub(super) fn ask(&mut self, request: Request, context: &mut Context<'_>) {
        self.state = State::Asked { until: context.now + SOCKET_SETTLES };
        context.push(Effect::Room(RoomEffect::Ask(self.id, request)));
    }

    /// The companion wants this signed first.
    pub(super) fn sign(&mut self, challenge: [u8; 32], now: Millis) {
        self.state = State::Signing { challenge, until: now + SOCKET_SETTLES };
    }

    /// Whether something is being signed.
    pub(super) const fn is_signing(&self) -> bool {
        matches!(self.state, State::Signing { .. })
    }

    /// Whether it is this that the companion wants signed now.
    pub(super) fn signs(&self, signed: &[u8; 32]) -> bool {
        matches!(&self.state, State::Signing { challenge, .. } if challenge == signed)
    }

    /// The companion has heard what this page came for, and says what is to be done.
    pub(super) const fn settle(&mut self) {
        self.state = State::Open;
        self.wait = SOCKET_AGAIN;
        self.away_since = None;
    }

    /// It closed, or never opened.
    pub(super) fn closed(&mut self, now: Millis) {
        // The first time it is opened again at once: most sockets break with a network that is there again.
        let wait = if self.away_since.is_some() { self.wait } else { Millis(0) };
        if self.away_since.is_some() {
            self.wait = Millis((self.wait.0 * 2).min(SOCKET_RARELY.0));
        }
        self.away_since.get_or_insert(now);
        self.state = State::Closed { again: now + wait };
    }

    /// It closed, and the companion wants to hear nothing before this.
    pub(super) fn closed_until(&mut self, now: Millis, again: Millis) {
        self.away_since.get_or_insert(now);
        self.state = State::Closed { again };
    }

    /// Opens another one at once: nothing may have told that this one is dead.
    pub(super) fn renew(&mut self, context: &mut Context<'_>) {
        self.close(context);
        self.away_since.get_or_insert(context.now);
        self.wait = SOCKET_AGAIN;
        self.reopen(context);
    }

    /// Opens it again where that is due.
    pub(super) fn tick(&mut self, context: &mut Context<'_>) {
        match self.state {
            State::Closed { again } if context.now >= again => self.reopen(context),
            State::Opening { until } | State::Signing { until, .. } | State::Asked { until }
                if context.now >= until =>
            {
                self.close(context);
                self.closed(context.now);
            }
            State::Closed { .. }
            | State::Opening { .. }
            | State::Signing { .. }
            | State::Asked { .. }
            | State::Open => {}
        }
    }

    pub(super) const fn deadline(&self) -> Option<Millis> {
        match self.state {
            State::Closed { again: at }
            | State::Opening { until: at }
            | State::Signing { until: at, .. }
            | State::Asked { until: at } => Some(at),
            State::Open => None,
        }
    }

    /// Has the shell close it.
    pub(super) fn close(&self, context: &mut Context<'_>) {
        if !matches!(self.state, State::Closed { .. }) {
            context.push(Effect::Room(RoomEffect::Close(self.id)));
        }
    }

    fn reopen(&mut self, context: &mut Context<'_>) {
        // Late words of the socket before are nobody's.
        self.id = context.next_socket();
        self.state = State::Opening { until: context.now + SOCKET_OPENS };
        context.push(Effect::Room(RoomEffect::Open(self.id)));
    }
}
