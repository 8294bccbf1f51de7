//! How two who are relayed come back to each other when the way through the relay is gone: it was started anew, or one of
//! them has another network. Both keep a socket open at the relay, over which ICE is restarted (`docs/protocol/reunion.md`).
//!
//! Neither the relay nor the other side is trusted to be quick, or to be sparing with what it asks for: what they say here
//! begins a search, and searches are rationed.

use heliograph_wire::control::Message;
use heliograph_wire::resume::Role;
use heliograph_wire::reunion::Secrets;
use heliograph_wire::{Millis, PeerId, Private};

use crate::context::Context;
use crate::link::Link;
use crate::negotiation::Way;
use crate::{Effect, Exchange, Health, RelayState, ReunionEvent};

/// From a closed socket to another try: at first, since a server that starts anew is back in a second; later; and while the
/// way is there and nobody misses the socket.
const FIRST_WAIT: Millis = Millis(500);
const LONGEST_WAIT: Millis = Millis::seconds(5);
const IDLE_WAIT: Millis = Millis::minutes(1);

/// A socket that did not last this long is no reason to hurry.
const LASTED: Millis = Millis::seconds(5);

/// A network that swallows everything lets no socket open, and does not say so.
const OPENING_LIMIT: Millis = Millis::seconds(10);

/// A break that ICE alone has noticed, and that is shorter than this, mends itself.
const BREAK_IS_ONE_AFTER: Millis = Millis::seconds(3);

/// A way back that has not been found after this long is looked for anew; each further search may take that much longer.
const SEARCH: Millis = Millis::seconds(8);
const SEARCH_AGAIN: Millis = Millis::seconds(4);

/// How many searches may follow each other at once, and when another one is allowed.
const SEARCHES: u8 = 3;
const SEARCH_COMES_BACK: Millis = Millis::seconds(30);

/// What the other side missed before the last restart is mended by that.
const SETTLES: Millis = Millis::seconds(5);

pub(crate) struct Reunion {
    peer: PeerId,
    role: Role,
    secrets: Secrets,
    exchange: Option<Exchange>,
    socket: Socket,
    /// From the next time that the socket closes to the next time that it is opened.
    wait: Millis,
    /// The start of the relay through which the way leads.
    start: Option<[u8; 8]>,
    stopping: bool,
    search: Option<Search>,
    ration: Ration,
    /// Searches in this break.
    searches: u32,
    /// The way is known to be gone, by more than what ICE says.
    is_certain: bool,
    /// The other side has leave to use the relay anew, and waits for an offer.
    other_is_ready: bool,
    restarted: Option<Millis>,
}

#[derive(Clone, Copy)]
enum Socket {
    /// Opened when the time has come.
    Closed {
        again: Millis,
    },
    Opening {
        until: Millis,
    },
    /// This side is there alone.
    Open {
        since: Millis,
    },
    /// Both are there.
    Shared {
        since: Millis,
    },
}

/// The search for another way.
#[derive(Clone, Copy)]
struct Search {
    until: Millis,
    /// This side may use the relay anew.
    granted: bool,
    /// It has restarted ICE: once is enough, however often the other side says that it is ready.
    restarted: bool,
}

/// A few searches at once, and then one in a while.
struct Ration {
    spent: u8,
    /// When the next one comes back.
    back: Millis,
}

