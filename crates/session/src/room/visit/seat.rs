//! What the companion says, and what this side says to come to its seat and back to it.

use heliograph_wire::Millis;
use heliograph_wire::group::Outcome;
use heliograph_wire::rendezvous::Task;
use heliograph_wire::room::{Notice, Opening, Over, Request, Seat, Waits};

use super::{Outside, Place, Stage, Visit};
use crate::context::Context;
use crate::room::RoomEffect;
use crate::room::group::Link;
use crate::room::inside::{Consequence, Inside};
use crate::{Effect, RendezvousEffect, RoomEnd, SocketId};

impl Visit {
    pub(super) fn told(&mut self, socket: SocketId, notice: Notice, context: &mut Context<'_>) {
        if !self.door().is_some_and(|door| door.is(socket)) {
            return;
        }
        match notice {
            Notice::Welcome { challenge, .. } => self.welcomed(challenge, context),
            Notice::Waits(waits) => self.waits(waits, context),
            Notice::Seated(seat) => self.seated(seat, context),
            Notice::Ticket(ticket) => {
                self.ticket = Some(ticket);
                self.keep(context);
            }
            Notice::Moving => {
                if let Stage::In { door, inside } = &mut self.stage {
                    inside.moves();
                    door.renew(context);
                }
            }
            Notice::Over(over) => self.turned_away(over, context),
            notice => {
                let Stage::In { inside, .. } = &mut self.stage else { return };
                let consequence = inside.told(notice, context);
                self.bear(consequence, context);
            }
        }
    }

    /// The worker that has the keys has done something, or can do nothing.
    pub(super) fn grouped(&mut self, outcome: Option<Outcome>, context: &mut Context<'_>) {
        let Stage::In { door, inside } = &mut self.stage else { return };
        let consequence = inside.grouped(outcome, door, context);
        self.bear(consequence, context);
    }

    fn bear(&mut self, consequence: Consequence, context: &mut Context<'_>) {
        match consequence {
            Consequence::None => {}
            Consequence::StopScreen => self.stop_screen(context),
            Consequence::Mute => self.mute(context),
            Consequence::Problem(problem) => self.problem = Some(problem),
        }
    }

    /// The companion asks what this page came for.
    pub(super) fn welcomed(&mut self, challenge: [u8; 32], context: &mut Context<'_>) {
        let card = self.card();
        let request = match (&self.ticket, &self.place) {
            (Some(ticket), _) => Some(Request::Return { ticket: ticket.clone(), card }),
            (None, Some(Place::Guest(link))) => Some(Request::Knock { room: link.room, card }),
            (None, Some(Place::Host(keys))) => {
                context.keys(Task::OpenRoom { secret: keys.secret.clone(), challenge });
                None
            }
            // Nobody enters a room that is not made.
            (None, None) => return,
        };
        let Some(door) = self.door_mut().filter(|door| door.is_due()) else { return };
        match request {
            Some(request) => door.ask(request, context),
            None => door.sign(challenge, context.now),
        }
    }

    /// The worker has signed that the host is here.
    pub(super) fn signed(
        &mut self,
        challenge: &[u8; 32],
        signature: [[u8; 32]; 2],
        context: &mut Context<'_>,
    ) {
        let Some(Place::Host(keys)) = &self.place else { return };
        let opening = Opening {
            room: keys.id,
            key: keys.signing,
            salt: keys.salt.clone(),
            signature,
            permit: self.permit.clone(),
            rules: self.rules,
            card: self.card(),
        };
        if let Some(door) = self.door_mut().filter(|door| door.signs(challenge)) {
            door.ask(Request::Open(opening), context);
        }
    }

    pub(super) fn waits(&mut self, waits: Waits, context: &mut Context<'_>) {
        self.go_outside(context);
        if let Stage::Outside(outside) = &mut self.stage {
            outside.door.settle();
            (outside.waits, outside.last_words) = (Some(waits), None);
        }
    }

    pub(super) fn seated(&mut self, seat: Seat, context: &mut Context<'_>) {
        self.ticket = Some(seat.ticket.clone());
        self.problem = None;
        match std::mem::replace(&mut self.stage, Stage::Lobby) {
            Stage::Outside(Outside { mut door, .. }) => {
                door.settle();
                let Some(link) = self.place.as_ref().map(Place::guest) else { return };
                let link = Link { secret: link.secret, room: link.room };
                let name = self.card().name;
                let mut inside = Box::new(Inside::sit(seat, link, name, context));
                inside.save_data(context.now, self.thrift);
                context.push(Effect::Room(RoomEffect::SetThrift(self.thrift)));
                self.stage = Stage::In { door, inside };
                log::info!("in a room");
            }
            Stage::In { mut door, mut inside } => {
                let was_away = door.away_since().is_some();
                door.settle();
                if was_away {
                    inside.sit_again(seat, &door, context);
                } else {
                    inside.take_seat(seat, context.now);
                }
                self.stage = Stage::In { door, inside };
            }
            other => self.stage = other,
        }
        if matches!(self.place, Some(Place::Host(_))) {
            context.push(Effect::Rendezvous(RendezvousEffect::EndKeys));
        }
        self.keep(context);
    }

    /// The companion does no more at the socket.
    pub(super) fn turned_away(&mut self, over: Over, context: &mut Context<'_>) {
        let now = context.now;
        let has_ticket = self.ticket.is_some();
        match (over, &mut self.stage) {
            // The seat is gone, and the room may still be there.
            (Over::NoSeat, _) if has_ticket => {
                self.ticket = None;
                self.forget(context);
                self.go_outside(context);
                if let Some(door) = self.door_mut() {
                    door.renew(context);
                }
            }
            // What passes is no reason to give up a seat.
            (
                Over::Stopping | Over::Crowded,
                Stage::Outside(Outside { door, .. }) | Stage::In { door, .. },
            ) if has_ticket => {
                door.close(context);
                door.closed(now);
                self.interrupted(over);
            }
            (Over::TooOften(seconds), Stage::Outside(Outside { door, .. }) | Stage::In { door, .. })
                if has_ticket =>
            {
                door.close(context);
                door.closed_until(now, now + Millis::seconds(seconds.into()));
                self.interrupted(over);
            }
            _ => self.end(RoomEnd::Over(over), context),
        }
    }

    pub(super) fn closed(&mut self, socket: SocketId, now: Millis) {
        if let Some(door) = self.door_mut().filter(|door| door.is(socket)) {
            door.closed(now);
            if let Stage::In { inside, .. } = &mut self.stage {
                inside.media.interrupted();
            }
        }
    }

    pub(super) fn interrupted(&mut self, over: Over) {
        match &mut self.stage {
            Stage::In { inside, .. } => inside.media.interrupted(),
            Stage::Outside(outside) => outside.last_words = Some(over),
            Stage::Kept(_) | Stage::Making { .. } | Stage::Lobby | Stage::Over(_) => {}
        }
    }

    /// Has no seat any more, and goes on by the same socket.
    pub(super) fn go_outside(&mut self, context: &mut Context<'_>) {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Lobby) {
            Stage::In { door, .. } => {
                context.push(Effect::Room(RoomEffect::EndMedia));
                context.push(Effect::Room(RoomEffect::EndGroup));
                Stage::Outside(Outside { door, waits: None, last_words: None })
            }
            other => other,
        };
    }
}
