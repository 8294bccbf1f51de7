//! A room below the session: the socket at the companion, the connection that carries sound and pictures, and what of both
//! is heard and on show (`docs/protocol/room.md`).

use std::collections::BTreeMap;

use heliograph_session::{Event, IS_SITE, RoomEffect, RoomEvent, SocketId};
use heliograph_wire::room::{LONGEST, Notice, PATH, Request};

use crate::emit::Emit;
use crate::web_socket::{Came, WebSocket};

/// All that is open.
#[derive(Default)]
pub(crate) struct Room {
    sockets: BTreeMap<SocketId, WebSocket>,
}

impl Room {
    pub(crate) fn perform(&mut self, effect: RoomEffect, emit: &Emit) {
        if !IS_SITE {
            return;
        }
        match effect {
            RoomEffect::Open(id) => self.open(id, emit),
            RoomEffect::Ask(id, request) => self.ask(id, &request),
            RoomEffect::Close(id) => drop(self.sockets.remove(&id)),
            RoomEffect::Offer { .. }
            | RoomEffect::Answer { .. }
            | RoomEffect::SetPart(_)
            | RoomEffect::SetLayers { .. }
            | RoomEffect::SetThrift(_)
            | RoomEffect::Measure
            | RoomEffect::EndMedia => {}
        }
    }

    fn open(&mut self, id: SocketId, emit: &Emit) {
        let told = {
            let emit = emit.clone();
            move |came: Came| {
                let event = match came {
                    Came::Bytes(bytes) => match Notice::decode(&bytes) {
                        Some(notice) => RoomEvent::Told { socket: id, notice },
                        // Later companions may say more.
                        None => return,
                    },
                    Came::Opened => return,
                    Came::End => RoomEvent::Closed(id),
                };
                emit.now(Event::Room(event));
            }
        };
        match WebSocket::open(PATH, LONGEST, told) {
            Some(socket) => drop(self.sockets.insert(id, socket)),
            None => emit.later(Event::Room(RoomEvent::Closed(id))),
        }
    }

    fn ask(&self, id: SocketId, request: &Request) {
        if let Some(socket) = self.sockets.get(&id) {
            socket.send(&request.encode());
        }
    }
}
