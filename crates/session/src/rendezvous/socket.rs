//! A socket at the companion, from the wish for it to the first request, and again when it is lost.

use heliograph_wire::Millis;
use heliograph_wire::rendezvous::{Notice, Request, Task};

use super::{RendezvousEffect, SocketId};
use crate::Effect;
use crate::context::Context;
use crate::patience::{SOCKET_AGAIN, SOCKET_OPENS, SOCKET_RARELY, SOCKET_SETTLES, WORK_LIMIT};

/// A socket that is opened again whenever it closes.
pub(crate) struct Socket {
    id: SocketId,
    state: State,
    wait: Millis,
    /// Times in a row that nothing came of it.
    failures: u32,
}

enum State {
    Closed {
        again: Millis,
    },
    Opening {
        until: Millis,
    },
    /// The companion wants work done first.
    Working {
        challenge: [u8; 32],
        companion: [u8; 16],
        until: Millis,
    },
    /// The companion takes requests, and what this page came for is due.
    Settling {
        until: Millis,
    },
    Open,
}

/// Whether a socket is still of use.
#[must_use]
#[derive(PartialEq, Eq)]
pub(crate) enum Hold {
    Kept,
    /// Nothing came of it in time, so it counts as closed.
    Lost,
}

/// The companion takes the first request now.
pub(crate) struct Ready {
    /// What it wants signed.
    pub(crate) challenge: [u8; 32],
    /// Which companion it is.
    pub(crate) companion: [u8; 16],
    /// The work that it asked for.
    pub(crate) work: u64,
}

impl Socket {
    /// Opens one.
    pub(crate) fn open(context: &mut Context<'_>) -> Self {
        let again = context.now;
        let mut socket =
            Self { id: SocketId(0), state: State::Closed { again }, wait: SOCKET_AGAIN, failures: 0 };
        socket.reopen(context);
        socket
    }

    /// Whether this is its name now.
    pub(crate) fn is(&self, id: SocketId) -> bool {
        self.id == id
    }

    /// How often in a row nothing came of it.
    pub(crate) const fn failures(&self) -> u32 {
        self.failures
    }

    /// Says something, where anybody hears it.
    pub(crate) fn say(&self, request: Request, context: &mut Context<'_>) {
        if matches!(self.state, State::Settling { .. } | State::Open) {
            context.push(Effect::Rendezvous(RendezvousEffect::Ask(self.id, request)));
        }
    }

    /// Takes the companion's first notice; whatever else it says leaves this as it is.
    pub(crate) fn told(&mut self, notice: &Notice, context: &mut Context<'_>) -> Option<Ready> {
        let (State::Opening { .. }, Notice::Welcome { challenge, bits, companion }) = (&self.state, notice)
        else {
            return None;
        };
        let (challenge, companion) = (*challenge, *companion);
        if *bits == 0 {
            self.state = State::Settling { until: context.now + SOCKET_SETTLES };
            return Some(Ready { challenge, companion, work: 0 });
        }
        self.state = State::Working { challenge, companion, until: context.now + WORK_LIMIT };
        let task = Task::Work { challenge, bits: *bits };
        context.push(Effect::Rendezvous(RendezvousEffect::Keys(task)));
        None
    }

    /// The work that the companion asked for is done.
    pub(crate) fn worked(&mut self, done: &[u8; 32], work: u64, now: Millis) -> Option<Ready> {
        let State::Working { challenge, companion, .. } = self.state else { return None };
        if challenge != *done {
            // It was for a socket that closed meanwhile.
            return None;
        }
        self.state = State::Settling { until: now + SOCKET_SETTLES };
        Some(Ready { challenge, companion, work })
    }

    /// What was asked for is there, so the next time it is lost is the first.
    pub(crate) const fn is_settled(&mut self) {
        if matches!(self.state, State::Settling { .. }) {
            self.state = State::Open;
        }
        self.failures = 0;
        self.wait = SOCKET_AGAIN;
    }

    /// It closed, or never opened.
    pub(crate) fn closed(&mut self, now: Millis) {
        if matches!(self.state, State::Closed { .. }) {
            return;
        }
        self.failures = self.failures.saturating_add(1);
        self.state = State::Closed { again: now + self.wait };
        self.wait = Millis((self.wait.0 * 2).min(SOCKET_RARELY.0));
    }

    /// Opens it again where that is due. One that is lost is closed for the shell only: its owner has more to do about it.
    pub(crate) fn tick(&mut self, context: &mut Context<'_>) -> Hold {
        match self.state {
            State::Closed { again } if context.now >= again => self.reopen(context),
            State::Opening { until } | State::Working { until, .. } | State::Settling { until }
                if context.now >= until =>
            {
                self.close(context);
                return Hold::Lost;
            }
            State::Closed { .. }
            | State::Opening { .. }
            | State::Working { .. }
            | State::Settling { .. }
            | State::Open => {}
        }
        Hold::Kept
    }

    pub(crate) const fn deadline(&self) -> Option<Millis> {
        match self.state {
            State::Closed { again: at }
            | State::Opening { until: at }
            | State::Working { until: at, .. }
            | State::Settling { until: at } => Some(at),
            State::Open => None,
        }
    }

    /// Has the shell close it.
    pub(crate) fn close(&self, context: &mut Context<'_>) {
        if !matches!(self.state, State::Closed { .. }) {
            context.push(Effect::Rendezvous(RendezvousEffect::Close(self.id)));
        }
    }

    fn reopen(&mut self, context: &mut Context<'_>) {
        // Late words of the socket before are nobody's.
        self.id = context.next_socket();
        self.state = State::Opening { until: context.now + SOCKET_OPENS };
        context.push(Effect::Rendezvous(RendezvousEffect::Open(self.id)));
    }
}
