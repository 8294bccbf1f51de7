//! What the keys worker does for a room.

use heliograph_wire::rendezvous::{Notice, Outcome};

use super::{Place, Stage, Visit};
use crate::context::Context;
use crate::rendezvous::{AtCompanion, Bridge};
use crate::{Problem, RoomEnd, SocketId};

impl AtCompanion for Visit {
    /// Rooms have a socket of their own.
    fn told(&mut self, _socket: SocketId, _notice: Notice, _context: &mut Context<'_>) {}

    fn closed(&mut self, _socket: SocketId, _context: &mut Context<'_>) {}

    fn done(&mut self, outcome: Outcome, context: &mut Context<'_>) {
        match (outcome, &self.stage) {
            (Outcome::Room(keys), Stage::Making { .. }) => {
                self.place = Some(Place::Host(Box::new(keys)));
                self.stage = Stage::Lobby;
                if self.ticket.is_some() {
                    self.enter(context);
                }
            }
            (Outcome::Hosts { challenge, signature }, Stage::Outside(_) | Stage::In { .. }) => {
                self.signed(&challenge, signature, context);
            }
            // What was asked for before.
            _ => {}
        }
    }

    fn keys_failed(&mut self, context: &mut Context<'_>) {
        let signs = self.door().is_some_and(crate::room::Door::is_signing);
        if signs || matches!(self.stage, Stage::Making { .. }) {
            self.end(RoomEnd::NoKeys, context);
        }
    }

    fn bridge(&mut self) -> Option<&mut Bridge> {
        None
    }

    fn say_letters(&mut self, _context: &mut Context<'_>) {}

    fn not_connected(&mut self, _problem: Problem, _context: &mut Context<'_>) {}
}
