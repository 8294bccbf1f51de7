//! The server that both pages came from, as far as two who are relayed find each other at it.

use std::collections::VecDeque;

use heliograph_session::{Effect, Event, RelayEvent, ReunionEvent};
use heliograph_wire::{PeerId, Private};

use super::browser::Browser;

/// Where the sockets lead.
pub(crate) struct Server {
    /// Which start of it this is; none while it is down.
    pub(crate) start: Option<u8>,
    /// Whether it says that it is about to be stopped.
    pub(crate) stopping: bool,
}

impl Default for Server {
    fn default() -> Self {
        Self { start: Some(1), stopping: false }
    }
}

/// One page's socket.
pub(crate) struct Socket {
    peer: PeerId,
    place: [u8; 32],
    /// The start of the server that it was opened at.
    start: Option<u8>,
    is_shared: bool,
    /// Nothing crosses it any more, and nobody says so.
    pub(crate) is_dead: bool,
    told_of_stop: bool,
    outbox: VecDeque<Private<Vec<u8>>>,
}

impl Browser {
    /// Performs what concerns the socket; gives back what does not.
    pub(super) fn at_reunion(&mut self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::OpenReunion { peer, secrets, .. } => {
                let place = *secrets.place.reveal();
                self.reunions_opened += 1;
                self.socket = Some(Socket {
                    peer,
                    place,
                    start: None,
                    is_shared: false,
                    is_dead: false,
                    told_of_stop: false,
                    outbox: VecDeque::new(),
                });
            }
            Effect::SayAtReunion { peer, bytes } => {
                let socket = self.socket.as_mut().filter(|socket| socket.peer == peer);
                socket.expect("somebody speaks where no socket is").outbox.push_back(bytes);
            }
            Effect::CloseReunion(peer) => {
                self.socket = self.socket.take().filter(|socket| socket.peer != peer)
            }
            other => return Some(other),
        }
        None
    }

    fn hears(&mut self, event: ReunionEvent) {
        let peer = self.socket.as_ref().expect("a socket").peer;
        self.events.push_back(Event::Relay(RelayEvent::Reunion { peer, event }));
    }
}

impl Server {
    /// Lets the two sockets open, close, and carry what was said.
    pub(crate) fn serve(&self, one: &mut Browser, other: &mut Browser) {
        for browser in [&mut *one, &mut *other] {
            let Some(socket) = &mut browser.socket else { continue };
            match (socket.start, self.start) {
                (None, Some(start)) => {
                    socket.start = Some(start);
                    browser.hears(ReunionEvent::Opened { start: [start; 8] });
                }
                (before, now) if before != now || now.is_none() => {
                    browser.hears(ReunionEvent::Closed);
                    browser.socket = None;
                    continue;
                }
                _ => {}
            }
            let socket = browser.socket.as_mut().expect("it is open");
            if self.stopping && !std::mem::replace(&mut socket.told_of_stop, true) {
                browser.hears(ReunionEvent::Stopping);
            }
        }
        let place = |browser: &Browser| browser.socket.as_ref().map(|socket| socket.place);
        let is_shared = place(one).is_some() && place(one) == place(other);
        for browser in [&mut *one, &mut *other] {
            let Some(socket) = &mut browser.socket else { continue };
            if std::mem::replace(&mut socket.is_shared, is_shared) != is_shared {
                browser.hears(if is_shared { ReunionEvent::Here } else { ReunionEvent::Gone });
            }
        }
        carry(one, other, is_shared);
        carry(other, one, is_shared);
    }
}

/// What is said where nobody is, is lost.
fn carry(from: &mut Browser, to: &mut Browser, is_shared: bool) {
    let said = from.socket.as_mut().map(|socket| std::mem::take(&mut socket.outbox)).unwrap_or_default();
    let is_dead = [&*from, &*to].iter().any(|side| side.socket.as_ref().is_some_and(|socket| socket.is_dead));
    for bytes in said.into_iter().filter(|_| is_shared && !is_dead) {
        to.hears(ReunionEvent::Said(bytes));
    }
}
