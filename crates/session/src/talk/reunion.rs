//! How two who are relayed come back to each other when the way through the relay is gone: it was started anew, or one of
//! them has another network. Both keep a socket open at the relay, over which ICE is restarted (`docs/protocol/reunion.md`).

use heliograph_wire::control::Message;
use heliograph_wire::resume::Role;
use heliograph_wire::reunion::Secrets;
use heliograph_wire::{Millis, PeerId, Private};

use crate::context::Context;
use crate::link::Link;
use crate::negotiation::Way;
use crate::{Effect, Exchange, Health, RelayState, ReunionEvent};

/// From a closed socket to another try, at first and later: a server that starts anew is back in a second.
const FIRST_WAIT: Millis = Millis(500);
const LONGEST_WAIT: Millis = Millis::seconds(5);

/// A way back that has not been found after this long is looked for anew.
const LOOK_AGAIN_AFTER: Millis = Millis::seconds(8);

pub(crate) struct Reunion {
    peer: PeerId,
    role: Role,
    secrets: Secrets,
    exchange: Option<Exchange>,
    socket: Socket,
    /// The start of the relay through which the way leads.
    start: Option<[u8; 8]>,
    stopping: bool,
    search: Search,
    /// The other side has leave to use the relay anew, and waits for an offer.
    other_is_ready: bool,
}

enum Socket {
    /// Opened when the time has come, and after another failure so much later.
    Closed {
        again: Millis,
        wait: Millis,
    },
    Opening {
        wait: Millis,
    },
    /// This side is there alone.
    Open,
    /// Both are there.
    Shared,
}

/// How far the search for another way is.
#[derive(Clone, Copy)]
enum Search {
    /// None is needed.
    None,
    /// Leave to use the relay was asked for.
    Asked { since: Millis },
    /// Leave is there, and the other side does what is next.
    Ready { since: Millis },
    /// This side has restarted ICE.
    Restarted { since: Millis },
}

impl Reunion {
    /// Opens the socket.
    pub(crate) fn begin(
        link: &mut Link,
        secrets: Secrets,
        exchange: Option<Exchange>,
        effects: &mut Vec<Effect>,
    ) -> Self {
        link.may_come_back();
        let mut reunion = Self {
            peer: link.peer,
            role: link.role(),
            secrets,
            exchange,
            socket: Socket::Open,
            start: None,
            stopping: false,
            search: Search::None,
            other_is_ready: false,
        };
        reunion.open(FIRST_WAIT, effects);
        reunion
    }

    /// Closes it, since the two have another way.
    pub(crate) fn end(&self, link: &mut Link, effects: &mut Vec<Effect>) {
        link.may_not_come_back();
        effects.push(Effect::CloseReunion(self.peer));
    }

    /// How it stands with the relay.
    pub(crate) const fn relay(&self) -> RelayState {
        match self.socket {
            Socket::Open | Socket::Shared if self.stopping => RelayState::Stopping,
            Socket::Open | Socket::Shared => RelayState::Fine,
            Socket::Closed { .. } | Socket::Opening { .. } => RelayState::Away,
        }
    }

    /// Takes what happened at the socket, but for what the other side said.
    pub(crate) fn happened(&mut self, event: &ReunionEvent, link: &mut Link, context: &mut Context<'_>) {
        match event {
            ReunionEvent::Opened { start } => {
                self.socket = Socket::Open;
                self.stopping = false;
                if self.start.replace(*start).is_some_and(|before| before != *start) {
                    link.way_is_gone(context.now);
                }
            }
            ReunionEvent::Here => self.socket = Socket::Shared,
            ReunionEvent::Gone => self.socket = Socket::Open,
            ReunionEvent::Stopping => self.stopping = true,
            ReunionEvent::Closed => {
                let wait = match self.socket {
                    Socket::Closed { .. } => return,
                    Socket::Opening { wait } => wait,
                    Socket::Open | Socket::Shared => FIRST_WAIT,
                };
                let next = Millis((wait.0 * 2).min(LONGEST_WAIT.0));
                self.socket = Socket::Closed { again: context.now + wait, wait: next };
            }
            ReunionEvent::Said(_) => {}
        }
        self.look(link, context);
    }

    /// The other side has lost the way, or is ready for another one.
    pub(crate) fn wanted(&mut self, link: &mut Link, context: &mut Context<'_>) {
        self.other_is_ready = true;
        link.way_is_gone(context.now);
        if let (Role::Offerer, Search::Ready { .. }) = (self.role, self.search) {
            self.restart(link, context);
        }
        self.look(link, context);
    }

    /// This side may use the relay anew.
    pub(crate) fn granted(&mut self, link: &mut Link, context: &mut Context<'_>) {
        let Search::Asked { .. } = self.search else { return };
        self.search = Search::Ready { since: context.now };
        match self.role {
            Role::Answerer => self.say(&Message::RestartWanted, context),
            Role::Offerer if self.other_is_ready => self.restart(link, context),
            Role::Offerer => {}
        }
    }

    pub(crate) fn tick(&mut self, link: &mut Link, context: &mut Context<'_>) {
        if let Socket::Closed { again, wait } = self.socket
            && context.now >= again
        {
            self.open(wait, context.effects);
        }
        self.look(link, context);
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        let again = match self.socket {
            Socket::Closed { again, .. } => Some(again),
            Socket::Opening { .. } | Socket::Open | Socket::Shared => None,
        };
        again.into_iter().chain(self.search.since().map(|since| since + LOOK_AGAIN_AFTER)).min()
    }

    /// Looks for another way where one is needed, and says which way a negotiation takes meanwhile.
    fn look(&mut self, link: &mut Link, context: &mut Context<'_>) {
        let is_lost = link.health() == Health::Broken;
        let is_shared = matches!(self.socket, Socket::Shared);
        link.negotiation.way = if is_lost && is_shared { Way::Reunion } else { Way::Channel };
        if !is_lost {
            (self.search, self.other_is_ready) = (Search::None, false);
        }
        let is_overdue = self.search.since().is_none_or(|since| context.now >= since + LOOK_AGAIN_AFTER);
        if !is_lost || !is_shared || !is_overdue {
            return;
        }
        log::info!("two who are relayed look for the way back");
        self.search = Search::Asked { since: context.now };
        context.push(Effect::AskRelay { peer: self.peer, exchange: self.exchange.clone() });
        if self.role == Role::Offerer {
            self.say(&Message::RestartWanted, context);
        }
    }

    fn restart(&mut self, link: &mut Link, context: &mut Context<'_>) {
        self.search = Search::Restarted { since: context.now };
        self.other_is_ready = false;
        link.restart_elsewhere(context.now, context.effects);
    }

    fn open(&mut self, wait: Millis, effects: &mut Vec<Effect>) {
        self.socket = Socket::Opening { wait };
        let (peer, role, secrets) = (self.peer, self.role, self.secrets.clone());
        effects.push(Effect::OpenReunion { peer, role, secrets });
    }

    fn say(&self, message: &Message, context: &mut Context<'_>) {
        let bytes = Private::new(message.encode());
        context.push(Effect::SayAtReunion { peer: self.peer, bytes });
    }
}

impl Search {
    const fn since(self) -> Option<Millis> {
        match self {
            Self::None => None,
            Self::Asked { since } | Self::Ready { since } | Self::Restarted { since } => Some(since),
        }
    }
}