impl Reunion {
    /// Opens the socket.
    pub(crate) fn begin(
        link: &mut Link,
        secrets: Secrets,
        exchange: Option<Exchange>,
        context: &mut Context<'_>,
    ) -> Self {
        let now = context.now;
        link.may_come_back();
        let mut reunion = Self {
            peer: link.peer,
            role: link.role(),
            secrets,
            exchange,
            socket: Socket::Closed { again: now },
            wait: FIRST_WAIT,
            start: None,
            stopping: false,
            search: None,
            ration: Ration { spent: 0, back: now },
            searches: 0,
            is_certain: false,
            other_is_ready: false,
            restarted: None,
        };
        reunion.open(now, context.effects);
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
            Socket::Open { .. } | Socket::Shared { .. } if self.stopping => RelayState::Stopping,
            Socket::Open { .. } | Socket::Shared { .. } => RelayState::Fine,
            Socket::Closed { .. } | Socket::Opening { .. } => RelayState::Away,
        }
    }

    /// Takes what happened at the socket, but for what the other side said.
    pub(crate) fn happened(&mut self, event: &ReunionEvent, link: &mut Link, context: &mut Context<'_>) {
        let now = context.now;
        match (event, self.socket) {
            (ReunionEvent::Opened { start }, Socket::Opening { .. }) => {
                self.socket = Socket::Open { since: now };
                self.stopping = false;
                if self.start.replace(*start).is_some_and(|before| before != *start) {
                    self.is_certain = true;
                    link.way_is_gone(now);
                }
            }
            (ReunionEvent::Here, Socket::Open { since }) => self.socket = Socket::Shared { since },
            (ReunionEvent::Gone, Socket::Shared { since }) => self.socket = Socket::Open { since },
            (ReunionEvent::Stopping, Socket::Open { .. } | Socket::Shared { .. }) => self.stopping = true,
            (ReunionEvent::Closed, Socket::Opening { .. }) => self.closed(now, link),
            (ReunionEvent::Closed, Socket::Open { since } | Socket::Shared { since }) => {
                if now.since(since) >= LASTED {
                    self.wait = FIRST_WAIT;
                }
                self.closed(now, link);
            }
            // What cannot be, or comes late.
            _ => {}
        }
        self.look(link, context);
    }

    /// The other side has lost the way, or is ready for another one.
    pub(crate) fn wanted(&mut self, link: &mut Link, context: &mut Context<'_>) {
        let is_settling = self.restarted.is_some_and(|at| context.now.since(at) < SETTLES);
        if is_settling && link.health() == Health::Steady {
            return;
        }
        self.other_is_ready = true;
        self.is_certain = true;
        if self.search.is_some() || self.ration.is_left(context.now) {
            link.way_is_gone(context.now);
        }
        if self.role == Role::Answerer && self.search.is_some_and(|search| search.granted) {
            // What it said before may have gone to a socket that was dead.
            self.say(&Message::RestartWanted, context);
        }
        self.restart_if_ready(link, context);
        self.look(link, context);
    }

    /// This side may use the relay anew.
    pub(crate) fn granted(&mut self, link: &mut Link, context: &mut Context<'_>) {
        let Some(search) = self.search.as_mut().filter(|search| !search.granted) else { return };
        search.granted = true;
        if self.role == Role::Answerer {
            self.say(&Message::RestartWanted, context);
        }
        self.restart_if_ready(link, context);
    }

    /// An offer of the other side's came here: the search is as good as new.
    pub(crate) fn offered(&mut self, now: Millis) {
        let until = now + self.patience();
        if let Some(search) = &mut self.search {
            search.until = until;
        }
    }

    /// Says goodbye where the channel is dead.
    pub(crate) fn say_goodbye(&self, link: &Link, effects: &mut Vec<Effect>) {
        if let (Health::Broken, Socket::Shared { .. }) = (link.health(), self.socket) {
            let bytes = Private::new(Message::Goodbye.encode());
            effects.push(Effect::SayAtReunion { peer: self.peer, bytes });
        }
    }

    pub(crate) fn tick(&mut self, link: &mut Link, context: &mut Context<'_>) {
        if let Socket::Closed { again: due } | Socket::Opening { until: due } = self.socket
            && context.now >= due
        {
            self.open(context.now, context.effects);
        }
        self.look(link, context);
    }

    pub(crate) fn deadline(&self, link: &Link) -> Option<Millis> {
        match self.socket {
            Socket::Closed { again: due } | Socket::Opening { until: due } => Some(due),
            Socket::Open { .. } => None,
            Socket::Shared { .. } => self.search_is_due(link),
        }
    }

    /// When the next search begins, if the way is gone and both are there.
    fn search_is_due(&self, link: &Link) -> Option<Millis> {
        let broken = link.broken_since()?;
        let due = match self.search {
            Some(search) => search.until,
            None if self.is_certain => broken,
            None => broken + BREAK_IS_ONE_AFTER,
        };
        Some(if self.ration.spent < SEARCHES { due } else { due.max(self.ration.back) })
    }

    /// Looks for another way where one is needed, and says which way a negotiation takes meanwhile.
    fn look(&mut self, link: &mut Link, context: &mut Context<'_>) {
        let is_lost = link.health() == Health::Broken;
        let is_shared = matches!(self.socket, Socket::Shared { .. });
        link.negotiation.way = if is_lost && is_shared { Way::Reunion } else { Way::Channel };
        if !is_lost {
            (self.searches, self.is_certain) = (0, false);
        }
        if !is_lost || !is_shared {
            (self.search, self.other_is_ready) = (None, false);
        }
        if is_lost && let Socket::Closed { again } = &mut self.socket {
            *again = (*again).min(context.now + LONGEST_WAIT);
        }
        if !is_shared || self.search_is_due(link).is_none_or(|due| context.now < due) {
            return;
        }
        if self.search.take().is_some() {
            // The socket may be as dead as the way, without a word: networks do that.
            self.open(context.now, context.effects);
        } else if self.ration.take(context.now) {
            self.begin_search(context);
        }
    }

    fn begin_search(&mut self, context: &mut Context<'_>) {
        log::info!("two who are relayed look for the way back");
        self.search = Some(Search { until: context.now + self.patience(), granted: false, restarted: false });
        self.searches = self.searches.saturating_add(1);
        context.push(Effect::AskRelay { peer: self.peer, exchange: self.exchange.clone() });
        if self.role == Role::Offerer {
            self.say(&Message::RestartWanted, context);
        }
    }

    fn patience(&self) -> Millis {
        Millis(SEARCH.0 + SEARCH_AGAIN.0 * u64::from(self.searches.min(3)))
    }

    fn restart_if_ready(&mut self, link: &mut Link, context: &mut Context<'_>) {
        let patience = self.patience();
        let Some(search) = self.search.as_mut().filter(|search| search.granted && !search.restarted) else {
            return;
        };
        if self.role == Role::Offerer && std::mem::take(&mut self.other_is_ready) {
            *search = Search { until: context.now + patience, granted: true, restarted: true };
            self.restarted = Some(context.now);
            link.restart_elsewhere(context.now, context.effects);
        }
    }

    fn open(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.socket = Socket::Opening { until: now + OPENING_LIMIT };
        let (peer, role, secrets) = (self.peer, self.role, self.secrets.clone());
        effects.push(Effect::OpenReunion { peer, role, secrets });
    }

    fn closed(&mut self, now: Millis, link: &Link) {
        self.socket = Socket::Closed { again: now + self.wait };
        let longest = if link.health() == Health::Broken { LONGEST_WAIT } else { IDLE_WAIT };
        self.wait = Millis((self.wait.0 * 2).min(longest.0));
    }

    fn say(&self, message: &Message, context: &mut Context<'_>) {
        let bytes = Private::new(message.encode());
        context.push(Effect::SayAtReunion { peer: self.peer, bytes });
    }
}

impl Ration {
    fn is_left(&mut self, now: Millis) -> bool {
        while self.spent > 0 && now >= self.back {
            self.spent -= 1;
            self.back = self.back + SEARCH_COMES_BACK;
        }
        self.spent < SEARCHES
    }

    fn take(&mut self, now: Millis) -> bool {
        let is_left = self.is_left(now);
        if is_left {
            if self.spent == 0 {
                self.back = now + SEARCH_COMES_BACK;
            }
            self.spent += 1;
        }
        is_left
    }
}
