//! What all screens have in common on which somebody is found at the companion: by words, by those who ring, by whom they
//! ring.

use heliograph_wire::PeerId;
use heliograph_wire::rendezvous::{Notice, Outcome};

use super::bridge::Bridge;
use super::{RendezvousEvent, RingEvent, SocketId, WakingEvent, WordsEvent};
use crate::context::Context;
use crate::{Event, Exchange, Problem, Relay, RelayFault};

/// A screen that has to do with the companion.
pub(crate) trait AtCompanion {
    /// The person did something about words.
    fn words_chosen(&mut self, _event: WordsEvent, _context: &mut Context<'_>) {}
    /// The person did something about a ring.
    fn ring_chosen(&mut self, _event: RingEvent, _context: &mut Context<'_>) {}
    /// Something happened to what the browser has for being woken.
    fn waking_happened(&mut self, _event: WakingEvent, _context: &mut Context<'_>) {}
    /// The companion said something.
    fn told(&mut self, socket: SocketId, notice: Notice, context: &mut Context<'_>);
    /// A socket is closed.
    fn closed(&mut self, socket: SocketId, context: &mut Context<'_>);
    /// The worker did something.
    fn done(&mut self, outcome: Outcome, context: &mut Context<'_>);
    /// The worker does nothing any more.
    fn keys_failed(&mut self, context: &mut Context<'_>);

    /// The connection on its way, if there is one.
    fn bridge(&mut self) -> Option<&mut Bridge>;
    /// Says to the other side what that connection wants said.
    fn say_letters(&mut self, context: &mut Context<'_>);
    /// That connection came to nothing.
    fn not_connected(&mut self, problem: Problem, context: &mut Context<'_>);

    /// Takes what happened on the way to somebody.
    fn hear(&mut self, event: RendezvousEvent, context: &mut Context<'_>) {
        match event {
            RendezvousEvent::Told { socket, notice } => self.told(socket, notice, context),
            RendezvousEvent::Closed(socket) => self.closed(socket, context),
            RendezvousEvent::Done(outcome) => self.done(outcome, context),
            RendezvousEvent::KeysFailed => self.keys_failed(context),
            RendezvousEvent::Words(event) => self.words_chosen(event, context),
            RendezvousEvent::Ring(event) => self.ring_chosen(event, context),
            RendezvousEvent::Waking(event) => self.waking_happened(event, context),
            // It holds for every screen.
            RendezvousEvent::NotificationsChanged(_) => {}
        }
    }

    /// The server relays for the connection on its way.
    fn relay_granted(&mut self, peer: PeerId, granted: (Relay, Exchange), context: &mut Context<'_>) {
        let Some(bridge) = self.bridge() else { return };
        let (relay, exchange) = granted;
        bridge.relay_granted(peer, relay, exchange, context);
        self.go_on_connecting(Ok(()), context);
    }

    /// It does not.
    fn relay_refused(&mut self, peer: PeerId, fault: RelayFault, context: &mut Context<'_>) {
        let Some(bridge) = self.bridge() else { return };
        let outcome = bridge.relay_refused(peer, fault, context.now);
        self.go_on_connecting(outcome, context);
    }

    /// Takes what concerns the connection on its way.
    fn connection_event(&mut self, event: Event, context: &mut Context<'_>) {
        let Some(bridge) = self.bridge() else { return };
        let outcome = bridge.happened(event, context);
        self.go_on_connecting(outcome, context);
    }

    /// Does what is due for the connection on its way.
    fn tick_connection(&mut self, context: &mut Context<'_>) {
        let Some(bridge) = self.bridge() else { return };
        let outcome = bridge.tick(context);
        self.go_on_connecting(outcome, context);
    }

    /// Says what there is to say now, or ends what came to nothing.
    fn go_on_connecting(&mut self, outcome: Result<(), Problem>, context: &mut Context<'_>) {
        match outcome {
            Ok(()) => self.say_letters(context),
            Err(problem) => self.not_connected(problem, context),
        }
    }
}
